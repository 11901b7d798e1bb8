"""Each story of the fictional workspace is visible in the published figures.

Thresholds are those a reader would use to notice the story, not the generated values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.demo import profiles
from pipelines.demo.timeline import AS_OF

Figure = Callable[..., float | None]
Rows = Callable[..., list[tuple]]


@pytest.fixture(scope="module")
def rows(demo_db: Path) -> Iterator[Rows]:
    """Rows of a query on the published database."""
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        yield lambda sql, *values: connection.execute(sql, values).fetchall()


@pytest.fixture(scope="module")
def figure(rows: Rows) -> Figure:
    """Value of an indicator for a network at a month end; None when it has none."""

    def read(indicator: str, network: str, as_of: date = AS_OF) -> float | None:
        values = rows(
            "select value from marts.indicator_values"
            " where indicator_id = ? and network_id = ? and as_of = ?",
            indicator,
            network,
            as_of,
        )
        assert len(values) == 1, f"{indicator} is not in the marts for {network} at {as_of}"
        return values[0][0]

    return read


@pytest.fixture(scope="module")
def by_network(rows: Rows) -> Callable[[str], dict[str, float]]:
    """An indicator at the data's date for every network that has it."""
    return lambda indicator: dict(
        rows(
            "select network_id, value from marts.indicator_values where indicator_id = ?"
            " and as_of = ? and network_id <> '*' and status = 'ok'",
            indicator,
            AS_OF,
        )
    )


def members(rows: Rows, network: str) -> set[str]:
    """Active companies of a network at the data's date."""
    counts = rows(
        "select siren from core.membership_period"
        " where until_on is null and network_id = ? and college = 'entreprise'",
        network,
    )
    return {siren for (siren,) in counts}


def test_a_balance_five_months_late_drains_the_cash(
    rows: Rows, figure: Figure, by_network: Callable
) -> None:
    late = rows(
        "select due_on, paid_on, due_eur from core.instalment where network_id = 'galvacier'"
        " and funder_type = 'region' and rank = 2 and due_on = date '2026-04-30'"
    )
    assert len(late) == 1
    due, paid, amount = late[0]
    assert (paid - due).days >= 150 and amount > 30_000

    before = [figure("cash_days", "galvacier", date(2026, *end)) for end in ((3, 31), (4, 30))]
    during = [
        figure("cash_days", "galvacier", date(2026, *end)) for end in ((6, 30), (7, 31), (8, 31))
    ]
    assert min(before) > 30
    assert max(during) < 30
    short = by_network("months_under_30d_12m")
    assert short["galvacier"] >= 3
    assert max(value for name, value in short.items() if name != "galvacier") < short["galvacier"]


def test_a_vacant_direction_while_the_president_changes(
    rows: Rows, figure: Figure, by_network: Callable
) -> None:
    vacant = by_network("director_vacant_days_12m")
    assert 115 <= vacant["aerolinde"] <= 130
    assert {name for name, days in vacant.items() if days > 45} == {"aerolinde", "cuirlande"}
    assert figure("president_changes_36m", "aerolinde") == 1
    assert figure("director_changes_36m", "aerolinde") == 1
    post = rows(
        "select max(ended_on) from core.staff_contract"
        " where network_id = 'aerolinde' and role = 'direction'"
    )
    president = rows(
        "select max(started_on) from core.board_seat"
        " where network_id = 'aerolinde' and role = 'presidence'"
    )
    assert 0 < (president[0][0] - post[0][0]).days < 120


def test_a_network_where_all_goes_wrong_at_once_becomes_fragile(rows: Rows, figure: Figure) -> None:
    levels = dict(
        rows("select as_of, level from marts.fragility where network_id = 'cuirlande' order by 1")
    )
    assert levels[date(2026, 3, 31)] == "a_surveiller"
    assert levels[AS_OF] == "fragile"
    fragile = rows(
        "select network_id from marts.fragility where level = 'fragile' and as_of = ?", AS_OF
    )
    assert fragile == [("cuirlande",)]
    assert figure("cash_days", "cuirlande") < 15
    assert figure("growth_12m", "cuirlande") < -0.08
    assert 130 <= figure("director_vacant_days_12m", "cuirlande") <= 140
    unpaid = rows(
        "select count(*) from core.instalment where network_id = 'cuirlande' and paid_on is null"
        " and funder_type = 'region' and due_on < ?",
        AS_OF,
    )
    assert unpaid == [(2,)]


def test_a_pole_that_grows_and_masters_its_projects(figure: Figure, by_network: Callable) -> None:
    poles = [one.slug for one in profiles.PROFILES if one.kind == profiles.POLE]
    growth = by_network("growth_12m")
    assert growth["pole-ondafrene"] > 0.08
    assert max(poles, key=growth.__getitem__) == "pole-ondafrene"
    success = by_network("success_rate_24m")
    assert success["pole-ondafrene"] > 0.7
    assert max(poles, key=success.__getitem__) == "pole-ondafrene"
    three_years_ago = date(2023, 10, 31)
    assert figure("companies_active", "pole-ondafrene") > 1.25 * figure(
        "companies_active", "pole-ondafrene", three_years_ago
    )
    assert figure("projects_financed_24m", "pole-ondafrene") > 1.5 * figure(
        "projects_financed_24m", "pole-ondafrene", three_years_ago
    )


def test_a_young_network_under_impulsion(rows: Rows, figure: Figure) -> None:
    created, stage = rows(
        "select created_on, declared_stage from core.network where network_id = 'medivelours'"
    )[0]
    assert stage == "impulsion"
    assert (AS_OF - created).days < 730
    assert figure("fte", "medivelours") < 2
    assert figure("growth_12m", "medivelours") > 0.5
    assert figure("companies_active", "medivelours", date(2025, 2, 28)) in (None, 0)
    computed = rows(
        "select stage from marts.fragility where network_id = 'medivelours' and as_of = ?", AS_OF
    )
    assert computed == [("impulsion",)]


