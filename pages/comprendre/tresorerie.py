"""Trésorerie: who can hold, until when?"""

from __future__ import annotations

import streamlit as st

from ui import cards, data, empty, filters
from ui.treasury import network, overview

HEADLINES = (
    "cash_days",
    "payment_delay_days",
    "subsidy_overdue",
    "public_dependency",
    "main_funder_share",
    "months_under_30d_12m",
)


def main() -> None:
    reads_networks = data.can_read("core.cash_month")
    with filters.bar():
        as_of = filters.month()
        scope = filters.network() if reads_networks else filters.EVERYONE
    subject = filters.subject(scope)
    if not cards.headlines(HEADLINES, as_of, scope):
        empty.show(
            "La trésorerie",
            "aucun réseau n’a encore transmis ses soldes mensuels ni ses versements.",
            ("tresorerie", "versements", "subventions", "comptes"),
        )
        return
    overview.receivables(as_of, scope, subject)
    overview.working_capital(as_of, scope)
    if not reads_networks:
        overview.balance(as_of, scope)
        st.info(
            "Les chiffres de chaque réseau et la prévision sont réservés à l’équipe Dév’Up : "
            "cette page montre l’ensemble des réseaux."
        )
        return
    network.curve(as_of, scope, subject)
    overview.days(as_of)
    network.delays(as_of, scope, subject)
    overview.exposure(as_of)


main()
