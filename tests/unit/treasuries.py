"""Treasuries for tests: one whose arithmetic fits on a page, and random ones."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import strategies as st

from method.forecast import (
    DelayBook,
    Delays,
    Instalments,
    Renewable,
    RenewalBook,
    Renewals,
    Treasury,
)

AS_OF = date(2025, 12, 31)


def days_to(day: date) -> int:
    return (day - AS_OF).days


def instalments(*due: tuple[date, float], funder: str = "Région", kind: str = "region"):
    return Instalments(
        np.array([days_to(day) for day, _ in due], np.int64),
        np.array([amount for _, amount in due], np.float64),
        np.full(len(due), funder),
        np.full(len(due), kind),
        np.array([f"{funder}{day}#1" for day, _ in due], np.str_),
    )


def steady(balance=45_000.0, receipts=5_000.0, payments=24_000.0, expected=None, fees_share=None):
    """Two identical years, everything paid on its due date."""
    return Treasury(
        network_id="golden",
        as_of=AS_OF,
        balance_eur=balance,
        calendar_month=np.tile(np.arange(1, 13), 2),
        receipts_eur=np.full(24, receipts),
        payments_eur=np.full(24, payments),
        instalments=Instalments.none() if expected is None else expected,
        delays=DelayBook(Delays.none()),
        fees_share=fees_share,
    )


def golden() -> Treasury:
    """The golden case of the indicator notes."""
    return steady(expected=instalments((date(2026, 4, 15), 80_000), (date(2026, 9, 15), 120_000)))


@st.composite
def treasuries(draw) -> Treasury:
    years = draw(st.integers(2, 3))
    money = st.floats(0, 50_000)
    count = draw(st.integers(0, 4))
    delays = draw(st.lists(st.integers(-30, 200), min_size=1, max_size=12))
    return Treasury(
        network_id="random",
        as_of=AS_OF,
        balance_eur=draw(st.floats(-20_000, 200_000)),
        calendar_month=np.tile(np.arange(1, 13), years),
        receipts_eur=np.array(draw(st.lists(money, min_size=12 * years, max_size=12 * years))),
        payments_eur=np.array(draw(st.lists(money, min_size=12 * years, max_size=12 * years))),
        instalments=Instalments(
            np.array(
                draw(st.lists(st.integers(-300, 400), min_size=count, max_size=count)), np.int64
            ),
            np.array(draw(st.lists(money, min_size=count, max_size=count)), np.float64),
            np.array(["Région", "État", "Europe", "EPCI"][:count], dtype="U8"),
            np.array(["region", "etat", "europe", "epci"][:count], dtype="U8"),
            np.array([f"R{rank}#1" for rank in range(count)], dtype="U8"),
        ),
        delays=DelayBook(
            Delays(
                np.array(sorted(delays), np.int64),
                np.full(len(delays), 1 / len(delays)),
                draw(st.sampled_from((0.0, 0.1))),
            )
        ),
        fees_share=draw(st.floats(0, 1)),
        renewable=renewable(draw(st.integers(-300, 300)), draw(money)),
        renewals=RenewalBook(
            Renewals(np.array([-20, 60]), np.array([0.9, 1.2]), np.array([0.5, 0.3]))
        ),
    )


def renewable(end_day: int, amount: float) -> Renewable:
    """One agreement of two instalments: on its signature, and a year later."""
    return Renewable(
        reference=np.array(["A"]),
        end_day=np.array([end_day]),
        kind=np.array(["region"]),
        agreement=np.array([0, 0]),
        key=np.array(["A#1", "A#2"]),
        due_day=np.array([end_day + 60, end_day + 120]),
        wait_days=np.array([60, -1]),
        amount_eur=np.array([amount, amount / 2]),
        funder_name=np.array(["Région", "Région"]),
        funder_type=np.array(["region", "region"]),
    )
