"""From raw contours to one coverage: no gap, no overlap, the same borders at every level.

Everything is made of **pieces**: a commune, or, for a town that several legislative
constituencies share, its part in each. Every level is dissolved from the same pieces, in both
the full and the light geometry, so that borders agree between levels.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from method.wording import plural
from pipelines.fetch.packages import FetchError
from pipelines.fetch.territory_sources import WGS84

LAMBERT93 = "EPSG:2154"
GRID_DEGREES = 1e-7
LIGHT_DECIMALS = 4
LIGHT_TOLERANCE_M = 150.0
SLIVER_KM2 = 0.05
SHARE_OF_ONE = 0.999


def repair_communes(
    contours: gpd.GeoDataFrame, holes: dict[str, tuple[float, ...]]
) -> gpd.GeoDataFrame:
    """Make a valid coverage of commune contours.

    Borders are split where they cross, then each face is assigned to one commune: the one that
    covers it, the lowest code where two overlap, and for a hole the commune known to lack it.

    Args:
        contours: `code`, `geometry` (WGS 84).
        holes: areas in km² of the parts known to be missing from each commune in this source.

    Returns:
        `code`, `geometry`, one row per commune, sorted by code, a valid coverage.

    Raises:
        FetchError: a hole that matches no known missing part.
    """
    contours = gpd.GeoDataFrame(contours.sort_values("code", ignore_index=True))
    faces = _faces(contours.geometry.boundary)
    owner = _owners(faces, contours)
    gaps = np.flatnonzero(owner < 0)
    if len(gaps):
        owner[gaps] = _owners_of_gaps(faces[gaps], contours, holes)
    return _dissolved(faces, contours["code"].to_numpy()[owner])


def split_towns(
    communes: gpd.GeoDataFrame,
    circonscriptions: gpd.GeoDataFrame,
    cut: dict[str, tuple[str, ...]],
    known: dict[str, str],
) -> gpd.GeoDataFrame:
    """Cut into pieces the towns that several constituencies share.

    The outlines of constituencies are coarse (46 points each). Outside the shared towns the
    commune's border is the exact limit; inside one, only the constituencies that the law
    assigns to it are considered, and what their outlines leave out goes to the piece with the
    longest common border.

    Args:
        communes: `code`, `geometry`, a valid coverage (WGS 84).
        circonscriptions: `code`, `geometry` (WGS 84).
        cut: commune → the constituencies that share it.
        known: commune → its constituency, where the coarse outlines are wrong.

    Returns:
        `commune_code`, `circonscription_code`, `geometry`, a valid coverage of pieces.
    """
    outlines = circonscriptions.set_index("code").geometry
    towns = communes.set_index("code").geometry
    parts = pd.concat(
        [_parts(code, towns[code], outlines, sharing) for code, sharing in cut.items()]
    )
    whole = communes[~communes["code"].isin(list(cut))].rename(columns={"code": "commune_code"})
    largest = _largest_share(whole, circonscriptions)
    whole["circonscription_code"] = whole["commune_code"].map(known).fillna(largest)
    pieces = gpd.GeoDataFrame(pd.concat([whole, parts], ignore_index=True), crs=WGS84)
    faces = _faces(pieces.geometry.boundary)
    owner = _owners(faces, pieces)
    keys = pieces["commune_code"] + "|" + pieces["circonscription_code"]
    noded = _dissolved(faces, keys.to_numpy()[owner])
    codes = noded["code"].str.split("|", expand=True)
    return gpd.GeoDataFrame(
        {"commune_code": codes[0], "circonscription_code": codes[1]},
        geometry=noded.geometry,
        crs=WGS84,
    )


def zone_of_communes(communes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    """Code of the zone that contains each whole commune, by share of its area.

    Args:
        communes: `code`, `geometry` (WGS 84).
        zones: `code`, `geometry` (WGS 84), a partition that follows commune borders.

    Returns:
        zone code by commune code.

    Raises:
        FetchError: a commune that no zone contains entirely.
    """
    shares = _shares(communes, zones)
    best = shares.sort_values("share").drop_duplicates("commune_code", keep="last")
    loose = best[best["share"] < SHARE_OF_ONE]["commune_code"]
    if len(loose) or len(best) != len(communes):
        raise FetchError(
            "cantons : aucun canton entier ne contient "
            f"{plural(len(communes) - len(best) + len(loose), 'commune')} "
            f"({', '.join(loose[:5])}). Vérifiez le millésime des cantons."
        )
    return best.set_index("commune_code")["zone_code"]


def simplify(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Light pieces for the browser: shared borders stay shared, 4 decimals (about 10 m)."""
    flat = pieces.to_crs(LAMBERT93)
    flat["geometry"] = shapely.coverage_simplify(flat.geometry.to_numpy(), LIGHT_TOLERANCE_M)
    light = flat.to_crs(WGS84)
    light["geometry"] = shapely.transform(
        light.geometry.to_numpy(), lambda points: np.round(points, LIGHT_DECIMALS)
    )
    return light


