"""The answer of the page Trésorerie, before any chart: who can hold out and what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from method.catalog import Indicator, Thresholds, load_catalog
from method.elision import of, the
from method.wording import (
    NBSP,
    NNBSP,
    fr,
    fr_date,
    fr_euros,
    fr_list,
    fr_month,
    is_missing,
    plural,
    status_reason,
)
from observatory.figures.figure import ALL, View
from observatory.funding.words import short

# Beyond this number, names are replaced by their count.
NAMED = 3
NOBODY = "Personne ne peut le dire encore : aucun réseau n’a transmis ses soldes mensuels."
# Days of cash are a balance over the spending of twelve months.
TOO_FEW = "il faut douze mois de décaissements, et les soldes transmis n’y suffisent pas"


@dataclass(frozen=True)
class Holding:
    """Networks by the position of their days of cash relative to the two bounds."""

    critical: tuple[str, ...]
    watched: tuple[str, ...]
    known: int
    unknown: int

    @property
    def low(self) -> int:
        """Number of networks under the higher bound."""
        return len(self.critical) + len(self.watched)


def bounds_of(indicator: Indicator) -> Thresholds:
    """The two bounds of days of cash.

    Raises:
        ValueError: the catalogue has none.
    """
    if indicator.thresholds is None:
        raise ValueError(f"{indicator.id} has no bounds")
    return indicator.thresholds


def holding(rows: pd.DataFrame, indicator: Indicator) -> Holding:
    """Which networks are under which bound.

    Args:
        rows: `indicator_ranked` of days of cash.
        indicator: its entry of the catalogue.
    """
    bounds = bounds_of(indicator)
    known = rows.dropna(subset=["value"])
    is_critical = known["value"] < bounds.critical
    is_watched = ~is_critical & (known["value"] < bounds.safe)
    return Holding(
        tuple(known.loc[is_critical, "name"]),
        tuple(known.loc[is_watched, "name"]),
        len(known),
        len(rows) - len(known),
    )


def networks(names: tuple[str, ...] | list[str]) -> str:
    """Their names if there are few, otherwise their count."""
    return fr_list(names) if len(names) <= NAMED else plural(len(names), "réseau", "réseaux")


def answer(view: View) -> tuple[str, ...]:
    """One to three sentences about this scope, within what the reader may see."""
    if view.scope != ALL:
        return _of_one(view)
    if view.can_read("core.cash_month"):
        return _of_each(view)
    return _of_all(view)


def each_sentence(rows: pd.DataFrame, indicator: Indicator, day: date) -> str:
    """How many networks hold out, and which do not.

    Args:
        rows: `indicator_ranked` of days of cash.
        indicator: its entry of the catalogue.
        day: month end.
    """
    holdings, bounds = holding(rows, indicator), bounds_of(indicator)
    if not holdings.known:
        return unknown_sentence(rows)
    safe, critical = fr(bounds.safe, indicator.unit), fr(bounds.critical, indicator.unit)
    hidden = (
        f" (inconnu pour {plural(holdings.unknown, 'autre', 'autres')})" if holdings.unknown else ""
    )
    opening = f"Au {fr_date(day)}, sur {plural(holdings.known, 'réseau', 'réseaux')}{hidden}, "
    if not holdings.low:
        return f"{opening}tous ont au moins {safe} de dépenses devant eux."
    verb = "a" if holdings.low < 2 else "ont"
    text = f"{opening}{fr(holdings.low)} {verb} moins de {safe} de dépenses en caisse"
    if not holdings.critical:
        return f"{text}, aucun moins de {critical}."
    days = rows.set_index("name")["value"]
    names = [f"{name} ({fr(days[name], indicator.unit)})" for name in holdings.critical[:NAMED]]
    most = len(holdings.critical) - len(names)
    who = fr_list([*names, plural(most, "autre")] if most else names)
    return f"{text}, dont {who} sous le seuil critique de {critical}."


def negative_sentence(rows: pd.DataFrame, day: date) -> str | None:
    """Networks that may end a month below zero within twelve months; None without a forecast.

    Args:
        rows: `indicator_ranked` of `months_to_negative_p10`.
        day: month end of the forecast.
    """
    known = rows[rows["status"] == "ok"]
    if known.empty:
        return None
    falling = known.dropna(subset=["value"]).sort_values(["value", "name"])
    if falling.empty:
        return (
            "D’ici douze mois, aucun n’a une chance sur dix ou plus de finir un mois à découvert."
        )
    names = [
        f"{row['name']} (dès {fr_month(month_after(day, int(row['value'])))})"
        for row in falling.head(NAMED + 1).to_dict("records")
    ]
    if len(falling) > len(names):
        names.append(plural(len(falling) - len(names), "autre"))
    verb = "a" if len(falling) < 2 else "ont"
    return (
        f"{plural(len(falling), 'réseau', 'réseaux')} {verb}, d’ici douze mois, une chance sur dix "
        f"ou plus de finir un mois à découvert{NBSP}: {fr_list(names)}."
    )


def overdue_sentence(row: pd.Series, funders: pd.DataFrame | None = None) -> str | None:
    """What is due and unpaid, and by whom first; None if unknown.

    Args:
        row: `indicator_headlines` of what is overdue.
        funders: `treasury_delays`, if the reader may see them.
    """
    if row["status"] != "ok":
        return None
    if not row["value"]:
        return "Aucune aide échue n’est impayée."
    text = f"{fr_euros(row['value'])} d’aides échues restent dus"
    if funders is not None and not funders.empty:
        most = funders.sort_values("unpaid_eur", ascending=False).iloc[0]
        if most["unpaid_eur"] > 0 and len(funders[funders["unpaid_eur"] > 0]) > 1:
            text += f", dont {fr_euros(most['unpaid_eur'])} par {the(short(most['funder_name']))}"
    return f"{text}."


def together_sentence(rows: pd.DataFrame, indicator: Indicator, subject: str) -> str:
    """The last days of cash that may be published, and why the latest may not.

    Args:
        rows: `indicator_series` of days of cash, up to the chosen month.
        indicator: its entry of the catalogue.
        subject: whose cash it is.
    """
    known = rows.dropna(subset=["value"])
    if known.empty:
        return unknown_sentence(rows.tail(1))
    last, now = known.iloc[-1], rows.iloc[-1]
    bounds = bounds_of(indicator)
    place = "au-dessus des" if last["value"] >= bounds.safe else "sous les"
    text = (
        f"Au {fr_date(last['as_of'])}, {subject} avait {fr(last['value'], indicator.unit)} de "
        f"dépenses en caisse, {place} {fr(bounds.safe, indicator.unit)} qui donnent du temps"
    )
    if last["as_of"] == now["as_of"]:
        return f"{text}."
    return f"{text}{NNBSP}; depuis, le chiffre n’est pas publié ({status_reason(now['status'])})."


def unknown_reason(rows: pd.DataFrame) -> str | None:
    """Why days of cash have no value though balances were sent; None if none was.

    Args:
        rows: `status` of each network, or of all together.
    """
    if rows["status"].eq("secret").any():
        return f"ils ne sont pas publiés ({status_reason('secret')})"
    return TOO_FEW if rows["status"].eq("insufficient").any() else None


def unknown_sentence(rows: pd.DataFrame) -> str:
    """Why nobody's days of cash are known.

    Args:
        rows: as for `unknown_reason`.
    """
    reason = unknown_reason(rows)
    if reason is None:
        return NOBODY
    if reason == TOO_FEW:
        return f"Personne ne peut le dire encore{NBSP}: {reason}."
    return f"Les jours de trésorerie ne se lisent pas ici{NBSP}: {reason}."


def month_after(day: date, months: int) -> date:
    """The month end that many months after a month end."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def _of_each(view: View) -> tuple[str, ...]:
    indicator = load_catalog().indicators["cash_days"]
    rows = view.query("indicator_ranked", indicator_id=indicator.id)
    if rows["value"].isna().all():
        return (unknown_sentence(rows),)
    ahead = view.query("indicator_ranked", indicator_id="months_to_negative_p10")
    text = each_sentence(rows, indicator, view.as_of)
    until = negative_sentence(ahead, view.as_of)
    return (text, until) if until else (text,)


