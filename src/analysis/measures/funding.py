"""Who funds or helps whom, from one edge list of partners, countries and focus areas.

An edge is a partner that a project's published funding note names. A project counts once whatever
the number of its partners: each of n partners gets 1/n of it, so totals add up to the projects. A
project whose note names nobody keeps one edge, from "unknown". Counts are projects, not money.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.resampling import percentile_interval, resampled_sums, wilson_shares

UNKNOWN = "unknown"
IMPLEMENTING = "implementing body"
DOMESTIC = "domestic government"
OTHER = "other organisation"
MULTILATERAL = "multilateral"
ASEAN_PARTNER = "ASEAN partner"
EXTERNAL_STATE = "external state"
OUTSIDE = "outside ASEAN"
OUTSIDE_KINDS = (EXTERNAL_STATE, MULTILATERAL, ASEAN_PARTNER)
ORIGINS = (OUTSIDE, ASEAN_PARTNER, OTHER, DOMESTIC, IMPLEMENTING, UNKNOWN)
ASEAN_FUNDS = ("AIF",)
PARTNER_GROUPS = (
    "JPN",
    "KOR",
    "USA",
    "AUS",
    "FRA",
    "DEU",
    MULTILATERAL,
    ASEAN_PARTNER,
    OTHER,
    DOMESTIC,
    IMPLEMENTING,
    UNKNOWN,
)
FUNDING_GROUPS = {
    "external": "external or mixed",
    "mixed": "external or mixed",
    "domestic": "domestic",
    "unknown": UNKNOWN,
}

_EDGE = ["project_id", "country_iso3", "focus_area"]
_PARTNER = ["partner", "partner_kind", "partner_origin", "support"]


def funding_edges(listed: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """One row for each listed project and partner, with the partner's part of the project.

    `listed` holds project_id, country_iso3 and focus_area; `named` the partners of
    `project_partners` (support "sought" means no agreement is reported: such a row is no edge).
    Columns: project_id, country_iso3, focus_area, partner, partner_kind, partner_origin, support,
    partner_group, origin and weight_projects (1 / partners of the project).
    """
    agreed = named.loc[named["support"] != "sought", ["project_id", *_PARTNER]]
    edges = listed[_EDGE].merge(agreed, on="project_id", how="left")
    for column in ("partner", "partner_kind", "support"):
        edges[column] = edges[column].astype("object").fillna(UNKNOWN)
    partners = edges.groupby("project_id")["partner"].transform("size")
    edges["partner_group"] = _partner_group(edges)
    outside = edges["partner_kind"].isin((EXTERNAL_STATE, MULTILATERAL))
    edges["origin"] = edges["partner_group"].mask(outside, OUTSIDE)
    edges["weight_projects"] = 1 / partners
    return edges.sort_values(["project_id", "partner"], ignore_index=True)


def _partner_group(edges: pd.DataFrame) -> pd.Series:
    """The group a partner is drawn in: a state outside ASEAN by its code, the others by kind."""
    group = edges["partner_kind"].astype("object")
    group = group.mask(group == EXTERNAL_STATE, edges["partner_origin"].astype("object"))
    return group.mask(edges["support"] == "implements", IMPLEMENTING)


def sought_only(edges: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Partners that a listed project only seeks, where its funding note names nobody else.

    Such a project counts as unknown in `funding_edges`. Columns: those of `named`, by project.
    """
    unknown = edges.loc[edges["origin"] == UNKNOWN, "project_id"]
    sought = named[(named["support"] == "sought") & named["project_id"].isin(unknown)]
    return sought.sort_values(["project_id", "partner"], ignore_index=True)


