"""Figures of the page Équipes et gouvernance: who leads, who is in post, what the workload is."""

from __future__ import annotations

import pandas as pd

from method.catalog import load_catalog
from method.elision import of
from method.terms import fr_term
from method.wording import (
    NNBSP,
    fr,
    fr_date,
    fr_interval,
    fr_list,
    fr_short_date,
    lower_first,
    plural,
)
from observatory.figures import charts, survival
from observatory.figures.columns import Column
from observatory.figures.figure import (
    ALL,
    Figure,
    View,
    make,
    own_column,
)
from observatory.figures.wide import by_network
from observatory.team import charts as draw
from observatory.team import words, workload

NAME = Column("name", "Réseau", link="sheet")
TEAM = (
    "headcount",
    "team_entries_12m",
    "team_exits_12m",
    "team_exits_chosen_12m",
    "team_exit_share_12m",
    "team_turnover_36m",
    "key_person_share",
)
HEADS = (
    "director_vacant_days_12m",
    "director_changes_36m",
    "president_changes_36m",
    "board_turnover_12m",
    "mandates_ending_6m_share",
)
CONTRACTS = (
    Column("contract", "Contrat"),
    Column("agents", "En poste", "count"),
    Column("entries_12m", "Arrivées, 12 mois", "count"),
    Column("exits_12m", "Départs, 12 mois", "count"),
    Column("entries_36m", "Arrivées, 36 mois", "count"),
    Column("exits_36m", "Départs, 36 mois", "count"),
)
SURVIVAL = (
    Column("time_months", "Mois depuis l’arrivée", "count"),
    Column("value", "Encore dans l’équipe", "%"),
    Column("low", "Borne basse à 95 %", "%"),
    Column("high", "Borne haute à 95 %", "%"),
    Column("at_risk", "Suivies", "count"),
    Column("events", "Départs du mois", "count"),
)
PRESENCE = (
    Column("agent_id", "Pseudonyme"),
    Column("role_words", "Fonction"),
    Column("contract_words", "Contrat"),
    Column("fte", "Temps", "FTE", 1),
    Column("from_text", "Depuis"),
    Column("to_text", "Jusqu’au"),
)
CLASSES = (
    Column("class_words", "Rotation sur trois ans"),
    Column("value", "Réseaux", "count"),
    Column("names", "Lesquels"),
)
VACANCIES = (
    Column("from_text", "Vacante depuis le"),
    Column("to_text", "Pourvue le"),
    Column("days", "Durée", "days"),
)
BOARD = (
    Column("college_words", "Collège"),
    Column("seats", "Sièges", "count"),
    Column("value", "Part des sièges", "%"),
    Column("members", "Adhérents", "count"),
    Column("member_share", "Part des adhérents", "%"),
    Column("ending", "Mandats finis dans six mois", "count"),
)


def directions(view: View) -> Figure | None:
    """Directions that were vacant in the last five years, by network."""
    if not view.can_read("marts.direction_vacancy"):
        return None
    rows = view.query("direction_vacancy", network_id=ALL)
    if rows.empty:
        return None
    first = rows.iloc[0]
    is_open = pd.isna(first["ended_on"])
    state = "est vacante" if is_open else f"a été pourvue le {fr_date(first['ended_on'])}"
    return make(
        view.of_all(),
        "equipes.directions",
        words.directions_title(rows),
        "director_vacant_days_12m",
        _dated(rows).assign(sheet=rows["network_id"].map(view.sheet)),
        (NAME, *VACANCIES),
        draw.directions(rows, view.as_of),
        lecture=(
            f"la direction {of(first['name'])} {state}, après {fr(first['days'], 'days')} sans "
            f"personne à partir du {fr_date(first['started_on'])}."
        ),
        champ=f"périodes sans agent en direction, sur cinq ans{NNBSP}; réseaux en activité.",
        caption="Orange : personne à la direction. Les autres réseaux n’ont pas connu de vacance.",
    )


