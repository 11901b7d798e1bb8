"""The published money and people indicators equal their second implementation, everywhere."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import duckdb
import pytest

from method.catalog import load_catalog
from tests.data import recompute_money, recompute_people
from tests.data.files_there import Files, Key, Row
from tests.data.raw_records import ALL, Network, Part, Raw, by_network, combine, panel, read_raw

# Summed by the forecast step, over the networks that have a treasury.
DRAWN_APART = "signed_share_12m"


def recompute(raw: Raw, months: list[date]) -> dict[Key, Row]:
    """Every money and people indicator that the raw files cover."""
    networks = by_network(raw)
    files = Files(raw)
    small = recompute_people.small_companies(raw)
    with_small = {p["id_projet"] for p in raw["partenaires"] if p["siren"] in small}
    rows: dict[Key, Row] = {}
    for as_of in months:
        by_indicator: dict[str, dict[str, Part]] = {}
        for network in networks:
            for indicator, part in _parts(network, as_of, with_small).items():
                if indicator != DRAWN_APART and not files.has(network.id, indicator, as_of):
                    continue
                by_indicator.setdefault(indicator, {})[network.id] = part
        for indicator, parts in by_indicator.items():
            for scope, part in {**parts, ALL: combine(parts)}.items():
                rows[as_of, scope, indicator] = _row(part)
        for (scope, indicator), part in recompute_money.funders(networks, as_of).items():
            rows[as_of, scope, indicator] = _row(part)
        for scope, group in {**{n.id: [n] for n in networks}, ALL: networks}.items():
            tenure = recompute_people.tenure(group, as_of)
            if tenure:
                rows[as_of, scope, "staff_tenure_median"] = (
                    tenure[0],
                    None,
                    None,
                    tenure[1],
                    "ok",
                )
            lows = recompute_money.lows(group, as_of)
            if lows:
                rows[as_of, scope, "cash_min_12m"] = _row(lows)
            both = [n for n in group if files.has(n.id, "board_company_parity", as_of)]
            parity = recompute_people.parity(both, as_of)
            if parity:
                rows[as_of, scope, "board_company_parity"] = _row(parity)
    return rows


def _parts(network: Network, as_of: date, with_small: set[str]) -> dict[str, Part]:
    parts = recompute_people.projects(network, as_of, with_small)
    for family in (*recompute_money.FAMILIES, *recompute_people.FAMILIES):
        parts |= family(network, as_of)
    return parts


def _row(part: Part) -> Row:
    if part.above is None or (part.below is not None and part.below <= 0):
        return None, None, None, part.n, "insufficient"
    value = part.above if part.below is None else part.above / part.below
    return value, part.above, part.below, part.n, "ok"


def shown(row: Row, n_min: int) -> Row:
    """The published row: no value below `n_min`."""
    if row[4] == "ok" and (row[3] or 0) >= n_min:
        return row
    return None, None, None, row[3], "insufficient"


def published(database: Path) -> dict[Key, Row]:
    with duckdb.connect(database, read_only=True) as con:
        rows = con.execute(
            "select as_of, network_id, indicator_id, value, numerator, denominator, n, status "
            "from marts.indicator_values where status <> 'no_data'"
        ).fetchall()
    return {row[:3]: row[3:] for row in rows}


def differences(
    published_rows: dict[Key, Row], recomputed: dict[Key, Row], files: Files, months: list[date]
) -> list[str]:
    """Keys whose rows differ, with both rows, `no_data` and `insufficient` being distinct."""
    catalog = load_catalog().indicators
    ids = {key[2] for key in recomputed}
    recomputed = files.completed(recomputed, ids, months)
    mine = {key: row for key, row in published_rows.items() if key[2] in ids}
    wrong = []
    for key in sorted(mine.keys() | recomputed.keys()):
        one, other = mine.get(key), recomputed.get(key)
        other = other and shown(other, catalog[key[2]].n_min)
        if one is None or other is None or not same(one, other):
            wrong.append(f"{key}: published {one}, recomputed {other}")
    return wrong


def same(one: Row, other: Row) -> bool:
    numbers = zip(one[:3], other[:3], strict=True)
    close = all(
        (a is None and b is None)
        or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6))
        for a, b in numbers
    )
    return close and one[3:] == other[3:]


@pytest.fixture(scope="module")
def as_of(demo_db: Path) -> date:
    with duckdb.connect(demo_db, read_only=True) as con:
        return con.execute("select as_of from meta.build").fetchone()[0]


def test_the_demo_is_recomputed_for_every_network_and_month(
    demo_raw: Path, demo_db: Path, as_of: date
) -> None:
    raw, months = read_raw(demo_raw), panel(as_of)
    wrong = differences(published(demo_db), recompute(raw, months), Files(raw), months)
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:20])


def test_every_indicator_of_these_files_is_recomputed(demo_raw: Path, as_of: date) -> None:
    engine = {
        "cash_low_p10_12m", "cash_low_p10_months", "months_to_negative_p10",
        "max_delay_supported_days", "cash_low_p10_12m_committed",
        "months_to_negative_p10_committed", "max_delay_supported_days_committed",
    }  # fmt: skip
    families = {"treasury", "people", "workload", "projects"}
    declared = {
        i.id for i in load_catalog().indicators.values() if i.family in families and i.is_network
    }
    recomputed = {key[2] for key in recompute(read_raw(demo_raw), [as_of])}
    assert declared - engine == recomputed
