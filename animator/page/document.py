"""Write a page: its parts put together in one file that may load nothing else."""

import base64
import hashlib
import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from ..files.job import Job
from ..log import Log
from ..scene.axes import CURSOR
from ..scene.timeline import timelines, warn_of_what_is_missing
from . import colours
from .data import PageData
from .panels import Data

SCRIPTS = (
    *("numbers.js", "log.js", "panel.js", "runs.js", "weights.js", "space.js", "bars.js"),
    *("gram.js", "map.js", "curves.js", "save.js", "live.js", "page.js"),
)


def write_page(logs: Sequence[Log], job: Job, out: Path) -> str:
    """Write a page of logs, and return a few words about it."""
    data = PageData(timelines(logs, job.look), job.look)
    warn_of_what_is_missing(logs, job.look)
    out.write_text(render(data.whole()), encoding="utf-8")
    return f"{data.frames:,} snapshots"


def render(data: Data | None, title: str = "", connect: str = "'none'") -> str:
    """Return a page that shows data, or that shows what its server sends if there is none.

    The page's content security policy allows only its own scripts and styles, by their hashes, and
    connections to `connect`, which is a source as such policies name it.
    """
    style = Template(_part("page.css")).substitute(
        {
            f"{theme}_{name}": f"rgb({r} {g} {b})"
            for theme, named in colours.of_themes().items()
            for name, (r, g, b) in named.items()
        },
        cursor=CURSOR,
    )
    scripts = [_part(name) for name in SCRIPTS]
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; "
        f"style-src {_hash(style)}; img-src data: blob:; connect-src {connect}; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_part("page.html")).substitute(
        policy=policy,
        title=escape(data["title"] if data else title),
        style=style,
        data=as_json(data),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def as_json(data: Data | None) -> str:
    """Return JSON in ASCII that can't end a script element; NaN in it would be an error."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", r"\u003c")


def _part(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