def classes(view: View) -> Figure | None:
    """Number of teams in each class: all that readers other than staff may know of them."""
    rows = view.query("team_classes")
    rows = rows[rows["status"] == "ok"]
    if rows.empty:
        return None
    indicator = load_catalog().indicators["team_turnover_36m"]
    labelled = rows.assign(class_words=words.class_words(rows, indicator))
    counts = (
        labelled.groupby("class_words", sort=False)["name"]
        .agg(value="size", names=lambda names: fr_list(sorted(names)))
        .reset_index()
    )
    first = counts.iloc[0]
    return make(
        view.of_all(),
        "equipes.classes",
        (words.classes_sentence(rows) or "La rotation des équipes sur trois ans").rstrip("."),
        indicator.id,
        counts,
        CLASSES,
        charts.bar(counts, load_catalog().indicators["headcount"], category="class_words"),
        lecture=(
            f"au {fr_date(view.as_of)}, rotation {lower_first(first['class_words'])} dans "
            f"{plural(first['value'], 'équipe')} sur {fr(len(rows))}."
        ),
        champ=(
            f"réseaux dont l’équipe est connue depuis trois ans{NNBSP}; les bornes des classes "
            "sont une convention de l’Observatoire, et le taux n’est pas publié."
        ),
    )


def presence(view: View) -> Figure | None:
    """Who was in post when, under pseudonym, for one network."""
    rows = None if view.scope == ALL else view.rows_of("core.staff_contract", "team_presence")
    if rows is None:
        return None
    labelled = rows.assign(
        role_words=rows["role"].map(fr_term),
        contract_words=rows["contract_type"].map(fr_term),
        from_text=rows["contract_from"].map(fr_short_date),
        to_text=[_day_or(day, "en cours") for day in rows["contract_to"]],
    )
    there, ever = words.present(rows, view.as_of)
    return make(
        view,
        "equipes.presences",
        words.presence_title(rows, view.as_of),
        "staff_tenure_median",
        labelled,
        PRESENCE,
        draw.presence(rows),
        lecture=(
            f"au {fr_date(view.as_of)}, {plural(there, 'personne')} dans l’équipe "
            f"{of(view.subject)}, sur {fr(ever)} passées en cinq ans."
        ),
        champ=f"contrats des cinq dernières années, sous pseudonyme{NNBSP}; {view.subject}.",
    )


def heads(view: View) -> Figure | None:
    """Vacancies, changes at the head, mandates that end: one row per network."""
    if not view.can_read("core.staff_contract"):
        return None
    rows = by_network(view, (*HEADS, "double_break_12m"))
    if rows.empty:
        return None
    rows = rows.assign(
        sheet=rows["network_id"].map(view.sheet),
        double_break=rows["double_break_12m"].map({0.0: "non", 1.0: "oui"}),
    ).sort_values(HEADS[0], ascending=False, kind="stable")
    return make(
        view.of_all(),
        "equipes.direction",
        words.heads_title(rows, HEADS[0]),
        HEADS[0],
        rows,
        (NAME, *map(own_column, HEADS), Column("double_break", "Double rupture")),
        caption=(
            "La double rupture est le changement de direction et de présidence à moins de six mois "
            "d’écart, dans l’année."
        ),
    )


def vacancies(view: View) -> Figure | None:
    """When the direction of one network was vacant, over five years."""
    rows = (
        None if view.scope == ALL else view.rows_of("marts.direction_vacancy", "direction_vacancy")
    )
    if rows is None:
        return None
    return make(
        view,
        "equipes.vacances",
        words.vacancies_title(rows),
        "director_vacant_days_12m",
        _dated(rows),
        VACANCIES,
        lecture=(
            f"au {fr_date(view.as_of)}, la direction {of(view.subject)} a été vacante "
            f"{fr(len(rows))} fois en cinq ans, {fr(rows['days'].sum(), 'days')} en tout."
        ),
        champ=(
            "périodes sans agent en direction qui touchent les cinq dernières années, en entier"
            f"{NNBSP}; {view.subject}."
        ),
    )


