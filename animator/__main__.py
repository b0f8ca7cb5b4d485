"""The command line: `python -m animator LOG... [-o OUT] [options]`."""

import signal

# Ctrl-C during an import must not end in a traceback.
if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import gc
import shlex
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import LogError, LookError, NotALogError, OutputError, UsageError
from .escape import printable
from .formats import suffixes
from .look import Look
from .options import add_look_options, chosen_settings, flag, written
from .output import Job, check, log_name, read, writer

if TYPE_CHECKING:
    from .log import Log


class Parser(argparse.ArgumentParser):
    """Report a wrong command in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"animator: {printable(message)}; --help shows the options\n")


class ShowVersion(argparse.Action):
    """Print the version and exit; it is looked up only now, because that takes time."""

    def __call__(self, parser: argparse.ArgumentParser, *_args: Any) -> None:
        """Take what argparse gives."""
        from . import __version__

        print(__version__)
        parser.exit()


def build_parser() -> Parser:
    """Return the parser of the command line."""
    program = Path(sys.argv[0]).name
    parser = Parser(
        prog="python -m animator" if program == "__main__.py" else program,
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
        "logs",
        metavar="LOG",
        nargs="*",
        help="a log, also a gzipped one; - is stdin; several are shown side by side",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=f"what to make: a film ({suffixes('film')}), a picture ({suffixes('picture')}) or a "
        f"table ({suffixes('table')}) (default: the log's name with .mp4, in this folder)",
    )
    parser.add_argument(
        "--part",
        metavar="N",
        type=int,
        default=-1,
        help="which training, if the log holds several: 0, 1, ... or -1, the last (default)",
    )
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if there is a warning about a log"
    )
    parser.add_argument("--quiet", action="store_true", help="show no progress on stderr")
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="print the version")
    add_look_options(parser)
    return parser


def main() -> None:
    """Run the command; exit with 2 for a wrong command or no log, 1 for a failed job."""
    gc.disable()  # short as this program is, looking for cycles would take a sixth of its time
    warnings.showwarning = _print_warning
    parser = build_parser()
    args = parser.parse_args(_with_names_joined(sys.argv[1:]))
    out = Path()
    ended_by = 0
    try:
        out = _output(args)
        _make(args, out)
    except LookError as error:
        shown = written(error.value)
        parser.error(f"{flag(error.setting)} must be {error.allowed}, not {shown}")
    except UsageError as error:
        parser.error(str(error))
    except (LogError, OutputError) as error:
        _fail(1, str(error))
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror or error}")
    except KeyboardInterrupt as interrupt:
        [ended_by] = interrupt.args
    if ended_by:  # everything is cleaned up: let the caller see why this ends
        signal.signal(ended_by, signal.SIG_DFL)
        signal.raise_signal(ended_by)
    gc.freeze()  # skip the collection at exit, too


def _make(args: argparse.Namespace, out: Path) -> None:
    command = shlex.join(["python", "-m", "animator", *sys.argv[1:]])
    look = Look(**chosen_settings(args))
    job = Job(sources=args.logs, out=out, look=look, command=command, quiet=args.quiet)
    check(job)
    logs = [_read(name, args) for name in args.logs]
    write = writer(job)
    _raise_on_signals()
    made = write(logs)
    if sys.stderr.isatty() and not args.quiet:
        print(f"{printable(str(out))}: {made}", file=sys.stderr)


def _read(name: str, args: argparse.Namespace) -> "Log":
    try:
        return read(name, part=args.part, strict=args.strict, quiet=args.quiet)
    except NotALogError as error:
        _fail(2, str(error))
    except OSError as error:
        _fail(2, f"cannot open {name}: {error.strerror}")


def _raise_on_signals() -> None:
    """From now on, end by an exception: `finally` leaves nothing half done.

    Until now, signals simply end the program. One that is ignored, as nohup does, stays ignored.
    """
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _interrupt)


def _interrupt(number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt(number)


def _output(args: argparse.Namespace) -> Path:
    """Return the path of the output: as named, or the log's name with .mp4 in this folder."""
    if not args.logs or "" in args.logs:
        raise UsageError("name a LOG to show")
    if args.output == "":
        raise UsageError("the output has no name")
    if args.output is not None:
        return Path(args.output)
    if len(args.logs) > 1:
        raise UsageError("several logs have no common name: name the output with -o")
    if args.logs == ["-"]:
        raise UsageError("a log from stdin has no name: name the output with -o")
    return Path(f"{log_name(args.logs[0]) or 'log'}.mp4")


def _with_names_joined(words: list[str]) -> list[str]:
    """Join -o and its name: argparse would take a separate name like -x.mp4 for an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in {"-o", "--output"}:
            joined[-1] = f"--output={word}"
        else:
            joined.append(word)
    return joined


def _print_warning(message: Warning | str, *_args: object, **_more: object) -> None:
    """Print a warning in one line, as warnings.showwarning is asked to."""
    print(f"animator: {printable(str(message))}", file=sys.stderr)


def _fail(status: int, reason: str) -> NoReturn:
    print(f"animator: {printable(reason)}", file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
