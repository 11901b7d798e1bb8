"""Comparison of annual and three-year agreements of one network, over 36 months."""

from __future__ import annotations

from dataclasses import replace

from method.catalog import load_catalog
from method.elision import the
from method.forecast import Agreement, Comparison, compare_agreements, observed_agreement
from method.wording import NBSP, fr, fr_euros, plural
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Empty, Figure, View, make
from observatory.figures.sources import read_in
from observatory.simulators import charts as draw
from observatory.simulators import draws, parameters
from observatory.simulators.scenarios import agreement_rows, fan_rows

FILES = ("tresorerie", "subventions", "versements", "dossiers")
AGREEMENTS = (
    Column("what", "Sur 36 mois"),
    Column("annual", "Convention annuelle"),
    Column("three_year", "Convention triennale"),
    Column("saved", "Gagné"),
)
AGREEMENT_FAN = (
    Column("as_of", "Fin de mois"),
    Column("before_low", "Annuelle, cas prudent", "€"),
    Column("before", "Annuelle, médiane", "€"),
    Column("low", "Triennale, cas prudent", "€"),
    Column("value", "Triennale, médiane", "€"),
    Column("high", "Triennale, cas favorable", "€"),
)


def agreements(view: View) -> tuple[Agreement, Comparison] | Empty | None:
    """The two cases of one network over 36 months, or why they cannot be compared."""
    if view.scope == ALL or not view.can_read("core.application"):
        return None
    sample = draws.samples(view).get(view.scope)
    if sample is None:
        return draws.no_forecast(view)
    treasury = sample.treasuries[0]
    bills = view.ask("ledger_instalments")
    annual = observed_agreement(
        view.ask("scenario_grants", network_id=view.scope),
        bills[bills["network_id"] == view.scope],
        view.ask("scenario_applications", network_id=view.scope),
        treasury.as_of,
    )
    if annual is None:
        reason = "aucune convention annuelle en cours, ou aucune heure de dossier connue."
        return Empty("La comparaison des conventions", reason, FILES[1:], (view.subject,))
    low, high = annual.preparation_hours
    ratio = int(view.options.get("preparation", parameters.PREPARATION_PERCENT)) / 100
    longer = replace(annual, duration_years=3, preparation_hours=(low * ratio, high * ratio))
    cost = int(view.options.get("cout_horaire", load_catalog().hourly_cost.default_eur))
    return annual, compare_agreements(treasury, annual, longer, cost)


def agreement_answer(view: View) -> tuple[str, ...]:
    """What three-year agreements would change for one network."""
    result = agreements(view)
    if not isinstance(result, tuple):
        return ()
    annual, compared = result
    hours, cost = compared.hours_saved[1], compared.cost_saved_eur[1]
    one, three = compared.annual, compared.three_year
    return (
        f"Avec des conventions de trois ans, {the(view.subject)} déposerait "
        f"{plural(one.applications - three.applications, 'dossier', 'dossiers')} de moins en 36 "
        f"mois, soit {fr(hours, 'h', 0)} de travail ({fr_euros(cost)}).",
        f"Son point bas prudent {_moves(one.forecast.low_eur, three.forecast.low_eur)}, pour les "
        f"mêmes montants ({fr_euros(annual.yearly_eur)} par an).",
    )


def agreement_effect(view: View) -> Figure | Empty | None:
    """Files, hours, days and low point, side by side."""
    result = agreements(view)
    if not isinstance(result, tuple):
        return result
    annual, compared = result
    figure = make(
        view,
        "simulateurs.convention_effet",
        f"{view.subject}{NBSP}: conventions annuelles et triennales",
        draws.FORECAST,
        agreement_rows(compared),
        AGREEMENTS,
        lecture=_agreement_lecture(view, compared),
        champ=f"{view.subject}, les 36 mois qui suivent la fin du mois choisi.",
        caption=(
            f"{plural(annual.files, 'convention annuelle', 'conventions annuelles')} en cours, "
            "mêmes montants et échéances des deux côtés ; chaque renouvellement est accordé ; le "
            "délai de signature est celui du réseau, attendu chaque année ou une fois en trois "
            "ans. Coût horaire et heures d’un dossier triennal sont vos paramètres, pas des "
            "constats. Entre parenthèses, huit cas sur dix."
        ),
    )
    return read_in(replace(figure, is_sortable=False), FILES, view.build)


def agreement_fan(view: View) -> Figure | Empty | None:
    """Balance over 36 months with three-year agreements, and with annual ones in grey."""
    result = agreements(view)
    if not isinstance(result, tuple):
        return result
    _, compared = result
    rows = fan_rows(compared.annual.forecast, compared.three_year.forecast)
    return make(
        view,
        "simulateurs.convention",
        f"{view.subject}{NBSP}: le solde sur 36 mois, selon la durée des conventions",
        draws.FORECAST,
        rows,
        AGREEMENT_FAN,
        draw.scenario(rows, load_catalog().indicators[draws.FORECAST], ("Annuelle", "Triennale")),
        lecture=_agreement_lecture(view, compared),
        champ=f"{view.subject}, les 36 mois qui suivent la fin du mois choisi.",
    )


def _moves(before: float, after: float) -> str:
    old, new = fr_euros(before), fr_euros(after)
    return f"ne changerait pas ({old})" if old == new else f"passerait de {old} à {new}"


def _agreement_lecture(view: View, compared: Comparison) -> str:
    return (
        f"pour {the(view.subject)}, le point bas prudent est de "
        f"{fr_euros(compared.annual.forecast.low_eur)} avec des conventions annuelles et de "
        f"{fr_euros(compared.three_year.forecast.low_eur)} avec des triennales."
    )


FIGURES = {
    "simulateurs.convention_effet": agreement_effect,
    "simulateurs.convention": agreement_fan,
}