def _of_all(view: View) -> tuple[str, ...]:
    indicator = load_catalog().indicators["cash_days"]
    rows = view.series(indicator.id)
    text = together_sentence(rows, indicator, view.subject) if len(rows) else NOBODY
    owed = overdue_sentence(view.headline("subsidy_overdue"))
    return (text, owed) if owed else (text,)


def _of_one(view: View) -> tuple[str, ...]:
    indicator, row = load_catalog().indicators["cash_days"], view.headline("cash_days")
    name = f"La trésorerie {of(view.subject)}"
    cash = view.headline("cash_end")
    if row["status"] == "insufficient" and cash["status"] == "ok":
        return (
            f"{name} est de {fr_euros(cash['value'])} au {fr_date(view.as_of)}{NNBSP}; pour la "
            "dire en jours, il faut douze mois de décaissements.",
        )
    if row["status"] != "ok":
        return (f"{name} n’est pas connue{NBSP}: {status_reason(row['status'])}.",)
    bounds = bounds_of(indicator)
    days, safe = fr(row["value"], indicator.unit), fr(bounds.safe, indicator.unit)
    if row["value"] >= bounds.safe:
        place = f"au-dessus des {safe} qui donnent du temps"
    elif row["value"] >= bounds.critical:
        place = f"sous les {safe} qui donnent du temps"
    else:
        place = f"sous le seuil critique de {fr(bounds.critical, indicator.unit)}"
    sentences = [f"{name} tient {days} de dépenses au {fr_date(view.as_of)}, {place}."]
    ahead = view.headline("months_to_negative_p10")
    if ahead["status"] == "ok":
        sentences.append(negative_one(ahead["value"], view.as_of))
    owed = overdue_sentence(view.headline("subsidy_overdue"), view.of_scope("treasury_delays"))
    return (" ".join(sentences), owed) if owed else (" ".join(sentences),)


def negative_one(months: float | None, day: date) -> str:
    """When this network may end a month below zero."""
    if is_missing(months):
        return "D’ici douze mois, elle a moins d’une chance sur dix de finir un mois à découvert."
    when = fr_month(month_after(day, int(months or 0)))
    return f"Elle a une chance sur dix ou plus de finir un mois à découvert, dès {when}."
