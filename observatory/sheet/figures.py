"""Figures of the sheet of one network; the view's scope is that network."""

from __future__ import annotations

from method.elision import of
from method.wording import NBSP, fr_cell, fr_euros, fr_short_date, fr_term, plural
from observatory.figures.columns import Column
from observatory.figures.curves import over_time
from observatory.figures.declared import declared_labels
from observatory.figures.figure import ALL, Figure, View, make_table

DECLARED = (
    Column("label", "Chiffre publié"),
    Column("year", "Année"),
    Column("value", "Valeur déclarée", "count"),
    Column("unit", "Unité"),
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


def members(view: View) -> Figure | None:
    """Companies of the network, month after month."""
    title = f"Les entreprises adhérentes {of(view.subject)}"
    return over_time(view, "fiche.adherents", title, "companies_active", height=260)


def declared(view: View) -> Figure | None:
    """What the network or the press published, as it was published."""
    rows = view.ask("sheet_declared", network_id=view.scope)
    if rows.empty:
        return None
    labels = declared_labels()
    named = rows.assign(
        link="Consulter", label=[labels.get(code, code) for code in rows["indicator"]]
    )
    first = named.iloc[0]
    return make_table(
        view,
        "fiche.declares",
        "Chiffres publiés par le réseau ou la presse",
        ("indicateurs_publics",),
        named,
        DECLARED,
        lecture=(
            f"en {first['year']}, {first['label']}{NBSP}: {fr_cell(first['value'], 'count')}."
        ),
        caption="Cités tels que publiés ; ils n’entrent dans aucun calcul.",
    )


def team(view: View) -> Figure | None:
    """Posts by role and contract, without the people."""
    if not view.can_read("core.staff_contract") or view.scope == ALL:
        return None
    rows = view.of_scope("sheet_team")
    if rows.empty:
        return None
    named = rows.assign(
        role_words=rows["role"].map(fr_term), contract_words=rows["contract_type"].map(fr_term)
    )
    first = named.iloc[0]
    return make_table(
        view,
        "fiche.equipe",
        f"Postes {of(view.subject)}, sans les personnes",
        ("equipes",),
        named,
        TEAM,
        lecture=(
            f"{first['role_words'].lower()}, {first['contract_words']}{NBSP}: "
            f"{plural(first['posts'], 'poste')}."
        ),
    )


def projects(view: View) -> Figure | None:
    """Projects labelled or financed in 24 months."""
    rows = view.of_scope("sheet_projects")
    if rows.empty:
        return None
    named = rows.assign(status_words=rows["status"].map(fr_term))
    first = named.iloc[0]
    return make_table(
        view,
        "fiche.projets",
        f"Projets {of(view.subject)} sur 24 mois",
        ("projets",),
        named,
        PROJECTS,
        lecture=f"«{NBSP}{first['title']}{NBSP}» date du {fr_short_date(first['dated_on'])}.",
    )


def grants(view: View) -> Figure | None:
    """Agreements signed in 24 months."""
    rows = view.of_scope("sheet_grants")
    if rows.empty:
        return None
    first = rows.iloc[0]
    return make_table(
        view,
        "fiche.subventions",
        f"Subventions signées pour {view.subject} sur 24 mois",
        ("subventions",),
        rows,
        GRANTS,
        lecture=(
            f"{first['funder_name']} a signé {fr_euros(first['amount_eur'])} le "
            f"{fr_short_date(first['signed_on'])}."
        ),
    )


FIGURES = {
    "fiche.adherents": members,
    "fiche.declares": declared,
    "fiche.equipe": team,
    "fiche.projets": projects,
    "fiche.subventions": grants,
}
