#!/usr/bin/env bash
# The executor of Client.get_executor() of distributed 2026.8.0 looks like one of concurrent.futures,
# but takes every function for a pure one: calls with equal arguments while the first result is kept
# are one call. Five trainings that draw their own random weights are then one training, five times,
# with a spread of 0. With get_executor(pure=False), and with a ThreadPoolExecutor, they are five.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib distributed==2026.8.0
PYTHONPATH=lib python3 - <<'EOF'
import random
from concurrent.futures import ThreadPoolExecutor

from distributed import Client


def train(learning_rate):
    return learning_rate * random.random()


failed = False
with Client(processes=False, dashboard_address=None) as client:
    ways = {
        "get_executor()": (client.get_executor(), 1),
        "get_executor(pure=False)": (client.get_executor(pure=False), 5),
        "ThreadPoolExecutor()": (ThreadPoolExecutor(), 5),
    }
    for way, (executor, expected) in ways.items():
        by_map = set(executor.map(train, [0.1] * 5))
        futures = [executor.submit(train, 0.2) for _ in range(5)]
        by_submit = {future.result() for future in futures}
        print(f"{way}: {len(by_map)} different results by map, {len(by_submit)} by submit")
        failed |= (len(by_map), len(by_submit)) != (expected, expected)
raise SystemExit(failed)
EOF
