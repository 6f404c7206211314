"""Sentences that several charts need: named states, what changed, what an interval is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.charts.words import Message, Value, listing, name
from analysis.charts.words import message as _

_PUBLISHED_AS = {
    "68% credible": _("about 68 % credible"),
    "90%": _("90 %"),
}


def states_named(codes: Iterable[str]) -> Value:
    """Name states in a list, or say that there is none."""
    names = [name("country", code) for code in codes]
    return listing(names) if names else _("no state")


def change_said(changes: pd.DataFrame) -> Message:
    """Say where a change lies outside its interval, and for how many states it cannot be told.

    Takes country_iso3 and reading ("higher", "lower", "not told apart", "no interval").
    """
    by_reading = changes.groupby("reading")["country_iso3"].agg(list).to_dict()
    unknown = len(by_reading.get("not told apart", []))
    return _(
        "Higher at the end than before joining in {higher}; lower in {lower}; not told apart from "
        "no change in {n} of {n_of} states",
        higher=states_named(by_reading.get("higher", [])),
        lower=states_named(by_reading.get("lower", [])),
        n=unknown,
        n_of=int(changes["reading"].notna().sum()),
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
