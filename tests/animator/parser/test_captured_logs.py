"""Logs as terminals, loggers, containers and restarts leave them.

What is expected of each is computed from its text in another way, by a few lines for each file.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from animator import LogError, read_log

from ...checkout import DATA
from ..logs import kept_values, read_bytes, warnings_of
from ..plain import Cells, parse

CAPTURED = DATA / "captured"
COPIES = "a copy of the line before, left out; perhaps two handlers of logging print each line"
JOINED = "and joined there: the later values count; --part or part= chooses a part"
TALL = "W has more rows than columns; column i is feature i"
UNKNOWN = "not understood"


def every_other_line(text: str) -> Cells:
    return parse("\n".join(text.splitlines()[::2]))


def without(pattern: str) -> Callable[[str], Cells]:
    return lambda text: parse(re.sub(pattern, "", text, flags=re.MULTILINE))


def joined_at(restart: int) -> Callable[[str], Cells]:
    """Return what reads a log of two parts, the second of which starts at this run."""

    def read(text: str) -> Cells:
        text = re.sub(r"^[A-Z][a-zA-Z ]+\d*\n", "", text, flags=re.MULTILINE)  # messages
        start = text.rindex(f"run: {restart}\n")
        before = {cell: value for cell, value in parse(text[:start]).items() if cell[0] < restart}
        return before | parse(text[start:])

    return read


def up_to(end: str) -> Callable[[str], Cells]:
    return lambda text: parse(text[: text.index(end)])


LOGS = [  # name; what reads it; how many warnings, and the first of them
    ("W-transposed-features-by-hidden.log", parse, 1, f"21: {TALL}"),
    ("ansi-erase-osc-title.log", without(r"\x1b\]0;.*?\x07|\x1b\[[\d;]*[A-Za-z]"), 0, ""),
    ("ansi-hyperlink.log", without(r"\x1b\]8;;[^\x1b]*\x1b\\"), 0, ""),
    ("bias-1e308.log", parse, 0, ""),
    (
        "each-line-twice-logging-propagate.log",
        every_other_line,
        1,
        f"2: {COPIES}, 240 in all, (run: 0)",
    ),
    (
        "each-line-twice-two-handlers-prefix.log",
        every_other_line,
        1,
        f"2: {COPIES}, 240 in all, (INFO:root:run: 0)",
    ),
    ("every-100-then-every-10.log", parse, 0, ""),
    (
        "fmt-thousands-run.log",
        up_to("run: 1,000"),
        100,
        "21: a thousands separator in a run number, print 1000 instead of 1,000, (run: 1,000)",
    ),
    ("loss-1e308.log", parse, 0, ""),
    (
        "message-with-thousands-separator.log",
        without("^Dataset.*"),
        1,
        f"1: {UNKNOWN}, (Dataset size: 60,000)",
    ),
    (
        "resume-from-checkpoint-overlap.log",
        joined_at(100),
        3,
        f"393: {UNKNOWN}, (KeyboardInterrupt)",
    ),
    ("resume-overlap-1-at-end.log", joined_at(162), 1, f"393: resumed at run 162, {JOINED}"),
    ("spinner-backspaces-before-loss.log", without(r"^.*\x08"), 0, ""),
    ("spinner-backspaces-before-run.log", without(r"^.*\x08"), 0, ""),
]
PREFIXED = "lines carry a prefix, remove it"
JOURNAL = f":2: {PREFIXED}, (Jan 01 00:00:00 host train[123]: run: 0)"
NO_LOGS = [
    (
        "docker-json.log",
        ":1: a log of Docker's in JSON, no log: jq -j .log FILE > run.log gives what was printed",
    ),
    (
        "fmt-nanogpt.log",
        ":1: no loss with a run number: expected 'run: 0', then 'L: 0.1' on the next line; "
        f"first problem: {UNKNOWN}, (tokens per iteration will be: 491,520)",
    ),
    ("header-without-colon-then-prefix.log", f":2: {PREFIXED}, (INFO:root:run: 0)"),
    ("journal-only-some-lines.log", JOURNAL),
    ("journalctl.log", JOURNAL),
    ("jsonl-nan-and-zero-loss.jsonl", ":1: JSON, no log: jq -r "),
    ("prefix-after-header-compose.log", f":2: {PREFIXED}, (trainer-1  | run: 0)"),
    ("prefix-after-header-kubectl.log", f":2: {PREFIXED}, ([pod/t/main] run: 0)"),
    (
        "prefix-python-logging-after-warning.log",
        f":3: {PREFIXED}, (2026-01-01 00:00:00,123 - INFO - run: 0)",
    ),
    (
        "tqdm-cr-prefix-each-record.log",
        f":1: {PREFIXED}, (0%|          | 0/200 [00:00<00:20, 9.98it/s]run: 0)",
    ),
]


def test_every_captured_log_is_in_a_table() -> None:
    assert sorted(path.name for path in CAPTURED.iterdir()) == sorted(
        [*(row[0] for row in LOGS), *(row[0] for row in NO_LOGS)]
    )


@pytest.mark.parametrize(("name", "read", "count", "warning"), LOGS)
def test_a_captured_log_is_read_as_it_was_printed(
    name: str, read: Callable[[str], Cells], count: int, warning: str
) -> None:
    log = read_log(CAPTURED / name)
    assert kept_values(log) == read((CAPTURED / name).read_bytes().decode())
    warnings = [f"{each.line}: {each.reason}" for each in log.warnings]
    assert len(warnings) == count
    assert warnings[:1] == [warning] * bool(count)


@pytest.mark.parametrize(("name", "message"), NO_LOGS)
def test_what_cannot_be_read_says_what_to_do(name: str, message: str) -> None:
    with pytest.raises(LogError) as raised:
        read_log(CAPTURED / name)
    assert str(raised.value).startswith(f"{CAPTURED / name}{message}")


def made_by_advice(name: str, tmp_path: Path) -> Path:
    """Do what the error says, and return the log that it makes."""
    if not shutil.which("jq"):
        pytest.skip("needs jq")
    with pytest.raises(LogError) as raised:
        read_log(CAPTURED / name)
    command = re.findall(r"jq .* > run\.log", raised.value.reason)[0]
    made = tmp_path / "run.log"
    command = command.replace("FILE", str(CAPTURED / name)).replace("run.log", str(made))
    subprocess.run(["bash", "-c", command], check=True)
    return made


def test_the_advice_for_docker_gives_the_log(tmp_path: Path) -> None:
    log = read_log(made_by_advice("docker-json.log", tmp_path))
    lines = (CAPTURED / "docker-json.log").read_text().splitlines()
    assert kept_values(log) == parse("".join(json.loads(line)["log"] for line in lines))
    assert log.warnings == []


def test_the_advice_for_json_keeps_what_is_not_finite(tmp_path: Path) -> None:
    log = read_log(made_by_advice("jsonl-nan-and-zero-loss.jsonl", tmp_path))
    lines = (CAPTURED / "jsonl-nan-and-zero-loss.jsonl").read_text().splitlines()
    losses = {row["step"]: row["loss"] for row in map(json.loads, lines)}
    assert repr(dict(zip(log.runs.tolist(), log.losses.tolist(), strict=True))) == repr(
        {run: float(loss) for run, loss in losses.items()}
    )


# Prefixes


@pytest.mark.parametrize(
    ("text", "is_prefixed"),
    [
        ("start\nA run: 0\nA L: 0.5\n", True),
        ("A run: 0\nthen nothing\n", True),
        ("start\na dry run: 3\n", False),
        ("start\nthe end\n", False),
        ("start\n" + ("x" * 1000 + "run: 0\n") * 2, False),
    ],
)
def test_lines_carry_a_prefix_if_the_first_or_two_of_them_end_in_a_record(
    text: str, is_prefixed: bool
) -> None:
    with pytest.raises(LogError) as raised:
        read_bytes(text)
    assert (PREFIXED in str(raised.value)) == is_prefixed


# Decimal commas and thousands


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("L: 0,5", "a decimal comma"),
        ("L: 1,234", "a decimal comma"),
        ("acc: 0,123", "a decimal comma"),
        ("acc: 12,34", "a decimal comma"),
        ("acc: -1,5", "a decimal comma"),
        ("rows: 60,000", UNKNOWN),
        ("rows: 1,234,567", UNKNOWN),
        ("run: 1,000", "a thousands separator"),
        ("run: 12,345,678", "a thousands separator"),
        ("run: 1,00", UNKNOWN),
        ("run: 0,100", UNKNOWN),
    ],
)
def test_a_thousands_separator_is_no_decimal_comma(line: str, reason: str) -> None:
    [warning] = warnings_of(read_bytes(f"run: 0\nL: 0.5\n{line}\n"))
    assert warning.startswith(f"3: {reason}")


# Backspaces


@pytest.mark.parametrize(
    ("line", "loss"),
    [
        ("|\b/\b-\bL: 0.25", 0.25),
        ("12%\b\b\b15%\b\b\bL: 0.25", 0.25),
        ("⠋\b⠙\bL: 0.25", 0.25),
        ("\b\bL: 0.25", 0.25),
        ("ab\bL: 0.25", None),  # a terminal shows aL: 0.25
        ("L: 0.2\b5", None),
        ("L: 0.25\b", None),
        ("L: 0.25\b\b\b\b\b\b\bx", 0.25),  # what is overwritten belongs to the log
    ],
)
def test_what_backspaces_erase_is_left_out(line: str, loss: float | None) -> None:
    log = read_bytes(f"run: 0\nL: 0.5\nrun: 1\n{line}\nrun: 2\nL: 0.125\n")
    assert log.loss["L"].dropna().to_dict() == {0: 0.5, 2: 0.125} | ({1: loss} if loss else {})


# Lines that stand twice


# Blocks that only another part has


# The shape of W


@pytest.mark.parametrize(
    ("b", "W", "is_reported"),
    [
        ("", " 1 2\n 3 4\n 5 6\n", True),
        ("b: [\n 1 2 3\n]\n", " 1 2\n 3 4\n 5 6\n", True),
        ("b: [\n 1 2\n]\n", " 1 2\n 3 4\n 5 6\n", False),  # as many columns as biases
        ("", " 1 2\n 3 4\n", False),
        ("", " 1 2 3\n 3 4 5\n", False),
    ],
)
def test_a_tall_matrix_of_weights_is_reported_unless_b_has_its_columns(
    b: str, W: str, is_reported: bool
) -> None:
    runs = "".join(f"run: {run}\nL: 0.5\n{b}W: [\n{W}]\n" for run in range(3))
    line = 3 + b.count("\n")
    assert warnings_of(read_bytes(runs)) == [f"{line}: {TALL}"] * is_reported


@pytest.mark.parametrize(("b", "is_reported"), [(" 1 2\n 3 4\n", True), (" 1 2 3 4\n", False)])
def test_rows_of_a_bias_that_was_wrapped_are_reported(b: str, is_reported: bool) -> None:
    runs = "".join(f"run: {run}\nL: 0.5\nb: [\n{b}]\n" for run in range(3))
    reason = (
        "b has more than one row, and only the first one counts; a terminal may have wrapped it"
    )
    assert warnings_of(read_bytes(runs)) == [f"3: {reason}"] * is_reported