def without_outside_partner(edges: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Listed projects of external or mixed funding that name no partner from beyond their country.

    Their kind of funding rests on a partner who is only sought. Columns: those of `projects`.
    """
    outside = edges.loc[edges["partner_kind"].isin(OUTSIDE_KINDS), "project_id"]
    external = projects["funding_type"].isin(["external", "mixed"])
    listed = projects["project_id"].isin(edges["project_id"])
    rows = projects[external & listed & ~projects["project_id"].isin(outside)]
    return rows.sort_values("project_id", ignore_index=True)


def fractional_totals(edges: pd.DataFrame, by: str) -> pd.DataFrame:
    """Projects by `by`, shared projects split among their partners.

    Columns: `by`, projects (fractional), named_in (whole projects with at least one such edge, so
    these may add up to more) and share_pct of all projects.
    """
    totals = edges.groupby(by, as_index=False, observed=True).agg(
        projects=("weight_projects", "sum"), named_in=("project_id", "nunique")
    )
    totals["share_pct"] = 100 * totals["projects"] / totals["projects"].sum()
    return totals.sort_values(["projects", by], ascending=[False, True], ignore_index=True)


def support_by_origin(edges: pd.DataFrame) -> pd.DataFrame:
    """`fractional_totals` by where support comes from; every origin has a row, also at zero.

    Support within ASEAN (another member state, or a fund of ASEAN) stands apart from support from
    outside, a stated domestic funder apart from a body that is only said to implement.
    """
    totals = fractional_totals(edges, "origin").set_index("origin")
    totals = totals.reindex(list(ORIGINS), fill_value=0).rename_axis("origin").reset_index()
    return totals.astype({"named_in": int})


def network_edges(edges: pd.DataFrame) -> pd.DataFrame:
    """Projects by partner and country, the partners of one country drawn as their group.

    Outside partners (states, multilateral bodies, ASEAN's funds) keep their own names; domestic
    bodies, other organisations and the unknown are joined. Columns: partner, origin, country_iso3,
    weight_projects.
    """
    outside = edges["partner_kind"].isin(OUTSIDE_KINDS)
    node = edges["partner"].where(outside, edges["partner_group"])
    keys = ["partner", "origin", "country_iso3"]
    links = edges.assign(partner=node).groupby(keys, as_index=False)["weight_projects"].sum()
    return links.sort_values(keys, ignore_index=True)


def concentration(edges: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    """How concentrated support from beyond a project's own country is: Herfindahl-Hirschman index.

    One row for each view: partners, their origins (all bodies of a state together), and the
    countries supported. Each project with such support counts once, split among its outside
    partners. Columns: view, projects, parties, hhi (sum of squared shares, 1/parties to 1), lower
    and upper (95 % percentile bootstrap over projects), equal_parties (1/hhi), largest and
    largest_share_pct. With no such project the index is undefined (NaN). Resampling can only lose
    parties, so the interval leans upwards; the unknown funders are left out and could change it.
    Source: Herfindahl (1950), Hirschman (1945).
    """
    outside = edges[edges["partner_kind"].isin(OUTSIDE_KINDS)]
    part = 1 / outside.groupby("project_id")["partner"].transform("size")
    outside = outside.assign(part=part.astype(float))
    views = {"partner": "partner", "origin": "partner_origin", "country": "country_iso3"}
    rows = [
        {"view": view, **_concentration(outside, column, resamples, seed)}
        for view, column in views.items()
    ]
    return pd.DataFrame(rows)


def _concentration(
    outside: pd.DataFrame, column: str, resamples: int, seed: int
) -> dict[str, object]:
    """The index of one view, from the matrix of projects × parties."""
    parts = outside.pivot_table(
        index="project_id", columns=column, values="part", aggfunc="sum", fill_value=0.0
    )
    if parts.empty:
        nothing = dict.fromkeys(("hhi", "lower", "upper", "equal_parties"), float("nan"))
        return {"projects": 0, "parties": 0, **nothing, "largest": "", "largest_share_pct": 0.0}
    sums = parts.sum()
    shares = sums / sums.sum()
    hhi = herfindahl(sums.to_numpy())
    drawn = resampled_sums(parts.to_numpy(), resamples, seed)
    lower, upper = percentile_interval((drawn**2).sum(axis=1) / drawn.sum(axis=1) ** 2)
    return {
        "projects": len(parts),
        "parties": parts.shape[1],
        "hhi": hhi,
        "lower": lower,
        "upper": upper,
        "equal_parties": 1 / hhi,
        "largest": str(shares.idxmax()),
        "largest_share_pct": 100 * float(shares.max()),
    }


def herfindahl(sizes: NDArray[np.float64]) -> float:
    """The Herfindahl-Hirschman index of sizes: the sum of squared shares; NaN without any size."""
    total = float(sizes.sum())
    return float(((sizes / total) ** 2).sum()) if total else float("nan")


def focus_mix(listed: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Focus areas of projects with external or mixed, domestic, and unknown funding.

    Columns: funding_group, focus_area, projects, of_group, share_pct, lower_pct, upper_pct. Where
    funding is known, the projects stand for all of their kind, most of which do not publish it, so
    the share has a Wilson 95 % interval. It holds for chance only: who publishes a funder is not
    drawn by lot. The unknown stand for nothing but themselves and have no interval.
    """
    known = listed[_EDGE].merge(projects[["project_id", "funding_type"]], on="project_id")
    known["funding_group"] = known["funding_type"].astype("object").map(FUNDING_GROUPS)
    groups, areas = (
        list(dict.fromkeys(FUNDING_GROUPS.values())),
        sorted(known["focus_area"].unique()),
    )
    counts = known.groupby(["funding_group", "focus_area"], observed=True).size()
    grid = pd.MultiIndex.from_product([groups, areas], names=["funding_group", "focus_area"])
    mix = counts.reindex(grid, fill_value=0).rename("projects").reset_index()
    mix["of_group"] = mix.groupby("funding_group")["projects"].transform("sum")
    mix = wilson_shares(mix, "projects", "of_group")
    unknown = mix["funding_group"] == UNKNOWN
    mix.loc[unknown, ["lower_pct", "upper_pct"]] = float("nan")
    return mix


def published_amounts(programmes: pd.DataFrame, last_year: int) -> pd.DataFrame:
    """Partner programmes with a published amount, those known to begin after `last_year` left out.

    Amounts stay in the currency they were published in and are never added: they mix loans, grants,
    equity and ceilings.
    """
    return _begun(programmes[programmes["amount_original"].notna()], last_year)


def programmes_within(
    programmes: pd.DataFrame, members: Sequence[str], last_year: int
) -> pd.DataFrame:
    """Partner programmes of ASEAN's member states and funds, known to have begun by `last_year`."""
    origin = programmes["partner_country_iso3_or_org"].isin([*members, *ASEAN_FUNDS])
    return _begun(programmes[origin], last_year)


def _begun(programmes: pd.DataFrame, last_year: int) -> pd.DataFrame:
    """Leave out what is known to begin later; a programme without a start year stays."""
    start = programmes["years"].astype("string").str.extract(r"^(?:planned )?(\d{4})", expand=False)
    later = (start.astype("Int64") > last_year).fillna(False).astype(bool)
    return programmes[~later].sort_values(["partner", "programme", "what"], ignore_index=True)


def basis_of_funding(listed: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Listed projects by kind of funding and by what it rests on.

    Columns: funding_type, stated (the note names a funder), implementing (it only names a body that
    implements), unknown, projects. Source of both: the project table's funding columns.
    """
    chosen = projects[projects["project_id"].isin(listed["project_id"])]
    basis = chosen["funding_basis"].astype("object").fillna(UNKNOWN)
    counts = pd.crosstab(chosen["funding_type"].astype("object"), basis)
    counts = counts.reindex(list(FUNDING_GROUPS), columns=["stated", IMPLEMENTING, UNKNOWN])
    counts = counts.fillna(0).astype(int).rename(columns={IMPLEMENTING: "implementing"})
    counts = counts.assign(projects=counts.sum(axis="columns"))
    return counts.rename_axis(index="funding_type", columns=None).reset_index()


def certainty(edges: pd.DataFrame, known: int) -> pd.DataFrame:
    """How much stands behind the picture of funding: fact, n and n_of for each.

    `known` is the number of projects that any document lists.
    """
    listed = edges["project_id"].nunique()
    unknown = edges.loc[edges["origin"] == UNKNOWN, "project_id"].nunique()
    implementing = edges.loc[edges["origin"] == IMPLEMENTING, "project_id"].nunique()
    facts = {
        "projects_listed": (listed, known),
        "funder_stated": (listed - unknown - implementing, listed),
        "implementing_only": (implementing, listed),
        "funder_unknown": (unknown, listed),
    }
    return pd.DataFrame([(fact, *counts) for fact, counts in facts.items()],
                        columns=["fact", "n", "n_of"])  # fmt: skip
