"""The command line: `python -m trainer [@FILE] [options] > run.log`."""

import argparse
import os
import shlex
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, get_args

from .settings import Dialect, Gradient, Settings, SettingsError

if TYPE_CHECKING:
    from .training import Step

OPTIONS: dict[str, dict[str, tuple[str | None, str]]] = {
    "model": {
        "features": ("N", "n, input features"),
        "hidden": ("M", "m, hidden dimensions"),
        "importance": ("R", "feature i counts R^i in the loss"),
    },
    "data": {
        "sparsity": ("S", "probability that a feature is zero, in [0, 1)"),
        "samples": ("N", "size of the synthetic data set"),
        "seed": ("N", "argument of the C library's srandom()"),
    },
    "training": {
        "runs": ("N", "batches to train on"),
        "batch_size": ("N", "samples in a batch"),
        "learning_rate": ("X", "eta"),
        "l1": ("X", "alpha, the weight of the L1 penalty"),
        "gradient": (None, "the post's rule, or the gradient of the loss"),
    },
    "log": {
        "every": ("N", "runs from a snapshot of the weights to the next"),
        "dialect": (None, "the post's listing, or the program that made its videos"),
    },
}
CHOICES = {"gradient": get_args(Gradient), "dialect": get_args(Dialect)}


class Parser(argparse.ArgumentParser):
    """Report a wrong command in one line, one from an @FILE with the file's name and line."""

    where = ""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2."""
        self.exit(2, f"trainer: {self.where}{message}; --help shows the options\n")

    def expand(self, words: Iterable[str]) -> Iterator[str]:
        """Put in the place of each @FILE the options that it holds."""
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
            except ValueError as error:  # a quote is not closed
                self.error(str(error).lower())
            _, unknown = self.parse_known_args(words)
            if unknown:
                self.error(f"unknown option {unknown[0]}")
            yield from words
        self.where = ""


def build_parser() -> Parser:
    """Return the parser of the command line."""
    parser = Parser(
        prog="python -m trainer",
        usage="%(prog)s [@FILE] [options] > run.log",
        description="Train a toy model of superposition, y = ReLU(WᵀW x + b), and print its log.\n"
        "The defaults are the pentagon of the post's text.",
        epilog="An @FILE holds options, one or more a line; # starts a comment.\n\n"
        "examples:\n"
        "  python -m trainer --features 6 --hidden 3 --importance 0.9 | less\n"
        "  python -m trainer @logs/hexagon.args -o logs/hexagon.log\n"
        "  python -m trainer @logs/hexagon.args --gradient exact --seed 7 > logs/exact-7.log",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    defaults = {field.name: field.default for field in fields(Settings)}
    for title, options in OPTIONS.items():
        group = parser.add_argument_group(title)
        for setting, (metavar, meaning) in options.items():
            default = defaults[setting]
            group.add_argument(
                _flag(setting),
                metavar=metavar,
                type=type(default),
                choices=CHOICES.get(setting),
                default=default,
                help=f"{meaning} (default: {default})",
            )
    output = parser.add_argument_group("output")
    output.add_argument("-o", "--output", metavar="FILE", default="-", help="instead of stdout")
    output.add_argument("--quiet", action="store_true", help="no progress bar on stderr")
    return parser


def main() -> None:
    """Run the command; exit with 2 for a wrong command, 1 for a failed job."""
    parser = build_parser()
    args = parser.parse_args(list(parser.expand(sys.argv[1:])))
    try:
        settings = Settings(**{field.name: getattr(args, field.name) for field in fields(Settings)})
    except SettingsError as error:
        parser.error(f"{_flag(error.setting)} must be {error.allowed}, not {error.value}")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _open_output(args.output) as out:
            _write_log(settings, out, quiet=args.quiet)
    except OSError as error:
        name = "stdout" if args.output == "-" else args.output
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the flush at exit would fail again
        _fail(f"cannot write {name}: {error.strerror}")
    except MemoryError:
        _fail("out of memory: fewer --samples or --features, or a smaller --batch-size, need less")
    except KeyboardInterrupt as interrupt:
        print("trainer: interrupted", file=sys.stderr)
        number = interrupt.args[0] if interrupt.args else signal.SIGINT
        signal.signal(number, signal.SIG_DFL)  # so that the caller sees why this ended
        os.kill(os.getpid(), number)


def _interrupt(number: int, _frame: object) -> NoReturn:
    """End by a signal as by Ctrl-C, leaving nothing behind."""
    raise KeyboardInterrupt(number)


def _write_log(settings: Settings, out: TextIO, *, quiet: bool) -> None:
    from .log import format_step
    from .training import train

    steps = train(settings)
    if not quiet and sys.stderr.isatty():
        steps = _with_progress_bar(steps, settings.runs)
    for step in steps:
        out.write(format_step(step, settings.dialect))
        if step.snapshot is not None:
            out.flush()  # whoever watches the log sees each snapshot at once


def _with_progress_bar(steps: Iterator["Step"], runs: int) -> Iterator["Step"]:
    from tqdm import tqdm

    with tqdm(steps, desc="train", total=runs, unit=" runs") as bar:
        for step in bar:
            bar.set_postfix_str(f"loss {step.loss:.4f}", refresh=False)
            yield step


@contextmanager
def _open_output(name: str) -> Iterator[TextIO]:
    """Yield stdout for "-", else a file beside `name` that takes its place when complete."""
    path = Path(name).resolve()  # through a link, so that the link stays one
    if name == "-":
        yield sys.stdout
        sys.stdout.flush()
    elif path.exists() and not path.is_file():  # /dev/null, a FIFO: nothing to replace
        with path.open("w") as out:
            yield out
    else:
        beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with beside.open("x", newline="\n") as out:
                yield out
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _flag(setting: str) -> str:
    return "--" + setting.replace("_", "-")


def _fail(reason: str) -> NoReturn:
    sys.exit(f"trainer: {reason}")


if __name__ == "__main__":
    # No BLAS is used here, but its threads would be started.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # As in C, `| head` ends the program without a word.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    main()
