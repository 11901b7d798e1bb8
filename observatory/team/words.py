"""Sentences of the page Équipes et gouvernance: its answer, and the titles of its figures.

Each is built from rows; without data, the answer is None and a title is a plain label.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from method.catalog import Indicator
from method.elision import of, the
from method.terms import fr_term
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    fr,
    fr_date,
    fr_list,
    is_missing,
    plural,
)
from observatory.figures.figure import ALL, View
from observatory.figures.rows import Rows, headlines, known_row
from observatory.figures.survival import MARK, at_mark

TEAM = ("headcount", "fte", "team_entries_12m", "team_exits_12m", "double_break_12m")
# Below this size, a team is small: one departure is more than a fifth of it.
SMALL = 5
NAMED = 4


def answer(view: View) -> tuple[str | None, ...]:
    """Whether the direction is filled, then who is in post, within what the reader may see."""
    now = headlines(view, TEAM)
    if not view.can_read("marts.direction_vacancy"):
        return people(now, view), classes_sentence(view.query("team_classes"))
    if known_row(now, "headcount") is None:
        return (None,)
    vacancies = view.of_scope("direction_vacancy")
    return " ".join(filter(None, (heads(vacancies, view), breaks(now, view)))), people(now, view)


def heads(vacancies: pd.DataFrame, view: View) -> str:
    """`2 réseaux sans direction, depuis 137 et 122 jours : Cuirlande et Aérolinde.`

    Args:
        vacancies: `direction_vacancy`.
        view: the month and the scope.
    """
    empty = vacancies[vacancies["ended_on"].isna()].sort_values("days", ascending=False)
    if view.scope != ALL:
        return _one_head(vacancies, empty, view)
    if len(empty):
        return (
            f"{plural(len(empty), 'réseau', 'réseaux')} sans direction, depuis "
            f"{_days(empty['days'])}{NBSP}: {_names(empty['name'])}."
        )
    filled = ended_in_year(vacancies)
    if filled.empty:
        return "Aucun poste de direction n’est vacant, ni ne l’a été dans l’année."
    return (
        f"Aucun poste de direction n’est vacant{NNBSP}; dans l’année, "
        f"{plural(len(filled), 'l’a été', 'l’ont été')} {_days(filled['days'])}{NBSP}: "
        f"{_names(filled['name'])}."
    )


def heads_title(rows: pd.DataFrame, days: str) -> str:
    """The network that was longest without a direction in the year.

    Args:
        rows: one row per network, longest first.
        days: column of days without a direction in twelve months.
    """
    first = rows.iloc[0]
    if is_missing(first[days]) or not first[days]:
        return "Aucun réseau n’est resté sans direction dans l’année"
    return (
        f"{fr(first[days], 'days')} sans direction en un an chez {the(first['name'])}, la plus "
        "longue vacance"
    )


def ended_in_year(vacancies: pd.DataFrame) -> pd.DataFrame:
    """Periods without direction that ended in the last twelve months, longest first."""
    recent = vacancies[vacancies["is_of_the_year"].fillna(False).astype(bool)]
    return recent.sort_values("days", ascending=False)


def breaks(now: Rows, view: View) -> str | None:
    """Networks whose direction and presidency changed together within the year."""
    row = known_row(now, "double_break_12m")
    if row is None or not row["value"]:
        return None
    change = "irection et présidence ont changé à moins de six mois d’écart"
    if view.scope != ALL:
        return f"D{change}."
    return f"Dans {plural(row['value'], 'réseau', 'réseaux')}, d{change}."


def people(now: Rows, view: View) -> str | None:
    """`152 personnes (140,6 ETP) font vivre les réseaux ; 30 arrivées et 27 départs …`."""
    row, time = known_row(now, "headcount"), known_row(now, "fte")
    if row is None:
        return None
    count = plural(row["value"], "personne")
    worked = f" ({fr(time['value'], 'FTE')})" if time else ""
    is_one = row["value"] < 2
    whom = "les réseaux" if view.scope == ALL else view.subject
    text = f"{count}{worked} {'fait' if is_one else 'font'} vivre {whom}"
    joins, exits = known_row(now, "team_entries_12m"), known_row(now, "team_exits_12m")
    if joins is None or exits is None:
        return f"{text}."
    return (
        f"{text}{NNBSP}; {plural(joins['value'], 'arrivée')} et {plural(exits['value'], 'départ')} "
        "en douze mois."
    )


def class_words(rows: pd.DataFrame, indicator: Indicator) -> list[str]:
    """Label of the class of each row of `team_classes`, with its bounds."""
    thresholds = indicator.thresholds
    if thresholds is None:
        raise ValueError(f"{indicator.id} has no thresholds to make classes of")
    low, high = fr(thresholds.safe, "%", 0), fr(thresholds.critical, "%", 0)
    words = {
        "basse": f"Basse (moins de {low} par an)",
        "moyenne": f"Moyenne (de {low} à {high} par an)",
        "haute": f"Haute ({high} par an ou plus)",
    }
    return [words.get(name, MISSING) for name in rows["turnover_class"]]


def classes_sentence(rows: pd.DataFrame) -> str | None:
    """`Sur trois ans, la rotation est haute dans 2 équipes sur 19 et moyenne dans 17.`"""
    ok = rows[rows["status"] == "ok"]
    if ok.empty:
        return None
    counts = ok["turnover_class"].value_counts()
    first, *others = [name for name in ("haute", "moyenne", "basse") if name in counts]
    parts = [f"{first} dans {plural(counts[first], 'équipe')} sur {fr(len(ok))}"]
    parts += [f"{name} dans {fr(counts[name])}" for name in others]
    return f"Sur trois ans, la rotation est {fr_list(parts)}."


def directions_title(vacancies: pd.DataFrame) -> str:
    """Number of vacant directions, otherwise how many were vacant for a time."""
    empty = vacancies[vacancies["ended_on"].isna()]
    if len(empty):
        return f"{plural(len(empty), 'réseau est', 'réseaux sont')} sans direction"
    networks = vacancies["network_id"].nunique()
    longest = vacancies.loc[vacancies["days"].idxmax()]
    return (
        f"En cinq ans, {plural(networks, 'réseau est resté', 'réseaux sont restés')} un temps sans "
        f"direction, jusqu’à {fr(longest['days'], 'days')} chez {the(longest['name'])}"
    )


def teams_title(rows: pd.DataFrame) -> str:
    """How many teams are so small that one departure is more than a fifth of them.

    Args:
        rows: one row per network, with its `headcount`.
    """
    counts = rows["headcount"].dropna()
    small = int((counts < SMALL).sum())
    if not small:
        return "Les équipes, réseau par réseau"
    return (
        f"{plural(small, 'équipe')} sur {fr(len(counts))} "
        f"{'compte' if small < 2 else 'comptent'} moins de cinq personnes"
    )


def contracts_title(rows: pd.DataFrame) -> str:
    """The most common contract among the people in post."""
    total = rows["agents"].sum()
    if total < 2:
        return "Arrivées et départs, par contrat"
    first = rows.iloc[0]
    kind = fr_term(first["contract_type"])
    return f"{fr(first['agents'])} des {plural(total, 'contrat')} en cours{NBSP}: {kind}"


def stays_title(rows: pd.DataFrame) -> str:
    """The share of people still in post at the mark."""
    mark = at_mark(rows)
    if mark is None:
        return "Combien de temps les personnes restent"
    return f"{fr(mark['value'], '%')} des personnes sont encore dans l’équipe après {MARK}"


def board_title(rows: pd.DataFrame) -> str:
    """Share of companies among members, and on the board."""
    own = rows[rows["college"] == "entreprise"]
    if own.empty or pd.isna(own.iloc[0]["member_share"]):
        return "Le conseil et les adhérents, par collège"
    row = own.iloc[0]
    return (
        f"Les entreprises sont {fr(row['member_share'], '%')} des adhérents et tiennent "
        f"{fr(row['value'], '%')} des sièges du conseil"
    )


def requests_title(rows: pd.DataFrame) -> str:
    """Who requests the most hours, out of all who do."""
    first, whole = rows.iloc[0], rows["value"].sum()
    return (
        f"{first['name']}{NBSP}: {fr(first['value'] / whole, '%')} des {fr(whole, 'h')} "
        "demandées aux directions en douze mois"
    )


def paperwork_title(rows: pd.DataFrame) -> str:
    """Time per application, from the quickest funder to the slowest."""
    values = rows.dropna(subset=["value"])
    if len(values) < 2:
        return "Ce que coûtent les dossiers, par financeur, sur 24 mois"
    low, high = values["value"].min(), values["value"].max()
    return f"Un dossier prend de {fr(low)} à {fr(high, 'h')} selon le financeur"


def vacancies_title(rows: pd.DataFrame) -> str:
    """Total time without direction over five years."""
    return f"{fr(rows['days'].sum(), 'days')} sans direction en cinq ans"


def presence_title(rows: pd.DataFrame, as_of: date) -> str:
    """People in post today, out of all those of the last five years."""
    there, ever = present(rows, as_of)
    return f"{plural(there, 'personne')} en poste, sur {fr(ever)} passées en cinq ans"


def present(rows: pd.DataFrame, as_of: date) -> tuple[int, int]:
    """People in post on a day, and all the people in the rows.

    Args:
        rows: `team_presence`.
        as_of: the day.
    """
    now = rows[rows["contract_to"].isna() | (rows["contract_to"] >= pd.Timestamp(as_of))]
    return now["agent_id"].nunique(), rows["agent_id"].nunique()


def _one_head(vacancies: pd.DataFrame, empty: pd.DataFrame, view: View) -> str:
    whose = of(view.subject)
    if len(empty):
        row = empty.iloc[0]
        return f"La direction {whose} est vacante depuis {fr(row['days'], 'days')}."
    filled = ended_in_year(vacancies)
    if filled.empty:
        return f"La direction {whose} est pourvue."
    row = filled.iloc[0]
    return (
        f"La direction {whose} est pourvue depuis le {fr_date(row['ended_on'])}, après "
        f"{fr(row['days'], 'days')} de vacance."
    )


def _days(days: pd.Series) -> str:
    """`137 et 122 jours`."""
    counts = [fr(value) for value in days.head(NAMED)]
    noun = "jour" if len(counts) == 1 and days.iloc[0] < 2 else "jours"
    return f"{fr_list(counts)}{NBSP}{noun}"


def _names(names: pd.Series) -> str:
    first = names.head(NAMED).tolist()
    return fr_list([*first, "d’autres"] if len(names) > NAMED else first)
