"""Sentences of the page Projets et financements: its answer, and the titles of its figures.

Each is built from rows; without data, the answer is None and a title is a plain label.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from method.elision import the
from method.wording import (
    NBSP,
    SMALL,
    fr,
    fr_date,
    fr_euros,
    fr_list,
    is_missing,
    lower_first,
    plural,
)
from observatory.figures.figure import ALL, View
from observatory.figures.rows import Rows, headlines, known_row
from observatory.opinion.opinion import load_opinion

# A share within this margin of one half is written « sur deux », not in percent.
HALF, NEAR_HALF = 0.5, 0.035


def answer(view: View) -> tuple[str | None, ...]:
    """The project amount per public euro, and what the Région pays to clusters."""
    leverage = projects_per_euro(headlines(view, ["leverage"]), view)
    return leverage, envelope_sentence(view.query("regional_envelope"))


def projects_per_euro(now: Rows, view: View) -> str | None:
    """`1 € d’aide publique, 2,95 € de projets : 159,7 M€ financés en deux ans …`."""
    row = known_row(now, "leverage")
    if row is None:
        return None
    whose = "" if view.scope == ALL else f" chez {the(view.subject)}"
    text = f"1{NBSP}€ d’aide publique va avec {euros(row['value'])} de projets{whose}"
    budget, aid = row["numerator"], row["denominator"]
    if pd.isna(budget) or pd.isna(aid):
        return f"{text}."
    return (
        f"{text}{NBSP}: {fr_euros(budget)} de projets financés en deux ans, dont "
        f"{fr_euros(aid)} d’aide."
    )


def euros(value: float) -> str:
    """`2,95 €`: euros of projects per euro, to the cent."""
    return f"{fr(value, decimals=2)}{NBSP}€"


@cache
def bounds() -> tuple[float, float]:
    """The yearly envelope for clusters given by the opinion, in euros."""
    values = {figure.id: figure.value for figure in load_opinion().figures}
    return values["envelope_low"], values["envelope_high"]


def envelope_sentence(rows: pd.DataFrame) -> str | None:
    """`La Région a versé 847 k€ aux clusters en 2025, dans l’enveloppe de 800 à 900 k€ …`."""
    clusters = of_clusters(rows)
    whole = clusters[clusters["is_whole"]]
    if whole.empty:
        return None
    last = whole.iloc[-1]
    return (
        f"La Région a versé {fr_euros(last['value'])} aux clusters en {last['year_text']}, "
        f"{_place(last['value'])} de {envelope()} par an que l’avis de 2023 relève."
    )


def envelope_title(rows: pd.DataFrame) -> str:
    """How many complete years are within the envelope of the opinion."""
    clusters = of_clusters(rows)
    values = clusters.loc[clusters["is_whole"], "value"]
    if values.empty:
        return "Ce que la Région a versé aux clusters, année par année"
    low, high = bounds()
    inside = int(values.between(low, high).sum())
    between = fr_euros(values.min())
    if len(values) > 1:
        between = f"de {between} à {fr_euros(values.max())}"
    if inside == len(values):
        return f"Aux clusters, {between} par an, dans l’enveloppe de {envelope()}"
    return (
        f"Aux clusters, {between} par an{NBSP}: {plural(inside, 'année')} sur {fr(len(values))} "
        f"dans l’enveloppe de {envelope()}"
    )


def envelope() -> str:
    """`800 à 900 k€`."""
    low, high = bounds()
    return f"{fr(low, 'k€').split(NBSP)[0]} à {fr_euros(high)}"


def of_clusters(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `regional_envelope` for clusters."""
    return rows[rows["network_type"] == "cluster"]


def flows_title(rows: pd.DataFrame) -> str:
    """The two funders that signed the most, with their shares."""
    by_funder = rows.groupby("funder", sort=False)["value"].sum().sort_values(ascending=False)
    whole = by_funder.sum()
    top = by_funder.head(2)
    parts = [f"{short(str(name))} {fr(value / whole, '%')}" for name, value in top.items()]
    return f"{fr_euros(whole)} signés en douze mois{NBSP}: {fr_list(parts)}"


def short(funder: str) -> str:
    """The name of a funder without the demonstration suffix, which every screen already shows."""
    return funder.removesuffix(" (démonstration)")


def first_payment_title(rows: pd.DataFrame) -> str:
    """The median of all funders together."""
    whole = rows[rows["funder_type"] == "*"]
    if whole.empty:
        return "Du dossier déposé au premier versement"
    return (
        f"La moitié des premiers versements arrivent plus de {fr(whole.iloc[0]['value'], 'days')} "
        "après le dépôt du dossier"
    )


