"""Second implementation of `no_data` and `insufficient`: which files cover a network, from when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from method.catalog import load_catalog
from tests.data.raw_records import ALL, Raw, by_network

Key = tuple[date, str, str]
Row = tuple[float | None, float | None, float | None, int | None, str]
NOTHING: Row = (None, None, None, None, "insufficient")
BEFORE_ALL = date(1900, 1, 1)
# Date columns of each file; the earliest date counts where there are two.
DAYS = {
    "adhesions": ("date_adhesion",), "subventions": ("dateConvention",),
    "equipes": ("date_entree",), "gouvernance": ("date_debut",), "sollicitations": ("date",),
    "dossiers": ("date_depot",), "projets": ("date_labellisation", "date_financement"),
    "actions": ("date",), "bills": ("echeance_prevue", "date_versement"),
}  # fmt: skip


class Files:
    """First day on which each file of a workspace covers each network."""

    def __init__(self, raw: Raw) -> None:
        self.first: dict[str, dict[str, date]] = {}
        listed = {row["siren"] or row["siret"][:9] for row in raw["etablissements"]}
        partners: dict[str, set[str]] = {}
        for row in raw["partenaires"]:
            partners.setdefault(row["id_projet"], set()).add(row["siren"])
        for network in by_network(raw):
            days = {name: _first(network[name], columns) for name, columns in DAYS.items()}
            days["versements"] = days.pop("bills")
            days["tresorerie"] = _least(
                date.fromisoformat(row["mois"] + "-01") for row in network["tresorerie"]
            )
            days["comptes"] = _least(
                date(int(row["exercice"]), 12, 31) for row in network["comptes"]
            )
            days["reseaux"] = BEFORE_ALL
            days["tissu_economique"] = BEFORE_ALL if raw.get("tissu_economique") else None
            backed = [p for p in network["projets"] if p["id_projet"] in partners]
            days["partenaires"] = _first(backed, DAYS["projets"])
            located = [p for p in backed if partners[p["id_projet"]] & listed]
            members = [
                m for m in network["adhesions"] if (m.get("siren") or m["siret"][:9]) in listed
            ]
            days["etablissements"] = _least(
                day
                for day in (_first(located, DAYS["projets"]), _first(members, ("date_adhesion",)))
                if day
            )
            self.first[network.id] = {name: day for name, day in days.items() if day}

    def has(self, network: str, indicator: str, as_of: date) -> bool:
        """Whether every file that an indicator needs covers the network by a given day."""
        first = self.first[network]
        files = load_catalog().indicators[indicator].files
        return all(file in first and first[file] <= as_of for file in files)

    def completed(
        self, rows: dict[Key, Row], indicators: Iterable[str], months: list[date]
    ) -> dict[Key, Row]:
        """Published rows: none where a file is missing, one everywhere else."""
        published = {}
        for indicator in indicators:
            for as_of in months:
                there = {name for name in self.first if self.has(name, indicator, as_of)}
                for scope in [*there, *([ALL] if there else [])]:
                    key = (as_of, scope, indicator)
                    published[key] = rows.get(key, NOTHING)
        return published


def _first(rows: Iterable[dict], columns: tuple[str, ...]) -> date | None:
    return _least(row[column] for row in rows for column in columns if row.get(column))


def _least(days: Iterable[date]) -> date | None:
    return min(days, default=None)
