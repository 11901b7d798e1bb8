"""Raw files as plain records, and the calendar, for the second implementation of the indicators.

Nothing here is imported from `pipelines`: a fault shared with the build would go unnoticed.
"""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

DATES = {
    "date", "date_adhesion", "date_sortie", "date_entree", "date_debut", "date_fin", "date_depot",
    "date_decision", "date_versement", "echeance_prevue", "dateConvention", "date_labellisation",
    "date_financement",
}  # fmt: skip
NUMBERS = {
    "montant", "montant_prevu", "montant_verse", "solde_fin_mois", "encaissements",
    "decaissements", "exercice", "cotisations", "prestations", "subventions_publiques",
    "autres_produits", "charges_personnel", "autres_charges", "fonds_propres",
    "dettes_long_terme", "immobilisations_nettes", "creances", "subventions_a_recevoir",
    "dettes_court_terme", "disponibilites", "etp", "heures", "montant_demande", "montant_obtenu",
    "heures_montage", "heures_controle", "participants", "dont_tpe_pme", "budget_total",
    "aide_publique", "duree_mois",
}  # fmt: skip
FILES = (
    "reseaux", "adhesions", "etablissements", "subventions", "versements", "tresorerie", "comptes",
    "equipes", "gouvernance", "sollicitations", "dossiers", "projets", "partenaires", "actions",
)  # fmt: skip

Record = dict
Raw = dict[str, list[Record]]
ALL = "*"


class Part(NamedTuple):
    """Numerator, denominator (None for an amount) and n; numerator None when not known."""

    above: float | None
    below: float | None
    n: int


# Files whose rows cover a period: columns of its first and last day.
LASTING = {
    "adhesions": ("date_adhesion", "date_sortie"),
    "equipes": ("date_entree", "date_sortie"),
    "gouvernance": ("date_debut", "date_fin"),
}


@dataclass
class Network:
    """Records of one network by file, none of them after its last day."""

    id: str
    ended: date | None = None
    files: Raw = field(default_factory=dict)

    def __getitem__(self, name: str) -> list[Record]:
        return self.files.get(name, [])


def read_raw(folder: Path) -> Raw:
    """Every CSV of a workspace, cells typed by their column."""
    raw: Raw = {}
    for name in FILES:
        file = folder / f"{name}.csv"
        raw[name] = []
        if file.exists():
            with file.open(encoding="utf-8-sig", newline="") as lines:
                raw[name] = [_typed(row) for row in csv.DictReader(lines, delimiter=";")]
    return raw


def _typed(row: dict[str, str]) -> Record:
    typed: Record = {}
    for column, cell in row.items():
        if not cell:
            typed[column] = None
        elif column in DATES:
            typed[column] = date.fromisoformat(cell)
        elif column in NUMBERS:
            typed[column] = float(cell)
        else:
            typed[column] = cell
    return typed


def by_network(raw: Raw) -> list[Network]:
    """Records of each network; instalments follow their grant."""
    networks = {
        row["id_reseau"]: Network(row["id_reseau"], row.get("date_fin")) for row in raw["reseaux"]
    }
    sirens = {row["siren"]: row["id_reseau"] for row in raw["reseaux"] if row["siren"]}
    grants = {}
    for grant in raw["subventions"]:
        owner = grant["id_reseau"] or sirens.get((grant["idBeneficiaire"] or "")[:9])
        grants[grant["referenceDecision"]] = grant | {"id_reseau": owner}
    bills = [
        bill | {"grant": grants[bill["referenceDecision"]]}
        for bill in raw["versements"]
        if bill["referenceDecision"] in grants
    ]
    for name, rows in raw.items():
        if name == "subventions":
            rows = list(grants.values())
        for row in rows:
            network = networks.get(row.get("id_reseau"))
            record = network and lived(name, row, network.ended)
            if record:
                network.files.setdefault(name, []).append(record)
    for bill in bills:
        if bill["grant"]["id_reseau"] in networks:
            networks[bill["grant"]["id_reseau"]].files.setdefault("bills", []).append(bill)
    return list(networks.values())


def lived(name: str, row: Record, ended: date | None) -> Record | None:
    """A record cut at the end of its network: no member, agent or seat after its last day."""
    if ended is None or name not in LASTING:
        return row
    start, end = LASTING[name]
    if row[start] > ended:
        return None
    return row | {end: min(row[end] or ended, ended)}


def month_end(day: date, months: int = 0) -> date:
    """Last day of the month `months` after that of `day`."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def panel(as_of: date, months: int = 48) -> list[date]:
    """The `months` month ends up to `as_of`."""
    return [month_end(as_of, -back) for back in reversed(range(months))]


def within(day: date | None, after: date, until: date) -> bool:
    """Whether a day lies in ]after, until]."""
    return day is not None and after < day <= until


def is_active(row: Record, start: str, end: str, day: date) -> bool:
    """Whether a record has started by `day` and not ended; the end date is its last day."""
    return row[start] <= day and (row[end] is None or row[end] >= day)


def left(last: date | None) -> date | None:
    """Day of a departure: the one after the last day."""
    return None if last is None or last == date.max else last + timedelta(days=1)


def ratio(above: float | None, below: float | None, n: int) -> Part:
    """Both parts of a quotient, neither without the other; with a zero denominator there is no
    quotient, but the numerator counts in the total of all networks."""
    if above is None or below is None:
        return Part(None, None, n)
    return Part(above, below, n)


def amount(value: float | None, n: int) -> Part:
    """An amount or a count."""
    return Part(value, None, n)


def total(values: Iterable[float | None]) -> float | None:
    """Sum of the known values; None if there are none."""
    numbers = [value for value in values if value is not None]
    return sum(numbers) if numbers else None


def days(count: int) -> timedelta:
    """Duration of `count` days."""
    return timedelta(days=count)


def combine(parts: dict[str, Part]) -> Part:
    """All networks together: the sum of the known parts."""
    complete = [part for part in parts.values() if part.above is not None]
    if not complete:
        return Part(None, None, sum(part.n for part in parts.values()))
    below = [part.below for part in complete if part.below is not None]
    return Part(
        sum(part.above for part in complete),
        sum(below) if below else None,
        sum(p.n for p in complete),
    )
