"""Figures of the sheet of one network; the view's scope is that network."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd

from method import change
from method.alerts import load_rules
from method.catalog import load_catalog
from method.elision import of, the
from method.terms import fr_term
from method.wording import (
    NBSP,
    fr,
    fr_change,
    fr_date,
    fr_euros,
    fr_short_date,
    fr_value,
    lower_first,
    plural,
    upper_first,
)
from observatory.figures.columns import READ, Column
from observatory.figures.curves import over_time
from observatory.figures.declared import declared_labels
from observatory.figures.figure import ALL, Empty, Figure, View, make, make_table
from observatory.figures.public_wording import sentence, value_words, year_words
from observatory.figures.sources import read_for
from observatory.fragility.alert_list import alert_rows, files_of
from observatory.sheet import charts as draw
from observatory.sheet.network import HEADLINES, identity, identity_title, label_sentences
from observatory.sheet.titles import alerts_title, grants_title, moved_title, projects_title

MEMBERS = "adherents"
# Number of years below which a curve of declared figures would show nothing.
FEWEST_YEARS = 3
IDENTITY = (Column("term", "Identité"), Column("words", "Ce que l’on sait"))
NUMBERS = (
    Column("label", "Indicateur"),
    Column("now_text", "Aujourd’hui"),
    Column("before_text", "Il y a un an"),
    Column("change_text", "En un an"),
)
DECLARED = (
    Column("label", "Chiffre publié"),
    Column("year", "Année"),
    Column("said", "Valeur déclarée"),
    Column("link", "Source", link="source_url"),
)
PROJECTS = (
    Column("title", "Projet"),
    Column("programme", "Programme"),
    Column("status_words", "État"),
    Column("dated_on", "Labellisation"),
    Column("total_budget_eur", "Budget", "€"),
    Column("public_aid_eur", "Aides publiques", "€"),
)
GRANTS = (
    Column("funder_name", "Financeur"),
    Column("purpose", "Objet"),
    Column("signed_on", "Signée le"),
    Column("amount_eur", "Montant", "€"),
    Column("ended_on", "Fin"),
)
TEAM = (
    Column("role_words", "Fonction"),
    Column("contract_words", "Contrat"),
    Column("posts", "Postes", "count"),
    Column("fte", "ETP", "FTE", 1),
    Column("first_on", "Depuis"),
)
ALERTS = (
    Column("label", "Alerte"),
    Column("why", "Pourquoi"),
    Column("severity_label", "Gravité"),
    Column("first_on", "Depuis"),
)

ADDRESSES = re.compile(r"(?:\s*Sources?\s?:)?(?:[\s|]*https?://\S++)+")


def identities(view: View) -> Figure | None:
    """The identity of the network, according to the file of networks."""
    if view.scope == ALL:
        return None
    row = view.ask("sheet_identity", network_id=view.scope).iloc[0].to_dict()
    lines = identity(row)
    labels = label_sentences(view.ask("sheet_labels", network_id=view.scope))
    if labels:
        lines.append(("Labels", f"{NBSP}· ".join(labels)))
    rows = pd.DataFrame(lines, columns=["term", "words"])
    dated = "" if pd.isna(row["source_date"]) else f", {fr_short_date(row['source_date'])}"
    source = row["source"] if isinstance(row["source"], str) else ""
    text = ADDRESSES.sub("", source).rstrip(" .")
    is_shown = bool(text) and not view.build.is_fictional
    declared_by = f"Source déclarée{NBSP}: {text}{dated}." if is_shown else ""
    figure = make_table(
        view,
        "fiche.identite",
        identity_title(row),
        ("reseaux", "labels") if labels else ("reseaux",),
        rows,
        IDENTITY,
        lecture=f"{lower_first(lines[0][0])} {of(view.subject)}{NBSP}: {lines[0][1]}.",
        champ=f"{view.subject}.",
        caption=declared_by,
    )
    # Addresses do not help in a caption: « Définition » has them all.
    note = replace(figure.note, source=f"{figure.note.source} {source}".strip())
    return replace(figure, note=note, is_sortable=False)


def members(view: View) -> Figure | None:
    """Companies in the network, month by month."""
    return over_time(view, "fiche.adherents", "", "companies_active", height=260)


def cash(view: View) -> Figure | None:
    """Days of cash of the network, month by month, for readers who may see them."""
    rows = view.series("cash_days")
    if rows.empty or view.scope == ALL:
        return None
    return over_time(view, "fiche.tresorerie", "", "cash_days", height=260)


def numbers(view: View, family: str) -> Figure | None:
    """Headline figures of a family, now and a year ago, with the change in each."""
    catalog = load_catalog()
    rows = view.headlines([*HEADLINES[family]])
    rows = rows[rows["status"].ne("no_data")]
    if rows.empty or view.scope == ALL:
        return None
    rows = rows.set_index("indicator_id", drop=False)
    rows = rows.loc[[name for name in HEADLINES[family] if name in rows.index]]
    records = rows.to_dict("records")
    labelled = rows.assign(
        label=[catalog.indicators[name].label for name in rows["indicator_id"]],
        now_text=[fr_value(catalog.indicators[r["indicator_id"]], r) for r in records],
        before_text=[_before(r) for r in records],
        change_text=[_change(r) for r in records],
    )
    label = next(one.label for one in catalog.families if one.id == family)
    # « n.d. » is no reading: the first figure with a value, if any.
    known = rows[rows["status"].eq("ok")]
    read = (rows if known.empty else known).iloc[0]
    figure = make(
        view,
        f"fiche.{family}",
        moved_title(label, labelled["change_text"]),
        str(read["indicator_id"]),
        labelled,
        NUMBERS,
        read=read,
    )
    indicators = tuple(catalog.indicators[name] for name in rows["indicator_id"])
    figure = read_for(figure, rows["indicator_id"], view.build)
    return replace(figure, indicators=indicators, is_sortable=False)


def declared(view: View) -> Figure | None:
    """Figures published by the network or the press, quoted as published."""
    rows = view.ask("sheet_declared", network_id=view.scope)
    if rows.empty:
        return None
    labels = declared_labels()
    labelled = rows.assign(
        link=READ,
        label=[labels.get(code, code) for code in rows["indicator"]],
        said=[value_words(row) for row in rows.to_dict("records")],
        when=[year_words(row) for row in rows.to_dict("records")],
    )
    first = labelled.iloc[0]
    history = labelled[labelled["indicator"] == MEMBERS].sort_values("year")
    figure = make_table(
        view,
        "fiche.declares",
        _declared_title(history),
        ("indicateurs_publics",),
        labelled,
        DECLARED,
        lecture=sentence(view.subject, first),
        caption=(
            "Cités tels que publiés, à des dates et sur des périmètres différents ; ils n’entrent "
            "dans aucun calcul."
        ),
    )
    if len(history) < FEWEST_YEARS:
        return figure
    return replace(figure, chart=draw.declared(history, figure.note.source))


def team(view: View) -> Figure | None:
    """Posts by role and contract, without the people."""
    if not view.can_read("core.staff_contract") or view.scope == ALL:
        return None
    rows = view.of_scope("sheet_team")
    if rows.empty:
        return None
    labelled = rows.assign(
        role_words=rows["role"].map(fr_term), contract_words=rows["contract_type"].map(fr_term)
    )
    first = labelled.iloc[0]
    return make_table(
        view,
        "fiche.equipe",
        f"Postes {of(view.subject)}, sans les personnes",
        ("equipes",),
        labelled,
        TEAM,
        lecture=(
            f"équipe {of(view.subject)}, {lower_first(first['role_words'])}, "
            f"{first['contract_words']}{NBSP}: {plural(first['posts'], 'poste')}."
        ),
    )


def projects(view: View) -> Figure | None:
    """Projects labelled or financed in the last 24 months."""
    rows = view.of_scope("sheet_projects")
    if rows.empty:
        return None
    labelled = rows.assign(status_words=rows["status"].map(fr_term))
    first = labelled.iloc[0]
    return make_table(
        view,
        "fiche.projets",
        projects_title(rows),
        ("projets",),
        labelled,
        PROJECTS,
        lecture=(
            f"le projet «{NBSP}{first['title']}{NBSP}» {of(view.subject)} date du "
            f"{fr_date(first['dated_on'])}."
        ),
    )


def grants(view: View) -> Figure | None:
    """Agreements signed in the last 24 months."""
    rows = view.of_scope("sheet_grants")
    if rows.empty:
        return None
    first = rows.iloc[0]
    return make_table(
        view,
        "fiche.subventions",
        grants_title(rows),
        ("subventions",),
        rows,
        GRANTS,
        lecture=(
            f"une convention de {fr_euros(first['amount_eur'])} a été signée le "
            f"{fr_date(first['signed_on'])} par {the(first['funder_name'])}, au profit "
            f"{of(view.subject)}."
        ),
    )


def alerts(view: View) -> Figure | None:
    """Open alerts on the network, for those who follow it."""
    if not view.can_read("marts.alert_event") or view.scope == ALL:
        return None
    events = view.ask("alert_events", cleared_since=view.build.as_of)
    own = events[events["is_open"] & (events["network_id"] == view.scope)]
    if own.empty:
        return None
    rows = alert_rows(own.assign(state="nouveau", changed_at=pd.NaT), load_rules())
    first = rows.iloc[0]
    return make_table(
        view,
        "fiche.alertes",
        alerts_title(own["severity"]),
        files_of(own, load_rules()),
        rows,
        ALERTS,
        lecture=f"pour {the(view.subject)}, «{NBSP}{first['label']}{NBSP}» est ouverte depuis le "
        f"{fr_date(first['first_on'])}.",
    )


def _before(row: dict) -> str:
    then = change.before(row)
    if then["status"] is None or pd.isna(then["status"]):
        return "—"
    return fr_value(load_catalog().indicators[row["indicator_id"]], then)


def _change(row: dict) -> str:
    """`s’améliore (+2,1 points)`; the difference is shown only when it is meaningful."""
    indicator = load_catalog().indicators[row["indicator_id"]]
    then = change.before(row)
    move = None if pd.isna(then["status"]) else change.compare(indicator, row, then)
    if move is None:
        return "—"
    is_words = fr_value(indicator, row) != fr(row["value"], indicator.unit, indicator.decimals)
    if move.difference is None or move.tone in ("stable", "unclear") or is_words:
        return move.word if move.tone in ("stable", "unclear") else f"{move.mark} {move.word}"
    difference = fr_change(move.difference, indicator.unit, indicator.decimals)
    return f"{move.mark} {move.word} ({difference})"


def _declared_title(history: pd.DataFrame) -> str:
    """« De 40 adhérents en 2004 à 600 en 2024 », « D’environ 50… », from two years on."""
    if len(history) < 2:
        return "Chiffres publiés par le réseau ou la presse"
    first, last = history.iloc[0], history.iloc[-1]
    then = upper_first(of(first["said"]))
    return f"{then} en {first['year']} à {last['said']} en {last['year']}"


FAMILIES: dict[str, Callable[[View], Figure | None]] = {
    f"fiche.{family}": partial(numbers, family=family) for family in HEADLINES
}
FIGURES: dict[str, Callable[[View], Figure | Empty | None]] = {
    "fiche.identite": identities,
    "fiche.adherents": members,
    "fiche.tresorerie": cash,
    "fiche.declares": declared,
    "fiche.equipe": team,
    "fiche.projets": projects,
    "fiche.subventions": grants,
    "fiche.alertes": alerts,
    **FAMILIES,
}
