"""The command line: `python -m animator LOG [-o OUT] [options]`."""

import argparse
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .look import Look, LookError
from .options import add_look_options, chosen_look, flag, written
from .output import SUFFIXES, animate, check_logs, check_suffix

if TYPE_CHECKING:
    from .log import Log

SHOWN_WARNINGS = 20


class Parser(argparse.ArgumentParser):
    """Report a wrong command in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"animator: {message}; --help shows the options\n")


def build_parser() -> Parser:
    """Return the parser of the command line."""
    parser = Parser(
        prog="python -m animator",
        usage="%(prog)s LOG... [-o OUT] [options]",
        description="Show the log of a training, losses beside weights, as a film or a picture.",
        epilog="examples:\n"
        "  python -m animator logs/c-pentagon.log --fps 25\n"
        "  python -m animator run.log.gz -o run.png --size 1000x500\n"
        "  python -m animator a.log b.log -o compare.mp4 --tween 3 --fps 30\n"
        "  ./a.out | python -m animator - -o run.parquet",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "logs", metavar="LOG", nargs="+", help="logs, gzip or not, side by side; - is stdin"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=f"what to make, {' '.join(SUFFIXES)} (default: LOG's name with .mp4, in this folder)",
    )
    parser.add_argument(
        "--strict", action="store_true", help="take any warning about the log for an error"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar on stderr")
    add_look_options(parser)
    return parser


def main() -> None:
    """Run the command; exit with 2 for a wrong command or no log, 1 for a failed job."""
    gc.disable()  # a short job that imports much: looking for cycles takes a sixth of its time
    parser = build_parser()
    args = parser.parse_args()
    try:
        look = Look(**chosen_look(args))
        out = Path(_default_output(args.logs) if args.output is None else args.output)
        check_logs(len(args.logs), check_suffix(out), look)
    except LookError as error:
        shown = written(error.value)
        parser.error(f"{flag(error.setting)} must be {error.allowed}, not {shown}")
    except ValueError as error:
        parser.error(str(error))
    if os.path.realpath(out) in map(os.path.realpath, args.logs):
        parser.error(f"{out} is the log itself, name another output")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        logs = [_read(name, strict=args.strict) for name in args.logs]
        _make(logs, out, args)
        gc.freeze()  # nor at its end
    except KeyboardInterrupt as interrupt:
        print("animator: interrupted", file=sys.stderr)
        number = interrupt.args[0] if interrupt.args else signal.SIGINT
        signal.signal(number, signal.SIG_DFL)  # so that the caller sees why this ended
        os.kill(os.getpid(), number)


def _interrupt(number: int, _frame: object) -> NoReturn:
    """End by a signal as by Ctrl-C, leaving nothing behind."""
    raise KeyboardInterrupt(number)


def _read(name: str, *, strict: bool) -> "Log":
    from .log import LogError, NotALogError
    from .parser import read_log

    try:
        log = read_log(name)
    except OSError as error:
        _fail(2, f"cannot open {name}: {error.strerror}")
    except LogError as error:
        _fail(2 if isinstance(error, NotALogError) else 1, str(error))
    for warning in log.warnings[:SHOWN_WARNINGS]:
        print(f"animator: {warning}", file=sys.stderr)
    if len(log.warnings) > SHOWN_WARNINGS:
        print(f"animator: {log.file}: {len(log.warnings)} warnings in all", file=sys.stderr)
    if log.warnings and strict:
        _fail(1, f"{log.file}: nothing written, because of --strict")
    return log


def _make(logs: "list[Log]", out: Path, args: argparse.Namespace) -> None:
    from .log import LogError
    from .movie import MovieError

    try:
        animate(logs, out, quiet=args.quiet, **chosen_look(args))
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror or error}")
    except ImportError:  # it is optional
        _fail(1, f"cannot write {out}: {out.suffix} needs pyarrow, install it with pip")
    except (LogError, MovieError) as error:
        _fail(1, str(error))


def _default_output(logs: list[str]) -> str:
    if len(logs) > 1:
        raise ValueError("several logs have no one name: say with -o what to make")
    [log] = logs
    if log == "-":
        raise ValueError("a log from stdin has no name: say with -o what to make")
    name = Path(log).name
    for suffix in (".gz", ".log"):
        name = name.removesuffix(suffix)
    return f"{name}.mp4"


def _fail(status: int, reason: str) -> NoReturn:
    print(f"animator: {reason}", file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
