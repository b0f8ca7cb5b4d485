"""The settings of Sphinx, which builds the documentation; its sources are in docs/ and logs/."""

import subprocess
import sys

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

project = html_title = "Superposition log"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
root_doc = "docs/index"
include_patterns = ["docs/**.md", "docs/tour.ipynb", "logs/FORMAT.md"]
exclude_patterns = [".*", "animator", "bench", "build", "tests", "trainer"]  # not searched: faster
html_theme = "furo"
html_copy_source = html_show_copyright = False
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # a cell may have a command of the shell
default_role = "code"  # `this` is code in docstrings, as it is in Markdown
highlight_language = "text"  # of code without a language
smartquotes = False  # quotes are of code
autoclass_content = "both"  # also the docstring of __init__
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings name the shapes, which the types do not
nb_execution_mode = "off"  # the tour is shown as it is stored; `make tour` runs it


class Help(SphinxDirective):
    """Show what a command prints for --help."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        command = [sys.executable, "-m", *self.arguments, "--help"]
        text = subprocess.check_output(command, text=True)
        return [nodes.literal_block(text, text)]


def setup(app: Sphinx) -> None:
    app.add_directive("help", Help)
