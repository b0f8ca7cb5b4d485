"""The command line: `python -m animator LOG [-o OUT] [options]`."""

import signal

if __name__ == "__main__":  # as early as can be: until there is something to clean up, just end
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import re
import shlex
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .child import MovieError
from .escape import printable
from .output import (
    DEFAULT_FPS,
    DEFAULT_SIZE,
    FPS,
    SIDE,
    animate,
    log_name,
)
from .target import SUFFIXES, check_output

if TYPE_CHECKING:
    from .log import Log

SHOWN_WARNINGS = 20


class Parser(argparse.ArgumentParser):
    """Report a wrong command in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"animator: {printable(message)}; --help shows the options\n")


def build_parser() -> Parser:
    """Return the parser of the command line."""
    parser = Parser(
        prog="python -m animator",
        usage="%(prog)s LOG [-o OUT] [options]",
        description="Show the log of a training, losses beside weights, as a film or a picture.",
        epilog="examples:\n"
        "  python -m animator logs/c-pentagon.log --fps 25\n"
        "  python -m animator run.log.gz -o run.png --size 1000x500\n"
        "  ./a.out | python -m animator - -o run.parquet",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("log", metavar="LOG", help="a log, gzip or not; - is stdin")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=f"what to make, {' '.join(SUFFIXES)} (default: LOG's name with .mp4, in this folder)",
    )
    parser.add_argument(
        "--window",
        metavar="N",
        type=_window,
        help="runs of the moving average (default: a tenth of all, at most 500)",
    )
    parser.add_argument(
        "--fps",
        metavar="N",
        type=_fps,
        default=DEFAULT_FPS,
        help="snapshots shown a second (default: %(default)g)",
    )
    parser.add_argument(
        "--size",
        metavar="WxH",
        type=_size,
        default=DEFAULT_SIZE,
        help=f"in pixels (default: {DEFAULT_SIZE[0]}x{DEFAULT_SIZE[1]})",
    )
    parser.add_argument(
        "--part",
        metavar="N",
        type=int,
        default=-1,
        help="which training, if the log holds several: 0, 1, ... or -1, the last (default)",
    )
    parser.add_argument(
        "--strict", action="store_true", help="take any warning about the log for an error"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar on stderr")
    return parser


def main() -> None:
    """Run the command; exit with 2 for a wrong command or no log, 1 for a failed job."""
    parser = build_parser()
    args = parser.parse_args(_with_names_joined(sys.argv[1:]))
    try:
        out = Path(_default_output(args.log) if args.output is None else args.output)
        check_output(out, [args.log])
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror}")
    except MovieError as error:
        _fail(1, str(error))
    _make(_read(args), out, args)


def _read(args: argparse.Namespace) -> "Log":
    from .log import LogError, NotALogError
    from .meter import read_with_bar

    try:
        log = read_with_bar(args.log, part=args.part, quiet=args.quiet)
    except OSError as error:
        _fail(2, f"cannot open {args.log}: {error.strerror}")
    except LogError as error:
        _fail(2 if isinstance(error, NotALogError) else 1, str(error))
    for warning in log.warnings[:SHOWN_WARNINGS]:
        print(f"animator: {printable(str(warning))}", file=sys.stderr)
    if len(log.warnings) > SHOWN_WARNINGS:
        count = f"{log.file}: {len(log.warnings)} warnings in all"
        print(f"animator: {printable(count)}", file=sys.stderr)
    if log.warnings and args.strict:
        _fail(1, f"{log.file}: nothing written, because of --strict")
    return log


def _make(log: "Log", out: Path, args: argparse.Namespace) -> None:
    from .log import LogError

    command = shlex.join(["python", "-m", "animator", *sys.argv[1:]])
    try:
        animate(
            log,
            out,
            window=args.window,
            fps=args.fps,
            size=args.size,
            quiet=args.quiet,
            command=command,
        )
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror or error}")
    except ImportError:  # it is optional
        _fail(1, f"cannot write {out}: {out.suffix} needs pyarrow, install it with pip")
    except (LogError, MovieError) as error:
        _fail(1, str(error))


def _default_output(log: str) -> str:
    if log == "-":
        raise ValueError("a log from stdin has no name: say with -o what to make")
    return f"{log_name(log)}.mp4"


def _with_names_joined(words: list[str]) -> list[str]:
    """Join -o to its name: alone, argparse takes a name like -x.mp4 for an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in {"-o", "--output"}:
            joined[-1] = f"--output={word}"
        else:
            joined.append(word)
    return joined


def _window(text: str) -> int:
    if not re.fullmatch(r"0*[1-9][0-9]*", text):
        raise argparse.ArgumentTypeError(f"must be a whole number of runs, at least 1, not {text}")
    return int(text)


def _fps(text: str) -> float:
    with suppress(ValueError):
        if FPS[0] <= float(text) <= FPS[1]:
            return float(text)
    raise argparse.ArgumentTypeError(f"must be from {FPS[0]} to {FPS[1]}, not {text}")


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(SIDE[0] <= side <= SIDE[1] for side in size):
        raise argparse.ArgumentTypeError(
            f"must be like 1500x750, each side from {SIDE[0]} to {SIDE[1]}, not {text}"
        )
    return size


def _fail(status: int, reason: str) -> NoReturn:
    print(f"animator: {printable(reason)}", file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
