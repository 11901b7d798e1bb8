"""Canton and legislative constituency of an establishment, by its commune, else its point."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

ZONE_FILES = {
    "canton_code": "cantons.parquet",
    "circonscription_code": "circonscriptions.parquet",
}


def locate(points: pd.DataFrame, territories: Path) -> pd.DataFrame:
    """Place establishments in their canton and constituency.

    A commune entirely in one zone gives the zone. In a town shared by several, the point decides;
    if it is missing or outside the town, the establishment is « non localisé » at that level.

    Args:
        points: `siret`, `commune_code`, `longitude`, `latitude` (degrees, WGS 84).
        territories: folder of the committed snapshot.

    Returns:
        `siret`, `canton_code`, `circonscription_code`, in the order of `points`; a code is None
        if the establishment is not placed, or not in the region.
    """
    communes = gpd.read_parquet(
        territories / "communes.parquet", columns=["code", *ZONE_FILES, "geometry"]
    ).set_index("code")
    placed = points[["siret"]].reset_index(drop=True)
    home = points["commune_code"].reset_index(drop=True)
    spots = gpd.GeoDataFrame(
        {"commune_code": home},
        geometry=gpd.points_from_xy(points["longitude"], points["latitude"]),
        crs=communes.crs,
    )
    spots = spots[points[["longitude", "latitude"]].notna().all(axis=1).to_numpy()]
    for column, file in ZONE_FILES.items():
        code = home.map(communes[column])
        shared = communes.geometry[communes[column].isna()]
        doubtful = spots[spots["commune_code"].isin(shared.index)]
        towns = shared.reindex(doubtful["commune_code"])
        inside = doubtful[doubtful.within(gpd.GeoSeries(towns), align=False).to_numpy()]
        if len(inside):
            zones = gpd.read_parquet(territories / file, columns=["code", "geometry"])
            zone_codes = gpd.sjoin(inside, zones, predicate="within")["code"]
            code = code.fillna(zone_codes[~zone_codes.index.duplicated()])
        placed[column] = code.astype(object).where(code.notna(), None)
    return placed
