"""The network as a map shows it: each member city at a date with its listed projects."""

import datetime

import geopandas as gpd
import pandas as pd

from analysis.measures.membership import members_at, reports_until
from analysis.measures.projects import projects_at


def cities_with_projects(
    cities: gpd.GeoDataFrame,
    project_years: pd.DataFrame,
    reports: pd.DataFrame,
    as_of: datetime.date,
) -> gpd.GeoDataFrame:
    """The cities that were members on a day, with the projects that the latest report lists.

    Adds `report_year` (of the latest monitoring report published by then) and `projects` (0 where
    that report lists none; both missing before the first), longitude and latitude in degrees.
    """
    inside = members_at(cities, as_of)
    published = reports_until(reports, as_of)
    listed = projects_at(project_years, reports, as_of)["city_id"].value_counts()
    counts = inside["city_id"].map(listed).fillna(0) if published else pd.NA
    return inside.assign(
        report_year=pd.Series(published[-1] if published else pd.NA, inside.index, "Int64"),
        projects=pd.Series(counts, inside.index, "Int64"),
        longitude=inside.geometry.x,
        latitude=inside.geometry.y,
    )
