"""Late payment, grant cut, members lost: one treasury before and after."""

from __future__ import annotations

import streamlit as st

from method.catalog import load_catalog
from method.forecast import Sample, Scenario, forecast
from method.wording import Note, champ, fr_list, source
from observatory.simulators.scenarios import (
    effect_rows,
    fan_rows,
    funders_of,
    knows_fees,
    reading,
    to_csv,
)
from observatory.treasury import charts as treasury_charts
from ui import data, empty, figure, filters, table
from ui.simulators.inputs import amount

EFFECT = (
    table.Column("what", "Ce qui change"),
    table.Column("before", "Sans changement"),
    table.Column("after", "Avec le scénario"),
)
FAN = (
    table.Column("as_of", "Fin de mois"),
    table.Column("before_low", "Sans changement, P10", "€"),
    table.Column("before", "Sans changement, médiane", "€"),
    table.Column("before_high", "Sans changement, P90", "€"),
    table.Column("low", "Scénario, P10", "€"),
    table.Column("value", "Scénario, médiane", "€"),
    table.Column("high", "Scénario, P90", "€"),
    table.Column("share_negative", "Probabilité d’un solde négatif", "%"),
)
ASSUMPTIONS = {
    "retard": "Les jours choisis s’ajoutent au retard habituel de chaque financeur. Les dépenses "
    "ne s’adaptent pas.",
    "baisse": "La part choisie manque à chaque échéance future ; ce qui est échu et impayé reste "
    "dû en entier. Les dépenses ne s’adaptent pas.",
    "adherents": "La part choisie des cotisations manque dès le premier mois ; le poids des "
    "cotisations est celui des derniers comptes. Les dépenses ne s’adaptent pas.",
}


def show(kind: str, drawn: Sample, name: str) -> None:
    """Inputs, effect, chart, assumptions and export of one scenario."""
    if kind == "adherents" and not knows_fees(drawn):
        empty.show(
            "La perte d’adhérents", "la part des cotisations n’est pas connue.", ("comptes",)
        )
        return
    scenario, words = _ask(kind, drawn)
    before, after = forecast(drawn), forecast(drawn, scenario)
    st.header("Ce que le scénario change", anchor="effet")
    table.show(effect_rows(before, after), EFFECT, f"{name} : {words}", is_sortable=False)
    indicator = load_catalog().indicators["cash_low_p10_12m"]
    rows = fan_rows(before, after)
    origin = source(indicator, data.build())
    figure.show(
        "La trésorerie sur 12 mois",
        treasury_charts.scenario(rows, indicator, origin, ("Sans changement", "Scénario")),
        rows,
        FAN,
        Note(f"pour {name}, {reading(before, after)}", champ(indicator, name), origin),
        indicator,
        key="scenario",
    )
    st.markdown(
        f"**Hypothèses.** {ASSUMPTIONS[kind]} Les renouvellements attendus y sont, tirés "
        "de ce qui fut renouvelé. **Incertitude.** La bande est ajustée pour contenir huit fois "
        "sur dix ce qui est venu."
    )
    export(f"simulation-{kind}", to_csv(rows, data.build(), words))


def export(name: str, content: bytes) -> None:
    """Button that gives the figures as a French CSV."""
    build = data.build()
    st.download_button(
        "Télécharger les chiffres (CSV)",
        content,
        file_name=f"{name}-{build.workspace}-{build.as_of:%Y-%m}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _ask(kind: str, drawn: Sample) -> tuple[Scenario, str]:
    funders = funders_of(drawn)
    if kind == "retard":
        late = {
            code: amount(f"retard_{code}", f"{label}, jours de retard en plus", 0, 180, 0)
            for code, label in funders.items()
        }
        parts = [f"{funders[code]} +{days} jours" for code, days in late.items() if days]
        return Scenario(delay_by_funder=late), fr_list(parts) or "aucun retard ajouté"
    if kind == "baisse":
        share = amount("baisse", "Baisse des subventions à venir (%)", 0, 100, 20)
        cut = filters.several(
            "financeurs", "Financeurs qui baissent", funders, placeholder="Tous les financeurs"
        )
        who = fr_list([funders[code] for code in cut]) or "tous les financeurs"
        scenario = Scenario(
            grant_cut_share=share / 100, cut_funders=frozenset(cut) if cut else None
        )
        return scenario, f"subventions à venir −{share} % ({who})"
    lost = amount("perte", "Adhérents perdus (% des cotisations)", 0, 100, 20)
    return Scenario(members_lost_share=lost / 100), f"cotisations −{lost} %"
