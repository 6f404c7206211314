"""What the published texts of projects show: content codes, their agreement, what is left open.

A code is coded twice from a project's text: "1" present, "0" not present, "u" the text is too thin
to tell. The state of a code is the value both passes share ("yes", "no", "unclear"), else
"disputed". An open code (unclear or disputed) is counted once as no and once as yes: the lower and
upper bound of a share. The projects of a list are all of it, a census, so no share here carries a
sampling interval. No safeguard found in a text is not proof that there is none, and content that is
present is not abuse.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.resampling import percentile_interval, resampled_tables

CODES = (
    "essential_service",
    "vulnerable_group",
    "participation",
    "personal_safety",
    "surveillance",
    "personal_data",
    "safeguard",
    "digital",
)
STATES = ("yes", "disputed", "unclear", "no")
_STATE_OF_AGREED = {"1": "yes", "0": "no", "u": "unclear", "disputed": "disputed"}
_VALUES = ("0", "1", "u")


def coded_projects(
    listed: pd.DataFrame, projects: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """One row for each code of each listed project, with the state the two passes leave it in.

    `listed` holds project_id, country_iso3 and focus_area as the report prints them; `projects`
    gives description_basis; `codes` the two passes. Raises ValueError where a listed project has
    no code, since it would drop out of every share unseen.
    """
    uncoded = sorted(set(listed["project_id"]) - set(codes["project_id"]))
    if uncoded:
        raise ValueError(f"rights_codes: no row for the listed project(s) {', '.join(uncoded)}")
    rows = listed[["project_id", "country_iso3", "focus_area"]].merge(
        projects[["project_id", "description_basis"]], on="project_id", how="left"
    )
    rows = rows.merge(codes, on="project_id", how="inner", validate="one_to_many")
    rows["title_only"] = rows["description_basis"].astype("string").str.startswith("title only")
    rows["state"] = rows["agreed"].astype("object").map(_STATE_OF_AGREED)
    rows["code"] = pd.Categorical(rows["code"].astype("object"), CODES, ordered=True)
    return rows.sort_values(["code", "project_id"], ignore_index=True)


def code_shares(coded: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Projects in each state of each code, in the groups of `by`, with the bounds of the share.

    Columns: those of `by`, code, yes, disputed, unclear, no, projects (the cell's n),
    lower_share_pct (open codes counted as no), upper_share_pct (counted as yes) and text (both
    bounds as counts of n, "5–12/36").
    """
    keys = [*(by or []), "code"]
    counts = (
        coded.groupby([*keys, "state"], observed=True)
        .size()
        .unstack("state", fill_value=0)
        .reindex(columns=list(STATES), fill_value=0)
        .astype(int)
        .reset_index()
    )
    counts.columns.name = None
    counts["projects"] = counts[list(STATES)].sum(axis="columns")
    upper = counts["yes"] + counts["disputed"] + counts["unclear"]
    counts["lower_share_pct"] = 100 * counts["yes"] / counts["projects"]
    counts["upper_share_pct"] = 100 * upper / counts["projects"]
    counts["text"] = [
        f"{least}/{n}" if least == most else f"{least}–{most}/{n}"
        for least, most, n in zip(counts["yes"], upper, counts["projects"], strict=True)
    ]
    return counts


def label_against_content(coded: pd.DataFrame, label: str = "Civic & Social") -> pd.DataFrame:
    """`code_shares` of the projects filed under the focus area `label` and of all the others.

    The column `filed_under` tells the two apart: `label`, or "other".
    """
    filed = coded["focus_area"].astype("object").where(coded["focus_area"] == label, "other")
    return code_shares(coded.assign(filed_under=filed), ["filed_under"])


def filing_of_content(coded: pd.DataFrame) -> pd.DataFrame:
    """Where the projects that show a code are filed: for each code, yes counts by focus area.

    Columns: code, focus_area, projects (state yes), of_code (all projects with the code present),
    share_pct of them. A code present nowhere has no row.
    """
    present = coded[coded["state"] == "yes"]
    counts = (
        present.groupby(["code", "focus_area"], observed=True)
        .size()
        .rename("projects")
        .reset_index()
    )
    counts["of_code"] = counts.groupby("code", observed=True)["projects"].transform("sum")
    return counts.assign(share_pct=100 * counts["projects"] / counts["of_code"])


def title_only_sensitivity(coded: pd.DataFrame) -> pd.DataFrame:
    """`code_shares` of all projects, and of those described by more than their title.

    The column `texts` says which: "all", or "without title-only".
    """
    parts = {"all": coded, "without title-only": coded[~coded["title_only"]]}
    shares = [code_shares(part).assign(texts=name) for name, part in parts.items()]
    return pd.concat(shares, ignore_index=True)


