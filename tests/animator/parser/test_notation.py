"""Losses that a newline, or a meter's carriage return, has split."""

import pytest

from ..logs import read_bytes, warnings_of

RUNS = 100
ODD = 50
FORMATS = {
    "%.4f": "fewer decimals than the 4 of the log, dropped",
    "%.6e": "another notation than other losses have, dropped",
    "%r": "",  # any number of decimals may be meant: only a rest on the next line shows a split
}


def split_log(form: str, place: int, between: str) -> str:
    """Return a log of losses in one format, that of one run split at a place."""
    text = ""
    for run in range(RUNS):
        loss = form % (0.0123456789 + run / 1000)
        loss = loss[:place] + between + loss[place:] if run == ODD else loss
        text += f"run: {run}\nL: {loss}\n"
    return text


CASES = [
    (form, place, between)
    for form in FORMATS
    for place in range(1, len(form % 0.0623456789))
    for between in ("\n", "\r", "\nwarning: clip\n")
    if form != "%r" or between == "\n"
]


@pytest.mark.parametrize(("form", "place", "between"), CASES)
def test_of_a_split_loss_no_part_is_kept(form: str, place: int, between: str) -> None:
    log = read_bytes(split_log(form, place, between))
    whole = read_bytes(split_log(form, 0, ""))
    assert log.loss.drop(index=ODD).equals(whole.loss.drop(index=ODD))
    assert log.loss["L"].isna()[ODD]
    line = 2 * ODD + 2
    assert all(line <= warning.line <= line + 2 for warning in log.warnings)
    assert log.warnings


@pytest.mark.parametrize("form", ["%.4f", "%.6e", "%r", "%g", "%d", "%.3g"])
def test_whole_losses_are_kept_however_they_are_printed(form: str) -> None:
    log = read_bytes(split_log(form, 0, ""))
    assert log.loss["L"].tolist() == [
        float(form % (0.0123456789 + run / 1000)) for run in range(RUNS)
    ]
    assert log.warnings == []


def test_a_gap_after_a_damaged_run_is_reported_too() -> None:
    text = "".join(f"run: {run}\nL: 0.5\n" for run in [*range(20), *range(40, 60)])
    damaged = text.replace("run: 40\n", "")
    assert warnings_of(read_bytes(damaged)) == [
        "41: a second loss of run 19, (L: 0.5)",
        "42: no run between run 19 and run 41",
    ]
