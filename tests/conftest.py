"""The logs of all the settings that have a digest, trained once."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from .checkout import DIGESTS, options, run_trainer


@pytest.fixture(scope="session")
def our_logs() -> Iterator[dict[str, Future[bytes]]]:
    """Train every row of digests.tsv, two at a time, the longest first."""
    longest_first = sorted(DIGESTS.values(), key=lambda row: -int(row["runs"]))
    with ThreadPoolExecutor(max_workers=2) as pool:
        logs = {row["name"]: pool.submit(run_trainer, *options(row)) for row in longest_first}
        yield logs
        pool.shutdown(cancel_futures=True)