def projects_showing(
    coded: pd.DataFrame, projects: pd.DataFrame, codes: Sequence[str]
) -> pd.DataFrame:
    """The listed projects with one of the codes present or open, and the state of each code.

    Columns: country_iso3, project_name, focus_area and one column for each code.
    """
    states = coded[coded["code"].isin(codes)].pivot(
        index="project_id", columns="code", values="state"
    )
    states = states[states.ne("no").any(axis="columns")].reindex(columns=list(codes))
    about = coded.drop_duplicates("project_id").set_index("project_id")
    names = projects.set_index("project_id")["project_name"]
    table = states.join(about[["country_iso3", "focus_area"]]).join(names)
    table = table[["country_iso3", "project_name", "focus_area", *codes]]
    return table.sort_values(["country_iso3", "project_name"], ignore_index=True)


def certainty(coded: pd.DataFrame, known: int) -> pd.DataFrame:
    """How much stands behind the shares: fact, n and n_of for each.

    `known` is the number of projects that any document lists.
    """
    projects = coded.drop_duplicates("project_id")
    facts = {
        "projects_listed": (len(projects), known),
        "more_than_title": (int((~projects["title_only"]).sum()), len(projects)),
        "passes_agree": (int((coded["pass_1"] == coded["pass_2"]).sum()), len(coded)),
        "codes_disputed": (int((coded["state"] == "disputed").sum()), len(coded)),
        "codes_unclear": (int((coded["state"] == "unclear").sum()), len(coded)),
    }
    return pd.DataFrame([(fact, *counts) for fact, counts in facts.items()],
                        columns=["fact", "n", "n_of"])  # fmt: skip


def code_agreement(coded: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    """How far the two passes agree on each code: Cohen's kappa with a 95 % percentile bootstrap.

    Columns: code, projects, same (both passes give one value), same_pct, disputed, unclear (both
    "u"), kappa, lower, upper, undefined_resamples. Kappa compares agreement with what chance gives
    the two passes' own frequencies. Where neither pass ever varies it is undefined (NaN), and so it
    is in the resamples that draw one value only; those are counted and left out of the interval.
    Two perfect passes have an interval of no width: resampling cannot invent a disagreement.
    Sources: Cohen (1960), as in scikit-learn; Efron and Tibshirani (1993) for the interval.
    """
    rows = [
        {"code": code, **_agreement(part, resamples, seed)}
        for code, part in coded.groupby("code", observed=True)
    ]
    columns = ["code", "projects", "same", "same_pct", "disputed", "unclear"]
    return pd.DataFrame(rows, columns=[*columns, "kappa", "lower", "upper", "undefined_resamples"])


def _agreement(part: pd.DataFrame, resamples: int, seed: int) -> dict[str, float]:
    """The agreement of one code's two passes."""
    table = _passes_table(part)
    draws = kappas_of_tables(resampled_tables(table, resamples, seed))
    lower, upper = percentile_interval(draws)
    projects, same = int(table.sum()), int(np.trace(table))
    return {
        "projects": projects,
        "same": same,
        "same_pct": 100 * same / projects if projects else float("nan"),
        "disputed": projects - same,
        "unclear": int(table[-1, -1]),
        "kappa": cohen_kappa(part["pass_1"], part["pass_2"]),
        "lower": lower,
        "upper": upper,
        "undefined_resamples": int(np.isnan(draws).sum()),
    }


def _passes_table(part: pd.DataFrame) -> NDArray[np.int64]:
    """Projects by the value of pass 1 (rows) and of pass 2 (columns), in the order 0, 1, u."""
    first = pd.Categorical(part["pass_1"].astype("object"), _VALUES)
    second = pd.Categorical(part["pass_2"].astype("object"), _VALUES)
    table = pd.crosstab(first, second, dropna=False).reindex(_VALUES, columns=_VALUES, fill_value=0)
    return table.to_numpy(dtype=np.int64)


def cohen_kappa(first: pd.Series, second: pd.Series) -> float:
    """Cohen's kappa of two codings of the same units, NaN where fewer than two values occur."""
    values = set(first.dropna()) | set(second.dropna())
    if len(values) < 2:
        return float("nan")
    from sklearn.metrics import cohen_kappa_score  # a second to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(cohen_kappa_score(first.astype(str), second.astype(str)))


def kappas_of_tables(tables: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cohen's kappa of each of many square agreement tables (draws × values × values)."""
    totals = tables.sum(axis=(1, 2)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.trace(tables, axis1=1, axis2=2) / totals
        expected = (tables.sum(axis=2) * tables.sum(axis=1)).sum(axis=1) / totals**2
        return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)
