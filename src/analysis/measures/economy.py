"""The economies around the network: levels and changes since 2018, and what quoted figures mean.

Money is in current US dollars of the edition named in the source. The region's totals say how many
states they hold; a sum over fewer states than asked for is a lower bound.
"""

import pandas as pd

from analysis.measures.coverage import (
    NOT_PUBLISHED,
    PUBLISHED,
    kinds_of_missing,
    latest_values,
    series,
    without_old_values,
)

GDP = "NY.GDP.MKTP.CD"
GDP_PER_PERSON = "NY.GDP.PCAP.CD"
POPULATION = "SP.POP.TOTL"
TOURISM_RECEIPTS = "ST.INT.RCPT.CD"
TRADE_PCT = "NE.TRD.GNFS.ZS"
POVERTY_PCT = "SI.POV.DDAY"
MOBILE = "IT.CEL.SETS.P2"
MOBILE_EU = "IT.CEL.SETS.P2_EU27"
FOUNDED = 2018
BILLION, TRILLION = 1e9, 1e12
# The economic figures that the source article quotes: claim, amount, and what it is an amount of.
QUOTED_GAIN_USD, QUOTED_GAIN_PCT, QUOTED_GAIN_YEAR = 625e9, 8.0, 2030  # FAT-08, FAT-09
POVERTY_YEARS = (2002, 2022)  # surveys lie within a year of both for the same states
QUOTED_DIGITAL_USD = 1e12  # FAT-20
TOGETHER = "ASEAN"


def change_since(
    country_years: pd.DataFrame,
    indicators: list[str],
    countries: list[str],
    last_year: int,
    base_year: int = FOUNDED,
) -> pd.DataFrame:
    """Each state's value in base_year beside its last one up to last_year.

    Columns: country_iso3, indicator, base_value, last_value, base_year, last_year (each state's
    own), difference, change_pct, source_id. A state has no row without a value in base_year, or
    when its last value is more than two years older than the newest: see `without_old_values`.
    """
    rows = series(country_years, indicators, countries, last_year, base_year).dropna(subset="value")
    keys = ["country_iso3", "indicator"]
    base = rows[rows["year"] == base_year].set_index(keys)
    last = rows[rows["year"] > base_year].groupby(keys).tail(1)
    last = without_old_values(last.assign(kind=PUBLISHED)).set_index(keys)
    table = pd.DataFrame(
        {
            "base_value": base["value"],
            "last_value": last["value"],
            "base_year": base_year,
            "last_year": last["year"],
            "source_id": last["source_id"],
        }
    ).dropna(subset=["base_value", "last_value"])
    difference = table["last_value"] - table["base_value"]
    table = table.assign(difference=difference, change_pct=100 * difference / table["base_value"])
    return table.astype({"last_year": int}).reset_index()


def levels_since(
    country_years: pd.DataFrame,
    indicators: list[str],
    countries: list[str],
    last_year: int,
    base_year: int = FOUNDED,
) -> pd.DataFrame:
    """`latest_values` without old ones, each beside the value of base_year in `base_value`.

    Money totals (GDP) are turned into billions, so that they can be read.
    """
    levels = without_old_values(latest_values(country_years, indicators, countries, last_year))
    base = series(country_years, indicators, countries, base_year, base_year)
    base = base[["country_iso3", "indicator", "value"]].rename(columns={"value": "base_value"})
    table = levels.merge(base, on=["country_iso3", "indicator"], how="left", validate="one_to_one")
    in_billions = table["indicator"] == GDP
    for column in ("value", "base_value"):
        table[column] = table[column].mask(in_billions, table[column] / BILLION)
    return table


def total_by_year(
    country_years: pd.DataFrame, indicator: str, countries: list[str], last_year: int
) -> pd.DataFrame:
    """The sum over the states that have a value, year by year: year, value, n, n_of."""
    rows = series(country_years, [indicator], countries, last_year).dropna(subset="value")
    table = rows.groupby("year").agg(value=("value", "sum"), n=("value", "size")).reset_index()
    return table.assign(n_of=len(countries))


