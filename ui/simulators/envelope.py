"""How to share an envelope among the supported networks: bridge or early instalment."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from method.catalog import load_catalog
from method.forecast import Sample, allocate
from method.forecast.portfolio import Help
from method.plain_text import plain
from method.wording import Note, champ, fr, fr_euros, source
from observatory.simulators.scenarios import help_rows, to_csv
from observatory.simulators.silence import silences, urgent_sentences
from observatory.treasury import charts as treasury_charts
from ui import data, empty, figure, filters, table
from ui.simulators.inputs import amount
from ui.simulators.scenarios import export

STEP_EUR = 10_000
KINDS = {"relais": "Prêt relais sur 12 mois", "avance": "Versement anticipé"}
HELPS: dict[str, Help] = {"relais": "bridge", "avance": "advance"}
COLUMNS = (
    table.Column("name", "Réseau"),
    table.Column("amount", "Aide", "€"),
    table.Column("months_before", "Mois sous 30 jours, sans aide", "months"),
    table.Column("months_after", "Avec aide", "months"),
    table.Column("value", "Mois gagnés", "months"),
    table.Column("low_before", "Point bas prévu, sans aide", "€"),
    table.Column("low", "Avec aide", "€"),
    table.Column("why", "Pourquoi rien"),
)


def show(drawn: Mapping[str, Sample]) -> None:
    """Inputs, best share, chart, assumptions and export."""
    names = dict(data.query("scenario_supported").itertuples(index=False))
    supported = {name: drawn[name] for name in names if name in drawn}
    if not supported:
        empty.show(
            "Le partage de l’enveloppe",
            "aucun réseau soutenu n’a transmis assez de mois.",
            ("tresorerie",),
        )
        return
    kind = filters.choice("aide", "Aide", KINDS)
    envelope = amount("enveloppe", "Enveloppe (k€)", 0, 900, 200, step=10)
    ceiling = amount("plafond", "Plafond par réseau (k€)", 10, 200, 50, step=10)
    effects = allocate(supported, HELPS[kind], envelope * 1000, STEP_EUR, ceiling * 1000)
    reasons = silences(effects, supported, HELPS[kind], ceiling * 1000)
    rows = help_rows(effects, names, reasons)
    st.header("À qui, combien", anchor="effet")
    given, saved = rows["amount"].sum(), rows["value"].sum()
    words = f"{fr_euros(given)} sur {fr(envelope * 1000, 'k€')}, {fr(saved, 'months')} de moins"
    st.markdown(f"**{words}** sous 30 jours de dépenses, au total sur 12 mois.")
    for sentence in urgent_sentences(reasons, supported, names):
        st.warning(plain(sentence))
    indicator = load_catalog().indicators["months_under_30d_12m"]
    if saved == 0:
        table.show(rows, COLUMNS, "Aucune aide ne ferait gagner un mois")
        return
    origin = source(indicator, data.build())
    figure.show(
        "Les mois que l’aide sort de la zone tendue",
        treasury_charts.months_saved(rows, indicator, origin),
        rows,
        COLUMNS,
        Note(
            f"{rows.at[0, 'name']}, avec {fr_euros(rows.at[0, 'amount'])}, passe "
            f"{fr(rows.at[0, 'value'], 'months')} de moins sous 30 jours de dépenses.",
            champ(indicator, "les réseaux soutenus par la Région"),
            origin,
        ),
        indicator,
        key="portefeuille",
    )
    st.markdown(
        f"**Hypothèses.** {KINDS[kind]} au premier mois, par pas de {fr_euros(STEP_EUR)} ; un prêt "
        "est rendu, un versement anticipé se retient sur les premières aides qui arrivent et ne "
        "dépasse pas ce qui est signé. Le partage est celui qui fait gagner le plus de mois ; ce "
        "qui ne fait rien gagner reste dans l’enveloppe. **Incertitude.** Les mois sont "
        "des moyennes sur 2 000 tirages."
    )
    export(
        "simulation-portefeuille",
        to_csv(rows, data.build(), f"{KINDS[kind]} ; {envelope} k€ ; plafond {ceiling} k€"),
    )
