"""Each typo that a person can make in a raw table is caused, and named with its place and cure."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.data import Fault, InvalidData, build_processed, validate_raw

Edit = Callable[[str, str, str], None]
Found = Callable[[str], list[Fault]]

MEMBERS, PROJECTS = "ascn/members.csv", "ascn/projects.csv"
STATUS, VALUES = "ascn/project_status.csv", "indicators/country_year.csv"
BATTAMBANG = "battambang,Battambang,KHM,provincial capital,2018,2018-04-28,2018-04-28,pilot-2018"


def test_the_copy_that_the_tests_break_is_sound(small_project: Path) -> None:
    assert validate_raw(small_project) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "value", "rule"),
    [
        pytest.param(MEMBERS, "13.1027", "1400", 3, "lat", "1400", "from -13 to 30", id="latitude"),
        pytest.param(
            MEMBERS, "13.1027", "13,1027", 3, "", "17 cells", "every row has 16 cells", id="cells"
        ),
        pytest.param(
            MEMBERS, "13.1027", "north", 3, "lat", "north", "the cell holds a number", id="number"
        ),
        pytest.param(
            MEMBERS, "13.1027", "inf", 3, "lat", "inf", "the cell holds a number", id="infinity"
        ),
        pytest.param(
            MEMBERS,
            BATTAMBANG,
            BATTAMBANG.replace("2018,2018-04-28,", "2018,28/04/2018,"),
            3,
            "member_from_earliest",
            "28/04/2018",
            "the cell holds a day, written 2018-04-28",
            id="day",
        ),
        pytest.param(
            MEMBERS,
            BATTAMBANG,
            BATTAMBANG.replace("2018,2018-04-28,", "2018,2019-04-28,"),
            3,
            "member_from_latest",
            "2018-04-28",
            "member_from_latest is not before member_from_earliest",
            id="days in order",
        ),
        pytest.param(
            MEMBERS,
            BATTAMBANG,
            BATTAMBANG.replace("KHM,provincial capital,2018", "KHM,provincial capital,2018.5"),
            3,
            "joined_year",
            "2018.5",
            "the cell holds a whole number",
            id="whole number",
        ),
        pytest.param(
            MEMBERS,
            "Battambang,KHM,",
            "Battambang,KHX,",
            3,
            "country_iso3",
            "KHX",
            "country_iso3 occurs in data/raw/reference/countries.csv",
            id="country",
        ),
        pytest.param(
            MEMBERS, "Battambang,KHM", ",KHM", 3, "city", "", "the cell is filled in", id="empty"
        ),
        pytest.param(
            MEMBERS,
            "Battambang,KHM",
            "Battam\x07bang,KHM",
            3,
            "city",
            "'Battam\\x07bang'",
            "text has no control characters",
            id="control character",
        ),
        pytest.param(
            VALUES,
            "AUS,2001,",
            "AUS,1901,",
            3,
            "year",
            "1901",
            "from 1990 to 2030",
            id="year",
        ),
        pytest.param(
            "indicators/treaties.csv",
            "KHM,ICCPR,acceded,1",
            "KHM,ICCPR,acceded,0",
            3,
            "is_party",
            "0",
            "a state that acceded or ratified is a party",
            id="party",
        ),
        pytest.param(
            "ascn/project_rights_codes.csv",
            "bandar-seri-begawan-01,essential_service,1,1,1",
            "bandar-seri-begawan-01,essential_service,1,0,1",
            2,
            "agreed",
            "1",
            "agreed is the code both passes gave, else disputed",
            id="disputed code",
        ),
        pytest.param(
            "ascn/project_rights_codes.csv",
            "bandar-seri-begawan-01,essential_service,1,1,1",
            "bandar-seri-begawan-99,essential_service,1,1,1",
            2,
            "project_id",
            "bandar-seri-begawan-99",
            "project_id occurs in data/raw/ascn/projects.csv",
            id="code without project",
        ),
    ],
)
def test_a_wrong_cell_is_named(
    file: str,
    old: str,
    new: str,
    row: int,
    column: str,
    value: str,
    rule: str,
    edit: Edit,
    found: Found,
) -> None:
    edit(file, old, new)
    places = {(fault.row, fault.column, fault.value, fault.rule) for fault in found(file)}
    assert (row, column, value, rule) in places


def test_a_city_that_does_not_exist_is_named_with_the_nearest_one(edit: Edit, found: Found) -> None:
    edit(PROJECTS, "makassar-01,makassar,", "makassar-01,makasar,")
    pointing = next(fault for fault in found(PROJECTS) if "members.csv" in fault.rule)
    assert (pointing.column, pointing.value) == ("city_id", "makasar")
    assert "did you mean 'makassar'?" in pointing.mend


def test_a_status_belongs_to_a_project_of_its_city(edit: Edit, found: Found) -> None:
    edit(STATUS, "makassar-01,makassar,2022", "makassar-01,jakarta,2022")
    assert [fault.value for fault in found(STATUS)] == ["makassar-01, jakarta"]


def test_an_unknown_focus_area_is_named_with_the_allowed_ones(edit: Edit, found: Found) -> None:
    edit(STATUS, ",Civic & Social,planning", ",Civic and Social,planning")
    fault = found(STATUS)[0]
    assert (fault.row, fault.column, fault.value) == (2, "focus_area_published", "Civic and Social")
    assert "Quality Environment" in fault.rule
    assert "did you mean 'Civic & Social'?" in fault.mend


def test_an_empty_status_must_be_explained_as_ambiguous(edit: Edit, found: Found) -> None:
    edit(STATUS, ",Civic & Social,planning", ",Civic & Social,")
    assert [fault.column for fault in found(STATUS)] == ["status"]


def test_an_interval_holds_its_value(edit: Edit, found: Found, project: Path) -> None:
    line = (project / "data/raw" / VALUES).read_text(encoding="utf-8").splitlines()[-1]
    cells = line.split(",")
    edit(VALUES, line, ",".join([*cells[:4], cells[5], cells[4], *cells[6:]]))
    fault = next(fault for fault in found(VALUES) if fault.column == "value")
    assert (fault.row, fault.rule) == (
        401,
        "an interval holds its value: lower <= value <= upper",
    )


def test_an_interval_has_both_ends(edit: Edit, found: Found, project: Path) -> None:
    line = (project / "data/raw" / VALUES).read_text(encoding="utf-8").splitlines()[-1]
    cells = line.split(",")
    edit(VALUES, line, ",".join([*cells[:5], "", *cells[6:]]))
    assert [fault.rule for fault in found(VALUES)] == ["an interval has both ends"]


def test_a_value_lies_in_the_range_of_its_unit(edit: Edit, found: Found, project: Path) -> None:
    line = (project / "data/raw" / VALUES).read_text(encoding="utf-8").splitlines()[-1]
    cells = line.split(",")
    edit(VALUES, line, ",".join([*cells[:3], "1.7", "", "", *cells[6:]]))
    assert [fault.rule for fault in found(VALUES)] == ["a value in 'index 0-1' is from 0 to 1"]


def test_a_value_names_a_known_area_indicator_and_source(edit: Edit, found: Found) -> None:
    edit(VALUES, "AUS,2000,BX.KLT.DINV.WD.GD.ZS", "XXX,2000,BX.KLT")
    edit(VALUES, ",S001,", ",S999,")
    assert {fault.column for fault in found(VALUES)} == {"iso3", "indicator", "source_id"}


def test_every_indicator_has_a_label(edit: Edit, found: Found) -> None:
    edit("reference/indicator_labels.csv", "UNDP.HDI,", "UNDP.HDX,")
    faults = found("indicators/catalogue.csv")
    assert [fault.value for fault in faults] == ["UNDP.HDI"]
    assert faults[0].mend.endswith("or add it to reference/indicator_labels.csv")


def test_a_doubled_key_is_named_at_the_second_row(project: Path, found: Found) -> None:
    path = project / "data/raw" / MEMBERS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[2]]), encoding="utf-8")
    assert [(fault.row, fault.value, fault.rule) for fault in found(MEMBERS)] == [
        (40, "battambang", "city_id occurs once")
    ]


def test_a_missing_and_a_strange_column_are_named(edit: Edit, found: Found) -> None:
    edit(MEMBERS, ",cohort,", ",cohorts,")
    missing, strange = sorted(found(MEMBERS), key=lambda fault: fault.column)
    assert (missing.row, missing.column, missing.rule) == (1, "cohort", "the column exists")
    assert "did you mean 'cohorts'?" in missing.mend
    assert (strange.column, strange.mend) == ("cohorts", "remove it")


def test_a_file_that_is_not_utf8_is_named_with_the_row(
    edit: Edit, found: Found, project: Path
) -> None:
    path = project / "data/raw" / MEMBERS
    path.write_bytes(path.read_bytes().replace(b"Battambang", b"Battamb\xe9ng", 1))
    fault = found(MEMBERS)[0]
    assert (fault.row, fault.value, fault.rule) == (3, "byte e9", "the file is UTF-8")


@pytest.mark.parametrize("content", [b"", b"\n", b"report_year,published_on\n"])
def test_an_empty_file_is_named(content: bytes, project: Path, found: Found) -> None:
    (project / "data/raw/reference/reports.csv").write_bytes(content)
    rules = [fault.rule for fault in found("reference/reports.csv")]
    assert rules == ["the file has a header and at least one row"]


def test_a_missing_file_is_named(project: Path, found: Found) -> None:
    (project / "data/raw" / PROJECTS).unlink()
    assert [fault.rule for fault in found(PROJECTS)] == ["the file exists"]


def test_an_open_quotation_mark_is_named(project: Path, found: Found) -> None:
    path = project / "data/raw/reference/reports.csv"
    path.write_text('report_year,published_on\n2022,"2022-09-21\n', encoding="utf-8")
    assert [fault.rule for fault in found("reference/reports.csv")] == ["the file is CSV"]


def test_a_byte_order_mark_does_no_harm(project: Path, found: Found) -> None:
    path = project / "data/raw/reference/reports.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert found("reference/reports.csv") == []


def test_a_table_without_a_schema_is_named(project: Path, found: Found) -> None:
    (project / "data/raw/ascn/more.csv").write_text("a\n1\n", encoding="utf-8")
    assert "a raw table has a schema" in [fault.rule for fault in found("ascn/more.csv")]


def test_boundaries_that_cannot_be_read_are_named(project: Path, found: Found) -> None:
    (project / "data/raw/boundaries/southeast_asia.gpkg").write_bytes(b"not a GeoPackage")
    rules = [fault.rule for fault in found("boundaries/southeast_asia.gpkg")]
    assert rules == ["the file is a GeoPackage"]


def test_planted_formulas_and_markup_are_data(edit: Edit, found: Found) -> None:
    edit(PROJECTS, "Clean River Management,", '"=HYPERLINK(""x"")<script>",')
    assert found(PROJECTS) == []


def test_all_faults_are_told_at_once_and_the_good_tables_stay(edit: Edit, project: Path) -> None:
    good = {path: path.read_bytes() for path in build_processed(project)}
    edit(MEMBERS, "13.1027", "1400")
    edit(PROJECTS, "makassar-01,makassar,", "makassar-01,makasar,")
    edit("indicators/city.csv", "battambang,", "battambong,")
    with pytest.raises(InvalidData) as raised:
        build_processed(project)
    files = {fault.file.removesuffix(".source.yml") for fault in raised.value.faults}
    assert files == {MEMBERS, PROJECTS, "indicators/city.csv", STATUS}
    assert {path: path.read_bytes() for path in good} == good
    assert [path.name for path in (project / "data").iterdir()] == ["raw", "processed"]
    lines = str(raised.value).splitlines()
    assert any(
        line.startswith("  data/raw/ascn/members.csv, row 3, column lat: found '1400'; rule:")
        for line in lines
    )


def test_a_real_fault_is_told_beside_the_stale_checksum(edit: Edit, project: Path) -> None:
    edit(MEMBERS, "13.1027", "1400")
    faults = {(fault.file, fault.column) for fault in validate_raw(project)}
    assert faults == {(MEMBERS, "lat"), (f"{MEMBERS}.source.yml", "sha256")}


def test_the_same_fault_in_many_rows_is_told_in_one_line(edit: Edit, project: Path) -> None:
    edit("reference/countries.csv", "AUS,036", "AUT,036")
    with pytest.raises(InvalidData, match=r"column iso3: found 'AUS'") as raised:
        build_processed(project)
    told = [line for line in str(raised.value).splitlines() if "'AUS'" in line]
    assert len(told) == 1
    assert "more rows)" in told[0]
