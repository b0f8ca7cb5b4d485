"""A log by LogWriter is what our trainer prints, and is read without a warning."""

import io
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animator import Log, read_log
from trainer import LogWriter, Settings, train

from ..checkout import run_trainer

ARRAY = (
    "x must be a number, a vector or a matrix, with rows of one length and at most 4194304 values"
)
W, B = np.array([[0.5, 0, -1.5], [0.25, -0.125, 2]]), [0.5, 0.25, 0]


class Tensor:
    """Behave like a tensor of PyTorch that requires a gradient and is on a GPU."""

    def __init__(self, value: object, ready: str = "") -> None:
        self.value, self.ready = value, ready

    def detach(self) -> "Tensor":
        return Tensor(self.value, "d")

    def cpu(self) -> "Tensor":
        return Tensor(self.value, self.ready + "c")

    def double(self) -> "Tensor":
        return Tensor(self.value, self.ready + "f")

    def __array__(self, *_: object, **__: object) -> np.ndarray[Any, Any]:
        if self.ready != "dcf":
            raise RuntimeError("call detach(), cpu() and double() first")
        return np.asarray(self.value, np.float64)


def written(*runs: tuple[Any, ...], **options: Any) -> str:
    """Return the log of runs, each (run, loss) or (run, loss, values)."""
    out = io.StringIO()
    with LogWriter(out, **options) as log:
        for run, loss, *values in runs:
            log.write(run, loss, **(values[0] if values else {}))
    return out.getvalue()


def read(text: str) -> Log:
    return read_log(io.BytesIO(text.encode()))


def test_a_training_is_written_as_our_trainer_prints_it(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    settings = Settings(runs=300, samples=1000)
    with LogWriter(path) as log:
        for step in train(settings):
            shot = step.snapshot
            grads = {"grad w": shot.grad_w, "grad b": shot.grad_b} if shot else {}
            log.write(step.run, step.loss, **({"b": shot.b, "W": shot.W} if shot else {}), **grads)
    assert path.read_bytes() == run_trainer("--runs", "300", "--samples", "1000")


@pytest.mark.parametrize("kind", [np.array, np.ndarray.tolist, np.float32, Tensor])
def test_arrays_lists_and_tensors_are_written_alike(kind: Any) -> None:
    values = {"b": kind(np.array(B)), "W": kind(W), "lr": kind(np.array(0.125))}
    assert written((9, kind(np.array(0.25)), values)) == (
        "run: 9\nL: 0.2500\nlr: 1.2500e-01\n"
        "b: [\n  0.500   0.250   0     \n]\n"
        "W: [\n  0.500   0       -1.500 \n  0.250   -0.125   2.000 \n]\n"
    )


@pytest.mark.parametrize("kind", ["float32", "bfloat16", "float16"])
def test_a_parameter_of_pytorch_is_written(kind: str) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch")
    parameter = torch.nn.Parameter(torch.tensor(W, dtype=getattr(torch, kind)))
    loss = (parameter**2).mean()
    values = {"W": parameter, "b": list(parameter[0])}
    assert written((0, loss, values)) == written((0, loss.item(), {"W": W, "b": W[0]}))


@pytest.mark.parametrize("loss", [[0.25], [[0.25]], np.array([0.25]), Tensor([[0.25]])])
def test_a_loss_may_be_an_array_of_one_value(loss: Any) -> None:
    assert written((0, loss, {"x": [1]})) == "run: 0\nL: 0.2500\nx: [\n  1.000 \n]\n"


def test_a_list_of_tensors_is_a_vector() -> None:
    assert written((0, 1, {"b": [Tensor(0.5), Tensor(2)]})) == written((0, 1, {"b": [0.5, 2]}))


def test_numbers_that_are_not_finite_are_written_as_the_format_says() -> None:
    text = written((0, math.nan, {"W": [[math.inf, -math.inf, math.nan]], "x": -math.inf}))
    assert text == "run: 0\nL: -nan\nx: -inf\nW: [\n  inf   -inf   -nan \n]\n"


@pytest.mark.parametrize(
    ("run", "loss", "values", "reason"),
    [
        (1.5, 1, {}, "run must be a whole number, such as 100, not 1.5"),
        ("3", 1, {}, "run must be a whole number, such as 100, not '3'"),
        (3, 1, {}, "run must be greater than that of the last run, 3, and less than 10^18, not 3"),
        (10**18, 1, {}, "run must be greater than that of the last run, 3, and less than 10^18"),
        (4, [1, 2], {}, "loss must be a number, not of shape (2,): pass its mean"),
        (4, None, {}, "loss must be a number, not NoneType"),
        (4, "0.5", {}, "loss must be a number, not str"),
        (4, [[1], [1, 2]], {}, "loss must be a number, not list"),
        (4, 1, {"L": 1}, "L is the loss: pass it as the second argument, write(run, loss)"),
        (4, 1, {"x": "0.5"}, "x must be a number, not str"),
        (4, 1, {"x": 1j}, "x must be a number, not complex"),
        (4, 1, {"x": [[1], [1, 2]]}, f"{ARRAY}, not list"),
        (4, 1, {"x": None}, f"{ARRAY}, not NoneType"),
        (4, 1, {"x": []}, f"{ARRAY}, not of shape (0,)"),
        (4, 1, {"x": np.ones((1, 2, 2))}, f"{ARRAY}, not of shape (1, 2, 2)"),
        (4, 1, {"x": np.ones(2**22 + 1)}, f"{ARRAY}, not of shape"),
        (4, 1, {"x": np.ones(2**18)}, "a row of more than 1 MiB would not be read: write fewer"),
        (4, 1, {"W": W.T}, "W must have the shape (2, 3) in all runs of a log, not (3, 2): start"),
        (4, 1, {"lr": W}, "lr must have the shape () in all runs of a log, not (2, 3): start"),
        *[
            (4, 1, {name: 1}, f"a name must not be {name!r}: it may have no ':' or bracket, must")
            for name in ("Run", "runs", "test run", "l", "a:b", "a[0]", "", " a", "a ", "3 a", "-1")
        ],
    ],
)
def test_what_no_reader_would_accept_is_refused_and_not_written(
    run: Any, loss: Any, values: dict[str, Any], reason: str
) -> None:
    out = io.StringIO()
    log = LogWriter(out)
    log.write(3, 0.5, W=W, b=B, lr=0.1)
    before = out.getvalue()
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}"):
        log.write(run, loss, **values)
    assert out.getvalue() == before
    log.write(4, 0.5, W=W)


