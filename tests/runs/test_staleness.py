import json
import os

import pytest
import toy

from analysis.runs import Refused, inputs, tasks


@pytest.fixture
def two_readers(workbook):
    """A notebook that reads projects and cities, and one that reads cities only; both have run."""
    toy.write_notebook(workbook.root, "projects_and_cities")
    toy.write_notebook(workbook.root, "cities_only")
    declared = {"projects_and_cities": ["projects", "cities"], "cities_only": ["cities"]}
    (workbook.root / "notebooks.json").write_text(json.dumps(declared))
    toy.write_table(workbook.root, "projects", "p1\np2\n")
    toy.write_table(workbook.root, "cities", "c1\n")
    toy.write_runs(workbook.root, {"projects_and_cities": {"number": [1, 2]}, "cities_only": {}})
    workbook.run()
    return workbook


ALL = {"projects_and_cities", "projects_and_cities__number-2", "cities_only"}


def test_nothing_is_stale_after_a_run_and_everything_before(workbook):
    toy.write_notebook(workbook.root, "alpha")
    toy.write_runs(workbook.root, {"alpha": {}})
    assert workbook.stale() == {"alpha": ["never run"]}
    workbook.run()
    assert workbook.stale() == {}
    assert "1 unchanged" in workbook.run()


def test_a_changed_row_makes_stale_the_notebooks_that_read_the_table_and_no_other(two_readers):
    toy.write_table(two_readers.root, "projects", "p1\np2 changed\n")
    assert two_readers.stale() == {
        "projects_and_cities": ["table projects changed"],
        "projects_and_cities__number-2": ["table projects changed"],
    }
    assert "2 made, 1 unchanged" in two_readers.run()
    assert two_readers.stale() == {}


def test_a_table_written_again_with_the_same_bytes_makes_nothing_stale(two_readers):
    toy.write_table(two_readers.root, "cities", "c1\n")
    assert two_readers.stale() == {}


def test_a_missing_table_is_named_and_fails_its_readers_only(two_readers):
    (two_readers.root / "data" / "processed" / "projects.parquet").unlink()
    printed = two_readers.run(expect=1)
    assert "requires missing node 'table projects'" in printed
    assert "1 unchanged, 2 failed" in printed


def test_changed_code_of_a_notebook_makes_its_runs_stale(two_readers):
    toy.write_notebook(two_readers.root, "cities_only", [toy.WRITE, "1 + 1"])
    assert two_readers.stale() == {"cities_only": ["notebook cities_only changed"]}


def test_outputs_saved_in_a_notebook_make_nothing_stale(two_readers):
    file = two_readers.root / "notebooks" / "cities_only.ipynb"
    content = json.loads(file.read_text())
    content["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hi"}]
    content["cells"][1]["execution_count"] = 7
    file.write_text(json.dumps(content))
    assert two_readers.stale() == {}


def test_a_new_default_of_a_parameter_makes_the_default_run_stale(two_readers, monkeypatch):
    class Bolder(toy.ToyParameters):
        mood: str = "bold"

    monkeypatch.setattr(toy, "ToyParameters", Bolder)
    for name in ("projects_and_cities", "cities_only"):
        toy.write_notebook(
            two_readers.root, name, parameters=toy.PARAMETERS.replace("calm", "bold")
        )
    reasons = two_readers.stale()
    assert set(reasons) == ALL
    assert "parameters changed" in reasons["cities_only"]


def test_a_changed_lock_file_makes_every_run_stale(two_readers):
    (two_readers.root / "requirements.lock").write_text("pandas==9\n")
    assert two_readers.stale() == {run: ["package versions changed"] for run in ALL}


