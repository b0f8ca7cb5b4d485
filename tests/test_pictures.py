"""The pictures in docs/ are not older than what draws them."""

import subprocess
import sys

from .checkout import ROOT


def test_the_pictures_of_docs_show_what_their_recipes_draw_now() -> None:
    command = [sys.executable, "-m", "bench.drawn"]
    drawn = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert drawn == (ROOT / "docs" / "pictures.txt").read_text(), "make docs/pictures.txt"
