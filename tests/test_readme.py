"""What README.md and docs/stages.md tell to run works, in its order, in a fresh checkout."""

import re
import subprocess
from concurrent.futures import Future
from pathlib import Path

import pytest

from .checkout import ROOT, SHELL, copy_checkout

TEXT = (ROOT / "README.md").read_text() + (ROOT / "docs" / "stages.md").read_text()
C_LOG = (ROOT / "logs" / "c-pentagon.log").read_text()


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert found
    return found


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, our_logs: dict[str, Future[bytes]]) -> Path:
    """Return a checkout in which the long trainings are done already."""
    folder = tmp_path_factory.mktemp("readme")
    copy_checkout(folder)
    for name in ("video-pentagon", "video-hexagon"):
        (folder / "logs" / f"{name}.log").write_bytes(our_logs[name].result())
    return folder


COMMANDS = list(dict.fromkeys(line for block in blocks("sh") for line in block.splitlines()))
COMMANDS.remove("make test")  # which is running
COMMANDS.remove(".venv/bin/pip install torch")  # which is large


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works(command: str, checkout: Path, request: pytest.FixtureRequest) -> None:
    if command.startswith("cc "):
        request.getfixturevalue("c_trainer")  # skips where there is no compiler
    if "pytorch" in command:
        pytest.importorskip("torch", reason="needs PyTorch")
    subprocess.run(["bash", "-c", command], cwd=checkout, env=SHELL, check=True)


@pytest.mark.parametrize("code", blocks("python"))
def test_a_piece_of_python_works(code: str, checkout: Path) -> None:
    subprocess.run([".venv/bin/python", "-c", code], cwd=checkout, check=True)


@pytest.mark.parametrize("document", ["README.md", "logs/FORMAT.md"])
def test_an_excerpt_is_a_piece_of_the_real_log(document: str) -> None:
    text = (ROOT / document).read_text()
    excerpts = re.findall(r"^```\n(run: .*?)^```", text, re.MULTILINE | re.DOTALL)
    assert excerpts
    for excerpt in excerpts:
        assert excerpt in C_LOG


DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "logs" / "FORMAT.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_to_a_file(document: Path) -> None:
    for link in re.findall(r"\]\((?!http)(.*?)\)", document.read_text()):
        assert (document.parent / link).exists(), link
