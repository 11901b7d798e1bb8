"""Blocks about one network, or all together: balance and forecast, delays of payment."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import note, source
from observatory.treasury import charts as treasury_charts
from observatory.treasury import words
from ui import data, empty, figure, table

CURVE = (
    table.Column("as_of", "Fin de mois"),
    table.Column("kind", "Nature"),
    table.Column("value", "Solde, ou médiane prévue", "€"),
    table.Column("low", "P10", "€"),
    table.Column("high", "P90", "€"),
    table.Column("committed", "Médiane, si rien n’est renouvelé", "€"),
    table.Column("committed_low", "P10, si rien n’est renouvelé", "€"),
    table.Column("share_negative", "Probabilité d’un solde négatif", "%"),
    table.Column("due_eur", "Aides dues ce mois", "€"),
)
EVENTS = (
    table.Column("funder_name", "Financeur"),
    table.Column("due_on", "Échéance"),
    table.Column("due_eur", "Montant dû", "€"),
    table.Column("paid_on", "Versement"),
    table.Column("paid_eur", "Montant versé", "€"),
    table.Column("overdue_eur", "Échu, impayé", "€"),
)
ANNUALITY = (
    table.Column("what", "Sur 12 mois"),
    table.Column("expected", words.EXPECTED),
    table.Column("committed", words.COMMITTED),
)
DELAYS = (
    table.Column("funder_name", "Financeur"),
    table.Column("instalments", "Échéances", "count"),
    table.Column("value", "Retard médian", "days"),
    table.Column("p90_delay_days", "Dépassé une fois sur dix", "days"),
    table.Column("up_to_30", "30 jours au plus", "count"),
    table.Column("up_to_60", "31 à 60", "count"),
    table.Column("up_to_90", "61 à 90", "count"),
    table.Column("up_to_180", "91 à 180", "count"),
    table.Column("beyond", "Plus de 180", "count"),
    table.Column("over_60_days_share", "Montants au-delà de 60 jours", "%"),
    table.Column("unpaid_eur", "Encore impayé", "€"),
)


def curve(as_of: date, scope: str, subject: str) -> None:
    """Balance with instalments as events, the fan, and how far it was right."""
    indicator = load_catalog().indicators["cash_low_p10_12m"]
    rows = data.query("treasury_curve", as_of=as_of, network_id=scope)
    if rows["value"].isna().all():
        empty.show("La courbe de trésorerie", "aucun solde n’a été transmis.", indicator.files)
        return
    events = data.query("treasury_events", as_of=as_of, network_id=scope)
    head = data.headline(indicator.id, as_of, scope)
    figure.show(
        "Le solde, les aides attendues et la prévision sur 12 mois",
        treasury_charts.curve(rows, events, as_of, indicator, source(indicator, data.build())),
        rows,
        CURVE,
        note(indicator, head, subject, data.build()),
        indicator,
        key="prevision",
    )
    tested = data.query("treasury_backtest", network_id=scope)
    told = [words.backtest_sentence(row) for _, row in tested.iterrows()]
    if rows["spread_month_ends"].notna().any():
        told.append(words.spread_sentence(int(rows["spread_month_ends"].min())))
    for sentence in filter(None, told):
        st.markdown(plain(sentence))
    annuality(as_of, scope)
    if not events.empty:
        with st.expander("Échéances et versements"):
            table.show(events, EVENTS, "Échéances d’aides, dues et versées")


def annuality(as_of: date, scope: str) -> None:
    """The forecast beside what comes if nothing is renewed: what annual agreements cost."""
    names = [f"{name}{end}" for name in words.PAIRS for end in ("", "_committed")]
    values = data.query("indicator_headlines", as_of=as_of, network_id=scope, indicators=names)
    if sentence := words.annuality_sentence(values):
        st.markdown(plain(sentence))
        table.show(
            words.annuality_rows(values, load_catalog()),
            ANNUALITY,
            "Ce que coûte l’annualité des conventions",
            is_sortable=False,
        )


def delays(as_of: date, scope: str, subject: str) -> None:
    """How late each funder pays, beside the legal term and its scope."""
    indicator = load_catalog().indicators["payment_delay_days"]
    rows = data.query("treasury_delays", as_of=as_of, network_id=scope)
    if rows.empty:
        empty.show(indicator.label, "aucune échéance connue sur 24 mois.", indicator.files)
        return
    head = data.headline(indicator.id, as_of, scope)
    figure.show(
        "Combien de jours après l’échéance chaque financeur paie",
        treasury_charts.delays(rows, indicator, source(indicator, data.build())),
        rows,
        DELAYS,
        note(indicator, head, subject, data.build()),
        indicator,
        key="retards",
    )
    st.caption(
        "Barre : retard médian des échéances des 24 derniers mois, les impayés comptés jusqu’à ce "
        "jour ; trait vertical, et nombre entre parenthèses : retard dépassé une fois sur dix. Le "
        "délai légal de 60 jours (loi 2021-875 du 1er juillet 2021, article 2) court de la "
        "notification de la subvention, sauf dates fixées par la convention ou versement sous "
        "condition : c’est un repère, pas un constat d’infraction."
    )
