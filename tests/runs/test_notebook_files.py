import json

import pytest
import toy

from analysis import paths
from analysis.parameters import NOTEBOOKS
from analysis.runs import notebook_files
from analysis.runs.notebook_files import NotebookFault, check_parameters_cell, read_notebook

PRESENT = sorted(name for name in NOTEBOOKS if notebook_files.notebook_path(name).exists())


@pytest.mark.parametrize("name", PRESENT)
def test_the_parameters_cell_of_a_notebook_agrees_with_its_model(name):
    check_parameters_cell(read_notebook(name))


@pytest.mark.parametrize("name", PRESENT)
def test_a_notebook_as_committed_holds_no_image(name):
    content = json.loads((paths.notebooks() / f"{name}.ipynb").read_text(encoding="utf-8"))
    outputs = [o for cell in content["cells"] for o in cell.get("outputs", [])]
    assert not [k for o in outputs for k in o.get("data", {}) if k.startswith("image/")]


@pytest.fixture
def alpha(root):
    toy.write_notebook(root, "alpha")
    toy.register(root)
    return root


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            toy.PARAMETERS.replace("number = 1", "number = 2"),
            "number is 2, the model's default is 1",
        ),
        (toy.PARAMETERS + "\ncolour = 'red'", "colour is unknown"),
        (toy.PARAMETERS.replace("mood = 'calm'", ""), "mood is missing"),
    ],
)
def test_a_parameters_cell_that_disagrees_with_its_model_is_refused_saying_how(alpha, cell, said):
    toy.write_notebook(alpha, "alpha", parameters=cell)
    with pytest.raises(NotebookFault, match=said):
        check_parameters_cell(read_notebook("alpha"))


def test_a_notebook_without_parameters_cell_is_refused(alpha):
    file = notebook_files.notebook_path("alpha")
    file.write_text(file.read_text().replace('"parameters"', '"other"'))
    with pytest.raises(NotebookFault, match='0 cells tagged "parameters"; it needs one'):
        check_parameters_cell(read_notebook("alpha"))


def test_the_parameters_cell_is_written_from_the_model(alpha):
    file = toy.write_notebook(alpha, "alpha", parameters="number = 3")
    assert notebook_files.write_parameters_cell("alpha")
    check_parameters_cell(read_notebook("alpha"))
    assert notebook_files.parameters_cell("alpha").splitlines()[0] == 'as_of = "2026-01-31"'
    written = file.read_bytes()
    assert not notebook_files.write_parameters_cell("alpha")
    assert file.read_bytes() == written


def test_imports_are_found_behind_magics_and_in_functions():
    code = "%matplotlib inline\nimport a.b\ndef f():\n    from c import d as e\n!ls"
    assert notebook_files._names_in(code) == {"a.b", "c", "c.d"}


def test_a_cell_with_a_syntax_error_imports_nothing():
    assert notebook_files._names_in("import a\nif") == set()
