"""Figures of the page Méthode et sources: what the public reads, and where figures come from."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

from method.catalog import load_catalog
from method.disclosure import load_disclosure
from method.settings import TERRITORIES
from method.wording import NBSP, Note, fr_date, fr_list, plural, upper_first
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View
from observatory.figures.file_words import file_words

DISCLOSURE = (
    Column("figure", "Chiffre"),
    Column("treatment", "Publication"),
    Column("reason", "Raison"),
)
DISCLOSURE_WORDS = {
    "open": "tel quel",
    "region": "secret ou arrondi avec la cellule « région »",
    "coarse": "arrondi",
}
HELD = (
    Column("scope", "Chiffres"),
    Column("months", "Mois maintenus", "count"),
    Column("first_on", "Montrés depuis le"),
    Column("last_on", "Au plus tard depuis le"),
)
# Groups of figures held together, besides the families of totals: several indicators, then one.
SCOPES = {"territories": "Territoires", "pairs": "Détection et interclustering"}
OF_ONE = {
    "envelope": "regional_grant_12m",
    "first_payments": "first_payment_days",
    "memberships": "membership_survival",
    "stays": "team_survival",
}
TERRITORY_SOURCES = (
    Column("holds", "Contenu"),
    Column("producer", "Producteur"),
    Column("date", "Millésime"),
    Column("licence", "Licence"),
    Column("package", "Origine", link="url"),
)
FILES = (
    Column("path", "Fichier reçu"),
    Column("contract", "Nature"),
    Column("rows_read", "Lignes lues", "count", status="lines"),
    Column("rows_kept", "Lignes retenues", "count", status="lines"),
    Column("rows_rejected", "Lignes écartées", "count", status="lines"),
    Column("fingerprint", "Empreinte SHA-256"),
)


def disclosure(view: View) -> Figure:
    """What the public reads of each figure, and why."""
    rules, labels = load_disclosure(), load_catalog().indicators
    entries = [
        {
            "figure": fr_list([labels[name].label for name in rule.indicators]),
            "treatment": DISCLOSURE_WORDS[rule.rule],
            "reason": rule.reason,
        }
        for rule in rules.rules
    ]
    entries += [
        {"figure": one.table, "treatment": one.treatment, "reason": one.reason}
        for one in rules.tables
    ]
    rows = pd.DataFrame(entries)
    lecture = f"{rows.iloc[0]['figure']}{NBSP}: publié {rows.iloc[0]['treatment']}."
    title = "Ce que le public lit, chiffre par chiffre"
    return about_data(view, "methode.secret", title, rows, DISCLOSURE, lecture, "règles du projet")


def held_months(view: View) -> Figure | None:
    """Months whose figures are kept as they were published."""
    if not view.can_read("marts.public_release"):
        return None
    rows = view.ask("releases_held")
    if rows.empty:
        return None
    families = {f.id: f"{f.label}, tous réseaux" for f in load_catalog().families}
    indicators = load_catalog().indicators
    labels = {scope: indicators[name].label for scope, name in OF_ONE.items()}
    words = {**SCOPES, **labels, **families}
    rows = rows.assign(
        scope=rows["scope"].map(words),
        first_on=rows["first_on"].map(fr_date),
        last_on=rows["last_on"].map(fr_date),
    )
    first = rows.iloc[0]
    lecture = f"{first['scope']}{NBSP}: {plural(first['months'], 'mois', 'mois')}."
    title = "Mois maintenus tels qu’ils ont été publiés"
    return about_data(view, "methode.maintenus", title, rows, HELD, lecture, view.build.label)


def territories(view: View) -> Figure:
    """Who produced the territory data, and when."""
    sheet = json.loads((TERRITORIES / "source.json").read_text(encoding="utf-8"))
    rows = pd.DataFrame(sheet["sources"])
    first = rows.iloc[0]
    lecture = f"{first['holds']}{NBSP}: {first['producer']}, {first['date']}."
    producers = fr_list(dict.fromkeys(rows["producer"]))
    title = "Sources des territoires"
    return about_data(
        view, "methode.territoires", title, rows, TERRITORY_SOURCES, lecture, producers
    )


def files(view: View) -> Figure | None:
    """Files that this version was built from."""
    rows = view.ask("source_files")
    if rows.empty:
        return None
    counted = rows.dropna(subset=["rows_read"])
    line = "aucun nombre de lignes n’est public."
    if len(counted):
        first = counted.iloc[0]
        line = f"{first['path']}{NBSP}: {plural(first['rows_read'], 'ligne lue', 'lignes lues')}."
    title = "Fichiers lus par cette version"
    labelled = rows.assign(
        contract=rows["contract"].map(lambda one: upper_first(file_words(one))),
        lines=["secret" if hidden else "ok" for hidden in rows["rows_read"].isna()],
    )
    return about_data(view, "methode.fichiers", title, labelled, FILES, line, view.build.label)


def about_data(
    view: View,
    key: str,
    title: str,
    rows: pd.DataFrame,
    columns: Sequence[Column],
    lecture: str,
    source: str,
    caption: str = "",
) -> Figure:
    """A table about the data themselves, without an entry of the catalogue.

    Args:
        view: the question.
        key: see `Figure`.
        title: see `Figure`.
        rows: see `Figure`.
        columns: see `Figure`.
        lecture: how to read one row.
        source: where it comes from; the version is added.
        caption: see `Figure`.
    """
    build = view.build
    vintage = f"données arrêtées au {fr_date(build.as_of)}, version {build.id}"
    note = Note(lecture, f"{build.label}.", f"{source}, {vintage}.")
    return Figure(key, title, rows, tuple(columns), note, (), caption=caption)


FIGURES = {
    "methode.secret": disclosure,
    "methode.maintenus": held_months,
    "methode.territoires": territories,
    "methode.fichiers": files,
}
