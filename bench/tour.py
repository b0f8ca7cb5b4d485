"""Run the tour and write it with its outputs: `python -m bench.tour docs/tour.ipynb`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient


def run(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells in a folder, with a kernel of their own, and put the outputs into the notebook.

    Raises CellExecutionError for the first cell that fails.
    """
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook, resources=resources, record_timing=False, coalesce_streams=True
    )
    client.execute()
    notebook.metadata.language_info = {"name": "python"}  # without the version of this Python


def main() -> None:
    """Replace a notebook by the same one with new outputs."""
    path = Path(sys.argv[1])
    notebook = nbformat.read(path, as_version=4)
    with TemporaryDirectory() as folder:
        run(notebook, Path(folder))
    nbformat.write(notebook, path)


if __name__ == "__main__":
    main()
