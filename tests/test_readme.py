"""What README.md and the pages of docs/ tell to run works, in order, in one fresh checkout."""

import os
import re
import signal
import subprocess
from functools import partial
from pathlib import Path
from threading import Timer
from typing import NamedTuple

import pytest

from animator import read_table

from .checkout import ROOT, SHELL, copy_checkout
from .processes import LONGEST

C_LOG = (ROOT / "logs" / "c-pentagon.log").read_text()
INDEX = (ROOT / "docs" / "index.md").read_text().splitlines()
PAGES = [path for name in INDEX if (path := ROOT / "docs" / f"{name}.md").is_file()]

CODE = re.compile(r"^```(\w*)\n(.*?)^```|`((?:make|cmp) [^`]+)`", re.MULTILINE | re.DOTALL)

NOT_RUN = {
    "make docs/activity.md": "its seeds are in the Makefile; test_activity.py makes a small one",
    "make test": "it runs these tests",
    "make docs": "test_docs.py builds the documentation",
    ".venv/bin/pip install torch": "PyTorch is large",
    "make docs/gradients.md": "trains for minutes, and has no settings in logs/ to make shorter",
    "make docs/paper.md": "likewise",
    "make docs/levels.md": "descends for minutes from thousands of starts",
}

# Files of settings are made shorter, because their trainings take minutes; pentagon.args is not.
SHORTER = {
    "correlated.grid": "--density 0.1,0.5 --seed 1:2 --runs 80",
    "anticorrelated.grid": "--density 0.1,0.5 --seed 1:2 --runs 80",
    **{f"levels-{shape}.args": "--runs 40" for shape in ("hexagon", "pentagon", "sixth", "square")},
    "hexagon.args": "--runs 1000",
    "exact-pentagon.args": "--runs 1000",
    "octahedron.args": "--runs 1000",
    "video-hexagon.args": "--runs 1000",
    "video-pentagon.args": "--runs 1000",
    "intro-0.args": "--runs 500",
    "intro-0.8.args": "--runs 500",
    "intro-0.9.args": "--runs 500",
    "phase.grid": "--density 0.1,1 --importance 0.5,2 --runs 100",
    "phase-3.grid": "--density 0.1,1 --importance 0.5,2 --seed 1 --runs 100",
    "minima.grid": "--seed 1:2 --runs 100",
    "minima-adamw.grid": "--seed 1:2 --runs 100",
    "dimensionality.grid": "--density 0.1,1 --runs 10",
}


# Films and pictures are smaller, unless the command says how large.
SIZE = "size: tuple[int, int] = _setting((1500, 750)"
SMALLER = SIZE.replace("1500, 750", "500, 250")


class Command(NamedTuple):
    page: str
    language: str  # sh or python
    text: str


def commands(page: Path) -> list[Command]:
    """Return what a page tells to run: its blocks of code, and what it says to make."""
    found = []
    for language, block, span in CODE.findall(page.read_text()):
        lines = block.replace("\\\n", " ").splitlines() if language == "sh" else []
        texts = [block] if language == "python" else lines
        if span and "NAME" not in span:
            texts = [" ".join(span.split())]
        found += [Command(page.name, language or "sh", text) for text in texts]
    return found


ALL = [command for page in [ROOT / "README.md", *PAGES] for command in commands(page)]
FIRST = {command.text: command for command in reversed(ALL)}  # what several pages tell, once
COMMANDS = [
    command for command in ALL if command is FIRST[command.text] and command.text not in NOT_RUN
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout in which the longest trainings are shorter, and the pictures smaller."""
    folder = tmp_path_factory.mktemp("readme")
    copy_checkout(folder)
    for name, options in SHORTER.items():
        with (folder / "logs" / name).open("a") as settings:
            settings.write(f"{options}\n")
    look = folder / "animator" / "look.py"
    text = look.read_text()
    assert SIZE in text
    look.write_text(text.replace(SIZE, SMALLER))
    return folder


def runs_until_ctrl_c(words: list[str], folder: Path) -> bool:
    """Run a command that serves a page, and end it; return whether it said at which address."""
    env = SHELL | {"DISPLAY": "", "WAYLAND_DISPLAY": ""}  # no browser is opened
    with subprocess.Popen(
        words, cwd=folder, env=env, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        end = partial(os.killpg, process.pid, signal.SIGKILL)
        timer = Timer(LONGEST, end)
        timer.start()
        try:
            assert process.stderr is not None
            return any(b" http://" in line for line in process.stderr)
        finally:
            timer.cancel()
            end()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.page}: {c.text[:60]}")
def test_a_command_works(command: Command, checkout: Path, request: pytest.FixtureRequest) -> None:
    if "a.out" in command.text:
        request.getfixturevalue("c_trainer")  # skips where there is no compiler
    if "pytorch" in command.text:
        pytest.importorskip("torch", reason="needs PyTorch")
    program = ".venv/bin/python" if command.language == "python" else "bash"
    words = [program, "-c", command.text]
    if "--follow" in command.text or ".live" in command.text:
        assert runs_until_ctrl_c(words, checkout)
    else:
        subprocess.run(words, cwd=checkout, env=SHELL, check=True)


def test_the_pages_tell_everything_that_is_not_run() -> None:
    assert set(NOT_RUN) <= {command.text for command in ALL}


def test_the_sweep_shows_as_many_features_as_the_readme_says(checkout: Path) -> None:
    [sweep] = [text for page, _, text in ALL if page == "README.md" and ".sweep " in text]
    subprocess.run(["bash", "-c", sweep], cwd=checkout, env=SHELL, check=True)  # what is missing
    table = read_table(checkout / "logs" / "sparsities")
    best = table.loc[table.groupby(["importance", "sparsity"])["loss"].idxmin()]
    *most, last = map(str, best.loc[best["importance"] == 0.9, "represented"])
    said = f"represent {', '.join(most)} and {last} features in two dimensions"
    assert said in " ".join((ROOT / "README.md").read_text().split())


@pytest.mark.parametrize("document", ["README.md", "logs/FORMAT.md"])
def test_an_excerpt_is_a_piece_of_the_real_log(document: str) -> None:
    text = (ROOT / document).read_text()
    excerpts = re.findall(r"^```\n(run: .*?)^```", text, re.MULTILINE | re.DOTALL)
    assert excerpts
    for excerpt in excerpts:
        assert excerpt in C_LOG


DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "logs" / "FORMAT.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_to_a_file_or_a_heading(document: Path) -> None:
    for link in re.findall(r"\]\((?!http)(.*?)\)", document.read_text()):
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings]
