import pytest
import toy
import yaml

from analysis import paths
from analysis.parameters import NOTEBOOKS, ParameterError
from analysis.runs import table
from analysis.runs.regenerate import clean
from analysis.runs.table import RunSet, TableFault, expand, parse_assignments, read_table, select


def test_the_json_schema_and_the_comments_of_the_run_table_are_those_of_the_code():
    assert (paths.config() / "runs.schema.json").read_text() == table.schema_text()
    assert table.table_path().read_text() == table.commented_text(read_table())


def test_every_notebook_is_in_the_run_table_and_every_parameter_set_is_allowed():
    runs = expand(read_table().runs)
    assert {run.notebook for run in runs} == set(NOTEBOOKS)
    assert len({run.name for run in runs}) == len(runs)


def test_the_default_table_survives_being_written_and_read():
    default = table.default_table()
    written = yaml.safe_load(table.commented_text(default))
    assert table.RunTable.model_validate(written) == default


def test_a_schema_is_written_with_a_default_table_where_there_is_none(root):
    toy.write_notebook(root, "alpha")
    toy.register(root)
    assert [file.name for file in table.write_schema()] == ["runs.schema.json", "runs.yml"]
    assert [run.name for run in expand(read_table().runs)] == [
        "alpha",
        "alpha__as_of-2025-09-30",
        "alpha__as_of-2022-09-21",
    ]


@pytest.fixture
def members(root):
    """Three cities: two of the first day, one that joined in 2025."""
    rows = "city_id,member_from_latest\nyangon,2018-04-28\nbangkok,2018-04-28\ndili,2025-10-26\n"
    (root / "data" / "raw" / "ascn").mkdir(parents=True)
    (root / "data" / "raw" / "ascn" / "members.csv").write_text(rows)
    return root


def test_a_sweep_over_members_follows_the_date(members):
    assert table.members_at("2025-09-30") == ["bangkok", "yangon"]
    assert table.members_at("2026-01-31") == ["bangkok", "dili", "yangon"]


def test_a_sweep_over_dates_and_members_lists_the_members_of_each_date():
    sweep = {"as_of": ["2025-09-30", "2026-01-31"], "city": "members"}
    runs = expand([RunSet(notebook="city_report", sweep=sweep)])
    by_date = [str(run.parameters.as_of) for run in runs]
    assert (by_date.count("2025-09-30"), by_date.count("2026-01-31")) == (35, 38)


def test_a_sweep_over_states_has_all_eleven():
    runs = expand([RunSet(notebook="country_report", sweep={"country": "states"})])
    assert len(runs) == 11


def test_two_sweeps_give_every_combination(root):
    toy.write_notebook(root, "alpha")
    toy.register(root)
    sweep = {"number": [1, 2], "mood": ["calm", "cross"]}
    assert [run.name for run in expand([RunSet(notebook="alpha", sweep=sweep)])] == [
        "alpha",
        "alpha__mood-cross",
        "alpha__number-2",
        "alpha__number-2__mood-cross",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("runs: [", "config/runs.yml is not YAML"),
        ("runs: [{notebok: alpha}]", "runs.0.notebok: Extra inputs are not permitted"),
        ("runs: [{notebook: alpha, sweep: {number: everything}}]", "'members' or 'states'"),
        ("time_limit_seconds: 0\nruns: []", "time_limit_seconds"),
    ],
)
def test_a_fault_in_the_run_table_is_named(root, content, said):
    toy.write_runs(root, {})
    table.table_path().write_text(content)
    with pytest.raises(TableFault, match=said):
        read_table()


@pytest.fixture
def alpha(root):
    toy.write_notebook(root, "alpha")
    toy.write_runs(root, {"alpha": {"number": [1, 2]}})
    toy.register(root)
    return root


def test_runs_are_chosen_by_their_name_or_their_notebooks(alpha):
    assert [run.name for run in select(["alpha__number-2"], {})] == ["alpha__number-2"]
    assert [run.name for run in select(["alpha"], {})] == ["alpha", "alpha__number-2"]
    assert [run.name for run in select([], {})] == ["alpha", "alpha__number-2"]


def test_an_unknown_run_is_refused_naming_the_known_notebooks(alpha):
    with pytest.raises(TableFault, match="'beta'; the notebooks are: alpha"):
        select(["beta"], {})


def test_given_parameters_make_a_run_of_their_own(alpha):
    given = parse_assignments(["number=7", "countries=VNM, IDN"])
    (run,) = select(["alpha"], given)
    assert run.name == "alpha__countries-IDN+VNM__number-7"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nummber=7", "nummber: unknown; the parameters are: as_of, countries, language, number"),
        ("number=0", "number: '0' is not allowed"),
        ("mood=sad", "mood: 'sad' is not allowed: Input should be 'calm' or 'cross'"),
        ("countries=XXX", "'XXX' is not allowed"),
        ("number", "'number' is not of the form key=value"),
    ],
)
def test_a_wrong_parameter_is_refused_naming_what_is_allowed(alpha, given, said):
    with pytest.raises(ParameterError, match=said):
        select(["alpha"], parse_assignments([given]))


def test_the_command_refuses_a_mistake_with_one_message_before_anything_starts(alpha):
    printed = toy.ascn(alpha, "run", "alpha", "-p", "number=0", expect=2)
    assert printed.startswith("alpha cannot run with these parameters:\n  number: '0' is not")
    assert not (alpha / "build").exists()


def test_parameters_without_a_notebook_are_refused(alpha):
    with pytest.raises(TableFault, match="-p needs the notebook"):
        select([], {"number": "7"})


def test_the_command_lists_runs_with_the_parameters_as_they_are_given(alpha):
    printed = toy.ascn(alpha, "list")
    assert "alpha__number-2  as_of=2026-01-31 countries=BRN,IDN," in printed
    assert "2 runs" in printed


def test_status_tells_what_is_stale_and_why(alpha, workbook):
    workbook.run()
    toy.write_notebook(alpha, "alpha", [toy.WRITE, "2"])
    printed = toy.ascn(alpha, "status")
    assert "alpha, alpha__number-2\n  notebook alpha changed\n" in printed
    assert "2 stale, 0 up to date" in printed


def test_clean_forgets_everything_but_the_figures(alpha, workbook):
    workbook.run()
    clean()
    assert sorted(path.name for path in (alpha / "build").iterdir()) == ["run.lock"]
    assert (alpha / "figures" / "alpha" / "drawing.svg").exists()
    assert set(workbook.stale()) == {"alpha", "alpha__number-2"}