def dissolve(pieces: gpd.GeoDataFrame, codes: pd.Series) -> gpd.GeoDataFrame:
    """Union of pieces by code: `code`, `geometry`, sorted by code, without uncoded pieces.

    Args:
        pieces: a valid coverage.
        codes: code of the zone of each piece, same index.
    """
    has_code = codes.notna()
    return _dissolved(pieces.geometry[has_code].to_numpy(), codes[has_code].to_numpy())


def area_km2(shapes: gpd.GeoSeries) -> pd.Series:
    """Geographic area in km², in Lambert-93."""
    return shapes.to_crs(LAMBERT93).area / 1e6


def centres(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """A centre inside each shape: the centroid, or a point on the surface when it is outside."""
    middle = shapely.centroid(shapes.to_numpy())
    inside = shapely.contains(shapes.to_numpy(), middle)
    return gpd.GeoSeries(
        np.where(inside, middle, shapely.point_on_surface(shapes.to_numpy())),
        index=shapes.index,
        crs=shapes.crs,
    )


def _faces(borders: gpd.GeoSeries) -> np.ndarray:
    lines = shapely.union_all(borders.to_numpy(), grid_size=GRID_DEGREES)
    return shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))


def _owners(faces: np.ndarray, shapes: gpd.GeoDataFrame) -> np.ndarray:
    """Position of the first shape that covers each face, or -1."""
    inside = shapely.point_on_surface(faces)
    of_face, of_shape = shapely.STRtree(shapes.geometry.to_numpy()).query(inside, "within")
    owner = np.full(len(faces), len(shapes))
    np.minimum.at(owner, of_face, of_shape)
    return np.where(owner == len(shapes), -1, owner)


def _owners_of_gaps(
    gaps: np.ndarray, contours: gpd.GeoDataFrame, holes: dict[str, tuple[float, ...]]
) -> list[int]:
    position = {code: row for row, code in enumerate(contours["code"])}
    areas = area_km2(gpd.GeoSeries(gaps, crs=WGS84))
    owners = []
    for gap, area in zip(gaps, areas, strict=True):
        candidates = [
            code
            for code, sizes in holes.items()
            if code in position and any(abs(area - size) < 0.01 * size for size in sizes)
        ]
        if candidates:
            owners.append(position[candidates[0]])
        elif area < SLIVER_KM2:
            shared = shapely.length(shapely.intersection(gap, contours.geometry.to_numpy()))
            owners.append(int(shared.argmax()))
        else:
            raise FetchError(
                f"contours des communes : un trou de {area:.2f} km² n’appartient à aucune "
                "commune connue. Le millésime des contours ne suit pas celui des communes."
            )
    return owners


def _dissolved(shapes: np.ndarray, codes: np.ndarray) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=WGS84)
    # Members of a coverage touch edge to edge, so this faster union is exact.
    return gpd.GeoDataFrame(frame.dissolve("code", method="coverage").reset_index())


def _parts(
    code: str, town: shapely.Geometry, outlines: gpd.GeoSeries, sharing: tuple[str, ...]
) -> gpd.GeoDataFrame:
    parts = [_surface(shapely.intersection(town, outlines[circo])) for circo in sharing]
    left_over = _surface(shapely.difference(town, shapely.union_all(parts)))
    for rest in shapely.get_parts(left_over):
        border = [shapely.length(shapely.intersection(rest, part)) for part in parts]
        nearest = int(np.argmax(border))
        parts[nearest] = shapely.union(parts[nearest], rest)
    return gpd.GeoDataFrame(
        {"commune_code": code, "circonscription_code": list(sharing)}, geometry=parts, crs=WGS84
    )


def _surface(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape without the lines and points left by an intersection along a border."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _largest_share(communes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    coded = gpd.GeoDataFrame(communes.rename(columns={"commune_code": "code"}))
    shares = _shares(coded, zones)
    same = shares["commune_code"].str[:2] == shares["zone_code"].str[:2]
    best = shares[same].sort_values("share").drop_duplicates("commune_code", keep="last")
    return communes["commune_code"].map(best.set_index("commune_code")["zone_code"])


def _shares(communes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    flat, flat_zones = communes.to_crs(LAMBERT93), zones.to_crs(LAMBERT93)
    shapes, zone_shapes = flat.geometry.to_numpy(), flat_zones.geometry.to_numpy()
    of_commune, of_zone = shapely.STRtree(zone_shapes).query(shapes, "intersects")
    common = shapely.area(shapely.intersection(shapes[of_commune], zone_shapes[of_zone]))
    return pd.DataFrame(
        {
            "commune_code": communes["code"].to_numpy()[of_commune],
            "zone_code": zones["code"].to_numpy()[of_zone],
            "share": common / shapely.area(shapes[of_commune]),
        }
    )
