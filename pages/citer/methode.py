"""Méthode et sources: what does this figure mean, and where does it come from?"""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from method.catalog import Indicator, load_catalog
from method.disclosure import load_disclosure
from method.plain_text import plain
from method.settings import ROOT, TERRITORIES
from method.wording import fr, fr_date, fr_list
from ui import data, filters, html, table

LEGAL_TEXTS = ROOT / "observatory" / "content" / "pages_legales"
ALL = "*"
SUMMARY = (
    table.Column("label", "Indicateur"),
    table.Column("short", "En une phrase"),
    table.Column("viewer", "Lecture par réseau"),
    table.Column("safe", "Seuil serein"),
    table.Column("critical", "Seuil critique"),
    table.Column("source", "Source des seuils"),
)
TERRITORY_SOURCES = (
    table.Column("holds", "Contenu"),
    table.Column("producer", "Producteur"),
    table.Column("date", "Millésime"),
    table.Column("licence", "Licence"),
    table.Column("package", "Origine", link="url"),
)
DISCLOSURE = (
    table.Column("figure", "Chiffre"),
    table.Column("treatment", "Publication"),
    table.Column("reason", "Raison"),
)
DISCLOSURE_WORDS = {
    "open": "tel quel",
    "region": "secret ou arrondi avec la cellule « région »",
    "coarse": "arrondi",
}
HELD = (
    table.Column("scope", "Chiffres"),
    table.Column("months", "Mois maintenus", "count"),
    table.Column("first_on", "Montrés depuis le"),
    table.Column("last_on", "Au plus tard depuis le"),
)
SCOPE_WORDS = {
    "territories": "Territoires",
    "pairs": "Détection et interclustering",
    **{family.id: f"{family.label}, tous réseaux" for family in load_catalog().families},
}
FILES = (
    table.Column("path", "Fichier reçu"),
    table.Column("contract", "Nature"),
    table.Column("rows_read", "Lignes lues", "count"),
    table.Column("rows_kept", "Lignes retenues", "count"),
    table.Column("rows_rejected", "Lignes écartées", "count"),
    table.Column("fingerprint", "Empreinte SHA-256"),
)


def main() -> None:
    catalog = load_catalog()
    labels: dict[str, str] = {family.id: family.label for family in catalog.families}
    with filters.bar():
        family = filters.choice("famille", "Famille d’indicateurs", labels)
        chosen = [i for i in catalog.indicators.values() if i.family == family]
        one = filters.choice(
            "indicateur", "Indicateur", {ALL: "Tous", **{i.id: i.label for i in chosen}}, width=360
        )
    st.header(plain(labels[family]), anchor="indicateurs")
    if one != ALL:
        chosen = [catalog.indicators[one]]
    table.show(
        pd.DataFrame([_summary(i) for i in chosen]), SUMMARY, f"Indicateurs : {labels[family]}"
    )
    for indicator in chosen:
        with st.expander(plain(indicator.label), expanded=one != ALL):
            html.show("definition.html", indicator=indicator, link="")
    disclosure()
    sources()
    for file in sorted(LEGAL_TEXTS.glob("*.md")):
        title, _, text = file.read_text(encoding="utf-8").partition("\n")
        st.header(title.removeprefix("## "), anchor=file.stem[2:])
        st.markdown(text)


def disclosure() -> None:
    """What the public reads of each figure and why, and the months that are kept as they were."""
    rules, labels = load_disclosure(), load_catalog().indicators
    st.header("Secret statistique", anchor="secret")
    figures = [
        {
            "figure": fr_list([labels[name].label for name in rule.indicators]),
            "treatment": DISCLOSURE_WORDS[rule.rule],
            "reason": rule.reason,
        }
        for rule in rules.rules
    ]
    figures += [
        {"figure": one.table, "treatment": one.treatment, "reason": one.reason}
        for one in rules.tables
    ]
    table.show(pd.DataFrame(figures), DISCLOSURE, "Ce que le public lit, chiffre par chiffre")
    if data.can_read("marts.public_release"):
        held = data.query("releases_held")
        if not held.empty:
            held["scope"] = held["scope"].map(SCOPE_WORDS)
            for day in ("first_on", "last_on"):
                held[day] = held[day].map(fr_date)
            table.show(held, HELD, "Mois maintenus tels qu’ils ont été publiés")


def sources() -> None:
    build = data.build()
    st.header("Sources et millésimes", anchor="sources")
    st.markdown(
        f"Version **{plain(build.id)}**, construite le {fr_date(build.built_at.date())}, "
        f"données arrêtées au {fr_date(build.as_of)}. "
        f"Territoires : {plain(build.territories_vintage)}."
    )
    sheet = json.loads((TERRITORIES / "source.json").read_text(encoding="utf-8"))
    table.show(pd.DataFrame(sheet["sources"]), TERRITORY_SOURCES, "Sources des territoires")
    files = data.query("source_files")
    if not files.empty:
        table.show(files, FILES, "Fichiers lus par cette version")


def _summary(indicator: Indicator) -> dict[str, str]:
    bounds = indicator.thresholds
    return {
        "label": indicator.label,
        "short": indicator.short,
        "viewer": "publique" if indicator.viewer == "public" else "réservée",
        "safe": fr(bounds.safe, indicator.unit) if bounds else "—",
        "critical": fr(bounds.critical, indicator.unit) if bounds else "—",
        "source": bounds.source if bounds else "—",
    }


main()
