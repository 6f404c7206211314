"""Sentences that several charts need: named states, what changed, what an interval is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.charts import theme
from analysis.charts.words import Message, Value, listing, name, number
from analysis.charts.words import message as _

_PUBLISHED_AS = {
    "68% credible": _("about 68 % credible"),
    "90%": _("90 %"),
}


def states_named(codes: Iterable[str]) -> Value:
    """Name states in a list, or say that there is none."""
    names = [name("country", code) for code in codes]
    return listing(names) if names else _("no state")


def pairs_named(pairs: pd.DataFrame) -> Value:
    """Name pairs of states in a list, from the columns first and second."""
    said = [
        _(
            "{first} / {second}",
            first=name("country", row.first),
            second=name("country", row.second),
        )
        for row in pairs[["first", "second"]].itertuples(index=False)
    ]
    return listing(said) if said else _("none")


def order_said(measure: str | None) -> Message:
    """Say which measure (its label) orders states least like the others, or that none can tell."""
    if measure is None:
        return _("Too few states to compare the orders of measures")
    return _(
        'The measure "{measure}" orders states least like the others',
        measure=name("indicator", measure),
    )


def correlations_said(agreement: pd.DataFrame, apart: Iterable[str]) -> Message:
    """Say for which states ranks lie furthest apart, and the range of rank correlations."""
    known = agreement["spearman"].dropna()
    if known.empty:
        return _("No two measures rank four states or more in common")
    return _(
        "Ranks lie furthest apart for {states}; rank correlations run from {low} to {high}",
        states=states_named(apart),
        low=number(known.min(), 2),
        high=number(known.max(), 2),
    )


def widest_gap_said(summary: pd.DataFrame) -> Message:
    """Say where the widest gap is, from `gap_summary`."""
    known = summary.dropna(subset="widest_gap")
    if known.empty:
        return _("No pair of values is published for the states shown")
    widest = known.loc[known["widest_gap"].astype(float).idxmax()]
    return _(
        "The widest gap is {gap} points, in {state} ({measure})",
        gap=number(widest["widest_gap"], 1),
        state=name("country", widest["widest_in"]),
        measure=name("gap_of", widest["pair"]),
    )


def years_of_gaps_said(summary: pd.DataFrame, pairs: Iterable[str]) -> Value:
    """Say the years in which some gaps were measured, one after the other, from `gap_summary`."""
    years = summary.set_index("pair").loc[list(pairs), ["first_year", "last_year"]]
    return listing(
        _("{measure} {years}", measure=name("gap", str(pair)), years=_years_said(first, last))
        for pair, first, last in years.itertuples()
    )


def editions_said(differences: pd.DataFrame) -> Message:
    """Say how far two editions of an index lie apart, from `edition_differences`."""
    if differences.empty:
        return _("No state shown is in both editions of the civil liberties index.")
    widest = differences.loc[differences["widest"].idxmax()]
    return _(
        "Two editions of the civil liberties index differ by up to {widest} for the same state and "
        "year ({state}, {year}). A difference of that size between two years of one edition is no "
        "more than a revision.",
        widest=number(widest["widest"], 2),
        state=name("country", widest["country_iso3"]),
        year=str(widest["year"]),
    )


def moves_said(left_out: pd.DataFrame, row_kinds: Mapping[str, str]) -> pd.DataFrame:
    """Turn the ranks that move when a state is left out into words, from `stabilities`.

    Columns: panel, item, rank, best, worst and moved_by.
    """
    moved = left_out[~left_out["holds"]]
    return pd.DataFrame(
        {
            "panel": [name("ordering", panel) for panel in moved["panel"]],
            "item": [
                name(row_kinds[panel], item)
                for panel, item in zip(moved["panel"], moved["item"], strict=True)
            ],
            "rank": moved["rank"].astype(int).to_numpy(),
            "best": moved["best"].astype(int).to_numpy(),
            "worst": moved["worst"].astype(int).to_numpy(),
            "moved_by": [states_named(codes.split(", ")) for codes in moved["moved_by"]],
        }
    )


def change_said(changes: pd.DataFrame) -> Message:
    """Say where a change lies outside its interval, or, without intervals, where it is widest.

    Takes country_iso3, change and reading ("higher", "lower", "not told apart", "no interval") of
    one indicator.
    """
    known = changes.dropna(subset="change")
    if known.empty:
        return _("No state has a value both before joining and at the end")
    if (known["reading"] == "no interval").all():
        return _widest_said(known)
    by_reading = known.groupby("reading")["country_iso3"].agg(list).to_dict()
    return _(
        "Higher at the end than before joining in {higher}; lower in {lower}; not told apart from "
        "no change in {n} of {n_of} states",
        higher=states_named(by_reading.get("higher", [])),
        lower=states_named(by_reading.get("lower", [])),
        n=len(by_reading.get("not told apart", [])),
        n_of=len(known),
    )


def _widest_said(known: pd.DataFrame) -> Message:
    most, least = known.loc[known["change"].idxmax()], known.loc[known["change"].idxmin()]
    return _(
        "From the year before joining to {year} the estimate moved between {low} ({lowest}) and "
        "{high} ({highest})",
        year=str(most["after_year"]),
        low=number(least["change"], 2),
        lowest=name("country", least["country_iso3"]),
        high=number(most["change"], 2),
        highest=name("country", most["country_iso3"]),
    )


def interval_said(intervals: Mapping[str, str]) -> Message:
    """Say what drawn intervals are, by label and published kind ("68% credible", "90%", "none")."""
    known = {label: kind for label, kind in intervals.items() if kind != "none"}
    without = [name("indicator", label) for label in intervals if label not in known]
    if not known:
        return _("No interval is published with these values.")
    kinds = listing(_PUBLISHED_AS[kind] for kind in dict.fromkeys(known.values()))
    if not without:
        return _("Intervals: {kinds}, as published.", kinds=kinds)
    return _(
        "Intervals: {kinds}, as published; none is published for {without}.",
        kinds=kinds,
        without=listing(without),
    )


def sure_said(summary: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Turn the table of `how_sure` into words: label, states, years, interval and missing.

    Takes indicator, n, n_of, first_year, last_year, interval and a count for each kind of missing.
    """
    labels = indicators.set_index("indicator")["short_label"]
    rows = [
        {
            "label": name("indicator", labels[row["indicator"]]),
            "states": _("{n} of {n_of}", n=row["n"], n_of=row["n_of"]),
            "years": _years_said(row["first_year"], row["last_year"]),
            "interval": _PUBLISHED_AS.get(row["interval"], _("none published")),
            "missing": _missing_said(row),
        }
        for row in summary.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["label", "states", "years", "interval", "missing"])


def _years_said(first: float, last: float) -> str:
    if pd.isna(first):
        return "–"
    return str(int(first)) if first == last else f"{int(first)}–{int(last)}"


def _missing_said(row: Mapping[str, int]) -> Value:
    counts = [
        _("{count} {kind}", count=row[kind], kind=name("missing", kind))
        for kind in theme.MISSING
        if row.get(kind)
    ]
    return listing(counts) if counts else "–"


SURE_HEADINGS = {
    "label": _("Measure"),
    "states": _("States"),
    "years": _("Years of the values"),
    "interval": _("Interval"),
    "missing": _("Missing"),
}
