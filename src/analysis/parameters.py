"""What each notebook may be asked for and which tables it reads: checked before it runs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

Country = Literal["BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "TLS", "VNM"]
COUNTRIES: tuple[Country, ...] = (
    "BRN",
    "IDN",
    "KHM",
    "LAO",
    "MMR",
    "MYS",
    "PHL",
    "SGP",
    "THA",
    "TLS",
    "VNM",
)
City = Literal[
    "bandar-seri-begawan", "bangkok", "banyuwangi", "battambang", "cauayan", "cebu", "chiang-mai",
    "chonburi", "da-nang", "davao", "denpasar", "dili", "ha-noi", "ho-chi-minh-city", "ipoh",
    "jakarta", "johor-bahru", "khon-kaen", "kota-kinabalu", "kuala-lumpur", "kuching",
    "luang-prabang", "makassar", "mandalay", "manila", "nay-pyi-taw", "phnom-penh", "phuket",
    "putrajaya", "rayong", "seberang-perai", "semarang", "siem-reap", "sihanoukville", "singapore",
    "sumedang", "vientiane", "yangon",
]  # fmt: skip
LATEST = datetime.date(2026, 1, 31)
FOUNDED = datetime.date(2018, 4, 28)
FIRST_REPORT = datetime.date(2022, 9, 21)


class ParameterError(ValueError):
    """A notebook or parameter that does not exist, or a value that it cannot take."""


class Parameters(BaseModel):
    """What every notebook takes: the date it speaks of, the states it shows, its language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: datetime.date = Field(
        LATEST, description="Selects membership, projects and labels; from 2018-04-28 on."
    )
    countries: tuple[Country, ...] = Field(
        COUNTRIES, description="ISO 3166-1 alpha-3 codes of the states shown."
    )
    language: Literal["en", "id"] = Field("en", description="English or Bahasa Indonesia.")

    @field_validator("as_of")
    @classmethod
    def _not_before_the_network(cls, value: datetime.date) -> datetime.date:
        if value < FOUNDED:
            raise ValueError(f"the network was founded on {FOUNDED}; give that date or a later one")
        return value

    @field_validator("countries")
    @classmethod
    def _distinct_and_sorted(cls, value: tuple[Country, ...]) -> tuple[Country, ...]:
        if not value:
            raise ValueError("name at least one state")
        return tuple(sorted(set(value)))


class WindowParameters(Parameters):
    """Also the years that series are shown for."""

    first_year: int = Field(2010, ge=2000, le=2026, description="First year of the series shown.")
    last_year: int | None = Field(
        None, ge=2000, le=2026, description="Last year shown; by default the year of as_of."
    )


class ProjectListParameters(Parameters):
    """For what reads project lists: not before the first one was published."""

    @field_validator("as_of")
    @classmethod
    def _not_before_the_first_list(cls, value: datetime.date) -> datetime.date:
        if value < FIRST_REPORT:
            raise ValueError(
                f"the first list of projects is of {FIRST_REPORT}; give that date or a later one"
            )
        return value


class ListedProjectsParameters(ProjectListParameters):
    """For what also resamples the lists."""

    resamples: int = Field(2000, ge=100, le=100_000, description="Draws of each bootstrap.")
    seed: int = Field(2018, ge=0, description="Starts the generator of the draws.")


class IndonesiaParameters(ProjectListParameters):
    """For what is about Indonesia, alone or among others."""

    @field_validator("countries")
    @classmethod
    def _with_indonesia(cls, value: tuple[Country, ...]) -> tuple[Country, ...]:
        if "IDN" not in value:
            raise ValueError("the notebook is about Indonesia; name IDN among the states")
        return value


class CountryReportParameters(ProjectListParameters):
    """The state that a report is on; `countries` are those it stands beside."""

    country: Country = Field("IDN", description="ISO 3166-1 alpha-3 code of the state reported on.")


class CityReportParameters(ProjectListParameters):
    """The member city that a report is on."""

    city: City = Field("jakarta", description="The member city reported on, by its slug.")


ALWAYS_NAMED = ("country", "city")
"""Parameters that a run's name always gives, and first: what a report is on."""


class MembershipParameters(Parameters):
    """Also the year of the cities' populations."""

    population_year: Literal[2015, 2020, 2025] = Field(
        2020,
        description="Year of city and urban population; an estimate for 2015, projections after.",
    )


class ClaimsParameters(Parameters):
    """Also the claim whose evidence is shown."""

    claim: str = Field(
        "FAT-23",
        pattern=r"^(FAT|KDN|F1K)-\d{2}$",
        description="A claim of the register, e.g. FAT-02.",
    )


class RobustnessParameters(WindowParameters):
    """Enough states that leaving one out leaves something to compare."""

    @field_validator("countries")
    @classmethod
    def _enough_states(cls, value: tuple[Country, ...]) -> tuple[Country, ...]:
        if len(value) < 6:
            raise ValueError("orderings without one state need at least six states")
        return value


@dataclass(frozen=True)
class NotebookSpec:
    """A notebook's typed parameters and the processed tables it declares that it reads."""

    parameters: type[Parameters]
    tables: tuple[str, ...]