def weighted_mean_by_year(
    country_years: pd.DataFrame,
    indicator: str,
    countries: list[str],
    last_year: int,
    weight: str = POPULATION,
) -> pd.DataFrame:
    """The mean over states weighted by population (or another indicator), year by year.

    Columns: year, value, n, n_of, weight_pct (share of the states' total weight that has a value).
    """
    wide = _wide(country_years, [indicator, weight], countries, last_year)
    known = wide[indicator].notna() & wide[weight].notna()
    held = wide[weight].where(known)
    years = wide.index.get_level_values("year")
    table = pd.DataFrame(
        {
            "value": (wide[indicator] * held).groupby(years).sum() / held.groupby(years).sum(),
            "n": known.groupby(years).sum(),
            "n_of": len(countries),
            "weight_pct": 100 * held.groupby(years).sum() / wide[weight].groupby(years).sum(),
        }
    )
    return table[table["n"] > 0].reset_index()


def _wide(
    country_years: pd.DataFrame, indicators: list[str], countries: list[str], last_year: int
) -> pd.DataFrame:
    """One row for each country and year, one column for each indicator."""
    rows = series(country_years, indicators, countries, last_year)
    wide = rows.pivot(index=["country_iso3", "year"], columns="indicator", values="value")
    return wide.reindex(columns=indicators).astype(float)


def tourism_share(
    country_years: pd.DataFrame, countries: list[str], last_year: int
) -> pd.DataFrame:
    """International tourism receipts in percent of output: country_iso3, year, value.

    Direct receipts from visitors of other countries only: not the total contribution of tourism,
    which also counts domestic and indirect spending.
    """
    wide = _wide(country_years, [TOURISM_RECEIPTS, GDP], countries, last_year).dropna()
    share = 100 * wide[TOURISM_RECEIPTS] / wide[GDP]
    return share.rename("value").reset_index()


def tourism_by_state(
    country_years: pd.DataFrame, countries: list[str], years: list[int]
) -> pd.DataFrame:
    """`tourism_share` on the full grid of states and years: country_iso3, year, value, kind."""
    grid = pd.MultiIndex.from_product([years, countries], names=["year", "country_iso3"])
    share = tourism_share(country_years, countries, max(years)).set_index(["year", "country_iso3"])
    table = share.reindex(grid).reset_index()
    return table.assign(kind=kinds_of_missing(table["value"], NOT_PUBLISHED))


def trade_usd(country_years: pd.DataFrame, countries: list[str], last_year: int) -> pd.DataFrame:
    """Exports plus imports of goods and services in current US$: country_iso3, year, value.

    Trade in percent of output times output; trade between member states is counted on both sides.
    """
    wide = _wide(country_years, [TRADE_PCT, GDP], countries, last_year).dropna()
    return (wide[TRADE_PCT] * wide[GDP] / 100).rename("value").reset_index()


def in_every_year(table: pd.DataFrame, first_year: int) -> pd.DataFrame:
    """The rows from first_year on of states that have a value in each of the table's years.

    So that a sum over states moves because the values do, never because a state comes or goes.
    """
    rows = table[table["year"] >= first_year]
    years = rows.groupby("country_iso3")["year"].transform("nunique")
    return rows[years == rows["year"].nunique()]


def together(table: pd.DataFrame, n_of: int) -> pd.DataFrame:
    """Sum a country-year table (country_iso3, year, value) to: year, value, n, n_of."""
    summed = table.groupby("year").agg(value=("value", "sum"), n=("value", "size")).reset_index()
    return summed.assign(n_of=n_of)


def tourism_share_together(
    country_years: pd.DataFrame, countries: list[str], last_year: int
) -> pd.DataFrame:
    """Receipts over output for the states that have both in a year: year, value (%), n, n_of."""
    wide = _wide(country_years, [TOURISM_RECEIPTS, GDP], countries, last_year).dropna()
    by_year = wide.groupby(level="year")
    sums = by_year.sum()
    table = pd.DataFrame({"value": 100 * sums[TOURISM_RECEIPTS] / sums[GDP], "n": by_year.size()})
    return table.assign(n_of=len(countries)).reset_index()


