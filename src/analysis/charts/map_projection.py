"""The one projection of the workbook's maps: equal-area, so that no state looks too large."""

from __future__ import annotations

import geopandas as gpd
import shapely

from analysis.charts.words import Message
from analysis.charts.words import message as _

CENTRE_LONGITUDE, CENTRE_LATITUDE = 113.0, 6.0
CRS = (
    f"+proj=laea +lon_0={CENTRE_LONGITUDE} +lat_0={CENTRE_LATITUDE} +datum=WGS84 +units=m +no_defs"
)


def projection_statement() -> Message:
    """Name the projection and its centre, for the foot of every map."""
    return _(
        "Lambert azimuthal equal-area projection, centre {latitude}° N {longitude}° E.",
        latitude=int(CENTRE_LATITUDE),
        longitude=int(CENTRE_LONGITUDE),
    )


def boundary_disclaimer() -> Message:
    """Say what the boundaries drawn do not mean, for the foot of every map."""
    return _("Boundaries shown imply no judgement on the legal status of any territory.")


def project(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Project a WGS84 frame to metres in the maps' projection; the index becomes 0…n-1.

    Raises ValueError where the frame names no coordinate system: a guess would move places.
    """
    if frame.crs is None:
        raise ValueError(
            "the frame has no coordinate system; set_crs('EPSG:4326') where it is read"
        )
    return frame.to_crs(CRS).reset_index(drop=True)


def generalise(boundaries: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Simplify boundaries to a detail the paper can show; shared borders stay shared.

    `tolerance_m` is the smallest bend kept, in metres. The tolerance is an area in shapely's terms:
    bends below its square are removed (Visvalingam and Whyatt 1993).
    """
    # Clipping and projecting can pinch slivers to nothing, which the simplification refuses.
    shapes = boundaries.geometry.to_numpy().copy()
    pinched = ~shapely.is_valid(shapes)
    shapes[pinched] = shapely.make_valid(shapes[pinched], method="structure", keep_collapsed=False)
    simplified = shapely.coverage_simplify(shapes, tolerance_m)
    return boundaries.set_geometry(
        gpd.GeoSeries(simplified, index=boundaries.index, crs=boundaries.crs)
    )
