"""Who belongs to the network at a date, and how much of urban South-East Asia its cities hold."""

import datetime

import pandas as pd

from analysis.measures.coverage import NOT_APPLICABLE, NOT_COVERED, kinds_of_missing, source_ids

CITY_POPULATION = "WUP2018.POP"
CAPITAL_POPULATION = "WUP2018.POP.CAPITAL"
POPULATION = "SP.POP.TOTL"
URBAN_PCT = "SP.URB.TOTL.IN.ZS"
FIRST_PROJECTED_YEAR = 2020  # the 2018 edition estimates to 2015 and projects from 2020
CAPITAL_TYPES = ("national capital", "city-state", "administrative capital")
CAPITAL, SECONDARY = "capital", "secondary"
RANKS = (CAPITAL, SECONDARY)


def members_at(members: pd.DataFrame, as_of: datetime.date) -> pd.DataFrame:
    """The cities that were members on a day, by the latest day their membership can have begun."""
    joined = members["member_from_latest"] <= pd.Timestamp(as_of)
    return members[joined].sort_values(["country_iso3", "city_id"], ignore_index=True)


def states_at(countries: pd.DataFrame, as_of: datetime.date) -> pd.DataFrame:
    """The states that belonged to ASEAN on a day (Timor-Leste from 2025-10-26), sorted by code."""
    admitted = countries["asean_member_from"] <= pd.Timestamp(as_of)
    return countries[admitted].sort_values("iso3", ignore_index=True)


def state_codes_at(
    countries: pd.DataFrame, as_of: datetime.date, chosen: list[str] | tuple[str, ...]
) -> list[str]:
    """ISO codes of the chosen states that belonged to ASEAN on a day, sorted."""
    return [iso3 for iso3 in states_at(countries, as_of)["iso3"] if iso3 in chosen]


def joined_by_year(members: pd.DataFrame, as_of: datetime.date) -> pd.DataFrame:
    """Cities that joined in each year and members at its end (or at as_of, in its year).

    Columns: year, joined, cities, countries (states with at least one member city).
    """
    inside = members_at(members, as_of)
    years = range(inside["joined_year"].min(), as_of.year + 1) if len(inside) else []
    joined = inside["joined_year"].value_counts().reindex(years, fill_value=0).sort_index()
    first = inside.groupby("country_iso3")["joined_year"].min()
    new_countries = first.value_counts().reindex(years, fill_value=0).sort_index()
    return pd.DataFrame(
        {
            "year": list(years),
            "joined": joined.to_numpy(),
            "cities": joined.cumsum().to_numpy(),
            "countries": new_countries.cumsum().to_numpy(),
        }
    )


def network_timeline(
    members: pd.DataFrame, events: pd.DataFrame, reports: pd.DataFrame, as_of: datetime.date
) -> pd.DataFrame:
    """Membership, annual meetings and monitoring reports in the order of time.

    Columns: kind ("members", "annual_meeting", "report"), date, at_least and at_most (member
    cities from that day on), joined (how many may have joined then), label (their names, the
    meeting's number, the report's year). The days on which a city joined are known only between
    two dates: at_least counts the latest ones, at_most the earliest.
    """
    table = pd.concat(
        [_steps(members_at(members, as_of)), _meetings(events), _report_days(reports)],
        ignore_index=True,
    )
    known = table[table["date"] <= pd.Timestamp(as_of)]
    return known.sort_values(["kind", "date"], ignore_index=True)


def _steps(inside: pd.DataFrame) -> pd.DataFrame:
    earliest, latest = inside["member_from_earliest"], inside["member_from_latest"]
    days = pd.Series(sorted(set(earliest) | set(latest)), dtype="datetime64[us]")
    names = inside.sort_values("city").groupby("member_from_earliest")["city"]
    return pd.DataFrame(
        {
            "kind": "members",
            "date": days,
            "at_least": [(latest <= day).sum() for day in days],
            "at_most": [(earliest <= day).sum() for day in days],
            "joined": days.map(names.size()).fillna(0).astype(int),
            "label": days.map(names.agg(", ".join)),
        }
    )


def _meetings(events: pd.DataFrame) -> pd.DataFrame:
    """The annual meetings, by their number in the event's name ("5th ASCN Annual Meeting")."""
    number = events["event"].str.extract(r"^(\d+)(?:st|nd|rd|th)\b.*ASCN Annual Meeting")[0]
    held = events[number.notna()]
    day = pd.to_datetime(held["date"], format="mixed")  # some are known to the month only
    return pd.DataFrame({"kind": "annual_meeting", "date": day, "label": number[number.notna()]})


