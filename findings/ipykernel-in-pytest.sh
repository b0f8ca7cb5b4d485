#!/usr/bin/env bash
# A notebook that a test executes lacks the output of its child processes, such as that of a trainer
# started by subprocess.run(): ipykernel 7.4.0 does not capture it if PYTEST_CURRENT_TEST is set, which
# pytest 9.0.2 sets and the kernel inherits from the test. So a test of the notebook sees a cell without
# the output that the same code of nbclient 0.11.0 puts there outside pytest.
# Needs python3 with pip, and the network for pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet ipykernel==7.4.0 nbclient==0.11.0 pytest==9.0.2
cat > test_notebook.py <<'EOF'
import nbformat
from nbclient import NotebookClient


def test_the_output_of_a_notebook():
    code = "import subprocess, time; subprocess.run(['echo', 'by the child'])\n"
    code += "time.sleep(2); print('by the kernel')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="python3").execute()
    print("in the cell:", repr("".join(output.text for output in notebook.cells[0].outputs)))


if __name__ == "__main__":
    test_the_output_of_a_notebook()
EOF
export IPYTHONDIR=$folder PYTHONWARNINGS=ignore
alone=$(env/bin/python test_notebook.py 2> /dev/null | grep '^in the cell')
tested=$(env/bin/python -m pytest -q -s test_notebook.py 2> /dev/null | grep -o 'in the cell.*')
echo "outside pytest, $alone"
echo "in pytest, $tested"
test "$alone" = "in the cell: 'by the child\nby the kernel\n'"
test "$tested" = "in the cell: 'by the kernel\n'"
