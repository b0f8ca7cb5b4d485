import io
import sys
from types import SimpleNamespace

import pytest

from animator.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stderr", "quiet", "is_shown"),
    [(Terminal(), False, True), (Terminal(), True, False), (io.StringIO(), False, False)],
    ids=["terminal", "quiet", "no terminal"],
)
def test_a_bar_counts_on_a_terminal_only(
    stderr: io.StringIO, quiet: bool, is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", stderr)
    with progress_bar("read", quiet=quiet, unit="B") as advance:
        advance(3)
        advance(4)
    assert ("read: 7B [" in stderr.getvalue()) == is_shown
    assert (stderr.getvalue() != "") == is_shown


def test_a_notebook_has_a_bar_though_its_stderr_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr("sys.stderr", stderr := io.StringIO())
    with progress_bar("render", quiet=False, total=2) as advance:
        advance(2)
    assert "render: 100%" in stderr.getvalue()


def test_work_that_is_done_before_the_delay_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", stderr := Terminal())
    with progress_bar("read", quiet=False, delay=60) as advance:
        advance(1)
    assert stderr.getvalue() == ""


def test_a_bar_ends_its_line_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", stderr := Terminal())

    def fail() -> None:
        with progress_bar("read", quiet=False):
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # there is no message
        fail()
    assert stderr.getvalue().endswith("\n")
