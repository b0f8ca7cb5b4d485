"""Compare --fast-math with a plain numpy loop that does the same work, bench/dense_loop.py.

Both are whole processes with BLAS on one thread. They take turns, and the rows show the median and
the range of the ratios.
"""

import os
import sys

from .training import TRAINER, memory_ratio, report, seconds

PLAIN = [sys.executable, "bench/dense_loop.py"]
