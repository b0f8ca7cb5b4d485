"""logs/FORMAT.md describes what the parser does."""

import re
from textwrap import dedent

import pytest

from ...checkout import ROOT
from ..logs import read_bytes, warnings_of

BLOCKS = re.findall(
    r"^ *```text\n(.*?)^ *```$", (ROOT / "logs" / "FORMAT.md").read_text(), re.DOTALL | re.MULTILINE
)
EXAMPLES = list(zip(BLOCKS[::2], BLOCKS[1::2], strict=True))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize(("log", "warnings"), EXAMPLES)
def test_an_example_log_is_reported_as_the_next_block_says(log: str, warnings: str) -> None:
    expected = dedent(warnings).replace("run.log:", "").splitlines()
    assert warnings_of(read_bytes(dedent(log))) == expected
