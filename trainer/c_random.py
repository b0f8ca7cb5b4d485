"""The GNU C library's `random()`, vectorised.

`random()` is an additive feedback generator: each word is the sum of the words 3 and 31 places
before it, `r[i] = r[i-3] + r[i-31] mod 2^32`, and the top 31 bits of a word are an output. One step
is linear in the last 31 words, so STRIDE steps are a 31x31 matrix over the integers mod 2^32. That
matrix finds the words from which LANES stretches of the one stream start; numpy then runs the
recurrence along all of them side by side.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]

ORDER = 31  # words of state
LAG = 3  # the nearer of the two words that are added
STRIDE = 31 * 32  # outputs of a lane
LANES = 256  # lanes of a block
DISCARDED = 310  # outputs that srandom() throws away


class CRandom:
    """Give the numbers that `random()` gives after `srandom(seed)`, in the same order."""

    def __init__(self, seed: int) -> None:
        """Seed the stream; seed is in [0, 2^32), and 0 counts as 1."""
        self._state = _seeded(seed)  # (31,), the words before the next block
        self._block: Words = np.empty(0, np.uint32)  # outputs not handed out yet
        self.random(DISCARDED)

    def random(self, count: int) -> Words:
        """Return the next `count` outputs, each in [0, 2^31)."""
        out = np.empty(count, np.uint32)
        filled = 0
        while filled < count:
            if not len(self._block):
                self._block, self._state = _next_block(self._state)
            taken = self._block[: count - filled]
            out[filled : filled + len(taken)] = taken
            self._block = self._block[len(taken) :]
            filled += len(taken)
        return out

    def frand(self, count: int) -> npt.NDArray[np.float32]:
        """Return the next `count` outputs as float32 in [0, 1]: 1.0 itself for the 64 largest."""
        return self.random(count).astype(np.float32) / np.float32(2**31)


def _seeded(seed: int) -> Words:
    """Return the 31 words r[3..33] that srandom leaves before the first sum."""
    r = [seed or 1]
    if r[0] >= 2**31:  # srandom's argument is unsigned, the word that it becomes is signed
        r[0] -= 2**32
    for _ in range(ORDER - 1):
        r.append((16807 * r[-1]) % 2147483647)
    return np.array([word % 2**32 for word in r[LAG:] + r[:LAG]], np.uint32)


def _next_block(state: Words) -> tuple[Words, Words]:
    """Return the STRIDE * LANES outputs after `state`, and the state after those."""
    words = np.empty((ORDER + STRIDE, LANES), np.uint32)  # a lane a column, its state on top
    words[:ORDER] = _lane_starts(state)
    for i in range(ORDER, ORDER + STRIDE, LAG):  # LAG rows at a time: none needs another
        end = min(i + LAG, ORDER + STRIDE)
        np.add(words[i - LAG : end - LAG], words[i - ORDER : end - ORDER], out=words[i:end])
    outputs = np.empty((LANES, STRIDE), np.uint32)
    np.right_shift(words[ORDER:], 1, out=outputs.T)
    return outputs.reshape(-1), words[-ORDER:, -1].copy()


def _lane_starts(state: Words) -> Words:
    """Return the states (31, LANES) at 0, STRIDE, 2 STRIDE, ... steps from `state`."""
    starts = state[:, None]
    for jump in _jumps():  # 1, 2, 4, ... lanes ahead: each doubles the lanes that are known
        starts = np.hstack([starts, jump @ starts])
    return starts


@cache
def _jumps() -> list[Words]:
    """Return the matrices (31, 31) that step a state 1, 2, 4, ... LANES/2 lanes ahead."""
    step = np.eye(ORDER, k=1, dtype=np.uint32)
    step[-1, [0, ORDER - LAG]] = 1  # the new word: those 31 and 3 before it
    jumps = [np.linalg.matrix_power(step, STRIDE)]
    while 2 ** len(jumps) < LANES:
        jumps.append(jumps[-1] @ jumps[-1])
    return jumps
