#!/usr/bin/env bash
# A SummaryWriter of tensorboardX 2.6.5 empties the file of another one that was opened for the same
# folder in the same second: the name of the file is the second and the machine, and no more. Of three
# short trainings, each with a writer of its own that it closes, only the last is kept. The writer of
# tensorboard 2.20.0 has the process and a counter in the name, too, and keeps all three. With
# filename_suffix=, tensorboardX keeps them as well.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib tensorboardX==2.6.5 \
    tensorboard==2.20.0 tbparse==0.0.9
PYTHONPATH=lib python3 - <<'EOF'
import time

from tbparse import SummaryReader
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboardX import SummaryWriter


def train(way, training):
    if way == "tensorboard":
        writer = EventFileWriter(way)
        event = Event(step=training)
        event.summary.value.add(tag="loss", simple_value=0.5)
        writer.add_event(event)
    else:
        writer = SummaryWriter(way, filename_suffix=f".{training}" if way == "suffix" else "")
        writer.add_scalar("loss", 0.5, training)
    writer.close()


failed = False
for way, expected in {"tensorboardX": [2], "tensorboard": [0, 1, 2], "suffix": [0, 1, 2]}.items():
    time.sleep(1 - time.time() % 1)  # to the start of a second
    for training in range(3):
        train(way, training)
    found = sorted(SummaryReader(way).scalars.step.tolist())
    print(f"{way}: the trainings {found} of [0, 1, 2] are kept")
    failed |= found != expected
raise SystemExit(failed)
EOF
