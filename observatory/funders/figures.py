"""Figures of the page Financeurs: who owes what, who pays whom, what is to be decided."""

from __future__ import annotations

import pandas as pd

from method.catalog import load_catalog
from method.elision import of, the, to
from method.wording import NBSP, fr, fr_date, fr_euros, plural
from observatory.figures.columns import Column
from observatory.figures.figure import Empty, Figure, View, make, make_table
from observatory.figures.sources import read_in
from observatory.funders import charts as draw
from observatory.funders import words
from observatory.treasury.charts import amounts

FILES = ("subventions", "versements", "dossiers")
OVERDUE = "subsidy_overdue"
NAME = Column("name", "Réseau", link="sheet")
FUNDER = Column("funder_name", "Financeur")
FUNDERS = (
    FUNDER,
    Column("value", "Échu et impayé", "€"),
    Column("oldest_days", "Impayé le plus ancien", "days"),
    Column("networks", "Réseaux touchés", "count"),
    Column("awaited", "Réponses attendues", "count"),
    Column("requested_eur", "Montants demandés", "€"),
    Column("answer_days", "Réponse habituelle", "days"),
    Column("ending", "Conventions finissant en 12 mois", "count"),
    Column("next_end", "Prochaine fin"),
)
DUE = (
    NAME,
    FUNDER,
    Column("due_on", "Échéance"),
    Column("days", "Retard", "days"),
    Column("due_eur", "Montant dû", "€"),
    Column("value", "Reste à payer", "€"),
    Column("reference", "Décision"),
)
FLOWS = (
    NAME,
    FUNDER,
    Column("value", "Versé sur 12 mois", "€"),
    Column("signed_eur", "Signé sur 12 mois", "€"),
    Column("overdue_eur", "Échu et impayé", "€"),
)
CALENDAR = (
    Column("day", "Date"),
    Column("kind", "Ce qui arrive"),
    FUNDER,
    Column("count", "Nombre", "count"),
    Column("amount_eur", "Montant", "€"),
)
AWAITED = (
    NAME,
    FUNDER,
    Column("programme", "Programme"),
    Column("filed_on", "Déposé le"),
    Column("requested_eur", "Demandé", "€"),
    Column("days", "Attend depuis", "days"),
    Column("answer_days", "Réponse habituelle", "days"),
    Column("word", "Lecture"),
)


def funder(view: View) -> str:
    """The selected funder, `'*'` for all."""
    return str(view.options.get("financeur", words.ALL_FUNDERS))


def of_funder(view: View, name: str) -> pd.DataFrame | None:
    """Result of a query for the selected funder; None if the role may not read its tables."""
    if not (view.can_read("core.instalment") and view.can_read("core.application")):
        return None
    return view.query(name, funder=funder(view))


def answer(view: View) -> tuple[str, ...]:
    """What is owed, since when, and what is to be decided."""
    owed, late = of_funder(view, "funders_owed"), of_funder(view, "funders_overdue")
    if owed is None or late is None:
        return ()
    networks = late["network_id"].nunique()
    return words.answer(owed, networks, view.as_of, is_sent=_is_sent(view))


def _is_sent(view: View) -> bool:
    """Whether any file names a funder, whatever the month end."""
    return not view.ask("own_funders").empty


def funders(view: View) -> Figure | Empty | None:
    """One row per funder: what it owes and since when, what it is asked for, what ends."""
    rows = of_funder(view, "funders_owed")
    if rows is None:
        return None
    if rows.empty:
        nobody = "aucune convention, aucun versement, aucun dossier n’a été transmis"
        reason = words.NOTHING if _is_sent(view) else nobody
        return Empty("Les financeurs", f"{reason}.", FILES)
    first = rows.iloc[0]
    text = f"au {fr_date(view.as_of)}, "
    if first["value"]:
        text += f"{fr_euros(first['value'])} d’aides échues sont dus par "
        text += f"{the(first['funder_name'])}, depuis {fr(first['oldest_days'], 'days')} pour la "
        text += "plus ancienne"
    else:
        text += f"aucune aide échue n’est due par {the(first['funder_name'])}"
    figure = make(
        view.of_all(),
        "financeurs.financeurs",
        words.owed_title(rows),
        OVERDUE,
        rows,
        FUNDERS,
        lecture=f"{text}.",
        champ="Financeurs de tous les réseaux, échéances dues à cette date.",
        caption=(
            f"Réponse habituelle{NBSP}: la moitié des réponses des 24 derniers mois ont pris moins "
            "de temps."
        ),
    )
    return read_in(figure, FILES, view.build)


def touched(view: View) -> Figure | None:
    """Networks that are owed money: one bar per network, largest first."""
    due = of_funder(view, "funders_overdue")
    if due is None or due.empty:
        return None
    rows = due.groupby(["network_id", "name"], as_index=False)["value"].sum()
    rows = rows.sort_values(["value", "name"], ascending=[False, True], ignore_index=True)
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "financeurs.reseaux",
        words.touched_title(rows),
        OVERDUE,
        rows.assign(sheet=rows["network_id"].map(view.sheet)),
        (NAME, Column("value", "Échu et impayé", "€")),
        amounts(rows, load_catalog().indicators[OVERDUE]),
        lecture=(
            f"au {fr_date(view.as_of)}, {fr_euros(first['value'])} d’aides échues sont dus "
            f"{to(first['name'])}."
        ),
    )