def test_weights_with_a_row_for_each_feature_are_refused_where_the_bias_tells() -> None:
    with pytest.raises(ValueError, match=r"^b has 3 values, but W has 2 columns.* W=W\.T$"):
        written((0, 0.5, {"W": W.T, "b": B}))
    with pytest.raises(ValueError, match=r"^b has 3 values, but W has 2 columns"):
        written((0, 0.5, {"b": B}), (1, 0.5, {"W": W.T}))
    with pytest.raises(ValueError, match=r"^b has 5 values, but W has 3 columns, one for"):
        written((0, 0.5, {"W": W, "b": [0] * 5}))


def test_weights_with_more_rows_than_columns_get_one_hint_where_no_bias_tells() -> None:
    with pytest.warns(UserWarning, match="W has") as warned:
        text = written((0, 0.5), (1, 0.5, {"W": W.T}), (2, 0.25, {"W": W.T}))
    [warning] = warned
    assert str(warning.message) == (
        "W has 3 rows and 2 columns, and column i is feature i: perhaps W=W.T "
        "(no warning follows if b is passed, too)"
    )
    assert warning.filename == __file__
    assert text.count("W: [\n  0.500   0.250 \n") == 2


@pytest.mark.parametrize(
    "runs",
    [
        [{"W": W}],
        [{"W": W[:, :2]}],
        [{"W": [0.5, 0.25]}],
        [{"V": W.T}],
        [{"W": W.T, "b": [0.5, 0]}],
        [{"b": [0.5, 0]}, {"W": W.T}],
    ],
)
def test_other_weights_get_no_hint(runs: list[dict[str, Any]]) -> None:
    assert written(*[(run, 0.5, values) for run, values in enumerate(runs)])  # warnings are errors


