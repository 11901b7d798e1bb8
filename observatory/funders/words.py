"""Texts of the page Financeurs: who owes what, since when, what is next."""

from __future__ import annotations

from datetime import date

import pandas as pd

from method.elision import the, to
from method.wording import NBSP, NNBSP, fr, fr_date, fr_euros, fr_list, plural
from observatory.funding.words import short

ALL_FUNDERS = "*"
# Kinds of the calendar.
PLURALS = {
    "réponse attendue": "réponses attendues",
    "fin de convention": "fins de convention",
    "échéance": "échéances",
}
NOTHING = "rien n’est dû, rien n’attend de réponse et aucune convention n’est en cours"
NOBODY = "Aucun réseau n’a encore transmis ses conventions, ses versements ni ses dossiers."


def answer(owed: pd.DataFrame, networks: int, day: date, *, is_sent: bool) -> tuple[str, ...]:
    """What is owed and since when, then what is to be decided.

    Args:
        owed: `funders_owed`, one funder or all.
        networks: number of networks with an overdue amount.
        day: month end.
        is_sent: whether any file names a funder.
    """
    if owed.empty:
        return (f"Au {fr_date(day)}, {NOTHING}." if is_sent else NOBODY,)
    return (_owed(owed, networks, day), _ahead(owed))


def owed_title(owed: pd.DataFrame) -> str:
    """Who owes most, out of the total."""
    total, first = owed["value"].sum(), owed.iloc[0]
    if not total:
        return "Aucun financeur ne doit d’aide échue"
    if len(owed) == 1 or first["value"] >= total:
        return f"{fr_euros(total)} d’aides échues, dues par {the(short(first['funder_name']))}"
    return (
        f"{fr_euros(total)} d’aides échues, dont {fr_euros(first['value'])} dus par "
        f"{the(short(first['funder_name']))}"
    )


def touched_title(rows: pd.DataFrame) -> str:
    """The network that is owed most.

    Args:
        rows: `name`, `value`, the largest first.
    """
    total, first = rows["value"].sum(), rows.iloc[0]
    if len(rows) == 1:
        return f"{fr_euros(total)} dus {to(first['name'])}"
    return (
        f"{fr_euros(first['value'])} dus {to(first['name'])}, sur {fr_euros(total)} dus à "
        f"{plural(len(rows), 'réseau', 'réseaux')}"
    )


def overdue_title(rows: pd.DataFrame) -> str:
    """How many instalments are unpaid, and since when for the oldest."""
    count = plural(len(rows), "échéance impayée", "échéances impayées")
    return f"{count}, la plus ancienne depuis {fr(rows['days'].max(), 'days')}"


def flows_title(rows: pd.DataFrame) -> str:
    """Who paid most over twelve months."""
    paid = rows.groupby("funder_name")["value"].sum()
    total = paid.sum()
    if not total:
        return "Qui paie qui, sur douze mois"
    first = paid.idxmax()
    if paid[first] >= total:
        return f"{fr_euros(total)} versés en douze mois, tous par {the(short(first))}"
    share = fr(paid[first] / total, "%")
    return f"{fr_euros(total)} versés en douze mois, dont {share} par {the(short(first))}"


def calendar_title(rows: pd.DataFrame) -> str:
    """The day on which most agreements end, otherwise the next event.

    Args:
        rows: `figures.calendar_rows`.
    """
    ends = rows[rows["kind"] == "fin de convention"]
    if ends.empty:
        first = rows.iloc[0]
        return f"Premier rendez-vous le {fr_date(first['day'])}{NBSP}: {first['kind']}"
    by_day = ends.groupby("day")[["count", "amount_eur"]].sum()
    day = by_day["amount_eur"].idxmax()
    count, amount = by_day.loc[day, "count"], by_day.loc[day, "amount_eur"]
    verb = "finit" if count < 2 else "finissent"
    return f"{plural(count, 'convention')} ({fr_euros(amount)}) {verb} le {fr_date(day)}"


