"""Losses that are damaged though their lines are well-formed."""

import pytest

from ..logs import kept_values, read_bytes, values_of, warnings_of
from ..plain import parse


def log_of(losses: list[str], first_run: int = 0) -> str:
    return "".join(f"run: {run}\nL: {loss}\n" for run, loss in enumerate(losses, first_run))


# Decimals


@pytest.mark.parametrize(
    ("losses", "odd", "is_dropped"),
    [
        (["0.1234"] * 49, ["0.12"], True),  # 1 of 50
        (["0.1234"] * 48, ["0.12"], False),
        (["0.1234"] * 98, ["0.12", "0.1"], True),  # 2 of 100
        (["0.1234"] * 97, ["0.12", "0.1"], False),
        (["0.1234"] * 60, ["0.12345"], True),
        (["0.1234"] * 60, ["1e-05"], False),
        (["1.234e-05"] * 60, ["0.1234"], True),
        (["1.234e-05"] * 60, ["7.234e-5"], True),
        (["1.234e-05"] * 60, ["1.234e-105"], False),
    ],
)
def test_a_few_losses_with_other_decimals_than_most_are_dropped(
    losses: list[str], odd: list[str], is_dropped: bool
) -> None:
    for text in (log_of(losses + odd), log_of(odd + losses), log_of(losses[:5] + odd + losses[5:])):
        log = read_bytes(text)
        expected = {
            cell: "nan" if is_dropped and value in map(repr, map(float, odd)) else value
            for cell, value in parse(text).items()
        }
        assert values_of(log) == expected
        assert bool(log.warnings) == is_dropped


@pytest.mark.parametrize(
    ("usual", "odd", "warning"),
    [
        ("0.1234", ["0.12"], "fewer decimals than the usual 4, dropped, (L: 0.12)"),
        ("0.1234", ["0.12345"], "more decimals than the usual 4, dropped, (L: 0.12345)"),
        ("0.1234", ["7"], "fewer decimals than the usual 4, dropped, (L: 7)"),
        ("7", ["0.5"], "more decimals than the usual 0, dropped, (L: 0.5)"),
        (
            "0.1234",
            ["0.1", "0.2"],
            "2 losses with fewer decimals than the usual 4, dropped, (L: 0.1)",
        ),
        (
            "1.5e-02",
            ["0.5"],
            "a notation unlike that of the other losses, dropped, (L: 0.5)",
        ),
    ],
)
def test_the_warning_shows_the_first_of_the_odd_losses(
    usual: str, odd: list[str], warning: str
) -> None:
    log = read_bytes(log_of([usual] * 9 + odd + [usual] * 99))
    assert warnings_of(log) == [f"20: {warning}"]


def test_decimals_are_compared_within_a_training() -> None:
    first, second = ["0.1234"] * 60 + ["0.12"], ["0.12"] * 60
    text = log_of(first) + log_of(second)
    log = read_bytes(text, part=0)
    assert kept_values(log) == parse(log_of(first[:-1]))
    assert warnings_of(log)[0] == "122: fewer decimals than the usual 4, dropped, (L: 0.12)"
    log = read_bytes(text)
    assert values_of(log) == parse(log_of(second))
    assert len(log.warnings) == 2  # that, and that there are two trainings
    log = read_bytes(log_of(second) + log_of(first[::-1]))
    assert values_of(log) == parse(log_of(first[::-1])) | {(0, "L", 0, 0): "nan"}
    assert warnings_of(log)[1] == "122: fewer decimals than the usual 4, dropped, (L: 0.12)"


# Losses that a newline, or the \r of a progress meter, has split

RUNS = 100
SPLIT = 50
FORMATS = ["%.4f", "%.6e", "%r"]  # %r has any number of decimals: only the rest shows a split
SPLIT_LOSSES = [
    (form, place, between)
    for form in FORMATS
    for place in range(1, len(form % 0.0623456789))
    for between in ("\n", "\r", "\nwarning: clip\n")
    if form != "%r" or between == "\n"
]


def split_log(form: str, place: int, between: str) -> str:
    """Return a log of losses in one format, that of one run split at a place."""
    losses = [form % (0.0123456789 + run / 1000) for run in range(RUNS)]
    losses[SPLIT] = losses[SPLIT][:place] + between + losses[SPLIT][place:]
    return log_of(losses)


@pytest.mark.parametrize(("form", "place", "between"), SPLIT_LOSSES)
def test_no_part_of_a_split_loss_is_kept(form: str, place: int, between: str) -> None:
    log = read_bytes(split_log(form, place, between))
    whole = parse(split_log(form, 0, ""))
    assert values_of(log) == whole | {(SPLIT, "L", 0, 0): "nan"}
    line = 2 * SPLIT + 2
    assert all(line <= warning.line <= line + 2 for warning in log.warnings)
    assert log.warnings


@pytest.mark.parametrize(
    ("between", "is_kept"), [("\n", False), ("\nwarning: clip\n", True), ("\n\n", True)]
)
def test_a_split_loss_may_have_as_many_decimals_as_others(between: str, is_kept: bool) -> None:
    losses = ["0.1234"] * 9 + ["0.1234" + between + "56"] + ["0.123456"] * 9
    log = read_bytes(log_of(losses))
    assert ((9, "L", 0, 0) in kept_values(log)) == is_kept
    if not is_kept:
        assert warnings_of(log)[0] == "20: the loss is split by a newline, dropped"


@pytest.mark.parametrize("form", ["%.4f", "%.6e", "%r", "%g", "%d", "%.3g"])
def test_whole_losses_are_kept_however_they_are_printed(form: str) -> None:
    text = split_log(form, 0, "")
    log = read_bytes(text)
    assert (values_of(log), log.warnings) == (parse(text), [])