def test_a_fee_rise_loses_small_members(rows: Rows, figure: Figure, by_network: Callable) -> None:
    before, after = date(2025, 12, 31), date(2026, 1, 31)
    assert figure("tpe_share", "goutelune", after) < figure("tpe_share", "goutelune", before) - 0.08
    churn = by_network("churn_12m")
    assert max(churn, key=churn.__getitem__) == "goutelune"
    departures = rows(
        "select k.size_class, count(*) from core.membership_spell as s"
        " inner join core.company as k using (siren) where s.network_id = 'goutelune'"
        " and s.ended_on = date '2025-12-31' and s.leave_reason = 'hausse de la cotisation'"
        " group by all"
    )
    counts = dict(departures)
    assert counts.get("TPE", 0) >= 8
    assert set(counts) <= {"TPE", "inconnue"}
    fees = rows(
        "select median(annual_fee_eur) from core.membership inner join core.company using (siren)"
        " where network_id = 'goutelune' and size_class = 'TPE' group by left_on is null"
        " order by left_on is null"
    )
    assert fees[1][0] == 2 * fees[0][0]


def test_one_funder_and_one_year_agreements(rows: Rows, figure: Figure) -> None:
    assert figure("funder_hhi", "tertiorame") == 1
    assert figure("annual_agreement_share", "tertiorame") == 1
    assert figure("public_dependency", "tertiorame") > 0.75
    funders = rows("select distinct funder_type from core.grant where network_id = 'tertiorame'")
    assert funders == [("region",)]


def test_an_interregional_pole_has_half_its_members_outside(rows: Rows) -> None:
    shares = dict(
        rows(
            "select network_id, avg(case when is_in_region then 0 else 1 end)"
            " from core.membership_period inner join core.company using (siren)"
            " where until_on is null and college = 'entreprise' group by network_id",
        )
    )
    assert 0.45 <= shares["pole-mirellastre"] <= 0.57
    assert max(shares, key=shares.__getitem__) == "pole-mirellastre"


def test_two_networks_share_members_and_do_nothing_together(rows: Rows, figure: Figure) -> None:
    one, other = members(rows, "semaphyte"), members(rows, "octamarelle")
    common = one & other
    assert 0.28 <= len(common) / len(one) <= 0.42
    assert 0.28 <= len(common) / len(other) <= 0.42
    for network in ("semaphyte", "octamarelle"):
        assert figure("interclustering_actions_12m", network) == 0
    together = rows(
        "select p.siren from core.project_partner as p inner join core.project as j"
        " using (project_id) where j.network_id in ('semaphyte', 'octamarelle')"
        " group by p.siren having count(distinct j.network_id) > 1"
    )
    assert together == []


def test_a_dense_territory_has_no_network(rows: Rows) -> None:
    quotients = rows(
        """
        with cell as (
            select epci_code, naf_division, sum(company_count) as firms
            from core.economic_fabric where size_class in ('TPE', 'PME') group by all
        ),
        weighed as (
            select *, firms / sum(firms) over (partition by epci_code)
                / (sum(firms) over (partition by naf_division) / sum(firms) over ()) as quotient
            from cell
        )
        select epci_code, naf_division, firms, quotient from weighed
        where firms >= 20 order by quotient desc limit 1
        """
    )
    epci, division, firms, quotient = quotients[0]
    assert (epci, division) == (profiles.DENSE_EPCI, profiles.DENSE_DIVISION)
    assert quotient > 5 and firms >= 30
    assert rows("select count(*) from core.network_division where naf_division = ?", division) == [
        (0,)
    ]
    present = rows(
        "select count(*) from core.membership_period as m inner join core.establishment as e"
        " using (siren) where m.until_on is null and e.epci_code = ? and e.naf_division = ?",
        epci,
        division,
    )
    assert present == [(0,)]


@pytest.mark.parametrize("network", ["rayonnac", "galenombre", "sylvambre"])
def test_fees_and_spending_have_seasons(rows: Rows, network: str) -> None:
    spending = dict(
        rows(
            "select month(month_end), avg(payments_eur) from core.cash_month"
            " where network_id = ? group by all",
            network,
        )
    )
    mean = sum(spending.values()) / 12
    assert spending[6] > 1.1 * mean
    assert spending[8] < 0.9 * mean
    receipts = dict(
        rows(
            "select quarter(month_end), sum(receipts_eur) from core.cash_month where network_id = ?"
            " and month_end > date '2021-12-31' and month_end < date '2026-01-01' group by all",
            network,
        )
    )
    fees = rows("select avg(fees_eur) from core.annual_account where network_id = ?", network)
    joined = rows(
        "select avg(case when month(joined_on) = 1 then 1 else 0 end) from core.membership"
        " where network_id = ?",
        network,
    )
    # Three quarters of the fees are paid in the first quarter: its receipts are at least that.
    assert receipts[1] / 4 > 0.5 * fees[0][0]
    assert joined[0][0] > 0.3


def test_a_network_stopped_sending_its_cash(rows: Rows, figure: Figure) -> None:
    last = dict(rows("select network_id, max(month_end) from core.cash_month group by all"))
    assert last.pop("logivague") == date(2026, 2, 28)
    assert set(last.values()) == {AS_OF}
    assert figure("cash_days", "logivague", date(2026, 2, 28)) is not None
    assert figure("cash_days", "logivague") is None
    coverage = rows(
        "select months_behind, status from quality.coverage"
        " where network_id = 'logivague' and contract = 'tresorerie'"
    )
    assert coverage == [(8, "late")]