def test_a_figure_that_was_removed_or_edited_is_made_again(two_readers):
    figures = two_readers.root / "figures"
    (figures / "cities_only" / "drawing.svg").unlink()
    (figures / "projects_and_cities" / "drawing.csv").write_text("edited")
    assert two_readers.stale() == {
        "cities_only": ["figures/cities_only changed"],
        "projects_and_cities": ["figures/projects_and_cities changed"],
    }
    two_readers.run()
    assert (figures / "cities_only" / "drawing.svg").read_text() == "<svg>1</svg>"
    assert (figures / "projects_and_cities" / "drawing.csv").read_text() == "number\n1\n"


def test_a_changed_edition_of_a_source_makes_runs_stale_but_a_changed_checksum_does_not(workbook):
    package = workbook.root / "data" / "processed" / "datapackage.json"
    package.parent.mkdir(parents=True)
    source = {"id": "ascn/projects", "edition": "2025", "sha256": "aa", "rows": 134}
    package.write_text(json.dumps({"sources": [source]}))
    before = inputs.source_records()
    package.write_text(json.dumps({"sources": [{**source, "sha256": "bb", "rows": 135}]}))
    assert inputs.source_records() == before
    package.write_text(json.dumps({"sources": [{**source, "edition": "2026"}]}))
    assert inputs.source_records() != before


@pytest.fixture
def toy_package(tmp_path, monkeypatch):
    """A package of two rooms, of which one imports from the other."""
    package = tmp_path / "toypackage"
    for folder in (package / "measures", package / "charts" / "locales" / "id"):
        folder.mkdir(parents=True)
    for file in ("__init__.py", "measures/__init__.py", "charts/__init__.py", "charts/theme.py"):
        (package / file).write_text("")
    (package / "measures" / "rights.py").write_text("def gap():\n    from toypackage import base\n")
    (package / "measures" / "funding.py").write_text("import json\n")
    (package / "base.py").write_text("ONE = 1\n")
    (package / "charts" / "profile.yml").write_text("width: 9\n")
    (package / "charts" / "locales" / "id" / "messages.po").write_text('msgid "a"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    return package


def names(found):
    return [digest.name for digest in found]


def test_a_run_depends_on_the_modules_behind_its_imports_and_on_no_other(toy_package):
    found = inputs.Code("toypackage").inputs(["toypackage.measures.rights", "pandas"], "en")
    assert names(found) == [
        "code toypackage",
        "code toypackage.base",
        "code toypackage.measures",
        "code toypackage.measures.rights",
    ]


def test_a_run_depends_on_the_fonts_profiles_and_messages_beside_its_modules(toy_package):
    code = inputs.Code("toypackage")
    assert "messages id" not in names(code.inputs(["toypackage.charts.theme"], "en"))
    spoken = {d.name: d.value for d in code.inputs(["toypackage.charts.theme"], "id")}
    assert {"files of toypackage.charts", "messages id"} <= set(spoken)
    (toy_package / "charts" / "locales" / "id" / "messages.po").write_text('msgid "b"\n')
    changed = {d.name: d.value for d in code.inputs(["toypackage.charts.theme"], "id")}
    assert {name for name in spoken if spoken[name] != changed[name]} == {"messages id"}


def test_a_module_with_a_syntax_error_is_named(toy_package):
    (toy_package / "measures" / "rights.py").write_text("def gap(:\n")
    with pytest.raises(Refused, match=r"rights\.py"):
        inputs.Code("toypackage")


def test_a_digest_is_taken_anew_when_a_file_changes(tmp_path):
    file = tmp_path / "table"
    file.write_text("one")
    before = inputs.file_digest(file)
    file.write_text("two")
    os.utime(file, ns=(1, 1))
    assert inputs.file_digest(file) != before
    assert inputs.file_digest(tmp_path / "absent") is None


def test_each_part_of_the_inputs_that_differs_is_named():
    before = "code a=1;code b=2;code c=3;messages id=4"
    now = "code a=1;code b=9;messages id=;files of d=5"
    assert tasks.changed_parts(before, now) == [
        "code b changed",
        "code c is gone",
        "messages id is missing",
        "files of d is new",
    ]