def mobile_by_region(
    country_years: pd.DataFrame, countries: list[str], last_year: int, first_year: int = 2010
) -> pd.DataFrame:
    """Mobile subscriptions per 100 people of the member states together, and of their comparators.

    Columns: region (ASEAN, USA, EUU, WLD), year, value, n, n_of. ASEAN is weighted by population;
    the European Union's is derived from its 27 members, so that it reaches as far as the others.
    """
    asean = weighted_mean_by_year(country_years, MOBILE, countries, last_year)
    others = pd.concat(
        [
            series(country_years, [MOBILE], ["USA", "WLD"], last_year),
            series(country_years, [MOBILE_EU], ["EUU"], last_year),
        ]
    ).dropna(subset="value")
    table = pd.concat(
        [
            asean.assign(region=TOGETHER),
            others.rename(columns={"country_iso3": "region"}).assign(n=1, n_of=1),
        ],
        ignore_index=True,
    )
    table = table[table["year"] >= first_year]
    return table[["region", "year", "value", "n", "n_of"]].reset_index(drop=True)


def nearest_surveys(
    country_years: pd.DataFrame, indicator: str, countries: list[str], year: int, apart: int = 1
) -> pd.DataFrame:
    """Each state's survey nearest to a year, at most `apart` years away; of two, the earlier one.

    Columns: country_iso3, year, value, source_id.
    """
    rows = series(country_years, [indicator], countries, year + apart, year - apart)
    rows = rows.dropna(subset="value").assign(distance=lambda t: (t["year"] - year).abs())
    nearest = rows.sort_values(["distance", "year"]).drop_duplicates("country_iso3")
    return nearest.sort_values("country_iso3", ignore_index=True)[
        ["country_iso3", "year", "value", "source_id"]
    ]


def people_in_poverty(
    country_years: pd.DataFrame, countries: list[str], first: int, last: int
) -> pd.DataFrame:
    """People below the international poverty line around two years, in states surveyed near both.

    Columns: country_iso3, first_year, first_pct, first_persons, last_year, last_pct, last_persons.
    Surveys lie at most one year from the years asked for. Only the same states stand on both
    sides, so the sums can be compared; the states left out are not zero.
    """
    sides = [
        _with_persons(nearest_surveys(country_years, POVERTY_PCT, countries, year), country_years)
        .add_prefix(f"{side}_")
        .rename(columns={f"{side}_country_iso3": "country_iso3"})
        for side, year in (("first", first), ("last", last))
    ]
    return sides[0].merge(sides[1], on="country_iso3")


def _with_persons(surveys: pd.DataFrame, country_years: pd.DataFrame) -> pd.DataFrame:
    people = country_years.loc[
        country_years["indicator"] == POPULATION, ["country_iso3", "year", "value"]
    ].rename(columns={"value": "population"})
    both = surveys.merge(people, on=["country_iso3", "year"])
    return pd.DataFrame(
        {
            "country_iso3": both["country_iso3"],
            "year": both["year"],
            "pct": both["value"],
            "persons": both["value"] * both["population"] / 100,
        }
    )


def growth_needed_pct(start: float, start_year: int, goal: float, goal_year: int) -> float:
    """Percent a year by which a value must grow from one year's to another's, compounded."""
    return float(100 * ((goal / start) ** (1 / (goal_year - start_year)) - 1))


def quoted_output_path(total: pd.DataFrame) -> pd.DataFrame:
    """Output of the states together beside the output that the quoted gain implies for 2030.

    The article's US$ 625 billion are said to be about 8 % of output in 2030, so output would be
    some 7,800 billion. Takes `total_by_year`; columns: series ("output", "implied"), year,
    value (US$ billion).
    """
    implied = pd.DataFrame(
        {
            "series": ["implied"],
            "year": [QUOTED_GAIN_YEAR],
            "value": [QUOTED_GAIN_USD / (QUOTED_GAIN_PCT / 100) / BILLION],
        }
    )
    known = total.assign(series="output", value=total["value"] / BILLION)
    return pd.concat([known[["series", "year", "value"]], implied], ignore_index=True)


def quoted_figures(
    country_years: pd.DataFrame, countries: list[str], last_year: int
) -> pd.DataFrame:
    """What the data hold beside each economic figure that the source article quotes.

    `countries` are all member states, for the figures are of ASEAN as a whole. Columns: claim_id,
    measure (a code), value, unit, year, n, n_of (states). A figure that the article gives without a
    year has no counterpart of one year: the nearest measures are listed.
    """
    rows = [
        *_output_rows(country_years, countries, last_year),
        *_tourism_rows(country_years, countries, last_year),
        *_mobile_rows(country_years, countries, last_year),
        *_trade_rows(country_years, countries, last_year),
        *_poverty_rows(country_years, countries, last_year),
    ]
    columns = ["claim_id", "measure", "value", "unit", "year", "n", "n_of"]
    table = pd.DataFrame(rows, columns=columns).astype({"n": "Int64", "n_of": "Int64"})
    return table.sort_values("claim_id", kind="stable", ignore_index=True)