@pytest.mark.parametrize("cut", [0, 1, 3, 7, 12, 20, 45, 60, 90])
def test_a_training_that_is_resumed_from_a_checkpoint_is_read_as_one(
    cut: int, tmp_path: Path
) -> None:
    """The first attempt loses so many of its last bytes, and the second one repeats 25 runs."""
    path = tmp_path / "run.log"
    with LogWriter(path, every=10) as log:
        for run in range(60):
            log.write(run, 1 / (run + 1), W=[[run, 1]])
    path.write_bytes(path.read_bytes()[: path.stat().st_size - cut])
    with LogWriter(path, "a", every=10) as log:
        for run in range(35, 80):
            log.write(run, 2 / (run + 1), W=[[run, 2]])
    log_read = read_log(path)
    losses = [round((1 if run < 35 else 2) / (run + 1), 4) for run in range(80)]
    assert log_read.runs.tolist() == list(range(80))
    assert log_read.losses.tolist() == losses
    snapshots = [[[9, 1]], [[19, 1]], [[29, 1]], [[44, 2]], [[54, 2]], [[64, 2]], [[74, 2]]]
    assert log_read.matrix("W").tolist() == snapshots
    joined = "resumed at run 35, and joined there: the later values count"
    assert [joined in str(warning) for warning in log_read.warnings].count(True) == 1
    assert read_log(path, part=1).runs.tolist() == list(range(35, 80))


def test_each_run_can_be_read_at_once_and_an_open_file_stays_open(tmp_path: Path) -> None:
    log = LogWriter(tmp_path / "run.log")
    log.write(0, 0.5)
    assert (tmp_path / "run.log").read_text() == "run: 0\nL: 0.5000\n"
    log.close()
    with (tmp_path / "run.log").open("w") as file:
        LogWriter(file).close()
        assert not file.closed


def test_a_dash_is_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with LogWriter("-") as log:
        log.write(0, 0.5)
    assert capsys.readouterr().out == "run: 0\nL: 0.5000\n"


def test_blocks_are_written_in_every_so_many_runs() -> None:
    runs = [(run, 0.5, {"W": W, "lr": 2e-9}) for run in range(0, 70, 10)]
    log = read(written(*runs, every=3))
    assert log.snapshot_runs.tolist() == [20, 50]
    assert log.curves["lr"].tolist() == [2e-9] * 7


def test_a_loss_that_is_too_small_for_its_decimals_is_reported_once() -> None:
    with pytest.warns(UserWarning, match="^the loss is") as warned:
        assert written((0, 2e-6), (1, 1e-6)) == "run: 0\nL: 0.0000\nrun: 1\nL: 0.0000\n"
    [warning] = warned
    assert str(warning.message) == (
        "the loss is 2.0e-06, but is written as 0.0000: LogWriter(..., decimals=8) keeps it"
    )
    assert warning.filename == __file__
    assert written((0, 2e-6), decimals=8) == "run: 0\nL: 0.00000200\n"


@pytest.mark.parametrize(
    ("loss", "printed"),  # as printf("%.4f") prints them
    [(6e-5, "0.0001"), (-6e-5, "-0.0001"), (5.1e-5, "0.0001"), (1e-4, "0.0001"), (0, "0.0000")],
)
def test_a_loss_that_is_not_written_as_zero_is_not_reported(loss: float, printed: str) -> None:
    assert written((0, loss)) == f"run: 0\nL: {printed}\n"  # warnings are errors


@pytest.mark.parametrize("loss", [4.9e-5, -4.9e-5, 1e-300])
def test_a_loss_that_is_written_as_zero_is_reported(loss: float) -> None:
    with pytest.warns(UserWarning, match="^the loss is"):
        assert written((0, loss))[-7:] == "0.0000\n"


NUMBERS = st.floats(width=32).filter(lambda v: v == 0 or not abs(v) < 1)


@given(st.text(min_size=1, max_size=8), st.lists(NUMBERS, min_size=4, max_size=4))
def test_what_is_written_is_read_without_a_warning(name: str, values: list[float]) -> None:
    run: dict[str, Any] = {name: values[0], "W": [values, values]}
    try:
        text = written(*[(number, 0.5, run) for number in (1, 2, 3)], decimals=9)
    except ValueError:
        return
    log = read(text)
    assert not log.warnings
    for tag, expected in run.items():
        found = log.curves[tag][0] if tag == name else log.blocks[tag][0]
        np.testing.assert_allclose(found, expected, rtol=1e-7)
