"""The options of the command line: one for each setting, and those of the output."""

import argparse
import shlex
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn, get_args

from .settings import Every, Settings, SettingsError

OUT_OF_MEMORY = "out of memory; fewer --samples or --features or a smaller --batch-size need less"

# The name of each setting, the placeholder of its value unless choices stand there, and its help.
OPTIONS = {
    "model": """
    features N: number of input features, n
    hidden M: number of hidden dimensions, m
    importance R: feature i has the importance R^i in the loss""",
    "data": """
    sparsity S: probability that a feature is zero, in [0, 1)
    density D: 1 - S, in (0, 1]; not together with --sparsity, be it in an @FILE or not
    activity: which features are active together: each by itself; all of a set; at most one of a \
set; or exactly one of the sample, without a density
    set_size K: number of consecutive features in a set, if correlated or anticorrelated
    samples N: number of samples in the synthetic data set; 0: new ones in each run
    seed N: seed of random(); with glibc's, 0 and 1 give the same numbers
    random: the C library whose random() it is: glibc of Linux, bsd of macOS, musl of Alpine""",
    "training": """
    runs N: number of batches to train on
    batch_size N: number of samples in a batch
    optimizer: plain steps as the post takes them, or AdamW
    learning_rate X: learning rate, eta; for adamw, the default is 0.001
    weight_decay X: weight decay of adamw
    init: first weights: the post's, or normal with variance 2 / (n + m)
    l1 X: weight of the L1 penalty, alpha
    gradient: the post's update rule, or the exact gradient of the loss
    fast_math: sum by BLAS, for large N and M: not the same bits on every machine""",
    "log": """
    every N: print a snapshot of the weights after every N runs (0: after the last); or I,J,... \
for one after I, J, ... runs; or log for 1, 2, 5, 10, 20, 50, ... and all runs; with log, or 0 in \
a list, the first weights are printed, too
    decimals N: number of decimals of a loss; other values have one less
    dialect: what the post's listing prints, or the program of its videos (L1 of active features)
""",
}


class Parser(argparse.ArgumentParser):
    """Report a wrong command in one line; if it is from an @FILE, name the file and the line."""

    where = ""  # the line that is being read, as "FILE:LINE: "

    def __init__(self, module: str, *, usage: str, description: str, epilog: str) -> None:
        """Make a parser for `python -m MODULE`, or for its console command."""
        command = Path(sys.argv[0]).name
        super().__init__(
            prog=f"python -m {module}" if command == "__main__.py" else command,
            usage=usage,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.add_argument(
            "--version", action=ShowVersion, nargs=0, help="show the version and exit"
        )
        self.module = module

    def error(self, message: str) -> NoReturn:
        """Exit with status 2."""
        if message.startswith("unrecognized arguments") and ".args" in message:
            message += "; a file of options is given as @FILE"
        self.exit(2, f"{self.module}: {self.where}{message}; --help shows the options\n")

    def expand(self, words: Iterable[str]) -> Iterator[str]:
        """Replace each @FILE by the options in that file."""
        for word in words:
            if word.startswith("@"):
                yield from self._read_options(Path(word[1:]))
            else:
                yield word

    def _read_options(self, path: Path) -> Iterator[str]:
        try:
            lines = path.read_text("utf-8-sig", errors="backslashreplace").splitlines()
        except OSError as error:
            self.error(f"cannot open {path}: {error.strerror}")
        for number, line in enumerate(lines, start=1):
            self.where = f"{path}:{number}: "
            try:
                words = shlex.split(line, comments=True)
            except ValueError as error:  # a quotation mark is missing
                self.error(str(error).lower())
            _, unknown = self.parse_known_args(words)
            if unknown:
                self.error(f"unknown option {unknown[0]}")
            yield from words
        self.where = ""


class ShowVersion(argparse.Action):
    """Print the version and exit; it is looked up only now, because that takes a while."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from . import __version__

        sys.stdout.write(f"{__version__}\n")
        parser.exit()


def build_parser() -> Parser:
    """Return the parser of the command line."""
    parser = Parser(
        "trainer",
        usage="%(prog)s [@FILE] [options] > run.log",
        description="Train a toy model of superposition, y = ReLU(W^T W x + b), and print its\n"
        'log. The defaults are those of the pentagon in the blog post "Demonstrating\n'
        'Superposition", https://chrismerck.github.io.',
        epilog="An @FILE holds options, one or more to a line; # starts a comment.\n"
        "If an option is given several times, the last one counts.\n\n"
        "examples:\n"
        "  %(prog)s --features 6 --hidden 3 --importance 0.9 | less\n"
        "  %(prog)s @logs/hexagon.args -o logs/hexagon.log\n"
        "  %(prog)s @logs/hexagon.args --gradient exact --seed 7 > logs/exact-7.log",
    )
    add_settings(parser)
    output = parser.add_argument_group("output")
    output.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="-",
        help="write the log to FILE, which appears when it is complete, instead of stdout, "
        "compressed if it is a .gz; a FILE that is there already must be a log",
    )
    output.add_argument("--quiet", action="store_true", help="print only errors on stderr")
    return parser


def add_settings(parser: Parser) -> list[argparse.Action]:
    """Add an option for each setting of a training, and return these options."""
    actions = []
    settings = {field.name: field for field in fields(Settings)}
    for title, lines in OPTIONS.items():
        group = parser.add_argument_group(title)
        for line in lines.strip().splitlines():
            name, meaning = line.split(": ", 1)
            setting, *metavar = name.split()
            kind, default = settings[setting].type, settings[setting].default
            options: dict[str, Any] = {"action": "store_true"}
            if kind == Every:
                options = {"type": read_every, "default": default, "metavar": metavar[0]}
            elif kind is not bool:
                choices = get_args(kind) or None
                options = {"type": str if choices else kind, "choices": choices, "default": default}
                options["metavar"] = metavar[0] if metavar else None
            shown = f"{meaning} (default: {'off' if default is False else default})"
            actions.append(group.add_argument(flag(setting), help=shown, **options))
    return actions


def parse(words: Iterable[str]) -> tuple[Settings, argparse.Namespace]:
    """Return the settings, and the options of the output; exit with status 2 if one is wrong."""
    parser = build_parser()
    args = parser.parse_args(list(parser.expand(words)))
    if not args.output:
        parser.error("argument -o/--output: the name of FILE is empty")
    try:
        settings = Settings(**{field.name: getattr(args, field.name) for field in fields(Settings)})
    except SettingsError as error:
        parser.error(f"{flag(error.setting)} {error.reason}")
    return settings, args


def read_every(text: str) -> Every:
    """Read `100`, or `0,1,10,100`, or `log`; raise ArgumentTypeError for anything else."""
    if text == "log":
        return "log"
    try:
        counts = [int(word) for word in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"must be a number of runs, several such as 1,10,100, or log, not {text!r}"
        ) from None
    return counts[0] if len(counts) == 1 else counts


def value_text(value: object) -> str:
    """Write a value of a setting as briefly as the same value can be read back from."""
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return str(value).removesuffix(".0")


def flag(setting: str) -> str:
    """Return the option of a setting."""
    return "--" + setting.replace("_", "-")
