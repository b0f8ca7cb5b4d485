"""What a log's description says, compared with a slow reading of the log's text."""

import cmath
import math
import random
from pathlib import Path

import pytest

from ..checkout import DATA, ROOT
from .logs import C_LOGS, read_bytes, text_of
from .plain import parse
from .scenes import log_with

# The log of C's video-hexagon, but only the runs that have a snapshot, and of these only W.
HEXAGON = DATA / "c-logs" / "video-hexagon-W.log.gz"
POLYGONS = {"digon": 2, "triangle": 3, "square": 4, "pentagon": 5, "hexagon": 6}


Weights = list[list[float]]


def described(path: Path) -> list[str]:
    return read_bytes(text_of(path)).describe().split("\n")


def snapshots_of(text: str) -> list[tuple[int, Weights]]:
    """Return the W of each run that has one of finite numbers only."""
    found: dict[int, dict[tuple[int, int], float]] = {}
    for (run, tag, row, col), value in parse(text).items():
        if tag == "W":
            found.setdefault(run, {})[row, col] = float(value)
    result = []
    for run, cells in found.items():
        if all(map(math.isfinite, cells.values())):
            rows, cols = (1 + max(place[axis] for place in cells) for axis in (0, 1))
            result.append((run, [[cells[i, j] for j in range(cols)] for i in range(rows)]))
    return result


def plain_represented(W: Weights) -> set[int]:
    return {i for i, column in enumerate(zip(*W, strict=True)) if math.hypot(*column) >= 0.5}


