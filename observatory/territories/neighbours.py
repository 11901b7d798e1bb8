"""Which territories share a border, from the geometry drawn by the browser."""

from __future__ import annotations

import json
from functools import lru_cache

from method.settings import ROOT


@lru_cache(maxsize=8)
def neighbours(vintage: str, level: str) -> dict[str, frozenset[str]]:
    """For each territory, codes of those that share more than a point with it.

    Args:
        vintage: of the territories, name of the folder of the geometry.
        level: a key of `observatory.territories.maps.LEVELS`.
    """
    # The import takes 0.1 s, and only the sheet of a territory needs it.
    import shapely

    file = ROOT / "static" / "territoires" / vintage / f"{level}.json"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    codes = [feature["properties"]["code"] for feature in features]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    borders: dict[str, set[str]] = {code: set() for code in codes}
    for one, other in pairs:
        # A shared corner is not a border; simplified geometries share their vertices exactly.
        if one != other and shapes[one].intersection(shapes[other]).length > 0:
            borders[codes[one]].add(codes[other])
    return {code: frozenset(others) for code, others in borders.items()}