def board(view: View) -> Figure | None:
    """Colleges on the board compared with the members."""
    if not view.can_read("core.board_seat"):
        return None
    rows = view.of_scope("board_colleges")
    if rows.empty or not rows["seats"].sum():
        return None
    return make(
        view,
        "equipes.conseil",
        words.board_title(rows),
        "board_company_share",
        rows.assign(college_words=rows["college"].map(fr_term)),
        BOARD,
    )


def teams(view: View) -> Figure | None:
    """Counts first, since one person is a large rate in a team of three."""
    if not view.can_read("core.staff_contract"):
        return None
    rows = by_network(view, TEAM)
    if rows.empty:
        return None
    labelled = rows.assign(
        sheet=rows["network_id"].map(view.sheet),
        interval=[
            fr_interval(low, high)
            for low, high in zip(
                rows["team_exit_share_12m_low"], rows["team_exit_share_12m_high"], strict=True
            )
        ],
    ).sort_values("team_exits_12m", ascending=False, kind="stable")
    indicators = load_catalog().indicators
    columns = [
        Column(f"{name}_words", indicators[name].label)
        if indicators[name].small_team
        else own_column(name)
        for name in TEAM
    ]
    return make(
        view.of_all(),
        "equipes.equipes",
        words.teams_title(rows),
        "team_turnover_36m",
        labelled,
        (NAME, *columns[:5], Column("interval", "Intervalle à 95 %"), *columns[5:]),
        caption=(
            "Lisez les arrivées et les départs avant les taux. Un départ choisi est une démission "
            "ou une mobilité ; le motif est facultatif dans le fichier des équipes, et le nombre "
            "n’est pas donné quand aucun motif n’est dit."
        ),
    )


def contracts(view: View) -> Figure | None:
    """Arrivals and departures by type of contract."""
    rows = view.rows_of("marts.team_flow", "team_flow")
    if rows is None:
        return None
    return make(
        view,
        "equipes.contrats",
        words.contracts_title(rows),
        "team_exits_12m",
        rows.assign(contract=rows["contract_type"].map(fr_term)),
        CONTRACTS,
    )


def stays(view: View) -> Figure | None:
    """How long people stay, when at least five can be followed."""
    rows = survival.within(view.ask("team_survival", network_id=view.scope))
    if rows.empty:
        return None
    return make(
        view,
        "equipes.anciennete",
        words.stays_title(rows),
        "team_survival",
        rows,
        SURVIVAL,
        survival.curves({"Ensemble": rows}, "encore dans l’équipe"),
        lecture=survival.lecture(rows, "des personnes sont encore dans l’équipe", view.subject),
        caption=(
            "Estimation de Kaplan-Meier, arrêtée au dernier mois publié. Un contrat renouvelé dans "
            "les 31 jours prolonge la présence. La courbe s’arrête à dix ans, ou quand moins de "
            "cinq personnes sont suivies."
        ),
    )


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        from_text=rows["started_on"].map(fr_short_date),
        to_text=[_day_or(day, "encore vacante") for day in rows["ended_on"]],
    )


def _day_or(day: pd.Timestamp | None, words_for_none: str) -> str:
    return words_for_none if day is None or pd.isna(day) else fr_short_date(day)


FIGURES = {
    "equipes.directions": directions,
    "equipes.classes": classes,
    "equipes.presences": presence,
    "equipes.direction": heads,
    "equipes.vacances": vacancies,
    "equipes.conseil": board,
    "equipes.equipes": teams,
    "equipes.contrats": contracts,
    "equipes.anciennete": stays,
    "equipes.sollicitations": workload.requests,
    "equipes.dossiers": workload.paperwork,
}
