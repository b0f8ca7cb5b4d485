"""The C library's `random()`, vectorised: that of glibc, of macOS (`bsd`), or of musl.

`random()` is an additive feedback generator: each new word is the sum of the words 3 and 31 places
before it, `r[i] = r[i-3] + r[i-31] mod 2^32`, and the output is the top 31 bits of that word. The
libraries differ only in the first 31 words, and in how many outputs srandom() throws away.

A step is linear in the last 31 words, so that STRIDE steps are the product with a 31x31 matrix over
the integers mod 2^32. This module uses that matrix to find the states from which LANES consecutive
stretches of the stream start. numpy then runs the recurrence in all lanes at the same time.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from .settings import CLibrary

Words = npt.NDArray[np.uint32]

ORDER = 31  # words in a state
LAG = 3  # distance to the nearer of the two words that are added
STRIDE = 31 * 32  # outputs of one lane
LANES = 128  # in a block
ROWS = 31 * 4  # outputs of all lanes at a time, which stay in the processor's cache
SCALE = np.float32(2**-31)  # of the numbers of frand(); a product with it is exact
DISCARDED = {"glibc": 310, "bsd": 310, "musl": 0}  # outputs that srandom() throws away


class CRandom:
    """Generate the numbers that `random()` returns after `srandom(seed)`."""

    def __init__(self, seed: int, library: CLibrary = "glibc") -> None:
        """Seed the stream with a number in [0, 2^32); with glibc, 0 and 1 give the same stream."""
        r = _first_words(seed, library)
        # (31,), r[3..33], the last words before the next block
        self._state = np.array([word % 2**32 for word in r[LAG:] + r[:LAG]], np.uint32)
        self._words = np.empty((ORDER + ROWS, LANES), np.uint32)  # each lane's, below its state
        self._steps = [  # rows i, i + 1, ... do not depend on each other
            tuple(self._words[i - lag : end - lag] for lag in (LAG, ORDER, 0))
            for i in range(ORDER, ORDER + ROWS, LAG)
            for end in [min(i + LAG, ORDER + ROWS)]
        ]
        self._outputs = np.empty((LANES, STRIDE), np.uint32)  # of a block
        self._block: Words = np.empty(0, np.uint32)  # those of them not returned yet
        self.random(DISCARDED[library])

    def random(self, count: int) -> Words:
        """Return the next `count` outputs, each in [0, 2^31)."""
        out = np.empty(count, np.uint32)
        filled = 0
        while filled < count:
            if not len(self._block):
                self._next_block()
            taken = self._block[: count - filled]
            out[filled : filled + len(taken)] = taken
            self._block = self._block[len(taken) :]
            filled += len(taken)
        return out

    def _next_block(self) -> None:
        """Compute the next STRIDE * LANES outputs; the arrays are used again, which is faster."""
        states, new = self._words[:ORDER], self._words[ORDER:]
        states[:] = _lane_starts(self._state)
        for start in range(0, STRIDE, ROWS):
            for one, other, out in self._steps:
                np.add(one, other, out=out)
            np.right_shift(new, 1, out=self._outputs[:, start : start + ROWS].T)
            states[:] = new[-ORDER:]
        self._block = self._outputs.reshape(-1)
        self._state = states[:, -1].copy()

    def frand(self, count: int) -> npt.NDArray[np.float32]:
        """Return the next `count` outputs as float32 in [0, 1].

        The 64 largest outputs of random() round to exactly 1.0.
        """
        return np.multiply(self.random(count), SCALE, dtype=np.float32, casting="unsafe")

    def normal(self, count: int) -> npt.NDArray[np.float64]:
        """Return normal numbers with mean 0 and variance 1, by the ratio of uniforms.

        Two outputs give u in (0, 1] and v in (-1, 1). If x = √(2/e) v/u satisfies x² <= -4 log(u),
        it is the next number; otherwise the two are dropped (Kinderman & Monahan 1977,
        https://doi.org/10.1145/355744.355750).

        The logarithm, whose last bit may differ between machines, decides only whether x is kept,
        and x itself is the same on every machine. (Box and Muller's method returns a logarithm.)
        """
        kept = np.empty(0)
        while len(kept) < count:
            pairs = self.random(2 * (count - len(kept))).reshape(-1, 2).astype(np.float64)
            u = (pairs[:, 0] + 1) / 2**31
            v = (2 * pairs[:, 1] + 1) / 2**31 - 1
            x = math.sqrt(2 / math.e) * v / u
            kept = np.append(kept, x[x * x <= -4 * np.log(u)])
        return kept


def _first_words(seed: int, library: CLibrary) -> list[int]:
    """Return r[0..30], the words that srandom() computes from the seed."""
    if library == "musl":
        r = []
        for _ in range(ORDER):
            seed = (6364136223846793005 * seed + 1) % 2**64
            r.append(seed >> 32)
        return [r[0] | 1, *r[1:]]
    r = [1 if library == "glibc" and seed == 0 else seed]
    if r[0] >= 2**31:  # srandom() takes an unsigned number but stores it as a signed word
        r[0] -= 2**32
    instead_of_zero = {"glibc": 0, "bsd": 123459876}[library]
    for _ in range(ORDER - 1):
        r.append(16807 * (r[-1] or instead_of_zero) % 2147483647)
    return r


def _lane_starts(state: Words) -> Words:
    """Return the states (31, LANES) that are 0, STRIDE, 2 STRIDE, ... steps after `state` (31,)."""
    starts = state[:, None]
    for jump in _jumps():  # each jump doubles the number of lanes
        starts = np.hstack([starts, jump @ starts])
    return starts


@cache
def _jumps() -> list[Words]:
    """Return the matrices (31, 31) that move a state 1, 2, 4, ... LANES/2 lanes ahead."""
    step = np.eye(ORDER, k=1, dtype=np.uint32)
    step[-1, [0, ORDER - LAG]] = 1  # the new word is the sum of the words 31 and 3 places before it
    jumps = [np.linalg.matrix_power(step, STRIDE)]
    while 2 ** len(jumps) < LANES:
        jumps.append(jumps[-1] @ jumps[-1])
    return jumps