def _report_days(reports: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": "report",
            "date": reports["published_on"],
            "label": reports["report_year"].astype(str),
        }
    )


def with_rank_of_city(members: pd.DataFrame) -> pd.DataFrame:
    """Add `rank`: "capital" for national and administrative capitals and the city-state.

    Every other city is "secondary". Putrajaya, Malaysia's administrative capital, counts beside
    Kuala Lumpur, so a state can have two capitals.
    """
    is_capital = members["city_type"].isin(CAPITAL_TYPES)
    return members.assign(rank=is_capital.map({True: CAPITAL, False: SECONDARY}))


def cities_by(
    members: pd.DataFrame, by: str, categories: list[str] | tuple[str, ...], countries: list[str]
) -> pd.DataFrame:
    """Member cities of each state by cohort or rank: country_iso3, <by>, cities, cities_of.

    States with most cities first; zeros are true zeros.
    """
    grid = pd.MultiIndex.from_product([countries, categories], names=["country_iso3", by])
    chosen = members[members["country_iso3"].isin(countries)]
    counted = chosen.groupby(["country_iso3", by]).size().reindex(grid, fill_value=0)
    table = counted.rename("cities").reset_index()
    table["cities_of"] = table.groupby("country_iso3")["cities"].transform("sum")
    return table.sort_values("cities_of", ascending=False, kind="stable", ignore_index=True)


def leading(table: pd.DataFrame, by: str, value: str) -> list[str]:
    """The codes in `by` whose rows have the largest value: several when they tie, else one."""
    most = table[table[value] == table[value].max()]
    return list(dict.fromkeys(most[by]))


def cities_by_country(members: pd.DataFrame, countries: list[str]) -> pd.DataFrame:
    """Member cities of each state, one row for each state even without a city.

    Columns: country_iso3, cities, pilot, later, capital, secondary, cities_of (all of these
    states), share_pct.
    """
    ranked = with_rank_of_city(members[members["country_iso3"].isin(countries)])
    table = pd.DataFrame(
        {
            "cities": _count(ranked, countries),
            "pilot": _count(ranked[ranked["cohort"] == "pilot-2018"], countries),
            "later": _count(ranked[ranked["cohort"] != "pilot-2018"], countries),
            "capital": _count(ranked[ranked["rank"] == CAPITAL], countries),
            "secondary": _count(ranked[ranked["rank"] == SECONDARY], countries),
        }
    )
    table["cities_of"] = len(ranked)
    table["share_pct"] = 100 * table["cities"] / table["cities_of"]
    return table.rename_axis("country_iso3").reset_index()


def _count(cities: pd.DataFrame, countries: list[str]) -> pd.Series:
    return cities["country_iso3"].value_counts().reindex(countries, fill_value=0)


def city_populations(
    members: pd.DataFrame, city_years: pd.DataFrame, population_year: int
) -> pd.DataFrame:
    """The United Nations' population of each member city in a year, or none.

    World Urbanization Prospects 2018: agglomerations of 300,000 and more in five-year steps, which
    may be larger than the city's limits; two smaller capitals in 2018 only. A capital's 2018 figure
    is taken when population_year is at most two years away. Columns: city_id, city, country_iso3,
    city_type, population_persons, population_year, projected.
    """
    agglomeration = _of_city(city_years, CITY_POPULATION, population_year, apart=0)
    capital = _of_city(city_years, CAPITAL_POPULATION, population_year, apart=2)
    known = pd.concat([agglomeration, capital]).drop_duplicates("city_id")
    cities = members[["city_id", "city", "country_iso3", "city_type"]].merge(
        known, on="city_id", how="left", validate="one_to_one"
    )
    projected = cities["population_year"] >= FIRST_PROJECTED_YEAR
    return cities.assign(projected=projected.fillna(False).astype(bool))


def _of_city(city_years: pd.DataFrame, indicator: str, year: int, apart: int) -> pd.DataFrame:
    """One indicator of city_years as population, of a year at most `apart` from the one asked."""
    rows = city_years[city_years["indicator"] == indicator].dropna(subset=["year", "value"])
    near = rows[(rows["year"] - year).abs() <= apart]
    return pd.DataFrame(
        {
            "city_id": near["city_id"],
            "population_persons": near["value"],
            "population_year": near["year"].astype("Int64"),
        }
    )