def overdue(view: View) -> Figure | None:
    """Each instalment due and unpaid, oldest first."""
    rows = of_funder(view, "funders_overdue")
    if rows is None or rows.empty:
        return None
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "financeurs.impayes",
        words.overdue_title(rows),
        OVERDUE,
        rows.assign(sheet=rows["network_id"].map(view.sheet)),
        DUE,
        lecture=(
            f"{fr_euros(first['due_eur'])} étaient dus par {the(first['funder_name'])} "
            f"{to(first['name'])} le {fr_date(first['due_on'])}{NBSP}: "
            f"{fr_euros(first['value'])} restent à payer {fr(first['days'], 'days')} plus tard."
        ),
    )


def flows(view: View) -> Figure | None:
    """Who paid whom over twelve months, what was signed and what is still owed."""
    rows = of_funder(view, "funders_flows")
    if rows is None or rows.empty:
        return None
    first = rows.iloc[0]
    return make_table(
        view.of_all(),
        "financeurs.flux",
        words.flows_title(rows),
        ("subventions", "versements"),
        rows.assign(sheet=rows["network_id"].map(view.sheet)),
        FLOWS,
        lecture=(
            f"dans les douze mois qui finissent le {fr_date(view.as_of)}, "
            f"{fr_euros(first['value'])} ont été versés par {the(first['funder_name'])} "
            f"{to(first['name'])}."
        ),
    )


def calendar_rows(ahead: pd.DataFrame, awaited: pd.DataFrame) -> pd.DataFrame:
    """Events to come, one row per day, kind and funder: `count`, `amount_eur`.

    Args:
        ahead: `funders_ahead`.
        awaited: `funders_awaited`, dated by the usual response time of each funder; undated rows
            are dropped.
    """
    dated = awaited.dropna(subset=["expected_on"])
    answers = dated.assign(
        kind="réponse attendue",
        day=pd.to_datetime(dated["expected_on"]),
        amount_eur=dated["requested_eur"],
    )
    keys = ["day", "kind", "funder_name"]
    parts = [part[[*keys, "amount_eur"]] for part in (ahead, answers) if not part.empty]
    if not parts:
        return pd.DataFrame(columns=[*keys, "count", "amount_eur"])
    together = pd.concat(parts).assign(day=lambda rows: pd.to_datetime(rows["day"]))
    return (
        together.groupby(keys, as_index=False)
        .agg(count=("amount_eur", "size"), amount_eur=("amount_eur", "sum"))
        .sort_values(keys, ignore_index=True)
    )


def calendar(view: View) -> Figure | None:
    """Expected answers, instalments that fall due and agreements that end, month by month."""
    ahead, awaited = of_funder(view, "funders_ahead"), of_funder(view, "funders_awaited")
    if ahead is None or awaited is None:
        return None
    rows = calendar_rows(ahead, awaited)
    if rows.empty:
        return None
    first = rows.loc[rows["amount_eur"].idxmax()]
    chart = draw.calendar(rows, view.as_of)
    figure = make(
        view.of_all(),
        "financeurs.calendrier",
        words.calendar_title(rows),
        OVERDUE,
        rows,
        CALENDAR,
        chart,
        lecture=(
            f"le {fr_date(first['day'])}, {first['funder_name']}{NBSP}: "
            f"{plural(first['count'], first['kind'], words.PLURALS[first['kind']])}, "
            f"{fr_euros(first['amount_eur'])}."
        ),
        champ="Tous les réseaux, les douze mois qui suivent la fin du mois choisi.",
        caption=(
            "La surface d’une marque suit son montant, le nombre y est écrit. Une réponse est "
            "datée du dépôt et du délai habituel de son financeur, sans engager personne ; celles "
            "qui auraient dû venir sont au mois lu."
        ),
    )
    return read_in(figure, FILES, view.build)


def awaited(view: View) -> Figure | None:
    """Applications without an answer; those that have waited longer than usual are labelled."""
    rows = of_funder(view, "funders_awaited")
    if rows is None or rows.empty:
        return None
    late = words.is_late(rows)
    first = rows.iloc[0]
    return make_table(
        view.of_all(),
        "financeurs.dossiers",
        words.awaited_title(rows),
        ("dossiers",),
        rows.assign(
            sheet=rows["network_id"].map(view.sheet),
            word=late.map({True: "▼ plus long que d’habitude", False: "dans le délai habituel"}),
        ),
        AWAITED,
        lecture=(
            f"le dossier que {the(first['name'])} a déposé le {fr_date(first['filed_on'])} auprès "
            f"{of(first['funder_name'])} attend depuis {fr(first['days'], 'days')}."
        ),
    )


FIGURES = {
    "financeurs.financeurs": funders,
    "financeurs.reseaux": touched,
    "financeurs.impayes": overdue,
    "financeurs.flux": flows,
    "financeurs.calendrier": calendar,
    "financeurs.dossiers": awaited,
}
