"""A small SIRENE stock in Parquet, with the columns and types of the real one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

STATE = "etatAdministratifEtablissement"
ESTABLISHMENT = {
    "siren": "", "siret": "", "codeCommuneEtablissement": "45234", STATE: "A",
    "activitePrincipaleEtablissement": "20.42Z",
    "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
    "dateDernierTraitementEtablissement": datetime(2026, 10, 30, 8, 0),
    "dateCreationEtablissement": date(2010, 1, 1), "etablissementSiege": True,
    "denominationUsuelleEtablissement": "NE PAS LIRE",
}  # fmt: skip
COMPANY = {
    "siren": "", "etatAdministratifUniteLegale": "A", "categorieJuridiqueUniteLegale": 5710,
    "categorieEntreprise": "PME", "trancheEffectifsUniteLegale": "11",
    "nomUniteLegale": "NE PAS LIRE",
}  # fmt: skip


def establishment(siren: str, **changes: object) -> dict[str, object]:
    """One row of StockEtablissement."""
    return ESTABLISHMENT | {"siren": siren, "siret": f"{siren}00015"} | changes


def company(siren: str, **changes: object) -> dict[str, object]:
    """One row of StockUniteLegale."""
    return COMPANY | {"siren": siren} | changes


def write(folder: Path, establishments: list[dict], companies: list[dict]) -> tuple[Path, Path]:
    """Write both files, under their names on data.gouv.fr."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "StockEtablissement_utf8.parquet", folder / "StockUniteLegale_utf8.parquet"
    for path, rows in zip(paths, (establishments, companies), strict=True):
        pq.write_table(pa.Table.from_pylist(rows), path)
    return paths
