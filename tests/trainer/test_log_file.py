import gzip
import os
from pathlib import Path
from random import Random

import pytest

from trainer.log_file import refuse_other_file

from ..checkout import ROOT

RUN = b"run: 0\nL: 0.0842\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        RUN,
        b"run:0",
        b"\r\n  run: 17\r\n",
        gzip.compress(b"", mtime=0),
        gzip.compress(RUN, mtime=0),
        gzip.compress(RUN + Random(0).randbytes(10_000), mtime=0),
        (ROOT / "logs" / "c-pentagon.log").read_bytes(),
        (ROOT / "tests" / "data" / "c-logs" / "video-pentagon.log.gz").read_bytes(),
    ],
)
def test_a_log_may_be_replaced(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    refuse_other_file(tmp_path / "x")


@pytest.mark.parametrize(
    "content",
    [
        b"# Title\nrun: 0\nL: 0.0842\n",
        b"run",
        b"run: pytest\n",
        b"runs: 10000\n",
        b"--runs 10000\n",
        b"epoch: 0\n",
        b"\0",
        b"\n\n",
        b"\x1f\x8b no gzip",
        gzip.compress(b"import numpy\n", mtime=0),
        gzip.compress(b"# Title\n" + RUN, mtime=0)[:-8],
        b" " * 2000 + RUN,
        (ROOT / "README.md").read_bytes(),
        (ROOT / "logs" / "pentagon.args").read_bytes(),
        (ROOT / "docs" / "pentagon.gif").read_bytes(),
    ],
)
def test_any_other_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    (tmp_path / "link").symlink_to("x")
    for name in ("x", "link"):
        with pytest.raises(FileExistsError, match="does not begin like a log") as error:
            refuse_other_file(tmp_path / name)
        assert error.value.filename == str(tmp_path / name)
    assert (tmp_path / "x").read_bytes() == content


@pytest.mark.parametrize("name", [os.devnull, "no/such/file", "."])
def test_what_is_no_regular_file_is_left_to_open(name: str, tmp_path: Path) -> None:
    refuse_other_file(tmp_path / name)
