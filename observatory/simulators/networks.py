"""Effect of a scenario on every network at once, and its conclusion."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from method.forecast import Forecast, Sample, Scenario, forecast
from method.wording import NBSP, NNBSP, fr_euros, fr_list, fr_month, plural
from observatory.simulators.scenarios import EVERYONE, knows_fees

NAMED = 4
NEVER = "aucun"


def outcome_rows(
    samples: Mapping[str, Sample], scenario: Scenario, names: Mapping[str, str]
) -> pd.DataFrame:
    """Low points of each network without and with a scenario, lowest with it first.

    Args:
        samples: draws by network, without `'*'`.
        scenario: the change.
        names: names of the networks, by id.

    Returns:
        `network_id`, `name`, `before_days`, `value` (days of spending), `before_eur`, `low_eur`,
        `month_before`, `month` (first month below zero at P10, `aucun` if none), `rank` of that
        month.
    """
    rows = []
    for network_id, sample in samples.items():
        daily = sum(treasury.daily_spending_eur for treasury in sample.treasuries)
        if network_id == EVERYONE or daily <= 0 or network_id not in names:
            continue
        before, after = forecast(sample), forecast(sample, scenario)
        rows.append(
            {
                "network_id": network_id,
                "name": names[network_id],
                "before_days": before.low_eur / daily,
                "value": after.low_eur / daily,
                "before_eur": before.low_eur,
                "low_eur": after.low_eur,
                "month_before": negative_month(before),
                "month": negative_month(after),
                "rank": after.months_to_negative or 0,
            }
        )
    table = pd.DataFrame(rows)
    return table if table.empty else table.sort_values(["value", "name"], ignore_index=True)


def touched(samples: Mapping[str, Sample], scenario: Scenario) -> dict[str, Sample]:
    """Networks that the scenario can apply to: losing members requires known fees."""
    return {
        name: sample
        for name, sample in samples.items()
        if name != EVERYONE and (not scenario.members_lost_share or knows_fees(sample))
    }


def negative_month(fan: Forecast) -> str:
    """First month with at least one chance in ten of a balance below zero, in words."""
    month = fan.months_to_negative
    return NEVER if month is None else fr_month(fan.month_ends[month - 1])


def verdict(rows: pd.DataFrame, words: str) -> str:
    """How many networks end a month below zero, as the title of the scenario."""
    below = int((rows["low_eur"] < 0).sum())
    count = plural(below, "réseau", "réseaux") if below else "aucun réseau"
    return f"{words}{NBSP}: {count} à découvert"


def answer(rows: pd.DataFrame, words: str) -> tuple[str, ...]:
    """The conclusion, which networks and when, and what the scenario adds."""
    below = rows[rows["low_eur"] < 0].sort_values(["rank", "name"])
    total = plural(len(rows), "réseau", "réseaux")
    if below.empty:
        return (f"{verdict(rows, words)} sur {total}, même dans le cas prudent.",)
    names = [f"{row['name']} (dès {row['month']})" for row in below.head(NAMED).to_dict("records")]
    if len(below) > len(names):
        names.append(plural(len(below) - len(names), "autre"))
    new = below[below["before_eur"] >= 0]["name"].tolist()
    already = len(below) - len(new)
    if not new:
        more = "Tous le seraient aussi sans ce changement."
        more = more if len(below) > 1 else "Il le serait aussi sans ce changement."
    elif already:
        more = (
            f"Le changement y ajoute {fr_list(new)}{NBSP}: sans lui, "
            f"{plural(already, 'réseau le serait', 'réseaux le seraient')} déjà."
        )
    else:
        more = "Sans ce changement, aucun ne le serait."
    return (
        f"{verdict(rows, words)} sur {total}, dans le cas prudent{NBSP}: {fr_list(names)}.",
        more,
    )


def answer_one(before: Forecast, after: Forecast, name: str, words: str) -> str:
    """The conclusion for one network."""
    low = fr_euros(after.low_eur)
    when = fr_month(after.month_ends[after.low_month - 1])
    if after.low_eur >= 0:
        return (
            f"{words}{NBSP}: {name} ne serait pas à découvert. Son point bas prudent est de {low}, "
            f"en {when} ({fr_euros(before.low_eur)} sans ce changement)."
        )
    text = (
        f"{words}{NBSP}: {name} à découvert dès {negative_month(after)} dans le cas prudent, "
        f"jusqu’à {low} en {when}"
    )
    if before.low_eur < 0:
        return (
            f"{text}{NNBSP}; sans ce changement, ce serait dès {negative_month(before)}, jusqu’à "
            f"{fr_euros(before.low_eur)}."
        )
    return f"{text}{NNBSP}; sans ce changement, jamais."
