"""The options of a sweep: those of the trainer, each with one value or several, and its own."""

import argparse
import functools
import os
from collections.abc import Iterable
from pathlib import Path

from ..options import Parser, add_settings, flag, read_every
from ..settings import SettingsError
from .folder import missing
from .grid import Grid
from .values import read_values


def build_parser() -> tuple[Parser, list[str]]:
    """Return the parser of the command line, and the names of the settings."""
    parser = Parser(
        "trainer.sweep",
        usage="%(prog)s [@FILE] [options] -o DIR",
        description="Train every combination of several settings, and write the logs into DIR.\n"
        "Each option of the trainer takes one value, or several: A,B,C; or FIRST:LAST,\n"
        "which counts in steps of 1; or linspace:FIRST:LAST:COUNT; or\n"
        "geomspace:FIRST:LAST:COUNT. A log that is in DIR is not trained again.",
        epilog="An @FILE holds options, one or more to a line; # starts a comment.\n\n"
        "examples:\n"
        "  %(prog)s --seed 1:8 --sparsity 0.9,0.99 -o seeds\n"
        "  %(prog)s --sparsity linspace:0:0.99:12 --every 0 -o sparsities --dry-run\n"
        "  %(prog)s @logs/pentagon.args --seed 1:1000 -o seeds --scheduler tcp://host:8786",
    )
    settings = []
    for action in add_settings(parser):
        _accept_several_values(action)
        settings.append(action.dest)
    group = parser.add_argument_group("sweep")
    group.add_argument("-o", "--output", metavar="DIR", help="the folder of the logs")
    engine = group.add_mutually_exclusive_group()
    engine.add_argument(
        "--workers",
        metavar="N",
        type=int,
        help="number of processes (default: one for each core)",
    )
    engine.add_argument(
        "--scheduler", metavar="ADDRESS", help="train on the Dask cluster at this address"
    )
    group.add_argument(
        "--dry-run",
        action="store_true",
        help="print the names of the logs and an estimate of the time, and train nothing",
    )
    group.add_argument(
        "--halt",
        action="store_true",
        help="end the sweep as soon as a training fails (default: go on with the others)",
    )
    group.add_argument("--quiet", action="store_true", help="print only errors on stderr")
    return parser, settings


def parse(words: Iterable[str]) -> argparse.Namespace:
    """Return the sweep's own options, its `grid`, its `folder`, and how many logs are `missing`.

    Exits with status 2 if the command, or a combination of values, is wrong.
    """
    parser, settings = build_parser()
    args = parser.parse_args(list(parser.expand(words)))
    # argparse adds options that were given to the namespace in their order.
    args.grid = Grid({name: values for name, values in vars(args).items() if name in settings})
    if not args.output:
        parser.error("-o DIR is missing, the folder of the logs")
    args.workers = _cores() if args.workers is None else args.workers
    if args.workers < 1:
        parser.error(f"--workers must be at least 1, not {args.workers}")
    args.folder = Path(args.output)
    try:
        args.missing = sum(1 for _ in missing(args.folder, args.grid))
    except SettingsError as error:
        parser.error(f"{flag(error.setting)} {error.reason}")
    except OSError as error:
        parser.exit(1, f"{parser.module}: cannot read {error.filename}: {error.strerror}\n")
    if not args.grid.varied:
        parser.error("no option has several values; python -m trainer does a single training")
    return args


def _accept_several_values(action: argparse.Action) -> None:
    """Make an option of the trainer one of a sweep, which is absent if it was not given."""
    action.default = argparse.SUPPRESS
    if action.nargs == 0:
        action.const = [action.const]  # a switch has one value, and is absent otherwise
        return
    if action.type is read_every:
        action.type = lambda text: [read_every(text)]  # several numbers are one value
        return
    choices = action.choices
    if choices is not None:
        action.metavar = "{" + ",".join(choices) + "}"
    if callable(action.type):
        action.type = functools.partial(read_values, kind=action.type, choices=choices)
    action.choices = None


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