def urban_share(
    populations: pd.DataFrame, country_years: pd.DataFrame, countries: list[str]
) -> pd.DataFrame:
    """The share of each state's urban population that its member cities hold, of the same year.

    Takes `city_populations`. Cities without a population are left out, so the share is at least
    this much where `n` is below `n_of`; agglomerations larger than the city push it up. A
    city-state holds 100 % by definition. Columns: country_iso3, n, n_of, city_population_persons,
    urban_population_persons, year, share_pct, projected, kind (why there is no share),
    cities_without_population. Highest share first.
    """
    rows = populations[populations["country_iso3"].isin(countries)]
    grouped = rows.groupby("country_iso3")
    table = pd.DataFrame(
        {
            "n": grouped["population_persons"].count(),
            "n_of": grouped.size(),
            "city_population_persons": grouped["population_persons"].sum(min_count=1),
            "year": grouped["population_year"].max(),
            "projected": grouped["projected"].any(),
            "is_city_state": grouped["city_type"].agg(lambda kinds: "city-state" in set(kinds)),
            "cities_without_population": _names_without(rows),
        }
    ).reindex(countries)
    table[["n", "n_of"]] = table[["n", "n_of"]].fillna(0).astype(int)
    table = table.rename_axis("country_iso3").reset_index()
    return _share_of_urban(table.merge(_urban_population(country_years), how="left"))


def _names_without(populations: pd.DataFrame) -> pd.Series:
    missing = populations[populations["population_persons"].isna()]
    names = missing.groupby("country_iso3")["city"].agg(", ".join)
    return names.reindex(populations["country_iso3"].unique(), fill_value="")


def _urban_population(country_years: pd.DataFrame) -> pd.DataFrame:
    """Urban persons by country and year: population times the urban share."""
    wide = (
        country_years[country_years["indicator"].isin([POPULATION, URBAN_PCT])]
        .pivot(index=["country_iso3", "year"], columns="indicator", values="value")
        .reindex(columns=[POPULATION, URBAN_PCT])
    )
    urban = wide[POPULATION] * wide[URBAN_PCT] / 100
    return urban.rename("urban_population_persons").reset_index().astype({"year": "Int64"})


def _share_of_urban(table: pd.DataFrame) -> pd.DataFrame:
    whole = table["is_city_state"].fillna(False).astype(bool)
    share = 100 * table["city_population_persons"] / table["urban_population_persons"]
    columns = ["country_iso3", "n", "n_of", "city_population_persons", "urban_population_persons"]
    table = table.assign(
        share_pct=share.mask(whole, 100.0), projected=table["projected"].fillna(False).astype(bool)
    )
    kinds = kinds_of_missing(table["share_pct"], NOT_COVERED)
    table["kind"] = kinds.mask(table["n_of"] == 0, NOT_APPLICABLE)  # no member city
    table = table.sort_values("share_pct", ascending=False, kind="stable", ignore_index=True)
    return table[[*columns, "year", "share_pct", "projected", "kind", "cities_without_population"]]


def capped_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """Rows of `urban_share` set to 100 % though the city's figure exceeds the urban population.

    The two figures of a city-state come from two sources, so they need not be the same.
    """
    exceeds = shares["city_population_persons"] > shares["urban_population_persons"]
    return shares[exceeds & (shares["share_pct"] == 100)]


def urban_sources(country_years: pd.DataFrame) -> tuple[str, ...]:
    """The sources of the urban population that `urban_share` divides by."""
    rows = country_years[country_years["indicator"].isin([POPULATION, URBAN_PCT])]
    return source_ids(rows)


def urban_share_of_network(shares: pd.DataFrame) -> pd.DataFrame:
    """Take `urban_share` together: persons in member cities over urban persons, states with both.

    One row: n, n_of (states), city_population_persons, urban_population_persons, share_pct. The
    city-state enters with its urban population.
    """
    both = shares.dropna(subset=["share_pct"])
    held = (both["share_pct"] / 100 * both["urban_population_persons"]).sum()
    urban = both["urban_population_persons"].sum()
    return pd.DataFrame(
        {
            "n": [len(both)],
            "n_of": [len(shares)],
            "city_population_persons": [held],
            "urban_population_persons": [urban],
            "share_pct": [100 * held / urban if urban else float("nan")],
        }
    )


def reports_until(reports: pd.DataFrame, as_of: datetime.date) -> list[int]:
    """Years of the monitoring reports published on or before a day, oldest first."""
    published = reports["published_on"] <= pd.Timestamp(as_of)
    return sorted(int(year) for year in reports.loc[published, "report_year"])
