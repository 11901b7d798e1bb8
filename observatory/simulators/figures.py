"""Figures of the page Simulateurs, built from the options of a view: a scenario and its effect."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from method.catalog import load_catalog
from method.elision import of, the
from method.forecast import (
    Forecast,
    forecast,
)
from method.wording import NBSP, NNBSP, fr, fr_euros, plural
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Empty, Figure, View, make
from observatory.figures.kept import remembered
from observatory.simulators import agreements, draws, networks, parameters, shares
from observatory.simulators import charts as draw
from observatory.simulators.scenarios import (
    effect_rows,
    effect_title,
    fan_rows,
    knows_fees,
    reading,
)
from observatory.treasury.answers import bounds_of

NAME = Column("name", "Réseau", link="sheet")
NETWORKS = (
    NAME,
    Column("before_days", "Point bas prudent, en jours de dépenses, sans changement", "days"),
    Column("value", "Avec le scénario", "days"),
    Column("before_eur", "Point bas prudent, sans changement", "€"),
    Column("low_eur", "Avec le scénario", "€"),
    Column("month_before", "Premier mois à découvert, sans changement"),
    Column("month", "Avec le scénario"),
)
EFFECT = (
    Column("what", "Ce qui change"),
    Column("before", "Sans changement"),
    Column("after", "Avec le scénario"),
)
FAN = (
    Column("as_of", "Fin de mois"),
    Column("before_low", "Sans changement, cas prudent", "€"),
    Column("before", "Sans changement, médiane", "€"),
    Column("before_high", "Sans changement, cas favorable", "€"),
    Column("low", "Scénario, cas prudent", "€"),
    Column("value", "Scénario, médiane", "€"),
    Column("high", "Scénario, cas favorable", "€"),
    Column("share_negative", "Probabilité d’un solde négatif", "%"),
)
CASES = "Cas prudent et cas favorable laissent chacun une chance sur dix au-delà."


@dataclass(frozen=True)
class Simulated:
    """One treasury before and after a scenario, and the scenario in words."""

    before: Forecast
    after: Forecast
    words: str


def simulated(view: View) -> Simulated | Empty | None:
    """The scenario requested for this scope, or why it cannot be simulated."""
    if not view.can_read("core.cash_month"):
        return None
    sample = draws.samples(view).get(view.scope)
    if sample is None:
        return draws.no_forecast(view)
    if parameters.kind_of(view.options) == parameters.LOST and not knows_fees(sample):
        reason = "la part des cotisations n’est pas connue."
        return Empty("La perte d’adhérents", reason, ("comptes",))
    scenario, words = parameters.scenario(view.options, sample)
    return Simulated(forecast(sample), forecast(sample, scenario), words)


@remembered
def outcomes(view: View) -> tuple[pd.DataFrame, str] | None:
    """Effect of the scenario on each network, with its description; None without data."""
    if not view.can_read("core.cash_month"):
        return None
    samples = draws.samples(view)
    if not samples:
        return None
    scenario, words = parameters.scenario(view.options, samples[ALL])
    names = dict(view.ask("network_names").itertuples(index=False))
    rows = networks.outcome_rows(networks.touched(samples, scenario), scenario, names)
    return None if rows.empty else (rows, words)


def answer(view: View) -> tuple[str, ...]:
    """The conclusion of the requested scenario, for this scope."""
    if view.scope == ALL:
        result = outcomes(view)
        return networks.answer(*result) if result else ()
    case = simulated(view)
    if not isinstance(case, Simulated):
        return ()
    return (networks.answer_one(case.before, case.after, view.subject, case.words),)


def each(view: View) -> Figure | Empty | None:
    """Low point of each network in days of spending, without and with the scenario."""
    result = outcomes(view)
    if result is None:
        return draws.no_forecast(view) if view.can_read("core.cash_month") else None
    rows, words = result
    first = rows.iloc[0]
    bounds = bounds_of(load_catalog().indicators["cash_days"])
    return make(
        view.of_all(),
        "simulateurs.reseaux",
        networks.verdict(rows, words),
        draws.FORECAST,
        rows.assign(sheet=rows["network_id"].map(view.sheet)),
        NETWORKS,
        draw.low_points(rows, bounds.critical),
        lecture=(
            f"sans changement, {the(first['name'])} a un point bas prudent de "
            f"{fr(first['before_days'], 'days')} de dépenses ({fr_euros(first['before_eur'])})"
            f"{NNBSP}; avec le scénario, {fr(first['value'], 'days')} "
            f"({fr_euros(first['low_eur'])})."
        ),
        champ=(
            f"{plural(len(rows), 'réseau dont', 'réseaux dont')} assez de mois sont connus, les "
            "douze mois qui suivent."
        ),
        caption=f"{_assumption(view)} Ordre{NBSP}: du plus bas au plus haut, avec le scénario.",
    )


def fan(view: View) -> Figure | Empty | None:
    """Balance over twelve months with the scenario, and without it in grey."""
    case = simulated(view)
    if not isinstance(case, Simulated):
        return case
    rows = fan_rows(case.before, case.after)
    return make(
        view,
        "simulateurs.scenario",
        f"{case.words}{NBSP}: le solde {of(view.subject)}, mois par mois",
        draws.FORECAST,
        rows,
        FAN,
        draw.scenario(
            rows, load_catalog().indicators[draws.FORECAST], ("Sans changement", "Avec le scénario")
        ),
        lecture=f"pour {the(view.subject)}, {reading(case.before, case.after)}",
        caption=(
            f"{_assumption(view)} Les renouvellements attendus y sont, tirés de ce qui fut "
            "renouvelé. La bande est ajustée pour contenir huit fois sur dix ce qui est venu."
        ),
    )


def effect(view: View) -> Figure | None:
    """What the scenario changes for this scope, in six lines."""
    case = simulated(view)
    if not isinstance(case, Simulated):
        return None
    figure = make(
        view,
        "simulateurs.effet",
        effect_title(case.before, case.after, view.subject),
        draws.FORECAST,
        effect_rows(case.before, case.after),
        EFFECT,
        lecture=f"pour {the(view.subject)}, {reading(case.before, case.after)}",
        caption=CASES,
    )
    return replace(figure, is_sortable=False)


def _assumption(view: View) -> str:
    return parameters.ASSUMPTIONS[parameters.kind_of(view.options)]


FIGURES = {
    "simulateurs.reseaux": each,
    "simulateurs.scenario": fan,
    "simulateurs.effet": effect,
    **agreements.FIGURES,
    **shares.FIGURES,
}
