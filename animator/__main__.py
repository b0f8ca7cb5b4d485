"""The command line: `python -m animator LOG... [-o OUT | --describe] [options]`."""

import gc
import os
import shlex
import signal
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from .command import signals

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

Read = TypeVar("Read")


def main() -> None:
    """Run the command; exit with status 2 for a wrong command or no log, 1 for a failed job."""
    signals.end_at_once()  # before the slow imports
    from .command import options
    from .errors import LogError, NotALogError, OutputError, UsageError

    gc.disable()  # short as this program is, looking for cycles would take a sixth of its time
    warnings.showwarning = _print_warning
    parser = options.build_parser()
    args = parser.parse_args(options.with_names_joined(sys.argv[1:]))
    out = Path("stdout")
    try:
        options.check(args)
        if args.follow:
            _follow(args)
        elif args.describe:
            _describe(args)
        else:
            out = options.output_of(args)
            _make(args, out)
    except UsageError as error:
        parser.error(options.in_words_of_the_command(error))
    except (LogError, OutputError) as error:
        _fail(2 if isinstance(error, NotALogError) else 1, str(error))
    except ModuleNotFoundError as error:
        _fail(
            1,
            f"{sys.executable} has no {error.name}: use .venv/bin/python, after `make environment`",
        )
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror or error}")
    gc.freeze()  # skip the collection at exit, too


def _make(args: "Namespace", out: Path) -> None:
    from .check import check
    from .command.options import look_of
    from .files.job import Job
    from .output import reader, writer

    command = shlex.join(["python", "-m", "animator", *sys.argv[1:]])
    job = Job(
        sources=args.logs,
        out=out,
        look=look_of(args),
        command=command,
        **_reading(args),
    )
    check(job)
    if job.kind != "table":
        from matplotlib import artist

        # Making its texts for help() would take a quarter of the time of importing matplotlib.
        artist.kwdoc = lambda artist: ""  # noqa: ARG005
    write = writer(job)
    logs = [_read(reader(job), name) for name in args.logs]
    with signals.clean_up_first():
        made = write(logs)
    if sys.stderr.isatty() and not args.quiet:
        _print(f"{out}: {made}", "")


def _follow(args: "Namespace") -> None:
    """Show a log while it grows, or a folder of logs, until a signal ends the process."""
    from .check import check_followed
    from .command.options import look_of
    from .errors import UsageError
    from .live import listen, open_in_browser, start_server, url_of

    look, [path] = look_of(args), args.logs
    if look.shows_curves:
        raise UsageError("--follow shows no curves: leave out --overlay and --value curves")
    for reason in check_followed(path, look):
        _print(f"a page {reason}")
    gc.enable()  # it may take hours
    listening = listen(args.port or 0)
    server = start_server(listening, path, look, args.part, args.line)
    is_there = path == "-" or os.path.exists(path)  # noqa: PTH110  # it takes any text
    shown = server.title if is_there else f"{path}, which is not there yet"
    _print(f"{url_of(listening)} shows {shown}; Ctrl-C ends it")
    open_in_browser(url_of(listening))
    server.serve_forever()


def _describe(args: "Namespace") -> None:
    from .files.job import Reading
    from .output import read

    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends the program quietly
    read_weights = partial(read, Reading(**_reading(args)), {"W"})
    for number, name in enumerate(args.logs):
        _print_out("\n" * (number > 0) + _read(read_weights, name).describe())


def _reading(args: "Namespace") -> "dict[str, Any]":
    """Return the options that tell how a log is read, as Reading has them."""
    own = ("part", "strict", "quiet")
    return {"lines": args.line, **{name: getattr(args, name) for name in own}}


def _print_out(text: str) -> None:
    # Its encoding may lack a character of the log's name.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # it is a file
    try:
        print(text, flush=True)
    except OSError:
        # Drop what is still in stdout's buffer: writing it at exit would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise


def _read(read_source: "Callable[[str], Read]", name: str) -> "Read":
    try:
        return read_source(name)
    except OSError as error:
        _fail(2, f"cannot open {name}: {error.strerror}")


def _print_warning(message: Warning | str, *_args: object, **_more: object) -> None:
    """Print a warning in one line; this stands in for warnings.showwarning."""
    _print(str(message))


def _fail(status: int, reason: str) -> NoReturn:
    _print(reason)
    sys.exit(status)


def _print(text: str, prefix: str = "animator: ") -> None:
    from .escape import printable

    print(prefix + printable(text), file=sys.stderr)


if __name__ == "__main__":
    main()
