"""Measure how far the page of a growing log is behind, and what it costs: part of `make bench`.

A training at full speed writes the log. This program reads the log, too, and compares when each
snapshot was there with when the event that shows it arrived.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from .training import HEXAGON, ROOT, TRAINER, report

RUNS = "100000"
LOOK_EVERY = 0.005  # seconds
LONGEST_DELAY, LARGEST_SHARE = 0.3, 0.1  # seconds, of a processor's core
SNAPSHOT = re.compile(rb"run: (\d+)\nL: [^\n]*\nb: \[[^]]*\]\nW: \[[^]]*\]\n")


def main() -> None:
    """Print the delay and the processor time as ratios to their goals."""
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "run.log"
        log.touch()
        command = [sys.executable, "-m", "animator", str(log), "--follow"]
        environment = {**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": ""}
        follower = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
        try:
            assert follower.stderr is not None
            url = follower.stderr.readline().decode().split()[1]
            delays, share = watch(log, url, follower.pid)
            memory = peak_memory(follower.pid) / memory_of_page(log)
        finally:
            follower.kill()
            follower.wait()
    report("follow", "0.3 s, delay", [delay / LONGEST_DELAY for delay in delays], 1)
    report("follow", "a tenth of a core", [share / LARGEST_SHARE], 1)
    report("follow", "a page made once, memory", [memory], 1)


def watch(log: Path, url: str, pid: int) -> tuple[list[float], float]:
    """Train; return the delay of each snapshot in seconds, and the follower's share of a core."""
    shown: list[tuple[float, int]] = []  # when, and up to which run
    threading.Thread(target=read_events, args=(url, shown), daemon=True).start()
    start, used = time.perf_counter(), processor_time(pid)
    with log.open("wb") as out:
        trainer = subprocess.Popen(
            [*TRAINER, *HEXAGON, "--runs", RUNS], cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL
        )
    written = read_log(log, trainer)
    share = (processor_time(pid) - used) / (time.perf_counter() - start)
    while not shown or shown[-1][1] < written[-1][1]:
        time.sleep(LOOK_EVERY)
    delays = []
    for when, run in written:
        delays.append(next(then for then, last in shown if last >= run) - when)
    return delays, share


def read_log(log: Path, trainer: "subprocess.Popen[bytes]") -> list[tuple[float, int]]:
    """Return when each snapshot was there, and its run, until the training ends."""
    written, text = [], b""
    with log.open("rb") as file:
        while True:
            has_ended = trainer.poll() is not None
            text += file.read()
            now = time.perf_counter()
            for match in SNAPSHOT.finditer(text):
                written.append((now, int(match[1])))
                end = match.end()
            if written and now == written[-1][0]:
                text = text[end:]
            if has_ended:
                return written
            time.sleep(LOOK_EVERY)


def read_events(url: str, shown: list[tuple[float, int]]) -> None:
    """Note when events arrive, and the last run that they show."""
    last = -1
    with urllib.request.urlopen(f"{url}events") as stream:
        for line in stream:
            now = time.perf_counter()
            if not line.startswith(b"data: "):
                continue
            page = json.loads(line.removeprefix(b"data: "))["page"]
            if page and page["steps"].get("count"):
                steps = page["steps"]
                last = steps["first"] + steps["step"] * (steps["count"] - 1)
                shown.append((now, last))


def processor_time(pid: int) -> float:
    """Return how many seconds of processor time a process has used. Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory(pid: int) -> int:
    """Return how much memory a process has had at most, in kB. Linux only."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def memory_of_page(log: Path) -> int:
    """Return how much memory it takes at most to make a page of a log, in kB."""
    code = "import sys, resource, animator; animator.animate(sys.argv[1], sys.argv[1] + '.html'); "
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    return int(subprocess.check_output([sys.executable, "-c", code, str(log)], cwd=ROOT))


if __name__ == "__main__":
    main()
