"""The most important warnings come first, and those with the same reason are one."""

import pytest

from animator.errors import LogWarning
from animator.shown_warnings import shown_warnings

BLOCK = "a block with commas in its rows, print rows such as '0.1 -0.2', (1, 2)"


def shown(*reasons: str) -> list[str]:
    """Return what is shown of warnings that stand in lines 1, 2, 3, ..."""
    warnings = [LogWarning("a.log", line, reason) for line, reason in enumerate(reasons, start=1)]
    return [str(warning).removeprefix("a.log:") for warning in shown_warnings(warnings)]


@pytest.mark.parametrize(
    "important",
    [
        BLOCK,
        "the block 'W' may belong to a run after run 7, dropped",
        "a second block with this tag in run 7, (W: [)",
        "2 trainings in one log, this is part 1; --part or part= chooses another",
        "run 7 ends here without a loss",
        "the loss may belong to a run after run 7, dropped",
        "a second value of 'acc' in a run, (acc: 1)",
    ],
)
def test_what_is_lost_comes_before_a_line_that_was_not_understood(important: str) -> None:
    odd = ["not understood, (the run: block?)", "a row outside a block, (1 2)"]
    assert shown(*odd, important) == [f"3: {important}", f"1: {odd[0]}", f"2: {odd[1]}"]


def test_a_dropped_block_comes_before_a_loss_and_after_the_choice_of_a_training() -> None:
    reasons = ["1 loss is not finite, first at run 3", BLOCK, "2 trainings in one log"]
    assert [line[0] for line in shown(*reasons)] == ["3", "2", "1"]


def test_the_same_reason_is_one_warning_with_its_count() -> None:
    reasons = [f"run {run} ends here without a loss" for run in range(1200)]
    assert shown("not understood, (1)", *reasons, "not understood, (a (2), 3)") == [
        "2: run 0 ends here without a loss; 1,199 more like this",
        "1: not understood, (1); 1 more like this",
    ]


def test_at_most_20_warnings_are_shown_and_the_others_counted() -> None:
    reasons = [f"reason {chr(97 + i)}" for i in range(22) for _ in range(2)]
    lines = shown(*reasons)
    assert lines[19:] == ["39: reason t; 1 more like this", "41: 4 more warnings"]
    assert len(shown(*reasons[:40])) == 20


def test_without_warnings_nothing_is_shown() -> None:
    assert shown() == []