def plain_polygon(W: Weights) -> str | None:
    """Return the polygon of represented features by going around it from corner to corner."""
    if len(W) > 2:
        return None
    x, y = (*W, [0.0] * len(W[0]))[:2]
    corners = sorted((complex(x[i], y[i]) for i in plain_represented(W)), key=cmath.phase)
    if (count := len(corners)) < 2:
        return None
    turns = [
        cmath.phase(after / before) % math.tau
        for before, after in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    turns = turns if sum(turns) > 6 else [math.tau, *turns[1:]]
    lengths = [abs(corner) for corner in corners]
    for sizes in (turns, lengths):
        mean = sum(sizes) / count
        if any(abs(size - mean) > mean / 6 for size in sizes):
            return None
    return {number: name for name, number in POLYGONS.items()}.get(count, f"{count}-gon")


def plain_mean_dimensionality(W: Weights) -> float:
    """Return the mean over represented features of |W_i|² / Σ_j (Ŵ_i·W_j)²."""
    columns = list(zip(*W, strict=True))
    shares = []
    for i in plain_represented(W):
        squares = [
            sum(a * b for a, b in zip(columns[i], other, strict=True)) ** 2 for other in columns
        ]
        shares.append(math.hypot(*columns[i]) ** 4 / math.fsum(squares))
    return math.fsum(shares) / len(shares)


def plain_list(features: set[int]) -> str:
    names = [str(feature) for feature in sorted(features)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def plain_history(text: str) -> list[str]:
    """Return the lines on changes that a description must have, by a loop over the log's text."""
    lines = []
    known: list[str] = []  # all polygons so far
    last: tuple[set[int], str | None] | None = None
    for run, W in snapshots_of(text):
        now = plain_represented(W), plain_polygon(W)
        news = []
        if last is not None and now != last:
            for features, verb in ((now[0] - last[0], "join"), (last[0] - now[0], "drop")):
                if features:
                    s, verb_s = ("s", "") if len(features) > 1 else ("", "s")
                    out = " out" if verb == "drop" else ""
                    news.append(f"feature{s} {plain_list(features)} {verb}{verb_s}{out}")
            if now[1] is None and last[1]:
                news.append(f"they no longer form a {last[1]}")
            elif now[1] != last[1]:
                if last[1]:
                    news.append(f"the {last[1]} has become a {now[1]}")
                elif known and known[-1] == now[1]:
                    news.append(f"they form a {now[1]} again")
                else:
                    news.append(f"they form a {now[1]}")
            lines.append(f"  run {run}: {', '.join(news)}")
        if now[1]:
            known.append(now[1])
        last = now
    return lines


def plain_last(text: str) -> tuple[set[int], int]:
    """Return the last to join of the final features, and the run where they are first seen."""
    snapshots = snapshots_of(text)
    since = dict.fromkeys(plain_represented(snapshots[-1][1]), -1)
    for feature in since:
        for run, W in reversed(snapshots):
            if feature not in plain_represented(W):
                break
            since[feature] = run
    latest = max(since.values())
    return {feature for feature in since if since[feature] == latest}, latest


@pytest.mark.parametrize("path", [*C_LOGS[:2], HEXAGON], ids=lambda path: path.name)
def test_the_description_of_a_c_log_is_what_a_loop_over_its_text_finds(path: Path) -> None:
    text = text_of(path)
    lines = described(path)
    W = snapshots_of(text)[-1][1]
    final = plain_represented(W)
    assert f" {len(final)} of {len(W[0])} features are" in lines[1]
    assert f": {plain_list(final)}. They form a {plain_polygon(W)}. " in lines[1]
    share = f"{plain_mean_dimensionality(W):.3g}"
    assert lines[1].endswith(f" On average each has {share} of a dimension, the mean of their D_i.")
    assert share == {5: "0.4", 6: "0.333"}[len(final)]
    last, run = plain_last(text)
    assert f"feature {plain_list(last)}, represented from run {run} on" in lines[2]
    assert [line for line in lines if line.startswith("  run")][1:] == plain_history(text)


def test_the_films_of_the_post_are_told_as_they_are_seen() -> None:
    assert described(ROOT / "logs" / "c-pentagon.log") == [
        "<log>: 10000 runs, from run 0 to run 9999, 100 snapshots.",
        "At run 9999, the last snapshot, 5 of 5 features are represented in 2 hidden dimensions: "
        "0, 1, 2, 3 and 4. They form a pentagon. On average each has 0.4 of a dimension, the mean "
        "of their D_i.",
        "The last to join: feature 4, represented from run 899 on, and not at run 799.",
        "What changed, each time at the first snapshot that shows it:",
        "  run 99, the first snapshot: no feature is represented",
        "  run 199: features 0 and 1 join",
        "  run 299: feature 2 joins",
        "  run 599: feature 3 joins",
        "  run 899: feature 4 joins",
        "  run 1299: they form a pentagon",
        "The final loss is 0.00749, the mean of the last 500 runs.",
        "It has settled: in the last tenth of the runs loss and norms stay as they are.",
    ]
    assert described(HEXAGON)[-6:-2] == [
        "  run 2499: feature 4 joins",
        "  run 3799: they form a pentagon",
        "  run 10499: feature 7 joins, they no longer form a pentagon",
        "  run 17499: they form a hexagon",
    ]


@pytest.mark.parametrize(("hidden", "features"), [(1, 3), (2, 4), (3, 5), (8, 6)])
def test_features_that_come_and_go_are_told_as_a_loop_finds_them(
    hidden: int, features: int
) -> None:
    dice = random.Random(hidden)
    for _ in range(100):
        text = ""
        for run in range(dice.randint(2, 8)):
            rows = [
                " ".join(f"{dice.choice([-1, 0, 0, 1, 1]):.3f}" for _ in range(features))
                for _ in range(hidden)
            ]
            text += f"run: {run}\nL: 0.5\nW: [\n" + "\n".join(rows) + "\n]\n"
        described_once = read_bytes(text).describe()
        assert described_once.count("a digon (an antipodal pair)") == ("a digon" in described_once)
        lines = described_once.replace(" (an antipodal pair)", "").split("\n")
        expected = plain_history(text)
        assert [line for line in lines if line.startswith("  run")][1:] == expected
        final = plain_represented(snapshots_of(text)[-1][1])
        assert f" {len(final) or 'none'} of {features} features " in lines[1]
        if expected and final:
            last, run = plain_last(text)
            since = f"{plain_list(last)}, represented from run {run} on, and"
            assert since in lines[2] or (run == 0 and "from the first snapshot on" in lines[2])


SQUARE = [[1, 0, -1, 0], [0, 1, 0, -1]]
PAIR = [[1, 0, -1, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(("W", "share"), [([[1, 0.1], [0, 0]], "0.99"), ([[-2, 0]], "1")])
def test_one_represented_feature_forms_nothing_and_nothing_is_said_of_polygons(
    W: Weights, share: str
) -> None:
    lines = log_with(W=[W]).describe().split("\n")
    assert lines[1].startswith("At run 0, the last snapshot, 1 of 2 features is represented in ")
    assert lines[1].endswith(f": 0. It has {share} of a dimension, its D_i.")
    assert "gon" not in "".join(lines)


def test_a_training_that_diverges_is_told_by_its_last_finite_loss() -> None:
    assert described(C_LOGS[2])[1:] == [
        "W is missing or not finite in every snapshot, so no feature can be described.",
        "The loss is not finite from run 4 on; the last finite one is 1.08e+24, at run 3.",
    ]


def test_of_very_many_changes_only_the_latest_are_told() -> None:
    lines = log_with(W=[SQUARE if i % 2 else PAIR for i in range(40)]).describe().split("\n")
    assert lines[4] == "  24 changes before these"
    assert [line.split(":")[0] for line in lines[5:-2]] == [f"  run {i}" for i in range(25, 40)]
