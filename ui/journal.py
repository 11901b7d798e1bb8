"""The audit on the administrators' page: its integrity, its lines, an address's account."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from method.audit import KEPT_MONTHS, WHATS, Audit, Line
from method.plain_text import plain
from method.wording import NBSP, fr, fr_list, plural
from observatory.gate.roles import name_of
from ui import audit, data, filters, table

WORDS = {
    "sign_in": "Connexion",
    "sign_out": "Déconnexion",
    "refusal": "Refus",
    "view": "Lecture de chiffres réservés",
    "export": "Export de chiffres réservés",
    "deposit": "Fichier chargé",
    "submission": "Dépôt transmis",
    "publication": "Publication",
    "restore": "Retour à un état",
    "erasure": "Nom effacé de l’historique",
    "note": "Note ou suivi",
    "roles": "Profil changé",
    "audit": "Lecture de ce journal",
}
TOLD = {
    "refusal": ("refus", "refus"),
    "export": ("export de chiffres réservés", "exports de chiffres réservés"),
    "view": ("lecture de chiffres réservés", "lectures de chiffres réservés"),
    "publication": ("publication", "publications"),
    "sign_in": ("connexion", "connexions"),
}
RECENT_DAYS = 30
PARIS = ZoneInfo("Europe/Paris")
ALL = "tout"
SHOWN = 300
COLUMNS = (
    table.Column("when", "Quand (heure de Paris)"),
    table.Column("word", "Quoi"),
    table.Column("account", "Compte"),
    table.Column("profile", "Profil"),
    table.Column("workspace", "Espace"),
    table.Column("about", "Sur quoi"),
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read() -> tuple[Line, ...]:
    """All lines of the audit, oldest first; reading them is itself recorded, once per session.

    Read once for both the sentence and the table, since others may write in between.
    """
    audit.once("audit", "journal")
    return tuple(Audit().lines())


def recent(lines: Sequence[Line], now: datetime) -> str:
    """Summarise the actions of the last days, the most serious kinds first.

    Args:
        lines: all lines of the audit.
        now: with its time zone.
    """
    since = (now - timedelta(days=RECENT_DAYS)).astimezone(UTC).isoformat(timespec="seconds")
    counts = Counter(line.what for line in lines if line.at >= since)
    phrases = [plural(counts[what], *words) for what, words in TOLD.items() if counts[what]]
    text = (
        fr_list(phrases) if phrases else "ni refus, ni lecture de chiffres réservés, ni connexion"
    )
    return f"En {fr(RECENT_DAYS)}{NBSP}jours{NBSP}: {text}."


def sentence(lines: Sequence[Line]) -> str:
    """State whether the journal is intact."""
    fault = Audit().verify().fault
    if fault:
        return (
            f"Le journal a été modifié ou coupé{NBSP}: {fault}. "
            "Comparez-le avec la dernière sauvegarde."
        )
    return f"{plural(len(lines), 'ligne est gardée', 'lignes sont gardées')}, toutes intactes."


def show(lines: Sequence[Line]) -> None:
    """Draw the filters, the lines from the newest, and a CSV of all selected lines."""
    months = sorted({line.at[:7] for line in lines}, reverse=True)
    with filters.bar():
        what = filters.choice("action", "Quoi", {ALL: "Tout", **{k: WORDS[k] for k in WHATS}})
        month = filters.choice("periode", "Mois", {ALL: "Tous", **{m: m for m in months}})
        typed = st.text_input(
            "Adresse ou compte", key="journal_account", max_chars=120, width=260
        ).strip()
    account = typed and (Audit().account(typed) if "@" in typed else typed)
    selected = [line for line in lines if _is_asked(line, what, month, account)]
    if account and account != typed:
        st.caption(f"Cette adresse a le compte {plain(account)}.")
    if len(selected) < len(lines) or len(selected) > SHOWN:
        st.markdown(plain(f"{plural(len(selected), 'ligne')}{_most(selected)}."))
    if not selected:
        return
    rows = pd.DataFrame(_row(line) for line in selected[: -SHOWN - 1 : -1])
    caption = "Lignes du journal, de la plus récente à la plus ancienne"
    # A date that starts with the day does not sort as text.
    table.show(rows, COLUMNS, caption, is_sortable=False)
    st.download_button(
        "Télécharger ces lignes (CSV)",
        lambda: as_csv(selected),
        file_name=f"journal-{data.build().workspace}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    st.caption(
        f"Un compte est un pseudonyme{NBSP}: aucune adresse ni aucun nom n’est gardé ici. Les "
        f"lignes sont gardées {KEPT_MONTHS} mois, puis retirées par mois entiers."
    )


def as_csv(lines: Sequence[Line]) -> bytes:
    """Every column of the lines, hashes included; no cell starts a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(Line.__dataclass_fields__), delimiter=";")
    writer.writeheader()
    for line in lines:
        writer.writerow(
            {k: f"'{v}" if v.startswith(_BEGINS_A_FORMULA) else v for k, v in asdict(line).items()}
        )
    return text.getvalue().encode("utf-8-sig")


def _is_asked(line: Line, what: str, month: str, account: str) -> bool:
    return (
        what in (ALL, line.what)
        and (month == ALL or line.at.startswith(month))
        and (not account or line.account == account)
    )


def _most(selected: Sequence[Line]) -> str:
    return f", les {fr(SHOWN)} dernières sont affichées" if len(selected) > SHOWN else ""


def _row(line: Line) -> dict[str, str]:
    profiles = ", ".join(name_of(role) for role in line.role.split())
    return {
        "when": f"{datetime.fromisoformat(line.at).astimezone(PARIS):%d/%m/%Y %H:%M:%S}",
        "word": WORDS[line.what],
        "account": line.account,
        "profile": profiles,
        "workspace": line.workspace,
        "about": line.about,
    }
