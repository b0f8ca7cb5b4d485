"""The options of the command line: those of the job, and one for each setting of the picture."""

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

from ..errors import LookError, UsageError
from ..escape import printable
from ..files.formats import FORMATS, suffixes
from ..files.job import is_folder
from ..folder.log_folder import log_name
from ..look import OPTIONS, Look

LAST_PORT = 65535


class Parser(argparse.ArgumentParser):
    """Report a wrong command in one line."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2."""
        self.exit(2, f"animator: {printable(message)}; --help shows the options\n")


class ShowVersion(argparse.Action):
    """Print the version and exit; it is looked up only now, because that takes a while."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from .. import __version__

        sys.stdout.write(f"{__version__}\n")
        parser.exit()


def build_parser() -> Parser:
    """Return the parser of the command line."""
    command = Path(sys.argv[0]).name
    parser = Parser(
        prog="python -m animator" if command == "__main__.py" else command,
        usage="%(prog)s LOG... [-o OUT] [options]",
        description="Show the log of a training, losses beside weights, as a film or a picture.",
        epilog="examples:\n"
        "  %(prog)s logs/c-pentagon.log --fps 25\n"
        "  %(prog)s run.log.gz -o run.png --size 1000x500\n"
        "  %(prog)s a.log b.log -o compare.mp4 --tween 3 --fps 30\n"
        "  ./a.out | %(prog)s - -o run.parquet\n"
        "  %(prog)s run.log --describe\n"
        "  %(prog)s run.log --follow\n"
        "  %(prog)s logs/sparsities -o weights.png --value weights\n"
        "  %(prog)s logs/sparsities --follow --value loss",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "logs",
        metavar="LOG",
        nargs="*",
        help="a log, also a gzipped one; - is stdin; several are shown side by side; or a folder "
        "of logs, such as a sweep",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=f"what to make: a film ({suffixes('film')}), a picture ({suffixes('picture')}), a "
        f"page ({suffixes('page')}) or a table ({suffixes('table')}) (default: the log's name with "
        ".mp4, in this folder); of a folder of logs a picture or a page is the map of the settings "
        "that vary (default: its name with .png), a film is the gallery of all weights, and a "
        "table has a row for each log",
    )
    parser.add_argument(
        "--describe",
        action="store_true",
        help="make no file; say on stdout what the training came to represent, and when",
    )
    parser.add_argument(
        "--part",
        metavar="N",
        type=int,
        default=-1,
        help="which training, if the log holds several: 0, 1, ... or -1, the last (default), "
        "which is joined if it was resumed",
    )
    parser.add_argument(
        "--line",
        metavar="TEMPLATE",
        action="append",
        default=[],
        help="where values stand in a line of another program's log, such as "
        "'iter {run}: loss {L},', as often as needed: {run} is the run, {L} the loss, another name "
        "a scalar, {} anything",
    )
    parser.add_argument(
        "--follow",
        action="store_true",
        help="show a log while it is being written, or the map of a folder while a sweep fills it, "
        "as a page that a browser on this machine sees",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=int,
        help="the port of --follow, from 0 to 65535 (default: a free one)",
    )
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if there is a warning about a log"
    )
    parser.add_argument(
        "--quiet", action="store_true", help="show no progress, nor matches of --line, on stderr"
    )
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="show the version and exit")
    _add_look_options(parser)
    return parser


def check(args: argparse.Namespace) -> None:
    """Raise UsageError if the command names no log, or for options that do not go together."""
    if args.line:
        from ..parser.templates.template import templates_of  # it imports numpy

        templates_of(args.line)
    if args.describe and any(map(is_folder, args.logs)):
        raise UsageError("a folder of logs cannot be described: name one log in it")
    if args.follow:
        _check_follow(args)
        return
    if not args.logs or "" in args.logs:
        raise UsageError("name a LOG to show")
    if args.port is not None:
        raise UsageError("--port has no meaning without --follow")
    for_files = {"-o": args.output} | {flag(name): getattr(args, name) for name in OPTIONS}
    given = [name for name, value in for_files.items() if value is not None]
    if args.describe and given:
        raise UsageError(f"--describe makes no file: leave out {', '.join(given)}")


def _check_follow(args: argparse.Namespace) -> None:
    if len(args.logs) != 1 or not args.logs[0]:
        raise UsageError("name one LOG to follow")
    if args.logs[0].endswith(os.sep) and not is_folder(args.logs[0]):
        raise UsageError(f"there is no folder {args.logs[0]}")
    if args.output is not None or args.strict or args.describe:
        raise UsageError("--follow writes no file: leave out -o, --strict and --describe")
    if args.port is not None and not 0 <= args.port <= LAST_PORT:
        raise UsageError(f"--port must be from 0 to {LAST_PORT}, not {args.port}")


def output_of(args: argparse.Namespace) -> Path:
    """Return the path of the output: as named, or the log's name with .mp4 in this folder."""
    if args.output == "":
        raise UsageError("the output has no name")
    if args.output is not None:
        return Path(args.output)
    if len(args.logs) > 1:
        last = args.logs[-1]
        example = f", as in -o {last}" if Path(last).suffix in FORMATS else ""
        raise UsageError(f"several logs have no common name: name the output with -o{example}")
    if args.logs == ["-"]:
        raise UsageError("a log from stdin has no name: name the output with -o")
    if is_folder(args.logs[0]):
        return Path(f"{Path(args.logs[0]).resolve().name or 'map'}.png")
    return Path(f"{log_name(args.logs[0]) or 'log'}.mp4")


