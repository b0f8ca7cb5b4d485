"""Damage as it happens to logs, by dice whose seeds make the cases the same on every machine."""

import random
from collections.abc import Callable, Iterator

ODD_LINES = [
    *(b"\n", b"]\n", b"W: [\n", b"b: [\n", b"run: 3\n", b"run: 104\n", b"L: 0.4321\n", b"L:\n"),
    *(b"004\n", b"0.123 -0.321 0.001\n", b"run: 99 100\n", b"run: 1e2\n", b"L: nan\n", b"\0\0\0\n"),
    *(b"Segmentation fault (core dumped)\n", b"warning: clipped\n", b"\xffoops\r\n", b"?\n"),
]
NOISE = [
    *(b"\0", b"\r", b"\n", b"\x1b[31m", b"warning: slow\n", b"[1]+ Done\n"),
    *(b"7", b" ", b":", b"]"),
]
LONGEST_SPAN = 120  # bytes: half a snapshot, or some runs


def _span(rng: random.Random, raw: bytes) -> tuple[int, int]:
    start = rng.randrange(len(raw))
    return start, min(len(raw), start + int(LONGEST_SPAN ** rng.random()))


def _flip_a_bit(rng: random.Random, raw: bytes) -> bytes:
    place = rng.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ 1 << rng.randrange(8)]) + raw[place + 1 :]


def _delete_a_span(rng: random.Random, raw: bytes) -> bytes:
    start, stop = _span(rng, raw)
    return raw[:start] + raw[stop:]


def _repeat_a_span(rng: random.Random, raw: bytes) -> bytes:
    start, stop = _span(rng, raw)
    return raw[:stop] + raw[start:]


def _zero_a_span(rng: random.Random, raw: bytes) -> bytes:
    start, stop = _span(rng, raw)
    return raw[:start] + bytes(stop - start) + raw[stop:]


def _insert_noise(rng: random.Random, raw: bytes) -> bytes:
    place = rng.randrange(len(raw) + 1)
    return raw[:place] + rng.choice(NOISE) + raw[place:]


def _insert_a_line(rng: random.Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(ODD_LINES))
    return b"".join(lines)


def _delete_a_line(rng: random.Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def _swap_two_lines(rng: random.Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    place = rng.randrange(len(lines) - 1)
    lines[place : place + 2] = lines[place + 1], lines[place]
    return b"".join(lines)


def _append_to_a_cut(rng: random.Random, raw: bytes) -> bytes:
    return raw[: rng.randrange(len(raw))] + raw


KINDS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "flip a bit": _flip_a_bit,
    "delete a span": _delete_a_span,
    "repeat a span": _repeat_a_span,
    "zero a span": _zero_a_span,
    "insert noise": _insert_noise,
    "insert a line": _insert_a_line,
    "delete a line": _delete_a_line,
    "swap two lines": _swap_two_lines,
    "append to a cut": _append_to_a_cut,
}


def mutations(raw: bytes, kind: str, count: int, seed: int = 0) -> Iterator[bytes]:
    """Yield a text damaged in one way, each time with other dice."""
    for number in range(count):
        yield KINDS[kind](random.Random(f"{kind} {seed} {number}"), raw)
