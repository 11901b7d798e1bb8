"""The schema `reference` of a build: territories, French communes, postal codes, successions."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

# Succession links of a workspace, in its raw folder; hidden, so as not to be read as a raw file.
SUCCESSION = Path("_official", "liens_succession.csv")
ZONE_FILES = {
    "epci": "epci",
    "canton": "cantons",
    "circonscription": "circonscriptions",
    "departement": "departements",
    "region": "region",
}
PARENTS = ("department_code", "epci_code", "canton_code", "circonscription_code")
TERRITORY_COLUMNS = [
    "level",
    "code",
    "name",
    *PARENTS,
    "region_code",
    "population",
    "area_km2",
    "longitude",
    "latitude",
    "is_partial",
    "commune_count",
]


def load_reference(con: duckdb.DuckDBPyConnection, territories: Path) -> None:
    """Create `reference.territory`, `commune_france`, `postal_code`, and `succession`, empty.

    `reference.territory` has one row per level and code, with the columns of `core.territory`. A
    parent is NULL where the territory is not inside one: an EPCI over two départements, the
    constituency of a town shared by several. `reference.postal_code` pairs `postal_code` and
    `commune_code` for the communes of the region.

    Args:
        con: the build's database.
        territories: folder of the committed snapshot (`data/raw/territoires`).
    """
    communes = pd.read_parquet(territories / "communes.parquet").drop(columns="geometry")
    con.execute("create schema if not exists reference")
    _create(con, "territory", _territory(territories, communes))
    _create(con, "commune_france", pd.read_parquet(territories / "communes_france.parquet"))
    _create(con, "postal_code", _postal_codes(communes))
    _empty_succession(con)


def _empty_succession(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "create or replace table reference.succession "
        "(predecessor_siret varchar, successor_siret varchar, linked_on date)"
    )


def load_succession(con: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """Fill `reference.succession` from the links that `fetch sirene` saved, if any.

    Args:
        con: with the schema `reference`.
        raw: raw folder of the workspace.
    """
    _empty_succession(con)
    file = raw / SUCCESSION
    if file.exists():
        con.execute(
            "insert into reference.succession select siretEtablissementPredecesseur, "
            "siretEtablissementSuccesseur, try_cast(dateLienSuccession as date) "
            "from read_csv(?, header = true, delim = ',', all_varchar = true)",
            [str(file)],
        )


@contextmanager
def reference_database(territories: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """An in-memory database with the schemas of a build and `reference` filled, to check files.

    Args:
        territories: folder of the committed snapshot.
    """
    with duckdb.connect() as con:
        for schema in ("raw", "meta", "quality"):
            con.execute(f"create schema {schema}")
        load_reference(con, territories)
        yield con


def territories_vintage(territories: Path) -> str:
    """Vintage of the snapshot, which also names the folder of the light geometry."""
    sheet = json.loads((territories / "source.json").read_text(encoding="utf-8"))
    return sheet["vintage"]


def _create(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    con.register("loaded", frame)
    con.execute(f"create or replace table reference.{table} as from loaded")
    con.unregister("loaded")


def _territory(territories: Path, communes: pd.DataFrame) -> pd.DataFrame:
    zones = [
        pd.read_parquet(territories / f"{name}.parquet")
        .drop(columns="geometry")
        .assign(level=level)
        for level, name in ZONE_FILES.items()
    ]
    leaves = communes.assign(level="commune", is_partial=False, commune_count=1)
    region_code = zones[-1]["code"].iloc[0]
    table = pd.concat([leaves, *zones], ignore_index=True)
    table["region_code"] = region_code
    types = dict.fromkeys(PARENTS, "string") | {"population": "Int64", "is_partial": bool}
    return table[TERRITORY_COLUMNS].astype(types)


def _postal_codes(communes: pd.DataFrame) -> pd.DataFrame:
    pairs = pd.DataFrame(
        {"postal_code": communes["postal_codes"].str.split("|"), "commune_code": communes["code"]}
    )
    return pairs.explode("postal_code", ignore_index=True)