def look_of(args: argparse.Namespace) -> Look:
    """Return the settings of the picture that the command names."""
    given = {name: getattr(args, name) for name in OPTIONS}
    return Look(**{name: value for name, value in given.items() if value is not None})


def in_words_of_the_command(error: UsageError) -> str:
    """Return what is wrong, with a setting named and written as on the command line."""
    if not isinstance(error, LookError):
        return str(error)
    return f"{flag(error.setting)} must be {error.allowed}, not {written(error.value)}"


def with_names_joined(words: list[str]) -> list[str]:
    """Join -o and its name: argparse would take a separate name like -x.mp4 for an option.

    The same holds for --line.
    """
    words = list(words)
    for at in reversed(range(len(words) - 1)):
        if option := {"-o": "--output", "--output": "--output", "--line": "--line"}.get(words[at]):
            words[at : at + 2] = [f"{option}={words[at + 1]}"]
    return words


def _add_look_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each setting of Look, which checks their values."""
    group = parser.add_argument_group("the picture")
    defaults = Look()
    for name, option in OPTIONS.items():
        default = getattr(defaults, name)
        shown = f" (default: {written(default)})" if default or type(default) is int else ""
        kind = {
            "metavar": option.metavar,
            "type": TYPES.get(name, int if default is None else type(default)),
        }
        if default is False:
            kind = {"action": "store_true", "default": None}
        elif name in REPEATED:
            kind["action"] = "append"
        group.add_argument(flag(name), dest=name, help=option.help + shown, **kind)


def flag(name: str) -> str:
    """Return the option of a setting, such as --loss-scale."""
    return OPTIONS[name].flag or f"--{name.replace('_', '-')}"


def written(value: object) -> str:
    """Return a value as it is written on the command line."""
    if isinstance(value, tuple | list):
        is_size = all(isinstance(one, int) for one in value)
        return ("x" if is_size else ",").join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,9})x([0-9]{1,9})", text, re.ASCII)
    if not match:
        raise argparse.ArgumentTypeError(f"must be like 1500x750, not {text}")
    return int(match[1]), int(match[2])


REPEATED = ("title", "level")  # as often as needed
# What turns the text of an option into a value, where that is not the type of the default.
TYPES: dict[str, Any] = dict.fromkeys(("panels", "scalar", "theme", *REPEATED, "x", "y"), str)
TYPES["size"] = _size