_Row = tuple[str, str, float, str, int, int | None, int | None]


def _output_rows(country_years: pd.DataFrame, countries: list[str], last_year: int) -> list[_Row]:
    total = total_by_year(country_years, GDP, countries, last_year)
    last = in_year(total, last_year).iloc[0]
    first = total[total["year"] >= last["year"] - 10].iloc[0]
    counts = (int(last["year"]), int(last["n"]), int(last["n_of"]))
    implied = QUOTED_GAIN_USD / (QUOTED_GAIN_PCT / 100)
    needed = growth_needed_pct(last["value"], counts[0], implied, QUOTED_GAIN_YEAR)
    past = growth_needed_pct(first["value"], int(first["year"]), last["value"], counts[0])
    share = 100 * QUOTED_DIGITAL_USD / last["value"]
    return [
        ("FAT-08", "output", last["value"] / BILLION, "usd_billion", *counts),
        (
            "FAT-08",
            "implied_output",
            implied / BILLION,
            "usd_billion",
            QUOTED_GAIN_YEAR,
            None,
            None,
        ),
        ("FAT-09", "growth_needed", needed, "pct_a_year", *counts),
        ("FAT-09", "growth_past_decade", past, "pct_a_year", *counts),
        ("FAT-20", "quoted_trillion_of_output", share, "pct_of_output", *counts),
    ]


def _tourism_rows(country_years: pd.DataFrame, countries: list[str], last_year: int) -> list[_Row]:
    shares = tourism_share_together(country_years, countries, last_year)
    fullest = shares[shares["n"] == shares["n"].max()].iloc[-1]
    last = shares.iloc[-1]
    return [
        ("FAT-17", "tourism_receipts", row["value"], "pct_of_output", *_counts(row))
        for row in (fullest, last)
    ]


def _mobile_rows(country_years: pd.DataFrame, countries: list[str], last_year: int) -> list[_Row]:
    regions = mobile_by_region(country_years, countries, last_year)
    asean = regions[regions["region"] == TOGETHER]
    highest, last = asean.loc[asean["value"].idxmax()], asean.iloc[-1]
    others = [regions[regions["region"] == region].iloc[-1] for region in ("USA", "EUU")]
    return [
        ("FAT-23", "mobile", last["value"], "per_100", *_counts(last)),
        ("FAT-23", "mobile_highest", highest["value"], "per_100", *_counts(highest)),
        ("FAT-24", "mobile_usa", others[0]["value"], "per_100", *_counts(others[0])),
        ("FAT-24", "mobile_euu", others[1]["value"], "per_100", *_counts(others[1])),
    ]


def _trade_rows(country_years: pd.DataFrame, countries: list[str], last_year: int) -> list[_Row]:
    traded = together(trade_usd(country_years, countries, last_year), len(countries))
    return [
        ("FAT-25", "trade", row["value"] / TRILLION, "usd_trillion", *_counts(row))
        for row in (in_year(traded, FOUNDED).iloc[0], traded.iloc[-1])
    ]


def _poverty_rows(country_years: pd.DataFrame, countries: list[str], last_year: int) -> list[_Row]:
    both = people_in_poverty(country_years, countries, *POVERTY_YEARS)
    return [
        ("FAT-18", "poor", both[f"{side}_persons"].sum() / 1e6, "million_people", year, len(both),
         len(countries))
        for side, year in zip(("first", "last"), POVERTY_YEARS, strict=True)
        if year <= last_year
    ]  # fmt: skip


def _counts(row: pd.Series) -> tuple[int, int, int]:
    return int(row["year"]), int(row["n"]), int(row["n_of"])


def in_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows of one year of a table with a year column; the last year before it when it has none."""
    reached = table.loc[table["year"] <= year, "year"]
    return table[table["year"] == reached.max()]
