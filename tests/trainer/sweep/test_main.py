import fcntl
import gzip
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ...checkout import ROOT, run_trainer
from ...processes import running
from ..program import SHORT
from .program import FAILING, FAILURE, SWEEP, files, logs, sweep, wait_until_ended, workers

FOUR = [*SHORT, "--seed", "2:3", "--sparsity", "0.5,0.9"]
NAMES = [f"seed={seed},sparsity={sparsity}.log.gz" for seed in (2, 3) for sparsity in (0.5, 0.9)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the logs of FOUR, to be copied."""
    folder = tmp_path_factory.mktemp("trained")
    sweep(*FOUR, "-o", folder)
    return folder


@pytest.fixture
def four(trained: Path, tmp_path: Path) -> Path:
    """Return a folder with the logs of FOUR."""
    return Path(shutil.copytree(trained, tmp_path / "four"))


def test_a_log_is_what_the_trainer_prints_for_its_settings(tmp_path: Path) -> None:
    done = sweep(*FOUR, "--decimals", "6", "-o", tmp_path / "x")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"trainer.sweep: {tmp_path / 'x'}: 4 of 4 logs, 4 of them new\n"
    assert logs(tmp_path / "x") == NAMES
    for name in NAMES:
        seed, sparsity = re.findall(r"=([0-9.]+)[,.]", name)
        options = [*SHORT, "--seed", seed, "--sparsity", sparsity]
        text = gzip.decompress((tmp_path / "x" / name).read_bytes())
        assert text == run_trainer(*options, "--decimals", "6")


def test_the_folder_says_how_to_train_a_log_again(tmp_path: Path) -> None:
    sweep(*FOUR, "--gradient", "exact", "-o", tmp_path)
    settings = f"@{tmp_path / 'settings.args'}"
    text = gzip.decompress((tmp_path / "seed=3,sparsity=0.5.log.gz").read_bytes())
    assert text == run_trainer(settings, "--seed", "3", "--sparsity", "0.5")


def test_a_sweep_has_the_same_bytes_on_every_run(four: Path, tmp_path: Path) -> None:
    sweep(*FOUR, "--workers", "1", "-o", tmp_path / "again")
    assert files(tmp_path / "again") == files(four)
    header = (four / NAMES[0]).read_bytes()[:8]
    assert header == b"\x1f\x8b\x08\0\0\0\0\0"  # neither a name nor a time


def test_only_what_is_missing_is_trained(four: Path) -> None:
    whole = files(four)
    (four / NAMES[1]).unlink()
    (four / NAMES[2]).write_bytes(b"mine")
    (four / "settings.args").write_text("# cut o")
    (four / ".unfinished.tmp").write_text("cut off, too")
    done = sweep(*FOUR, "-o", four)
    assert done.stderr == f"trainer.sweep: {four}: 4 of 4 logs, 1 of them new\n"
    assert files(four) == {**whole, NAMES[2]: b"mine"}


def test_more_values_are_added_to_a_folder(tmp_path: Path) -> None:
    sweep(*SHORT, "--seed", "1:2", "-o", tmp_path)
    done = sweep(*SHORT, "--seed", "1,2,7", "--quiet", "-o", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert logs(tmp_path) == [f"seed={seed}.log.gz" for seed in (1, 2, 7)]


def test_a_folder_with_other_settings_is_refused(four: Path) -> None:
    before = files(four)
    for more in ([], ["--dry-run"]):
        done = sweep(*FOUR, "--runs", "4", *more, "-o", four)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"trainer.sweep: the logs in {four} were trained with --runs 3, not with --runs 4; "
            "name another folder\n"
        )
    assert files(four) == before


@pytest.mark.parametrize("name", ["c-pentagon.log", "seed=1.log.gz"])
def test_a_folder_with_logs_of_no_sweep_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    (tmp_path / "z.log").touch()
    for more in ([], ["--dry-run"]):
        done = sweep(*FOUR, *more, "-o", tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"trainer.sweep: {tmp_path} holds other logs, such as {name}, and no sweep; "
            "name another folder\n"
        )
    assert sorted(files(tmp_path)) == sorted([name, "z.log"])


def test_a_folder_with_other_files_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    (tmp_path / "folder").mkdir()
    assert sweep(*SHORT, "--seed", "1:2", "-o", tmp_path).returncode == 0
    assert logs(tmp_path) == ["seed=1.log.gz", "seed=2.log.gz"]


def test_a_second_sweep_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "settings.args").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = sweep(*FOUR, "-o", tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"trainer.sweep: another sweep is writing to {tmp_path}; wait until it ends\n"
    )


def test_a_folder_that_is_complete_is_only_read(four: Path) -> None:
    before = files(four)
    (four / "settings.args").chmod(0o444)
    four.chmod(0o555)
    with (four / "settings.args").open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)  # root may write what is read-only, but not this
        done = sweep(*FOUR, "-o", four)
        other = sweep(*FOUR, "--runs", "4", "-o", four)
    assert done.returncode == 0
    assert done.stderr == f"trainer.sweep: {four}: 4 of 4 logs, 0 of them new\n"
    assert (other.returncode, files(four)) == (2, before)


def test_a_training_that_fails_is_named_the_sweep_goes_on_and_the_next_call_tries_it_again(
    tmp_path: Path,
) -> None:
    for new in (1, 0):
        done = sweep(*FAILING, "-o", tmp_path)
        assert done.returncode == 1
        assert done.stderr.splitlines() == [
            f"trainer.sweep: {FAILURE}",
            f"trainer.sweep: 1 of {new + 1} trainings failed: features=16777216.log.gz; "
            "the same command trains what is missing",
            f"trainer.sweep: {tmp_path}: 1 of 2 logs, {new} of them new",
        ]
        assert logs(tmp_path) == ["features=1.log.gz"]
    quiet = sweep(*FAILING, "-o", tmp_path, "--quiet")
    assert (quiet.returncode, quiet.stderr.splitlines()) == (1, done.stderr.splitlines()[:2])
    assert "trainer.sweep: out of memory" in sweep(*FAILING, "-o", tmp_path, "--dry-run").stderr


def test_only_the_first_few_of_many_failures_are_named_at_the_end(tmp_path: Path) -> None:
    words = [*FAILING[2:], "--features", "16777216", "--seed", "1:5"]
    told = sweep(*words, "-o", tmp_path).stderr.splitlines()
    assert sum(line.endswith(FAILURE.partition(".log.gz")[2]) for line in told) == 5
    named = "seed=[1-5].log.gz, seed=[1-5].log.gz, seed=[1-5].log.gz and 2 more; the same command"
    assert re.match(f"trainer.sweep: 5 of 5 trainings failed: {named}", told[5])
    assert logs(tmp_path) == []


def test_halt_ends_the_sweep_and_its_workers_at_the_first_failure(tmp_path: Path) -> None:
    endless = ["--runs", "1000000000", "--samples", "16777216", "--workers", "2", "--halt"]
    command = [*SWEEP, "--features", "1,16777216", *endless, "-o", str(tmp_path)]
    with running(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        found: list[Path] = []
        while process.poll() is None:
            found += workers(process)
            time.sleep(0.01)
        assert process.wait() == 1
        wait_until_ended(found)
        assert process.stderr is not None
        assert process.stderr.read().decode().splitlines() == [
            f"trainer.sweep: {FAILURE}",
            "trainer.sweep: 1 of 2 trainings failed: features=16777216.log.gz; 1 did not end; "
            "the same command trains what is missing",
            f"trainer.sweep: {tmp_path}: 0 of 2 logs, 0 of them new",
        ]
    assert list(files(tmp_path)) == ["settings.args"]


def test_a_training_that_diverges_does_not_fail(tmp_path: Path) -> None:
    diverging = ["--learning-rate", "1e9,1", "--sparsity", "0", "--runs", "50", "--samples", "99"]
    assert sweep(*diverging, "-o", tmp_path).returncode == 0
    assert b"nan" in gzip.decompress((tmp_path / "learning_rate=1000000000.log.gz").read_bytes())


def test_a_log_that_is_too_large_for_the_disk_costs_no_other(tmp_path: Path) -> None:
    words = [*SHORT[2:], "--runs", "9,900,10", "--workers", "1", "-o", str(tmp_path)]
    done = subprocess.run(  # the largest size of a file is 1 kB
        ["bash", "-c", 'ulimit -f 1; exec "$@"', "bash", *SWEEP, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "trainer.sweep: runs=900.log.gz failed: OSError: [Errno 27] File too large"
    )
    assert sorted(files(tmp_path)) == ["runs=10.log.gz", "runs=9.log.gz", "settings.args"]


FULL = """
import errno, os, sys
from trainer.sweep import folder
from trainer.sweep.__main__ import main

def fsync(file):
    if folder.os.path.exists(sys.argv[-1] + "/seed=1.log.gz"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

if __name__ == "__main__":
    folder.os.fsync = fsync
    main()
"""


def test_a_full_disk_ends_the_sweep_and_leaves_only_whole_logs(tmp_path: Path) -> None:
    words = [*SHORT, "--seed", "1:9", "--workers", "1", "-o", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", FULL, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"trainer.sweep: cannot write {tmp_path}/seed=2.log.gz: No space left on device\n"
    )
    assert sorted(files(tmp_path)) == ["seed=1.log.gz", "settings.args"]


@pytest.mark.parametrize(
    ("folder", "reason"),
    [("file", "File exists"), ("file/folder", "Not a directory"), ("/proc/x", "No such file")],
)
def test_a_folder_that_cannot_be_made_gets_one_line(
    folder: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    done = sweep(*FOUR, "-o", tmp_path / folder)
    assert done.returncode == 1
    assert done.stderr.startswith(f"trainer.sweep: cannot write {tmp_path / folder}: {reason}")
    assert done.stderr.count("\n") == 1


def test_a_dry_run_names_the_missing_logs_and_estimates_the_time(
    trained: Path, tmp_path: Path
) -> None:
    done = sweep(*FOUR, "-o", tmp_path / "x", "--dry-run", "--workers", "3")
    *names, total = done.stdout.splitlines()
    assert (done.returncode, done.stderr, names) == (0, "", NAMES)
    assert re.fullmatch(r"4 trainings, 4 to do; they take about [0-9.]+ s with 3 processes", total)
    assert not list(tmp_path.iterdir())

    shutil.copytree(trained, tmp_path, dirs_exist_ok=True)
    (tmp_path / NAMES[2]).unlink()
    before = files(tmp_path)
    name, total = sweep(*FOUR, "-o", tmp_path, "--dry-run").stdout.splitlines()
    assert (name, total[:22]) == (NAMES[2], "4 trainings, 1 to do; ")
    assert files(tmp_path) == before
    done = sweep(*FOUR, "-o", trained, "--dry-run")
    assert done.stdout == "4 trainings, all of them are done\n"
