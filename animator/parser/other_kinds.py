"""Recognise what other training loops leave instead of a log, and say how it becomes one."""

import re

from .grammar import BOM

HEAD = 2**14  # bytes at the start of a file that show what it is

LOG_WRITER = "with LogWriter (from trainer import LogWriter)"
READ = f"read it in Python, and write its values {LOG_WRITER}"

KINDS = [  # what it is; a pattern of its start; what to do, where SEPARATOR is the pattern's group
    ("a NumPy array", rb"\x93NUMPY", READ),
    ("a zip archive, such as .npz or .pt", rb"PK\x03\x04", READ),
    ("a pickle, such as .pkl or .pt", rb"\x80[\x02-\x05]", READ),
    ("a Parquet table", rb"PAR1", READ),
    ("an HDF5 file", rb"\x89HDF\r?\n", READ),
    ("an event file of TensorBoard", rb"(?s:.{8,24})brain\.Event:\d", READ),
    (
        "JSON",
        rb'(?:\[\s*)?\{\s*"[^"\n]*"\s*:',
        r"""jq -r '.. | select(.loss?) | "run: \(.step)\nL: \(.loss)", """
        """(.W // empty | "W: [", (.[] | join(" ")), "]")' FILE > run.log """
        "converts objects with the keys step, loss and perhaps W, a list of rows",
    ),
    ("dictionaries of Python", rb"\{\s*'[^'\n]*'\s*:", f"write their values {LOG_WRITER}"),
    (
        "a table",
        rb'(?![-+]?\d*\.\d)[^,;\t\n]+(?:[,;\t][^,;\t\n]*)*([,;\t])[^,;\t\n]*\n"?[0-9.]+"?\1',
        f"write its values {LOG_WRITER}; or, in a checkout of this project, awk -F SEPARATOR "
        "-v rows=2 -f examples/numbers.awk FILE > run.log converts one whose columns are the run, "
        "the loss and the values of W, in so many rows",
    ),
    (
        "arrays as NumPy or PyTorch prints them",
        rb"(?:.*\n)*?(?:(?:.*[^\w.])?(?:array|tensor)\([-+.\d\[]"
        rb"| *\[{1,2} *[-+]?[\d.]+(?:e[-+]\d+)?[, ] *[-+]?[\d.])",
        f"write them {LOG_WRITER}",
    ),
]


def other_kind(head: bytes) -> str:
    """Return what a file is and how to make a log of it, or nothing if that is not known."""
    for kind, start, advice in KINDS:
        if match := re.match(start, head.removeprefix(BOM).lstrip()):
            separator = repr(match[1].decode()) if match.groups() else ""
            return f"{kind}, no log: {advice.replace('SEPARATOR', separator)}"
    return ""