def agreements_title(rows: pd.DataFrame) -> str:
    """`68 conventions, 9,9 M€, finissent toutes le 31 décembre 2026`.

    Args:
        rows: `agreements_ahead`, at least one.
    """
    amount, days = rows["amount_eur"].sum(), rows["ended_on"].dropna().unique()
    count = plural(len(rows), "convention")
    if len(rows) == 1:
        return f"Une convention, {fr_euros(amount)}, finit le {fr_date(days[0])}"
    if len(days) == 1:
        return f"{count}, {fr_euros(amount)}, finissent toutes le {fr_date(days[0])}"
    top = rows["ended_on"].value_counts().sort_index(ascending=True)
    return (
        f"{count}, {fr_euros(amount)}, finissent dans l’année, dont {fr(top.max())} le "
        f"{fr_date(top.index[top.argmax()])}"
    )


def leverage_title(now: Rows) -> str:
    """`1 € d’aide publique, 2,95 € de projets`."""
    row = known_row(now, "leverage")
    if row is None:
        return "L’effet de levier des projets financés"
    return f"1{NBSP}€ d’aide publique, {euros(row['value'])} de projets"


def success_title(now: Rows) -> str:
    """`Un dossier décidé sur deux est accordé (53 %)`."""
    row = known_row(now, "success_rate_24m")
    if row is None:
        return "Le succès des dossiers, et son intervalle"
    share = fr(row["value"], "%")
    if abs(row["value"] - HALF) <= NEAR_HALF:
        return f"Un dossier sur deux est accordé ({share} de ceux décidés en deux ans)"
    return f"{share} des dossiers décidés en deux ans sont accordés"


def stages_title(rows: pd.DataFrame) -> str:
    """The theme with the most projects, out of all of them."""
    first, whole = rows.iloc[0], rows["value"].sum()
    if len(rows) > 1 and rows.iloc[1]["value"] == first["value"]:
        return "Les projets, par thème et par état"
    return (
        f"{first['name']}{NBSP}: {fr(first['value'])} des {plural(whole, 'projet')} des trois "
        "dernières années"
    )


def themes_title(rows: pd.DataFrame) -> str:
    """The theme with the largest gap between actions and projects, or the first one offered.

    Args:
        rows: `theme_balance` with the `name` of each theme; `project_share` is empty if the reader
            may not see projects.
    """
    both = rows.dropna(subset=["value", "project_share"])
    if both.empty:
        first = rows.iloc[0]
        return f"{first['name']}{NBSP}: {_part(rows, first, 'action')} des réseaux"
    gap = (both["project_share"] - both["value"]).abs()
    first = both.loc[gap.idxmax()]
    parts = f"{_part(rows, first, 'action')} et {_part(rows, first, 'projet')}"
    return f"{first['name']}{NBSP}: {parts}"


def _part(rows: pd.DataFrame, theme: pd.Series, noun: str) -> str:
    """`24,9 % des actions`, `2 projets sur 3` under ten: two projects are no « 100 % »."""
    counts, share = ("actions", "value") if noun == "action" else ("projects", "project_share")
    whole = rows[counts].sum(min_count=len(rows))
    if is_missing(whole) or whole >= SMALL:
        return f"{fr(theme[share], '%')} des {noun}s"
    return f"{plural(theme[counts], noun)} sur {fr(whole)}"


def theme_shares_title(rows: pd.DataFrame) -> str:
    """The latest share of each of the two themes that the opinion recommends."""
    last = rows.dropna(subset=["value"]).groupby("theme", sort=False)["value"].last()
    if last.empty:
        return "Ressources humaines et transition dans les actions"
    parts = [
        f"{lower_first(str(row['theme']))} {fr(row['value'], '%')}"
        for row in last.reset_index().to_dict("records")
    ]
    return f"Dans les actions{NBSP}: {fr_list(parts)}"


def _place(amount: float) -> str:
    low, high = bounds()
    if amount < low:
        return "sous l’enveloppe"
    return "au-dessus de l’enveloppe" if amount > high else "dans l’enveloppe"


def found_title(count: int) -> str:
    """`La liste des projets (298 projets)`."""
    return f"La liste des projets ({plural(count, 'projet')})"


def gap_sentence(rows: pd.DataFrame) -> str:
    """How to read the bars of the first theme: its part of the actions and, if known, projects."""
    first = rows.iloc[0]
    text = f"«{NBSP}{first['name']}{NBSP}» fait {_part(rows, first, 'action')}"
    if pd.notna(first["project_share"]):
        text += f" et {_part(rows, first, 'projet')}"
    return f"{text}, en douze mois"


def stages_lecture(first: pd.Series, view: View) -> str:
    """How to read the bars: the first theme, and how many of its projects were financed."""
    financed = first["finance"] + first["acheve"]
    return (
        f"au {fr_date(view.as_of)}, pour {the(view.subject)}, "
        f"{plural(first['value'], 'projet')} des 36 derniers mois "
        f"{'porte' if first['value'] < 2 else 'portent'} sur "
        f"«{NBSP}{first['name']}{NBSP}», dont "
        f"{plural(financed, 'financé ou achevé', 'financés ou achevés')}."
    )


def leverage_lecture(last: pd.Series, view: View) -> str:
    """How to read the last point of the curve."""
    return (
        f"au {fr_date(last['as_of'])}, pour {the(view.subject)}, 1{NBSP}€ d’aide publique va avec "
        f"{euros(last['value'])} de projets financés."
    )
