import datetime

import pandas as pd
import pytest

from analysis.brief.values import BriefError, Values, ValuesFile, read_values
from analysis.measures import composite
from analysis.parameters import LATEST, ListedProjectsParameters
from analysis.paths import brief

TABLE = pd.DataFrame(
    {
        "country_iso3": ["IDN", "SGP", "THA"],
        "year": [2020, 2024, 2024],
        "share_pct": [12.345, 50.0, -7.5],
        "note": ["government excluded", None, "all"],
    }
)


def values(**spec):
    registry = ValuesFile.model_validate({"tables": {}, "values": {"v": {"from": "t", **spec}}})
    return Values(registry, LATEST, {"t": TABLE}.__getitem__)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"take": "rows"}, "3"),
        ({"take": "count", "column": "year"}, "2"),
        ({"take": "sum", "column": "share_pct", "decimals": 1}, "54.8"),
        ({"take": "min", "column": "share_pct", "decimals": 1}, "−7.5"),
        ({"take": "max", "column": "year", "unit": "year"}, "2024"),
        ({"take": "max", "column": "year"}, "2,024"),
        ({"where": {"country_iso3": "IDN"}, "column": "share_pct", "unit": "%"}, "12%"),
        ({"where": {"year": "latest"}, "take": "rows"}, "2"),
        ({"where": {"year": "earliest"}, "column": "country_iso3", "say": "country"}, "Indonesia"),
        (
            {"where": {"note": "~exclude"}, "take": "list", "column": "country_iso3"},
            "IDN",
        ),
        ({"where": {"country_iso3": ["IDN", "SGP"]}, "take": "rows"}, "2"),
        (
            {"take": "list", "column": "country_iso3", "say": "country"},
            "Indonesia, Singapore and Thailand",
        ),
        ({"where": {"year": 1999}, "take": "list", "column": "country_iso3"}, "none"),
    ],
)
def test_a_value_is_a_cell_a_count_or_a_list(spec, said):
    assert values(**spec).said("v") == said


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"column": "share_pct"}, "3 rows where one is expected"),
        ({"where": {"year": 1999}, "column": "share_pct"}, "no row of t"),
        ({"column": "shares", "take": "sum"}, "t has no column shares"),
        ({"where": {"yaer": 1}, "take": "rows"}, "t has no column yaer"),
    ],
)
def test_a_value_that_its_table_does_not_give_is_named(spec, fault):
    with pytest.raises(BriefError, match=fault):
        values(**spec).said("v")


def test_a_table_is_a_measure_given_tables_dates_and_options(project):
    registry = read_values(project.brief / "values.yml")
    assert len(Values(registry, LATEST).table("members_now")) == 3
    assert len(Values(registry, datetime.date(2022, 9, 21)).table("members_now")) == 2


def test_a_measure_that_does_not_exist_is_named(project):
    project.edit("brief/values.yml", "membership.members_at", "membership.member_at")
    registry = read_values(project.brief / "values.yml")
    with pytest.raises(BriefError, match=r"no measure 'membership\.member_at'"):
        Values(registry, LATEST).said("members")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("take: rows", "tkae: rows", "values.members.tkae"),
        ("width: 0.6", "width: 0.9", "widths add up to 1.30"),
        ("membership.members_at", "members", "tables.members_now.measure"),
    ],
)
def test_a_mistake_in_the_registry_is_named(project, old, new, said):
    project.edit("brief/values.yml", old, new)
    with pytest.raises(BriefError, match=said):
        read_values(project.brief / "values.yml")


def test_every_drawn_number_has_the_seed_and_the_draws_of_the_notebooks():
    fields = ListedProjectsParameters.model_fields
    options = [table.options for table in read_values(brief() / "values.yml").tables.values()]
    drawn = {(given["resamples"], given["seed"]) for given in options if "seed" in given}
    assert drawn == {(fields["resamples"].default, fields["seed"].default)}
    assert fields["seed"].default == composite.SEED
