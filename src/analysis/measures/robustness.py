"""What survives: orderings without one state, and directions under other choices of years."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.measures.composite import window_mean
from analysis.measures.coverage import NOT_COVERED
from analysis.measures.rights import change_since_joining
from analysis.measures.series import yearly_series

# Name of a choice of years: the years before joining, and how many latest years after.
WINDOWS: dict[str, tuple[tuple[int, int], int]] = {
    "2017, latest year": ((2017, 2017), 1),
    "2017, latest three years": ((2017, 2017), 3),
    "2015–2017, latest year": ((2015, 2017), 1),
    "2015–2017, latest three years": ((2015, 2017), 3),
}
NETWORK_SINCE = 2018
NOT_TOLD_APART = "not told apart"
Measure = Callable[[pd.DataFrame], pd.Series]


def leave_one_state_out(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Recompute an ordering of things without each state in turn.

    `rows` has a column country_iso3; `measure` turns rows into a value for each thing (focus area,
    gap, measure …), and more comes first. Columns: left_out (missing for all states), item, value
    and rank (1 = most, ties share the best rank).
    """
    states = sorted(rows["country_iso3"].dropna().unique())
    parts = [_ordering(measure(rows)).assign(left_out=None)]
    parts += [
        _ordering(measure(rows[rows["country_iso3"] != state])).assign(left_out=state)
        for state in states
    ]
    return pd.concat(parts, ignore_index=True)[["left_out", "item", "value", "rank"]]


def _ordering(values: pd.Series) -> pd.DataFrame:
    ranks = values.rank(ascending=False, method="min")
    return pd.DataFrame({"item": values.index, "value": values.to_numpy(), "rank": ranks.array})


def total_by(item: str, value: str) -> Measure:
    """Measure that orders the values of column `item` by the sum of column `value`."""
    return lambda rows: rows.groupby(item, observed=False)[value].sum()


def median_by(item: str, value: str) -> Measure:
    """Measure that orders the values of column `item` by the median of column `value`."""
    return lambda rows: rows.groupby(item)[value].median()


def stability(orderings: pd.DataFrame) -> pd.DataFrame:
    """Summarise `leave_one_state_out`: how far each thing's rank moves, and who moves it.

    Columns: item, value, rank (with all states), best, worst, holds (the rank never moves) and
    moved_by (states without which it differs). Ordered by rank.
    """
    whole = orderings[orderings["left_out"].isna()].set_index("item")
    without = orderings[orderings["left_out"].notna()]
    rows = [
        {"item": item, "value": row["value"], "rank": row["rank"], **_moves(part, row["rank"])}
        for item, row in whole.sort_values("rank", kind="stable").iterrows()
        for part in [without[without["item"] == item]]
    ]
    return pd.DataFrame(
        rows, columns=["item", "value", "rank", "best", "worst", "holds", "moved_by"]
    )


def stabilities(orderings: Mapping[str, tuple[pd.DataFrame, Measure]]) -> pd.DataFrame:
    """Summarise several orderings: rows and measure by name, told apart by the column `panel`.

    Columns: panel, those of `stability`, and withheld (never: an ordering has one rank).
    """
    parts = [
        stability(leave_one_state_out(rows, measure)).assign(panel=panel, withheld=False)
        for panel, (rows, measure) in orderings.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _moves(part: pd.DataFrame, rank: float) -> dict[str, object]:
    moved = part[part["rank"] != rank]
    return {
        "best": min([rank, *part["rank"]]),
        "worst": max([rank, *part["rank"]]),
        "holds": moved.empty,
        "moved_by": ", ".join(sorted(moved["left_out"])),
    }


def direction_by_window(
    country_years: pd.DataFrame,
    indicators: Sequence[str],
    countries: Sequence[str],
    last_year: int,
    windows: Mapping[str, tuple[tuple[int, int], int]] = WINDOWS,
) -> pd.DataFrame:
    """Say whether each indicator went up or down between the years before and the latest years.

    Columns: indicator, country_iso3, window, change (mean after − mean before, in the indicator's
    unit) and went ("up", "down", "level"; missing without both). The latest years are each
    indicator's own, up to last_year. No interval: that of a mean of years is not published.
    """
    parts = [
        _change(country_years[country_years["year"] <= last_year], code, countries, *years).assign(
            window=window
        )
        for code in indicators
        for window, years in windows.items()
    ]
    columns = ["indicator", "country_iso3", "window", "change", "went"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _change(
    country_years: pd.DataFrame,
    code: str,
    countries: Sequence[str],
    before: tuple[int, int],
    latest: int,
) -> pd.DataFrame:
    known = country_years[country_years["indicator"] == code].dropna(subset="value")
    end = known.loc[known["country_iso3"].isin(countries), "year"].max()
    after = (end - latest + 1, end)
    change = (
        window_mean(known, [code], countries, after)[code]
        - window_mean(known, [code], countries, before)[code]
    )
    went = np.sign(change.round(6)).map({1.0: "up", -1.0: "down", 0.0: "level"})
    return pd.DataFrame({"change": change, "went": went, "indicator": code}).reset_index(
        names="country_iso3"
    )


def change_of_two_years(
    country_years: pd.DataFrame, indicators: Sequence[str], countries: Sequence[str], last_year: int
) -> pd.DataFrame:
    """Compare 2017 with each indicator's latest year, up to last_year, in every state.

    The network began in 2018, so the year before is the same for all, whenever a state's first city
    joined. Columns: those of `change_since_joining`.
    """
    series = yearly_series(country_years, indicators, countries, NETWORK_SINCE - 1, last_year)
    return change_since_joining(series, pd.Series(NETWORK_SINCE, index=list(countries)))


def directions_held(directions: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Say for each indicator and state whether every choice of years gives the same direction.

    `directions` is of `direction_by_window`, `changes` of `change_of_two_years`. Where all choices
    agree but the published intervals of the two years do not tell them apart, it is the estimate
    alone that has a direction: held is "not told apart". Most series publish no interval, and no
    mean of years has one; `reading` says so.

    Columns: indicator, country_iso3, n (choices with a value), same (most choices that agree),
    cell ("+4", "−4", or the number alone where they differ), held ("up", "down", "level" or "not
    told apart" where all agree, else "mixed"; "not_covered" without values) and reading (of the
    change between the two years; missing without one).
    """
    groups = directions.groupby(["indicator", "country_iso3"], sort=False)["went"]
    rows = [
        {"indicator": code, "country_iso3": country, **_held(went.dropna())}
        for (code, country), went in groups
    ]
    columns = ["indicator", "country_iso3", "n", "same", "cell", "held"]
    held = pd.DataFrame(rows, columns=columns).merge(
        changes[["indicator", "country_iso3", "reading"]], how="left", validate="one_to_one"
    )
    unsure = (held["reading"] == NOT_TOLD_APART) & held["held"].isin(["up", "down"])
    return held.assign(held=held["held"].mask(unsure, NOT_TOLD_APART))


def _held(went: pd.Series) -> dict[str, object]:
    if went.empty:
        return {"n": 0, "same": 0, "cell": "", "held": NOT_COVERED}
    counts = went.value_counts()
    held = counts.index[0] if len(counts) == 1 else "mixed"
    sign = {"up": "+", "down": "\N{MINUS SIGN}"}.get(held, "")
    same = int(counts.iloc[0])
    return {"n": len(went), "same": same, "cell": f"{sign}{same}", "held": held}
