"""Results of the forecast engine for the simulators: draws, tables, readings.

Pure functions: frames of named queries in, frames and French sentences out. The arithmetic is in
`method.forecast`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from method.elision import of
from method.forecast import (
    Comparison,
    Forecast,
    HelpEffect,
    Ledger,
    Sample,
    pool,
    pool_records,
    sample,
    widened,
)
from method.wording import NBSP, fr, fr_euros, fr_month

EVERYONE = "*"
LOW_POINT = "Point bas prudent (9 chances sur 10 d’être au-dessus)"
FUNDER_TYPES = {
    "region": "Région",
    "etat": "État",
    "departement": "Départements",
    "epci": "Intercommunalités",
    "europe": "Europe",
}


def draw_all(ledgers: Mapping[str, Ledger], spread: pd.DataFrame, as_of: date) -> dict[str, Sample]:
    """Draws of every network with enough data, and of all together under `'*'`.

    Rows, keys and spread are those of the pipeline, so the figures equal `marts.cash_forecast`.

    Args:
        ledgers: by network, the same at every month.
        spread: `scenario_spread` of the month end.
        as_of: month end.
    """
    records = pool_records(ledgers.values(), as_of)
    samples = {
        network_id: sample(treasury)
        for network_id, ledger in ledgers.items()
        if (treasury := ledger.treasury(as_of, records))
    }
    if not samples:
        return {}
    factors = spread["spread_factor"].to_numpy(np.float64)
    everyone = {EVERYONE: pool(list(samples.values())), **samples}
    return {name: widened(draws, factors) for name, draws in everyone.items()}


def funders_of(drawn: Sample) -> dict[str, str]:
    """Types of funder from which money is expected, with their French names."""
    expected = {
        kind
        for money in (drawn.contracted, drawn.renewed)
        for kind in money.instalments.funder_type.tolist()
    }
    labels = {code: label for code, label in FUNDER_TYPES.items() if code in expected}
    return {**labels, **{code: code for code in sorted(expected - labels.keys())}}


def knows_fees(drawn: Sample) -> bool:
    """Whether the share of fees is known for every network in the draws."""
    return not np.isnan(drawn.fees_eur).any()


def fan_rows(before: Forecast, after: Forecast) -> pd.DataFrame:
    """Both fans by month: `as_of`, `before_*`, and `value`, `low`, `high` of the scenario."""
    return pd.DataFrame(
        {
            "as_of": pd.to_datetime(list(after.month_ends)),
            "before_low": before.p10,
            "before": before.p50,
            "before_high": before.p90,
            "low": after.p10,
            "value": after.p50,
            "high": after.p90,
            "share_negative": after.share_negative,
        }
    )


def effect_rows(before: Forecast, after: Forecast) -> pd.DataFrame:
    """What the scenario changes: `what`, `before`, `after`, with French text in each cell."""
    return pd.DataFrame(
        [
            (what, text(before), text(after))
            for what, text in (
                (
                    LOW_POINT,
                    lambda f: fr(f.low_eur, "€"),
                ),
                ("Mois du point bas", lambda f: fr_month(f.month_ends[f.low_month - 1])),
                (
                    "Mois finis sous 30 jours de dépenses, en moyenne",
                    lambda f: fr(f.months_under_30d, "months"),
                ),
                ("Premier mois à découvert, dans le cas prudent", _negative_month),
                (
                    "Plus forte probabilité d’un solde négatif",
                    lambda f: fr(f.share_negative.max(), "%"),
                ),
                ("Solde médian en fin d’horizon", lambda f: fr(f.p50[-1], "€")),
            )
        ],
        columns=["what", "before", "after"],
    )


def effect_title(before: Forecast, after: Forecast, subject: str) -> str:
    """`Point bas prudent de l’ensemble des réseaux : de 3,6 M€ à 3,1 M€`."""
    then, now = fr_euros(before.low_eur), fr_euros(after.low_eur)
    change = f"toujours {now}" if then == now else f"de {then} à {now}"
    return f"Point bas prudent {of(subject)}{NBSP}: {change}"


def reading(before: Forecast, after: Forecast) -> str:
    """The scenario in one sentence."""
    return (
        f"avec ce scénario, le point bas prudent passe de {fr_euros(before.low_eur)} à "
        f"{fr_euros(after.low_eur)}, en {fr_month(after.month_ends[after.low_month - 1])}{NBSP}: "
        f"neuf tirages sur dix restent au-dessus ce mois-là."
    )


def agreement_rows(comparison: Comparison) -> pd.DataFrame:
    """Annual and three-year agreements side by side over 36 months, as French text."""
    one, three = comparison.annual, comparison.three_year
    return pd.DataFrame(
        [
            ("Dossiers à déposer", fr(one.applications), fr(three.applications), "—"),
            (
                "Heures de travail",
                _spread(one.hours, "h"),
                _spread(three.hours, "h"),
                _spread(comparison.hours_saved, "h"),
            ),
            (
                "Valeur de ces heures",
                _spread(one.cost_eur, "€"),
                _spread(three.cost_eur, "€"),
                _spread(comparison.cost_saved_eur, "€"),
            ),
            (
                "Jours sous 30 jours de trésorerie",
                fr(one.days_under_30d, "days"),
                fr(three.days_under_30d, "days"),
                fr(one.days_under_30d - three.days_under_30d, "days"),
            ),
            (
                LOW_POINT,
                fr(one.forecast.low_eur, "€"),
                fr(three.forecast.low_eur, "€"),
                "—",
            ),
        ],
        columns=["what", "annual", "three_year", "saved"],
    )


def help_rows(
    effects: Sequence[HelpEffect], names: Mapping[str, str], reasons: Mapping[str, str]
) -> pd.DataFrame:
    """One row per network, the one that gains most first; `why` explains an amount of zero."""
    rows = pd.DataFrame(
        [
            (
                names[e.network_id],
                e.amount_eur,
                e.months_before,
                e.months_after,
                e.months_saved,
                e.low_before_eur,
                e.low_after_eur,
                reasons.get(e.network_id, ""),
            )
            for e in effects
        ],
        columns=[
            "name",
            "amount",
            "months_before",
            "months_after",
            "value",
            "low_before",
            "low",
            "why",
        ],
    )
    return rows.sort_values(["value", "name"], ascending=[False, True], ignore_index=True)


def _negative_month(fan: Forecast) -> str:
    month = fan.months_to_negative
    return "aucun" if month is None else fr_month(fan.month_ends[month - 1])


def _spread(values: tuple[float, float, float], unit: str) -> str:
    low, middle, high = values
    return f"{fr(middle, unit, 0)} (de {fr(low, unit, 0)} à {fr(high, unit, 0)})"
