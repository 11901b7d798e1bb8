"""Which territories share a border, read from the geometry that the browser draws."""

from __future__ import annotations

import json
from functools import lru_cache

from method.settings import ROOT


@lru_cache(maxsize=8)
def neighbours(vintage: str, level: str) -> dict[str, frozenset[str]]:
    """Codes of the territories that share more than a point with each territory.

    Args:
        vintage: of the territories, which names the folder of the geometry.
        level: a key of `observatory.territories.maps.LEVELS`.
    """
    # 0.1 s of import that only a reader of a sheet needs.
    import shapely

    file = ROOT / "static" / "territoires" / vintage / f"{level}.json"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    codes = [feature["properties"]["code"] for feature in features]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    found: dict[str, set[str]] = {code: set() for code in codes}
    for one, other in pairs:
        # A corner shared is no border; light geometries share their vertices exactly.
        if one != other and shapes[one].intersection(shapes[other]).length > 0:
            found[codes[one]].add(codes[other])
    return {code: frozenset(others) for code, others in found.items()}
