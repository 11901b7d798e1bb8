"""Workspaces with a few networks of the demonstration, and what a reader sees of their builds.

`build_after` publishes a workspace with the ledger of another: the build one month later, or with
one more network.
"""

from __future__ import annotations

import csv
import shutil
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from observatory.gate.store import Store
from pipelines.build.releases import FOLDER
from pipelines.build.run import BuildRefused, build_workspace

# Files without a network column: the column that refers to another file, and that file.
POINTERS = {
    "versements": ("referenceDecision", "subventions"),
    "partenaires": ("id_projet", "projets"),
}


def smaller(raw: Path, networks: list[str], into: Path) -> Path:
    """Raw folder with only the rows of some networks."""
    into.mkdir(parents=True)
    shutil.copyfile(raw / "workspace.toml", into / "workspace.toml")
    sirens = {r["siren"] for r in rows_of(raw / "reseaux.csv") if r["id_reseau"] in networks}
    for file in sorted(raw.glob("*.csv"), key=lambda f: f.stem in POINTERS):
        rows = rows_of(file)
        if file.stem in POINTERS:
            column, other = POINTERS[file.stem]
            keys = {row[column] for row in rows_of(into / f"{other}.csv")}
            rows = [row for row in rows if row[column] in keys]
        elif rows and "id_reseau" in rows[0]:
            rows = [row for row in rows if _is_of(row, networks, sirens)]
        write(into / file.name, header(file), rows)
    return into


def build_after(
    raw: Path, curated: Path, former: Path | None = None, memory: Path | None = None
) -> Path:
    """Published folder of `raw`, built after the builds of the raw folder `former` were shown.

    The memory is that of the folder, or `memory` instead.
    """
    if former:
        shutil.copytree(former / FOLDER, raw / FOLDER, symlinks=True, dirs_exist_ok=True)
    try:
        build_workspace(raw, curated, memory=memory)
    except BuildRefused as refusal:
        for file in refusal.report.files if refusal.report else []:
            if file.refused:
                refusal.add_note(file.to_text())
        raise
    return curated


def read(curated: Path, role: str, table: str, where: str = "true") -> pd.DataFrame:
    """Rows of a published table that a role may read."""
    store = _store(curated.parent)
    session = store.session(curated.name, role, is_signed_in=True)
    with store.cursor(session._gate) as cursor:
        return cursor.execute(f"select * from {table} where {where}").df()


@cache
def _store(root: Path) -> Store:
    """The store of a root, which sees each new build, as that of a server does."""
    return Store(root)


def inside(curated: Path, sql: str) -> pd.DataFrame:
    """Result of any query on the published file, without access control."""
    with duckdb.connect(str((curated / "observatory.duckdb").resolve()), read_only=True) as con:
        return con.execute(sql).df()


WITHOUT_ROW = """
    with place as (
        select level, code from core.territory
        union all
        select cut.level, d.code || '-non_localise'
        from core.territory as d cross join (values ('canton'), ('circonscription')) as cut (level)
        where d.level = 'departement'
    )
    select r.as_of, p.level, p.code as territory_code, r.network_id
    from seen as r
    cross join place as p
    left join seen as v
        on v.as_of = r.as_of and v.level = p.level and v.territory_code = p.code
        and v.network_id = r.network_id
    where r.level = 'region' and v.as_of is null and (p.level <> 'commune' or r.network_id = '*')
"""


def cells_without_row(curated: Path, stock: pd.DataFrame) -> pd.DataFrame:
    """Cells that are secret because they have no row, as a reader knows.

    Args:
        curated: published folder.
        stock: rows of the number of companies of some months, every level, as a role reads them.
    """
    with duckdb.connect(str((curated / "observatory.duckdb").resolve()), read_only=True) as con:
        con.register("seen", stock)
        return con.execute(WITHOUT_ROW).df()


def _is_of(row: dict[str, str], networks: list[str], sirens: set[str]) -> bool:
    if row["id_reseau"]:
        return row["id_reseau"] in networks
    return row.get("idBeneficiaire", "")[:9] in sirens


def header(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines, delimiter=";"))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def write(file: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, header, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
