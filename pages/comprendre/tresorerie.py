"""Trésorerie: who can hold, until when?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import ALL
from observatory.treasury import answers, money
from observatory.treasury import figures as treasury
from ui import answer, cards, data, filters, kept, tabs, views
from ui.figure import draw

OF_ALL = ("cash_days", "subsidy_overdue", "payment_delay_days", "public_dependency")
TOGETHER = ("subsidy_overdue", "payment_delay_days", "public_dependency", "main_funder_share")
OF_ONE = ("cash_days", "subsidy_overdue", "payment_delay_days", "months_under_30d_12m")
HOLDS = (treasury.balance, treasury.curve, treasury.accuracy, treasury.annuality, treasury.events)
LATE = (money.delays, money.late_over_time, money.overdue)
COMES = (money.renewals, money.exposure, money.working_capital)


def main() -> None:
    top = st.container()
    reads_networks = data.can_read("core.cash_month")
    with filters.bar():
        month = filters.month()
        view = views.of(month, filters.network() if reads_networks else ALL)
    if not data.waits():  # the empty state says the same
        with top:
            answer.say(*kept.of(answers.answer, view))
    is_drawn = draw(kept.of(treasury.days, view) or kept.of(treasury.together, view))
    # Before twelve months are known, staff read the balances, and what is owed.
    if data.waits() or not (is_drawn or reads_networks):
        return
    names = OF_ONE if view.scope != ALL else OF_ALL if reads_networks else TOGETHER
    cards.headlines(names, view.as_of, view.scope)
    tabs.show(
        tabs.of_figures("tenir", "Qui peut tenir", view, *HOLDS),
        tabs.of_figures("retards", "Qui paie tard", view, *LATE),
        tabs.of_figures("origine", "D’où vient l’argent", view, *COMES),
    )


main()
