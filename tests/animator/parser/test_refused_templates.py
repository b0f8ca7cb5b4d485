"""Templates and logs that do not go together."""

import io
import random
import re

import pytest

from animator import LogError, read_log
from animator.errors import NotALogError, UsageError

from .test_templates import read

WHOLE = "np.set_printoptions(threshold=np.inf) or torch.set_printoptions(profile='full')"
FIELDS = "use {run}, {L}, the name of a scalar, {W}, {W.T}, {b}, or {} for anything"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["loss"], "the template 'loss' has no field such as {run} or {L}"),
        (["{}"], "the template '{}' has no field such as {run} or {L}"),
        ([""], "the template '' has no field such as {run} or {L}"),
        (["{L} {L}"], "the template '{L} {L}' has the field {L} twice"),
        (["{L} {0}"], f"the template '{{L}} {{0}}' has an unknown field {{0}}: {FIELDS}"),
        (["{L:.3f}"], f"the template '{{L:.3f}}' has an unknown field {{L:.3f}}: {FIELDS}"),
        (["{L} {b.T}"], f"the template '{{L}} {{b.T}}' has an unknown field {{b.T}}: {FIELDS}"),
        (["{l}"], f"the template '{{l}}' has an unknown field {{l}}: {FIELDS}"),
        (["{Run} {L}"], f"the template '{{Run}} {{L}}' has an unknown field {{Run}}: {FIELDS}"),
        (
            ["a {run}{L}"],
            "the template 'a {run}{L}' is ambiguous: nothing stands between {run} and {L}",
        ),
        (["{}{L}"], "the template '{}{L}' is ambiguous: nothing stands between {} and {L}"),
        (["{L} }"], "the template '{L} }' has a single }: write }} for a brace"),
        (["{L} {"], "the template '{L} {' has a single {: write {{ for a brace"),
        (["{run}"], "no template has {L}, which stands for the loss, only '{run}'"),
        (
            ["{run} a", "{acc}"],
            "no template has {L}, which stands for the loss, only '{run} a' and '{acc}'",
        ),
    ],
)
def test_a_wrong_template_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        read("loss 1\n", *lines)
    with pytest.raises(TypeError, match=re.escape("lines must be a list, such as ['{L}']")):
        read_log(io.BytesIO(b""), lines="{L}")


@pytest.mark.parametrize(
    ("text", "lines", "message"),
    [
        ("", ["{L}"], ": empty log"),
        ("\n \n", ["{L}"], ": empty log"),
        (
            "a\n\nepoch 0.25 loss 1\n",
            ["epoch {run} loss {L}"],
            ":3: 0.25 is no whole number, so it can't be a run: write {} in place of {run} in the "
            "template 'epoch {run} loss {L}'",
        ),
        (
            "a\nstep 3 loss: 2.5,\nstep x\n",
            ["step {run} loss: {L}"],
            ":2: no line matches the template 'step {run} loss: {L}'; this has only "
            "'step 3 loss:', (step 3 loss: 2.5,); it looks like a log, which is read with lines= "
            "or --line 'step {run} loss: {L},'",
        ),
        (
            "run: 0\r\nL: 0.5\r\n",
            ["step {run} loss {L}"],
            ":1: no line matches the template 'step {run} loss {L}', nor a part of it, (run: 0); "
            "it looks like a log in our own format, which is read without lines= or --line",
        ),
        (
            "\nhello\nloss 3\n",
            ["step {run}", "loss {L}"],
            ":2: no line matches the template 'step {run}', nor a part of it, (hello)",
        ),
        ("loss 1\nW = [[1 ... 2]]\n", ["loss {L}", "W = {W}"],
         f":2: an array that was cut short: print it after {WHOLE}, ([[1 ... 2]])"),
    ],
)  # fmt: skip
def test_a_log_without_what_the_templates_say_is_refused(
    text: str, lines: list[str], message: str
) -> None:
    with pytest.raises(LogError) as raised:
        read(text, *lines)
    assert str(raised.value) == f"<log>{message}"


def test_a_binary_file_is_refused_early() -> None:
    with pytest.raises(NotALogError, match="not a text log"):
        read(random.Random(0).randbytes(2**22), "loss {L}")
    with pytest.raises(NotALogError, match="not a text log"):
        read(b"\0" * 100, "loss {L}")
