"""On small random workspaces with many edge days, the SQL equals the second implementation."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.data.raw_records import Raw, panel
from tests.data.recompute_membership import Workspace
from tests.data.small_builds import create, load, needed
from tests.data.small_workspaces import AS_OF, NETWORKS, Maker
from tests.data.test_money_and_people import Key, Row, same
from tests.sql.tables import empty_database, types

TABLE = "indicators.membership"
FILES = ("reseaux", "adhesions", "etablissements", "tissu_economique", "equipes")
COMMUNES = {"c1": "e1", "c2": "e1", "c3": "e2", "c4": "e3"}
OUTSIDE = "75056"
SIRENE = (
    "siret", "siren", "categorieEntreprise", "trancheEffectifsUniteLegale",
    "codeCommuneEtablissement", "etatAdministratifEtablissement",
)  # fmt: skip


def draw(seed: int) -> Raw:
    """Members that join, pause and leave on the edges of windows, in four communes."""
    rng = random.Random(seed)
    maker = Maker(rng)
    raw = maker.raw()
    for network in raw["reseaux"]:
        divisions = rng.sample(["20", "21", "62"], rng.randint(0, 2))
        network["naf_divisions"] = "|".join(divisions) or None
    for stay in list(raw["adhesions"]):
        stay["motif_sortie"] = rng.choice([None, "fusion", "cotisation", "ennui", "radiation"])
        if stay["date_sortie"] and rng.random() < 0.6:
            gap = rng.choice([0, 1, 2, 90, 91, 92, 200])
            again = stay["date_sortie"] + pd.Timedelta(days=gap).to_pytimedelta()
            end = maker.after(again, 700, 0.5)
            college = rng.choice([stay["college"], "entreprise", "autre"])
            raw["adhesions"].append(
                {**stay, "date_adhesion": again, "date_sortie": end, "college": college}
            )
    for stay in rng.sample(raw["adhesions"], min(2, len(raw["adhesions"]))):
        # A second site of the same company, or the company again in another college.
        raw["adhesions"].append(
            {
                **stay,
                "date_adhesion": stay["date_adhesion"] + pd.Timedelta(days=3).to_pytimedelta(),
                "date_sortie": stay["date_sortie"]
                and stay["date_sortie"] + pd.Timedelta(days=3).to_pytimedelta(),
                "motif_sortie": rng.choice([None, stay["motif_sortie"]]),
                "college": rng.choice([stay["college"], "formation"]),
            }
        )
    for place in raw["etablissements"]:
        place["codeCommuneEtablissement"] = rng.choice([*COMMUNES, OUTSIDE])
        place["etatAdministratifEtablissement"] = rng.choice(["A", "A", "F", None])
    raw["tissu_economique"] = [
        {"code_commune": commune, "naf_division": division, "classe_taille": size,
         "nb_entreprises": rng.randint(0, 5)}
        for commune in COMMUNES
        for division in ("20", "21", "62")
        for size in ("TPE", "PME", "GE")
        if rng.random() < 0.5
    ]  # fmt: skip
    return raw


def build(raw: Raw, as_of: date = AS_OF) -> dict[Key, Row]:
    """Rows of the family from records inserted directly into `raw`, up to a month end."""
    with made(raw, as_of) as con:
        return {row[:3]: row[3:] for row in con.execute(f"from {TABLE}").fetchall()}


@contextmanager
def made(raw: Raw, as_of: date = AS_OF) -> Iterator[duckdb.DuckDBPyConnection]:
    """Database with the tables of the family and all their inputs."""
    with empty_database() as con:
        for table, columns in types().items():
            if table.startswith("reference.") or table == "staging.establishment_place":
                create(con, table, columns)
        for level, codes in (("commune", COMMUNES), ("epci", set(COMMUNES.values()))):
            for code in codes:
                con.execute(
                    "insert into reference.territory (level, code, department_code, epci_code, "
                    "region_code) values (?, ?, '45', ?, '24')",
                    [level, code, COMMUNES.get(code)],
                )
        load(con, raw, FILES, as_of)
        for node in needed(frozenset({TABLE})):
            # Constituencies need geometry, which these communes do not have.
            if not node.name.startswith("pipelines."):
                node.run(con)
        yield con


def write(raw: Raw, folder: Path) -> tuple[Path, Path]:
    """Write the same records as the files that the second implementation reads."""
    columns = {
        "reseaux": ["id_reseau", "naf_divisions", "date_fin"],
        "adhesions": [
            "id_reseau", "siret", "siren", "college", "date_adhesion", "date_sortie",
            "motif_sortie",
        ],
        "etablissements": list(SIRENE),
        "tissu_economique": ["code_commune", "naf_division", "classe_taille", "nb_entreprises"],
        "equipes": ["id_reseau", "date_entree", "date_sortie", "etp"],
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    for name, names in columns.items():
        frame = pd.DataFrame(raw[name], columns=names, dtype=object)
        frame.to_csv(folder / f"{name}.csv", sep=";", index=False)
    pd.DataFrame({"code": list(COMMUNES), "epci_code": list(COMMUNES.values())}).to_parquet(
        folder / "communes.parquet"
    )
    pd.DataFrame({"code": sorted(set(COMMUNES.values()))}).to_parquet(folder / "epci.parquet")
    return folder, folder


@settings(
    max_examples=3,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_random_workspaces_are_recomputed(tmp_path: Path, seed: int) -> None:
    raw = draw(seed)
    published = build(raw)
    again = Workspace(*write(raw, tmp_path / "raw")).recompute(panel(AS_OF))
    wrong = [
        f"{key}: SQL {published.get(key)}, recomputed {again.get(key)}"
        for key in sorted(published.keys() | again.keys())
        if key not in published or key not in again or not same(shape(published[key]), again[key])
    ]
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:20])


def shape(row: Row) -> Row:
    """As published: only `n` where the figure is not `ok`."""
    return row if row[4] == "ok" else (None, None, None, row[3], row[4])


def test_the_draw_covers_every_network() -> None:
    networks = {network["id_reseau"] for seed in range(20) for network in draw(seed)["reseaux"]}
    assert networks == set(NETWORKS)
