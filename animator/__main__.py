"""The command line: `python -m animator LOG... [-o OUT] [options]`."""

import gc
import shlex
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from . import signals

if TYPE_CHECKING:
    from argparse import Namespace

    from .log import Log
    from .output import Job


def main() -> None:
    """Run the command; exit with status 2 for a wrong command or no log, 1 for a failed job."""
    signals.end_at_once()  # before the slow imports
    from .errors import LogError, OutputError, UsageError
    from .options import build_parser, in_words_of_the_command, output_of, with_names_joined

    gc.disable()  # short as this program is, looking for cycles would take a sixth of its time
    warnings.showwarning = _print_warning
    parser = build_parser()
    args = parser.parse_args(with_names_joined(sys.argv[1:]))
    out = Path()
    try:
        out = output_of(args)
        _make(args, out)
    except UsageError as error:
        parser.error(in_words_of_the_command(error))
    except (LogError, OutputError) as error:
        _fail(1, str(error))
    except OSError as error:
        _fail(1, f"cannot write {out}: {error.strerror or error}")
    gc.freeze()  # skip the collection at exit, too


def _make(args: "Namespace", out: Path) -> None:
    from .options import look_of
    from .output import Job, check, writer

    command = shlex.join(["python", "-m", "animator", *sys.argv[1:]])
    job = Job(sources=args.logs, out=out, look=look_of(args), command=command, quiet=args.quiet)
    check(job)
    logs = [_read(name, job, args) for name in args.logs]
    write = writer(job)
    with signals.clean_up_first():
        made = write(logs)
    if sys.stderr.isatty() and not args.quiet:
        _print(f"{out}: {made}", "")


def _read(name: str, job: "Job", args: "Namespace") -> "Log":
    from .errors import NotALogError
    from .output import read

    try:
        return read(name, tags=job.tags, part=args.part, strict=args.strict, quiet=args.quiet)
    except NotALogError as error:
        _fail(2, str(error))
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
