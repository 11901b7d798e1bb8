"""The sheet of one network: the figures in it, the network's identity, the missing files.

Pure functions: rows of named queries in, French text out.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import pandas as pd

from method.elision import to
from method.terms import fr_term
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    fr,
    fr_known_date,
    fr_month,
    lower_first,
    plural,
)

# The main figures of each family, in the order of the sheet.
HEADLINES: dict[str, tuple[str, ...]] = {
    "membership": ("companies_active", "tpe_pme_share", "churn_12m"),
    "territory": ("epci_reached_share", "communes_reached_share"),
    "treasury": ("cash_days", "months_under_30d_12m", "payment_delay_days"),
    "people": ("fte", "team_turnover_12m", "director_vacant_days_12m"),
    "workload": ("requests_per_director_month", "success_rate_24m", "annual_agreement_share"),
    "projects": ("projects_labelled_24m", "leverage", "eu_share"),
}
# Cards of the first screen; unknown figures and those the reader may not see are left out.
CARDS = ("companies_active", "cash_days", "fte")


def identity(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Known facts about a network, as terms and values; unknown ones are left out.

    Args:
        row: the row of `sheet_identity`.
    """
    seat = row["seat"]
    if isinstance(seat, str) and isinstance(row["seat_department"], str):
        seat = f"{seat} ({row['seat_department']})"
    lines = [
        ("Type", fr_term(row["network_type"])),
        ("Filière", row["sector"]),
        ("Siège", seat),
        ("Départements d’action", row["departments"]),
        ("Création", _day(row["created_on"], row["created_precision"])),
        ("Étape déclarée", fr_term(row["declared_stage"])),
        ("Soutien de la Région", _yes_no(row["is_region_supported"])),
        ("SIREN", _siren(row["siren"])),
        ("RNA", row["rna"]),
    ]
    return [
        (term, words)
        for term, words in lines
        if isinstance(words, str) and words and words != MISSING
    ]


def identity_title(row: Mapping[str, Any]) -> str:
    """`Cluster, numérique pour le végétal : siège à Orléans, création en 2015`.

    Args:
        row: the row of `sheet_identity`.
    """
    kind, sector, seat = fr_term(row["network_type"]), row["sector"], row["seat"]
    if kind == MISSING:
        return "Qui est ce réseau"
    has_sector = isinstance(sector, str) and bool(sector)
    what = f"{kind}, {lower_first(sector)}" if has_sector else kind
    facts = [f"siège {to(seat)}"] if isinstance(seat, str) and seat else []
    if not pd.isna(row["created_on"]):
        facts.append(f"création en {row['created_on'].year}")
    return f"{what}{NBSP}: {', '.join(facts)}" if facts else what


def status_sentence(row: Mapping[str, Any]) -> str:
    """What happened to a network that is no longer active; empty if it is active.

    Args:
        row: the row of `sheet_identity`.
    """
    if row["status"] == "actif":
        return ""
    if row["status"] == "inconnu":
        return "L’activité présente de ce réseau n’est pas établie."
    when = "" if pd.isna(row["ended_on"]) else f" {_on(row['ended_on'], row['ended_precision'])}"
    into = f" dans {row['successor']}" if isinstance(row["successor"], str) else ""
    return f"Réseau {lower_first(fr_term(row['status']))}{when}{into}."


def label_sentences(labels: pd.DataFrame) -> list[str]:
    """One sentence per label: `Pôle de compétitivité, depuis juillet 2005`."""
    return [f"{fr_term(row['label'])}{_period(row)}" for row in labels.to_dict("records")]


def coverage_rows(coverage: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Files that are late or were never sent.

    Args:
        coverage: rows of `sheet_coverage`.
        titles: French title of each contract.

    Returns:
        `contract`, `title`, `words`; empty if everything was received.
    """
    missing = coverage[coverage["status"].isin(["absent", "late"])]
    return pd.DataFrame(
        {
            "contract": missing["contract"],
            "title": [titles.get(name, name) for name in missing["contract"]],
            "words": [_lateness(row) for row in missing.to_dict("records")],
        }
    )


def coverage_sentence(coverage: pd.DataFrame) -> str:
    """How many of the expected files were received."""
    expected = len(coverage)
    absent = int(coverage["status"].eq("absent").sum())
    late = int(coverage["status"].eq("late").sum())
    text = (
        f"{plural(expected - absent, 'fichier reçu', 'fichiers reçus')} sur {fr(expected)} attendus"
    )
    return f"{text}, dont {plural(late, 'fichier')} en retard." if late else f"{text}."


def _lateness(row: Mapping[str, Any]) -> str:
    if row["status"] == "absent":
        return "jamais reçu"
    behind = plural(row["months_behind"], "mois", "mois")
    return f"arrêté à {fr_month(row['last_month'])}, {behind} de retard"


def _day(value: Any, precision: Any) -> str | None:
    return None if pd.isna(value) else fr_known_date(value, precision)


def _on(value: Any, precision: Any) -> str:
    return f"{'en' if precision in ('mois', 'annee') else 'le'} {fr_known_date(value, precision)}"


def _siren(value: Any) -> str | None:
    """`123 456 789`."""
    return NNBSP.join(wrap(value, 3)) if isinstance(value, str) else None


def _yes_no(value: Any) -> str | None:
    if pd.isna(value):
        return None
    return "oui" if value else "non"


def _period(row: Mapping[Any, Any]) -> str:
    start, end = row["started_on"], row["ended_on"]
    first, last = _month(start, row["started_precision"]), _month(end, row["ended_precision"])
    if not first:
        return f", jusqu’en {last}" if last else ""
    if not last:
        return f", depuis {first}"
    return f"{NBSP}: {first} à {last}"


def _month(value: Any, precision: Any) -> str:
    """A label needs no more than the month, or the year if the source gives nothing finer."""
    shown_as = precision if precision == "annee" else "mois"
    return "" if pd.isna(value) else fr_known_date(value, shown_as)
