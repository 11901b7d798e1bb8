"""What a forecast knows at a month end, and the delays that it draws from."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from method.forecast import Pool, pool_records, sample
from method.forecast.delays import NEVER_DAY
from method.forecast.reading import read_ledgers

NONE = Pool.none()
MONTHS = pd.date_range("2022-01-31", "2025-12-31", freq="ME")


def ledgers(bills: list[dict], months=MONTHS, networks=("a",), grants: list[dict] = ()):
    cash = pd.DataFrame(
        {
            "network_id": np.repeat(networks, len(months)),
            "month_end": np.tile(months, len(networks)),
            "balance_eur": 100.0,
            "receipts_eur": 30.0,
            "payments_eur": 20.0,
        }
    )
    columns = [
        "reference", "rank", "network_id", "funder_name", "funder_type", "signed_on", "due_on",
        "due_eur", "paid_on", "paid_eur", "purpose",
    ]  # fmt: skip
    accounts = pd.DataFrame(
        {
            "network_id": ["a", "a"],
            "fiscal_year": [2023, 2024],
            "fees_eur": [50.0, 60.0],
            "services_eur": [30.0, 20.0],
            "other_income_eur": [20.0, 20.0],
        }
    )
    names = [
        "network_id", "reference", "funder_name", "funder_type", "signed_on", "started_on",
        "ended_on", "amount_eur", "network_ended_on", "purpose",
    ]  # fmt: skip
    rows = pd.DataFrame(bills, columns=columns)
    return read_ledgers(cash, rows, pd.DataFrame(list(grants), columns=names), accounts)


def bill(
    due: str, paid: str | None, signed="2022-01-01", network="a", kind="region",
    reference="R", rank=1, eur=10.0, paid_eur=10.0, purpose=None,
) -> dict:  # fmt: skip
    return {
        "reference": reference, "rank": rank,
        "network_id": network, "funder_name": "Région", "funder_type": kind,
        "signed_on": pd.Timestamp(signed), "due_on": pd.Timestamp(due), "due_eur": eur,
        "paid_on": pd.Timestamp(paid) if paid else pd.NaT, "paid_eur": paid_eur if paid else None,
        "purpose": purpose,
    }  # fmt: skip


def test_subsidies_paid_in_a_month_are_taken_off_its_receipts() -> None:
    ledger = ledgers([bill("2025-03-01", "2025-05-31"), bill("2025-03-01", "2025-05-02")])["a"]
    treasury = ledger.treasury(date(2025, 12, 31), NONE)
    assert treasury.receipts_eur[[-9, -8, -7]].tolist() == [30, 10, 30]
    assert treasury.payments_eur.size == 36


def test_only_what_was_known_at_the_month_end_is_expected() -> None:
    ledger = ledgers(
        [
            bill("2025-05-01", None),  # overdue, stays expected
            bill("2025-04-01", "2025-07-15"),  # paid later: expected on 30 June
            bill("2025-05-01", "2025-06-30"),  # paid that day
            bill("2025-09-01", None, signed="2025-07-01"),  # not signed yet
        ]
    )["a"]
    at = date(2025, 6, 30)
    due_days = ledger.treasury(at, NONE).instalments.due_day
    assert due_days.tolist() == [-60, -90]
    assert ledger.signed_later(at).due_day.tolist() == [63]


@pytest.mark.parametrize(
    ("months", "is_known"),
    [
        (MONTHS[-24:], True),
        (MONTHS[-23:], False),  # one calendar month observed once
        (MONTHS[:-1], False),  # no balance that day
        (MONTHS.delete(-5), False),  # a gap in the last year
        (MONTHS.delete(-20), True),
    ],
)
def test_a_fan_needs_two_years_and_no_hole_in_the_last(months, is_known: bool) -> None:
    treasury = ledgers([], months)["a"].treasury(date(2025, 12, 31), NONE)
    assert (treasury is not None) == is_known


def test_the_share_of_fees_is_that_of_the_last_closed_year() -> None:
    ledger = ledgers([])["a"]
    assert ledger.treasury(date(2025, 12, 31), NONE).fees_share == 0.6
    assert ledger.treasury(date(2024, 11, 30), NONE).fees_share == 0.5


def test_the_part_not_paid_stays_due_in_the_forecast() -> None:
    ledger = ledgers([bill("2025-05-01", "2025-06-15", eur=100.0, paid_eur=60.0)])["a"]
    before = ledger.treasury(date(2025, 5, 31), NONE).instalments
    assert sorted(before.amount_eur.tolist()) == [40, 60]
    draws = sample(ledger.treasury(date(2025, 5, 31), NONE), 50)
    assert (draws.contracted.pay_day[0] == draws.contracted.pay_day[1]).all()
    after = ledger.treasury(date(2025, 6, 30), NONE)
    assert (after.instalments.amount_eur.tolist(), after.instalments.due_day.tolist()) == (
        [40], [-60],
    )  # fmt: skip
    # 30 received in June, less than the 60 of aid: none of the rest is counted as paid.
    assert after.receipts_eur[-1] == -30


def test_what_is_two_years_late_or_written_off_is_expected_no_more() -> None:
    bills = [
        bill("2023-06-01", None),
        bill("2025-06-01", "2025-09-01", paid_eur=0.0),
        bill("2025-06-01", "2025-07-01"),
        bill("2025-06-01", "2025-07-01"),
    ]
    ledger = ledgers(bills)["a"]
    at = date(2025, 12, 31)
    assert ledger.treasury(at, NONE).instalments.due_day.size == 0
    waits = ledger.waits(at)
    assert (int(waits.is_lost.sum()), int(waits.is_paid.sum())) == (2, 2)
    assert pool_records([ledger], at).delays.every.lost_share == 0.5
    early = date(2025, 5, 31)
    assert ledger.waits(early).is_lost.tolist() == [True]  # 730 days late already
    assert ledger.expected(date(2025, 5, 21)).due_day.size == 4  # 720 days: not yet


def grant(reference: str, signed: str, start: str, end: str, amount=1_000.0, **other) -> dict:
    return {
        "network_id": "a", "reference": reference, "funder_name": "Région",
        "funder_type": "region", "signed_on": pd.Timestamp(signed),
        "started_on": pd.Timestamp(start), "ended_on": pd.Timestamp(end), "amount_eur": amount,
        "network_ended_on": pd.NaT, **other,
    }  # fmt: skip


YEARS = [
    grant(f"G{year}", f"{year}-04-10", f"{year}-01-01", f"{year}-12-31", 1_000.0 * 1.1**turn)
    for turn, year in enumerate(range(2020, 2026))
]


def test_each_agreement_is_renewed_by_the_next_of_its_funder() -> None:
    ledger = ledgers([], grants=YEARS)["a"]
    ends = ledger.ends(date(2025, 12, 31))
    assert ends.days.tolist() == [100, 100, 100, 101, 100, 0]  # the last ended that day
    assert ends.is_renewed.tolist() == [True] * 5 + [False]
    assert ends.ratio[:5] == pytest.approx([1.1] * 5, rel=0.01)
    # Later signatures are ignored: at the end of January 2025, that of 2024 is still pending.
    assert ledger.ends(date(2025, 1, 31)).is_renewed.tolist() == [True] * 4 + [False]
    assert ledger.renewable(date(2025, 1, 31)).reference.tolist() == ["G2024"]
    assert ledger.renewable(date(2025, 6, 30)).reference.tolist() == ["G2025"]


def test_a_grant_of_one_euro_is_not_a_renewal() -> None:
    small = grant("small", "2025-02-01", "2025-01-01", "2025-12-31", 1.0)
    ledger = ledgers([], grants=[*YEARS[:5], small])["a"]
    assert ledger.renewable(date(2025, 3, 31)).reference.tolist() == ["G2024", "small"]


def test_a_network_that_ended_renews_nothing() -> None:
    closed = [{**one, "network_ended_on": pd.Timestamp("2025-06-30")} for one in YEARS]
    ledger = ledgers([], grants=closed)["a"]
    assert ledger.renewable(date(2025, 5, 31)).reference.tolist() == ["G2025"]
    assert ledger.renewable(date(2025, 6, 30)).reference.size == 0


def test_a_renewal_keeps_the_calendar_and_waits_for_its_signature() -> None:
    bills = [
        bill("2025-06-09", "2025-07-01", "2025-04-10", reference="G2025", rank=1, eur=400.0),
        bill("2026-04-30", None, "2025-04-10", reference="G2025", rank=2, eur=600.0),
    ]
    renewable = ledgers(bills, grants=YEARS)["a"].renewable(date(2025, 12, 31))
    # 60 days after the signature, then 30 April a year later.
    assert renewable.wait_days.tolist() == [60, -1]
    assert renewable.due_day.tolist()[1] == (date(2027, 4, 30) - date(2025, 12, 31)).days
    assert renewable.amount_eur.tolist() == [400, 600]


def test_grants_of_one_decision_are_renewed_with_their_own_instalments() -> None:
    grants = [
        grant("R", "2025-04-10", "2025-01-01", "2025-12-31", purpose=purpose)
        for purpose in ("Salon", "Formation")
    ]
    bills = [
        bill("2025-06-09", None, "2025-04-10", eur=400.0, purpose="Formation"),
        bill("2025-06-30", None, "2025-04-10", eur=600.0, purpose="Salon"),
        bill("2025-09-30", None, "2025-04-10", rank=2, eur=50.0),  # which of them is not said
    ]
    renewable = ledgers(bills, grants=grants)["a"].renewable(date(2025, 12, 31))
    assert renewable.amount_eur.tolist() == [400, 600, 50]
    assert renewable.agreement.tolist() == [1, 0, 0]
    assert renewable.wait_days.tolist() == [60, 81, -1]


def test_the_numbers_of_nothing_else_move_with_a_name_or_one_euro_more() -> None:
    """Renaming a network and adding a grant of €1 leave every other draw unchanged."""
    bills = [
        bill("2025-09-19", None, "2025-04-10", reference="G2025", rank=1, eur=36_750.0),
        bill("2026-04-30", None, "2025-04-10", reference="G2025", rank=2, eur=36_750.0),
        *(bill("2024-01-01", f"2024-02-{day:02}", reference=f"P{day}") for day in range(1, 13)),
    ]
    at = date(2025, 12, 31)

    def drawn(rows: list[dict], grants: list[dict], network: str):
        rows = [{**row, "network_id": network} for row in rows]
        grants = [{**one, "network_id": network} for one in grants]
        by_network = ledgers(rows, networks=(network,), grants=grants)
        treasury = by_network[network].treasury(at, pool_records(by_network.values(), at))
        return sample(treasury, 200)

    plain = drawn(bills, YEARS, "a")
    renamed = drawn(bills, YEARS, "renamed")
    for field in ("receipts_eur", "payments_eur"):
        assert (getattr(plain, field) == getattr(renamed, field)).all()
    for money in ("contracted", "renewed"):
        one, other = getattr(plain, money), getattr(renamed, money)
        assert (one.pay_day == other.pay_day).all()
        assert one.instalments.amount_eur.tolist() == other.instalments.amount_eur.tolist()

    euro = bill("2026-03-01", None, "2025-12-01", reference="A", kind="epci", eur=1.0)
    more = grant("A", "2025-12-01", "2025-12-01", "2026-11-30", 1.0, funder_type="epci")
    added = drawn([euro, *bills], [more, *YEARS], "a")
    keys = added.contracted.instalments.key
    assert (added.contracted.pay_day[keys != "A#1"] == plain.contracted.pay_day).all()
    is_other = added.renewed.instalments.funder_type != "epci"
    assert (added.renewed.pay_day[is_other] == plain.renewed.pay_day).all()
    assert (added.receipts_eur == plain.receipts_eur).all()


def test_money_112_days_late_does_not_arrive_next_week_in_every_draw() -> None:
    rows = [bill("2024-01-01", f"2024-02-{day:02}", reference=f"P{day}") for day in range(1, 13)]
    late = bill("2025-09-10", None, reference="late", eur=36_750.0)
    by_network = ledgers([*rows, late])
    at = date(2025, 12, 31)
    draws = sample(by_network["a"].treasury(at, pool_records(by_network.values(), at)))
    days = draws.contracted.pay_day[0]
    # Payments 31 to 42 days late say nothing beyond 112: exponential, 30 days on average.
    assert days.min() >= 1
    assert days.mean() == pytest.approx(30.5, abs=2)
    assert 0.12 < (days > 60).mean() < 0.15  # e⁻²
    assert (days < NEVER_DAY).all()