def awaited_title(rows: pd.DataFrame) -> str:
    """How many applications await an answer, and how many for longer than usual."""
    late = int(is_late(rows).sum())
    count = plural(len(rows), "dossier attend", "dossiers attendent")
    text = f"{count} une réponse ({fr_euros(rows['requested_eur'].sum())} demandés)"
    if not late:
        return text
    return f"{text}, {fr(late)} depuis plus longtemps que d’habitude"


def is_late(rows: pd.DataFrame) -> pd.Series:
    """Whether an application has waited longer than its funder's usual response time."""
    return (rows["days"] > rows["answer_days"]).fillna(value=False)


def agenda(owed: pd.DataFrame) -> tuple[str, ...]:
    """One line per funder for the meeting: what to settle, then what to decide."""
    lines = []
    for row in owed.to_dict("records"):
        parts = []
        if row["value"]:
            parts.append(
                f"{fr_euros(row['value'])} échus à verser à "
                f"{plural(row['networks'], 'réseau', 'réseaux')}, depuis "
                f"{fr(row['oldest_days'], 'days')} pour le plus ancien"
            )
        if row["awaited"]:
            parts.append(
                f"{plural(row['awaited'], 'réponse')} à donner ({fr_euros(row['requested_eur'])} "
                "demandés)"
            )
        if row["ending"]:
            ending = plural(row["ending"], "convention")
            parts.append(
                f"{ending} à renouveler ({fr_euros(row['ending_eur'])}), à partir du "
                f"{fr_date(row['next_end'])}"
            )
        if parts:
            lines.append(f"{row['funder_name']}{NBSP}: {f'{NNBSP}; '.join(parts)}.")
    return tuple(lines)


def _owed(owed: pd.DataFrame, networks: int, day: date) -> str:
    late = owed[owed["value"] > 0]
    start = f"Au {fr_date(day)}, "
    if late.empty:
        if len(owed) == 1:
            return f"{start}aucune aide échue n’est due par {the(owed['funder_name'].iloc[0])}."
        return f"{start}aucun financeur ne doit d’aide échue."
    oldest = late.loc[late["oldest_days"].astype(float).idxmax()]
    since = fr(oldest["oldest_days"], "days")
    whom = plural(networks, "réseau", "réseaux")
    total = fr_euros(late["value"].sum())
    if len(owed) == 1:
        name = the(owed["funder_name"].iloc[0])
        return (
            f"{start}{total} d’aides échues sont dus par {name} à {whom}, depuis {since} pour "
            "le plus ancien."
        )
    if len(late) == 1:
        name = the(short(oldest["funder_name"]))
        return f"{start}{total} d’aides échues sont dus à {whom}, tous par {name}, depuis {since}."
    return (
        f"{start}{fr(len(late))} financeurs sur {fr(len(owed))} doivent {total} à {whom}"
        f"{NNBSP}; le plus ancien impayé attend depuis {since} ({short(oldest['funder_name'])})."
    )


def _ahead(owed: pd.DataFrame) -> str:
    awaited, ending = int(owed["awaited"].sum()), int(owed["ending"].sum())
    parts = []
    if awaited:
        amount = fr_euros(owed["requested_eur"].sum())
        verb = "attend" if awaited < 2 else "attendent"
        parts.append(f"{plural(awaited, 'dossier')} ({amount} demandés) {verb} une réponse")
    if ending:
        ends = owed.loc[owed["ending"] > 0]
        verb = "finit" if ending < 2 else "finissent"
        parts.append(
            f"{plural(ending, 'convention')} ({fr_euros(ends['ending_eur'].sum())}) {verb} d’ici "
            f"douze mois, à partir du {fr_date(ends['next_end'].min())}"
        )
    if not parts:
        return "Aucune réponse n’est attendue et aucune convention ne finit d’ici douze mois."
    return f"{fr_list(parts)}."
