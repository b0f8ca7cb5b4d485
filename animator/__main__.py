"""The command line: `python -m animator LOG [-o OUT] [options]`."""

import signal

if __name__ == "__main__":  # as early as can be: until there is something to clean up, just end
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import gc
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .escape import printable
from .ffmpeg_process import FilmError
from .formats import suffixes
from .look import Look, LookError
from .options import add_look_options, chosen_look, flag, written
from .output import check_logs, log_name, make
from .output_file import check_output

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
        help=f"what to make, {suffixes()} (default: LOG's name with .mp4, in this folder)",
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
    add_look_options(parser)
    return parser


def main() -> None:
    """Run the command; exit with 2 for a wrong command or no log, 1 for a failed job."""
    gc.disable()  # a short job that imports much: looking for cycles takes a sixth of its time
    parser = build_parser()
    args = parser.parse_args(_with_names_joined(sys.argv[1:]))
    try:
        look = Look(**chosen_look(args))
        out = Path(_default_output(args.logs) if args.output is None else args.output)
        check_output(out, args.logs)
        check_logs(len(args.logs), out, look)
    except LookError as error:
        shown = written(error.value)
        parser.error(f"{flag(error.setting)} must be {error.allowed}, not {shown}")
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror}")
    except FilmError as error:
        _fail(1, str(error))
    _make([_read(name, args) for name in args.logs], out, look, quiet=args.quiet)
    gc.freeze()  # nor at its end


def _read(name: str, args: argparse.Namespace) -> "Log":
    from .log import LogError, NotALogError
    from .progress import read_with_bar

    try:
        log = read_with_bar(name, part=args.part, quiet=args.quiet)
    except OSError as error:
        _fail(2, f"cannot open {name}: {error.strerror}")
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


def _make(logs: "list[Log]", out: Path, look: Look, *, quiet: bool) -> None:
    from .log import LogError

    command = shlex.join(["python", "-m", "animator", *sys.argv[1:]])
    try:
        make(logs, out, look, command=command, quiet=quiet)
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror or error}")
    except ImportError:  # it is optional
        _fail(1, f"cannot write {out}: {out.suffix} needs pyarrow, install it with pip")
    except (LogError, FilmError) as error:
        _fail(1, str(error))


def _default_output(logs: list[str]) -> str:
    if len(logs) > 1:
        raise ValueError("several logs have no one name: say with -o what to make")
    [log] = logs
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


def _fail(status: int, reason: str) -> NoReturn:
    print(f"animator: {printable(reason)}", file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
