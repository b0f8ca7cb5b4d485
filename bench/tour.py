"""Run the tour and write it with its outputs: `python -m bench.tour docs/tour.ipynb`."""

import base64
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from PIL import Image

COLOURS = 128  # of a plot; fewer would show
PATIENCE = 300  # seconds, for the kernel to start and to send what a cell printed


def run(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells in a folder, with a kernel of their own, and put the outputs into the notebook.

    Raises CellExecutionError for the first cell that fails.
    """
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook,
        resources=resources,
        record_timing=False,
        coalesce_streams=True,
        startup_timeout=PATIENCE,
        iopub_timeout=PATIENCE,
    )
    client.execute()
    notebook.metadata.language_info = {"name": "python"}  # without the version of this Python


def main() -> None:
    """Replace a notebook by the same one with new outputs."""
    path = Path(sys.argv[1])
    notebook = nbformat.read(path, as_version=4)
    with TemporaryDirectory() as folder:
        run(notebook, Path(folder))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            _shrink(output.get("data", {}))
    nbformat.write(notebook, path)


def _shrink(data: dict[str, str]) -> None:
    """Make the picture in the data of an output a third as large, by a palette."""
    if "image/png" in data:
        image = Image.open(BytesIO(base64.b64decode(data["image/png"]))).convert("RGB")
        shrunk = BytesIO()
        palette = image.quantize(COLOURS, dither=Image.Dither.NONE)
        palette.save(shrunk, "png", optimize=True)
        data["image/png"] = base64.b64encode(shrunk.getvalue()).decode()


if __name__ == "__main__":
    main()