NOTEBOOKS: dict[str, NotebookSpec] = {
    "00_coverage": NotebookSpec(
        ProjectListParameters,
        (
            "city_years",
            "countries",
            "country_years",
            "indicators",
            "members",
            "project_years",
            "projects",
            "reports",
            "rights_codes",
            "treaties",
        ),
    ),
    "01_membership": NotebookSpec(
        MembershipParameters,
        ("city_years", "countries", "country_years", "events", "members", "reports"),
    ),
    "02_city_map": NotebookSpec(
        ProjectListParameters, ("boundaries", "cities", "countries", "project_years", "reports")
    ),
    "03_projects": NotebookSpec(
        ProjectListParameters,
        ("countries", "members", "monitoring", "project_years", "reports"),
    ),
    "04_economy": NotebookSpec(
        WindowParameters, ("claims_seed", "countries", "country_years", "indicators")
    ),
    "05_human_rights": NotebookSpec(
        WindowParameters, ("countries", "country_years", "indicators", "members", "treaties")
    ),
    "06_inclusion": NotebookSpec(
        WindowParameters, ("countries", "country_years", "indicators", "treaties")
    ),
    "07_rights_in_projects": NotebookSpec(
        ListedProjectsParameters,
        (
            "countries",
            "country_years",
            "cyberlaws",
            "indicators",
            "norm_codes",
            "norms",
            "project_years",
            "projects",
            "reports",
            "rights_codes",
        ),
    ),
    "08_funding": NotebookSpec(
        ListedProjectsParameters,
        ("partners", "project_partners", "project_years", "projects", "reports"),
    ),
    "11_robustness": NotebookSpec(
        RobustnessParameters,
        (
            "countries",
            "country_years",
            "indicators",
            "project_years",
            "projects",
            "reports",
            "rights_codes",
        ),
    ),
    "09_cyber_readiness": NotebookSpec(
        IndonesiaParameters,
        (
            "countries",
            "country_years",
            "cyberlaws",
            "indicators",
            "members",
            "project_years",
            "projects",
            "reports",
            "rights_codes",
        ),
    ),
    "10_indonesia": NotebookSpec(
        IndonesiaParameters,
        (
            "claims_seed",
            "frameworks",
            "indicators",
            "members",
            "project_years",
            "projects",
            "reports",
        ),
    ),
    "12_claims": NotebookSpec(
        ClaimsParameters,
        (
            "claims_register",
            "countries",
            "country_years",
            "cyberlaws",
            "events",
            "frameworks",
            "members",
            "norms",
            "project_years",
            "projects",
            "reports",
            "rights_codes",
        ),
    ),
    "country_report": NotebookSpec(
        CountryReportParameters,
        (
            "boundaries",
            "cities",
            "countries",
            "country_years",
            "indicators",
            "members",
            "project_years",
            "projects",
            "reports",
            "rights_codes",
            "treaties",
        ),
    ),
    "city_report": NotebookSpec(
        CityReportParameters,
        (
            "boundaries",
            "cities",
            "countries",
            "country_years",
            "indicators",
            "members",
            "project_years",
            "projects",
            "reports",
            "rights_codes",
        ),
    ),
}


def notebook_spec(notebook: str) -> NotebookSpec:
    """Look a notebook up by its name, e.g. "01_membership"; ParameterError names the known ones."""
    if notebook not in NOTEBOOKS:
        raise ParameterError(
            f"there is no notebook {notebook!r}; the notebooks are: {', '.join(NOTEBOOKS)}"
        )
    return NOTEBOOKS[notebook]


def check_parameters(notebook: str, given: Mapping[str, Any]) -> Parameters:
    """Turn given values into typed parameters; ParameterError names what is allowed."""
    model = notebook_spec(notebook).parameters
    try:
        return model(**given)
    except ValidationError as error:
        raise ParameterError(_explain(notebook, model, error)) from None


def _explain(notebook: str, model: type[Parameters], error: ValidationError) -> str:
    lines = [f"{notebook} cannot run with these parameters:"]
    for fault in error.errors():
        name = str(fault["loc"][0])
        if fault["type"] == "extra_forbidden":
            lines.append(f"  {name}: unknown; the parameters are: {', '.join(model.model_fields)}")
        else:
            lines.append(f"  {name}: {fault['input']!r} is not allowed: {fault['msg']}")
    return "\n".join(lines)


def plain_values(parameters: Parameters) -> dict[str, Any]:
    """Give the parameters as a parameters cell holds them: strings, numbers, lists."""
    return parameters.model_dump(mode="json")


def run_name(notebook: str, parameters: Parameters) -> str:
    """Name a run by its notebook and each parameter that is always named or not the default.

    E.g. `01_membership__as_of-2022-09-21`; lists are joined by "+".
    """
    defaults = {name: field.get_default() for name, field in type(parameters).model_fields.items()}
    parts = [notebook]
    for name in sorted(defaults, key=lambda name: name not in ALWAYS_NAMED):
        value = getattr(parameters, name)
        if value != defaults[name] or name in ALWAYS_NAMED:
            text = "+".join(value) if isinstance(value, tuple) else str(value)
            parts.append(f"{name}-{text}")
    return "__".join(parts)
