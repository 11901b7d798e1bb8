"""A deposit that changes one network in every file that the public does not read row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.secrecy.worlds import header, rows_of, write

Rows = list[dict[str, str]]
# Added amounts, in euros and cents, different from any other.
CASH, FUNDS = 1234.56, 777.11


def change(raw: Path, network: str) -> None:
    """Rewrite the files of a raw folder as if this network had sent new ones."""
    own = {r["referenceDecision"] for r in rows_of(raw / "subventions.csv") if _is(r, network)}
    edits: dict[str, Callable[[Rows], Rows]] = {
        "tresorerie": lambda rows: _added(rows, network, CASH, "solde_fin_mois"),
        "comptes": lambda rows: _added(rows, network, FUNDS, "fonds_propres", "creances"),
        "dossiers": lambda rows: _added(rows, network, 12.5, "heures_montage"),
        "sollicitations": lambda rows: _asked(rows, network),
        "equipes": lambda rows: _hired(rows, network),
        "gouvernance": lambda rows: _ended(rows, network),
        "versements": lambda rows: _paid(rows, own),
        "adhesions": lambda rows: _left(rows, network),
    }
    for name, edit in edits.items():
        file = raw / f"{name}.csv"
        before = rows_of(file)
        after = edit([dict(row) for row in before])
        assert after != before, f"the deposit changes nothing of {name}"
        write(file, header(file), after)


def _is(row: dict[str, str], network: str) -> bool:
    return row["id_reseau"] == network


def _added(rows: Rows, network: str, amount: float, *columns: str) -> Rows:
    for row in rows:
        for column in columns:
            if _is(row, network) and row[column]:
                row[column] = f"{float(row[column]) + amount:.2f}"
    return rows


def _asked(rows: Rows, network: str) -> Rows:
    mine = [row for row in rows if _is(row, network)]
    return rows + [row | {"heures": "1.5"} for row in mine[::3]]


def _hired(rows: Rows, network: str) -> Rows:
    mine = next(row for row in rows if _is(row, network) and not row["date_sortie"])
    who = {"id_agent": "AG-9999", "fonction": "animation", "etp": "0.50"}
    return [*rows, mine | who | {"date_entree": "2025-03-01"}]


def _ended(rows: Rows, network: str) -> Rows:
    mine = next(row for row in rows if _is(row, network))
    mine["date_fin"] = "2026-05-01"
    return rows


def _paid(rows: Rows, own: set[str]) -> Rows:
    """Three payments on a known day, one of them reduced."""
    mine = [r for r in rows if r["referenceDecision"] in own and r["date_versement"] > "2024"][:3]
    for row in mine:
        row["date_versement"] = f"{row['date_versement'][:8]}{'03' if row is mine[0] else '02'}"
    return rows


def _left(rows: Rows, network: str) -> Rows:
    """Two companies leave, whose number is hidden in the region."""
    mine = [
        r for r in rows if _is(r, network) and r["college"] == "entreprise" and not r["date_sortie"]
    ]
    for row, day in zip(mine[:2], ("2026-03-15", "2026-02-15"), strict=True):
        row["date_sortie"] = day
    return rows
