"""The settings of Sphinx, which builds the documentation: `make docs`.

The sources are the Markdown files of the project's root folder that include_patterns names.
"""

import os
import subprocess
import sys

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

project = "Superposition log"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
root_doc = "docs/index"
include_patterns = ["docs/**.md", "docs/tour.ipynb", "logs/FORMAT.md"]
exclude_patterns = [".*", "animator", "bench", "build", "tests", "trainer"]  # not searched: faster
html_theme = "furo"
html_title = project
html_copy_source = False
nitpicky = True
highlight_language = "text"  # of code without a language
smartquotes = False  # quotes are of code

default_role = "code"  # `this` is code in docstrings, as it is in Markdown
autoclass_content = "both"  # also the docstring of __init__
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say the shapes, which the types do not

nb_execution_mode = "off"  # the tour is shown as it is stored; `make tour` runs it
nb_execution_show_tb = True
nb_execution_timeout = 180  # seconds


class Help(SphinxDirective):
    """Show what a command prints for --help."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        command = [sys.executable, "-m", self.arguments[0], "--help"]
        text = subprocess.check_output(command, text=True, env={**os.environ, "COLUMNS": "80"})
        return [nodes.literal_block(text, text, language="text")]


def setup(app: Sphinx) -> None:
    """Add what is our own."""
    app.add_directive("help", Help)
