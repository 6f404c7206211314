"""Make data/raw/boundaries/southeast_asia.gpkg from Natural Earth's 1:10m countries.

The countries come from the npm package world-atlas 2.0.2 (`npm pack`, so npm is needed), a TopoJSON
without a stated reference system: it is WGS84. They are clipped to a box far around Southeast Asia.
The same package gives the same bytes. Run it by `make boundaries`, look at what changed, then run
`python -m analysis.data.records` to bring the source record up to date.
"""

import subprocess
import tarfile
import tempfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

from analysis.data.boundaries import REGION
from analysis.paths import raw

PACKAGE = "world-atlas@2.0.2"
# GeoPackage stamps the day it was written; a fixed day keeps the bytes the same.
WRITTEN_ON = "2026-11-21T00:00:00.000Z"
ISO3 = {
    "004": "AFG",
    "036": "AUS",
    "050": "BGD",
    "064": "BTN",
    "086": "IOT",
    "090": "SLB",
    "096": "BRN",
    "104": "MMR",
    "116": "KHM",
    "144": "LKA",
    "156": "CHN",
    "158": "TWN",
    "242": "FJI",
    "296": "KIR",
    "316": "GUM",
    "344": "HKG",
    "356": "IND",
    "360": "IDN",
    "364": "IRN",
    "392": "JPN",
    "398": "KAZ",
    "408": "PRK",
    "410": "KOR",
    "417": "KGZ",
    "418": "LAO",
    "446": "MAC",
    "458": "MYS",
    "462": "MDV",
    "480": "MUS",
    "496": "MNG",
    "512": "OMN",
    "520": "NRU",
    "524": "NPL",
    "540": "NCL",
    "548": "VUT",
    "574": "NFK",
    "580": "MNP",
    "581": "UMI",
    "583": "FSM",
    "584": "MHL",
    "585": "PLW",
    "586": "PAK",
    "598": "PNG",
    "608": "PHL",
    "626": "TLS",
    "643": "RUS",
    "702": "SGP",
    "704": "VNM",
    "762": "TJK",
    "764": "THA",
    "795": "TKM",
    "860": "UZB",
}


def fetch_countries(folder: Path) -> Path:
    """Fetch the package into `folder` and return the path of its 1:10m countries."""
    subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(folder.glob("world-atlas-*.tgz"))) as archive:
        archive.extract("package/countries-10m.json", folder, filter="data")
    return folder / "package" / "countries-10m.json"


def polygons_only(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """Keep the areas of a geometry: repairing or clipping one can leave lines and points."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def clip_to_region(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Countries within the region, with ISO codes, valid geometries and a fixed order.

    Territories without an ISO number (Spratly Islands, Scarborough Reef and the like) keep an
    empty code: they are drawn, and counted for nobody.
    """
    areas = countries.geometry.make_valid().intersection(shapely.box(*REGION))
    clipped = gpd.GeoDataFrame(
        {
            "iso3": countries["id"].map(ISO3),
            "iso_numeric": countries["id"],
            "name": countries["name"],
        },
        geometry=areas.map(polygons_only),
        crs="EPSG:4326",
    )
    return clipped[~clipped.geometry.is_empty].sort_values("name", ignore_index=True)


def main() -> None:
    """Fetch, clip, and write beside before renaming."""
    target = raw() / "boundaries" / "southeast_asia.gpkg"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN_ON})
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        countries = gpd.read_file(fetch_countries(Path(scratch)), layer="countries")
        made = Path(scratch) / target.name
        clip_to_region(countries).to_file(made, layer="countries", engine="pyogrio")
        made.replace(target)
    print(f"wrote {target}")


if __name__ == "__main__":
    main()
