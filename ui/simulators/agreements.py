"""The same money under annual or three-year agreements, over 36 months."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from method.catalog import load_catalog
from method.forecast import Sample, compare_agreements, observed_agreement
from method.wording import Note, fr_euros, plural, source
from observatory.simulators.scenarios import agreement_rows, fan_rows, to_csv
from observatory.treasury import charts as treasury_charts
from ui import data, empty, figure, filters, table
from ui.simulators.inputs import amount
from ui.simulators.scenarios import export

COLUMNS = (
    table.Column("what", "Sur 36 mois"),
    table.Column("annual", "Convention annuelle"),
    table.Column("three_year", "Convention triennale"),
    table.Column("saved", "Gagné"),
)
FAN = (
    table.Column("as_of", "Fin de mois"),
    table.Column("before_low", "Annuelle, P10", "€"),
    table.Column("before", "Annuelle, médiane", "€"),
    table.Column("low", "Triennale, P10", "€"),
    table.Column("value", "Triennale, médiane", "€"),
    table.Column("high", "Triennale, P90", "€"),
)


def show(drawn: Sample, name: str) -> None:
    """Inputs, comparison, chart, assumptions and export."""
    treasury = drawn.treasuries[0]
    network_id = treasury.network_id
    bills = data.query("scenario_instalments")
    annual = observed_agreement(
        data.query("scenario_grants", network_id=network_id),
        bills[bills["network_id"] == network_id],
        data.query("scenario_applications", network_id=network_id),
        treasury.as_of,
    )
    if annual is None:
        empty.show(
            "La comparaison des conventions",
            "aucune convention annuelle en cours, ou aucune heure de dossier connue.",
            ("subventions", "versements", "dossiers"),
            [name],
        )
        return
    cost = filters.hourly_cost("Coût chargé d’une heure (€)", amount)
    ratio = amount(
        "preparation", "Heures d’un dossier triennal (% d’un annuel)", 50, 300, 100, step=5
    )
    low, high = annual.preparation_hours
    three_year = replace(
        annual, duration_years=3, preparation_hours=(low * ratio / 100, high * ratio / 100)
    )
    found = compare_agreements(treasury, annual, three_year, cost)
    st.header("Ce que la convention change", anchor="effet")
    table.show(agreement_rows(found), COLUMNS, f"{name} : annuelle et triennale", is_sortable=False)
    indicator = load_catalog().indicators["cash_low_p10_12m"]
    origin = source(indicator, data.build())
    rows = fan_rows(found.annual.forecast, found.three_year.forecast)
    figure.show(
        "La trésorerie sur 36 mois",
        treasury_charts.scenario(rows, indicator, origin, ("Annuelle", "Triennale")),
        rows,
        FAN,
        Note(
            f"pour {name}, le point bas (P10) est de "
            f"{fr_euros(found.annual.forecast.low_eur)} avec des conventions annuelles et de "
            f"{fr_euros(found.three_year.forecast.low_eur)} avec des triennales.",
            f"{name}, les 36 mois qui suivent la fin du mois choisi.",
            origin,
        ),
        indicator,
        key="convention",
    )
    st.markdown(
        f"**Hypothèses.** {plural(annual.files, 'convention annuelle', 'conventions annuelles')} "
        f"en cours, {fr_euros(annual.yearly_eur)} par an, mêmes montants et échéances des deux "
        "côtés ; "
        "chaque renouvellement est accordé ; le délai de signature est celui du réseau, attendu "
        "chaque année ou une fois en trois ans. Coût horaire et heures d’un dossier triennal "
        "sont vos paramètres, pas des constats. **Incertitude.** Entre parenthèses, P10 et P90 ; "
        "la bande contient huit tirages sur dix."
    )
    export(
        "simulation-convention",
        to_csv(rows, data.build(), f"coût horaire {cost} € ; dossier triennal {ratio} %"),
    )
