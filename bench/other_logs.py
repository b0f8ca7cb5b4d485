"""Show how the log of each known trainer is read: print docs/other-logs.md, draw its pictures.

Takes the folder of the pictures; without one, it draws none.
"""

import shlex
import sys
from pathlib import Path

from animator import LogError, animate, read_log
from animator.parser.templates.known_trainers import KNOWN_TRAINERS, suggestion
from animator.parser.templates.template import Template, plain

from .training import ROOT

LOGS = ROOT / "tests" / "data" / "other-logs"
SIZE = (480, 240)
HEADINGS = {
    "a log": "A loop of your own",
    "a table": "A table with a header",
    "an MLP of scikit-learn": "An MLP of scikit-learn",
}

PAGE = """# Logs of other programs

Any text with a loss in its lines can be shown. `--line` tells where the values stand in a line, in
the notation of Python's `str.format()`, the other way round:

```text
superposition-animate train.log --line "iter {run}: loss {L}, time" -o loss.mp4
```

In Python it is `animate("train.log", "loss.mp4", lines=["iter {run}: loss {L}, time"])`, and
`read_log`, `read_table` and `show` take `lines`, too. `--follow`, folders, stdin, gzip and make's
`FLAGS=` work as with any log. A log without W is shown by its losses alone; its film has up to 100
frames.

## Templates

| in a template | stands for |
|---|---|
| `{run}` | the number of a run: a step or an epoch, but no fraction of one |
| `{L}` | the loss |
| `{acc}` or any other name | a scalar, which `--scalar L,acc` shows beside the loss |
| `{W}`, `{b}` | an array as NumPy, PyTorch or JAX prints it, or a list of lists, in any lines |
| `{W.T}` | the same where W has a row for each feature: it is turned |
| `{}` | anything, of up to 4,000 characters |
| `{{`, `}}` | a brace |
| a blank | one or more blanks or tabs |
| anything else | itself |

- A template may match anywhere in a line, so prefixes such as time stamps do no harm. A number at
  its end must be followed by a blank or the end of the line: if a comma, a unit or a percent sign
  follows, it belongs to the template, as in `loss {L},`.
- `--line` may be given several times, also for values of the same line. Lines with the same run
  make one run, and values without a `{run}` in their line belong to the run before them. If no
  template has `{run}`, each `{L}` is a run, and they are counted from 0.
- Numbers may have any decimals, and a scalar may stand in any lines of its run, or in none.
- If a run number goes back, another training starts, or the training was resumed, as in
  [our own logs](../logs/FORMAT.md).
- All templates apply to all logs of a command. If one of several logs is in our own format, it
  needs `--line "run: {run}" --line "L: {L}"`.
- Lines that no template matches are skipped. A note on stderr tells how many lines each template
  matches, and so does `log.matched`.
- Arrays must be printed whole, after `np.set_printoptions(threshold=np.inf)` or
  `torch.set_printoptions(profile="full")`.
- What a progress meter overwrites by `\\r` counts as a line of its own.

If a log is refused that looks like one of the following, the message ends with the options that
read it. The lines are examples in the style of each program.
"""

SECTION = """
## {title}

{versions}:

```text
{lines}
```

```sh-session
$ superposition-animate {name}.log {options} -o {name}.png
```

![The losses of this log.](other-logs/{name}.png)
"""


def main() -> None:
    print(PAGE, end="")
    for path in sorted(LOGS.glob("*.log")):
        title, templates = refusal_of(path)
        print(section(path, title, templates), end="")
        if sys.argv[1:]:
            picture = Path(sys.argv[1]) / f"{path.stem}.png"
            animate(path, picture, lines=templates, size=SIZE, quiet=True)


def refusal_of(path: Path) -> tuple[str, list[str]]:
    """Return what a log looks like, and the templates that read it, as its refusal says."""
    try:
        read_log(path)
    except LogError as error:
        said, _, options = str(error).partition(", which is read with lines= or ")
        templates = [word for word in shlex.split(options) if word != "--line"]
        return said.partition("it looks like ")[2].removeprefix("a log of "), templates
    raise ValueError(f"{path} is a log")


def section(path: Path, title: str, templates: list[str]) -> str:
    """Return what the page says of a log."""
    text = plain(path.read_bytes()).replace(b"\r", b"\n")
    found = [match for one in templates if (match := Template(one).pattern.search(text))]
    starts = sorted({text.rfind(b"\n", 0, match.start()) + 1 for match in found})
    lines = [text[start:].partition(b"\n")[0].decode() for start in starts]
    versions = {trainer.name: f"Versions {trainer.versions}" for trainer in KNOWN_TRAINERS}
    versions["JSON Lines"] = "Any program"
    options = suggestion(text).partition(" lines= or ")[2]
    return SECTION.format(
        title=HEADINGS.get(title, title),
        versions=versions.get(title, "Any program"),
        lines="\n".join(lines),
        options=options,
        name=path.stem,
    )


if __name__ == "__main__":
    main()
