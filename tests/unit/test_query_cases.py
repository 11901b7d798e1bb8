"""Queries of the pages on rows that can be checked by hand, where the demonstration has none."""

from __future__ import annotations

from datetime import date

import duckdb

from observatory.gate.queries import load_query

MONTH = (
    "create table core.month as select date '2026-06-30' as as_of, date '2025-06-30' as from_12m, "
    "date '2024-06-30' as from_24m, date '2027-06-30' as to_12m"
)


def answer(name: str, tables: list[str], **parameters: object) -> list[dict]:
    """Rows of a query, on a database with these tables and the month of June 2026."""
    with duckdb.connect() as con:
        con.execute("create schema core")
        for table in [MONTH, *tables]:
            con.execute(table)
        cursor = con.execute(load_query(name)[0], {"as_of": date(2026, 6, 30), **parameters})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


APPLICATIONS = [
    "create table core.network as select 'a' as network_id, 'A' as name",
    "create table core.application as select 'a' as network_id, 'Région' as funder_name, "
    "date '2026-01-01' as filed_on, programme, decision, decided_on::date as decided_on, "
    "1000.0 as requested_eur from (values "
    "('waits', 'en_cours', null), ('unsaid', null, null), ('later', 'accorde', '2026-07-15'), "
    "('given up', 'abandonne', null), ('refused', 'refuse', null), ('granted', 'accorde', null), "
    "('answered', 'accorde', '2026-03-01')) as v (programme, decision, decided_on)",
]


def test_an_application_given_up_or_answered_without_a_date_is_not_awaited() -> None:
    rows = answer("funders_awaited", APPLICATIONS, funder="*")
    assert sorted(row["programme"] for row in rows) == ["later", "unsaid", "waits"]
    empty = [
        "create table core.instalment (funder_name varchar, network_id varchar, due_on date, "
        "due_eur double, paid_on date, paid_eur double)",
        "create table core.grant (funder_name varchar, ended_on date, amount_eur double, "
        "signed_on date, started_on date)",
    ]
    (funder,) = answer("funders_owed", [*APPLICATIONS, *empty], funder="*")
    assert (funder["awaited"], funder["requested_eur"]) == (3, 3000)


def test_a_mandate_that_ends_on_31_december_ends_within_six_months_of_june() -> None:
    tables = [
        "create table core.board_seat as select 'a' as network_id, 'entreprise' as college, "
        "date '2024-01-01' as started_on, unnest([date '2026-12-31', '2027-01-01']) as ended_on",
        "create table core.network_scope as select 'a' as scope_id, 'a' as network_id",
        "create table core.membership_period (network_id varchar, siren varchar, college varchar, "
        "from_on date, until_on date)",
    ]
    (seats,) = answer("board_colleges", tables, network_id="a")
    assert (seats["seats"], seats["ending"]) == (2, 1)


def test_an_agreement_has_the_instalments_of_its_purpose() -> None:
    """One decision may be two grants of a network: each was shown the payments of both."""
    tables = [
        "create table core.network as select 'a' as network_id, 'A' as name",
        "create table core.grant as select 'R' as reference, 'a' as network_id, "
        "'Région' as funder_name, purpose, date '2025-01-10' as signed_on, null::date as ended_on, "
        "1000.0 as amount_eur from (values ('Salon'), ('Formation'), (null)) as v (purpose)",
        "create table core.instalment as select 'R' as reference, 'a' as network_id, "
        "'Région' as funder_name, purpose, date '2026-01-31' as due_on, due_eur, "
        "paid_on::date as paid_on, null::double as paid_eur from (values "
        "('Salon', 100.0, '2026-02-10'), ('Salon', 30.0, null), ('Formation', 200.0, null)) "
        "as v (purpose, due_eur, paid_on)",
    ]
    rows = answer("own_agreements", tables, funder="*")
    sums = {row["purpose"]: (row["paid_eur"], row["overdue_eur"]) for row in rows}
    assert sums == {"Salon": (100, 30), "Formation": (0, 200), None: (None, 0)}
