"""The demonstration before and after new files from one network: what changes for the public.

A reader has all of both builds. Only what the law or the networks publish may change.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.catalog import load_catalog
from method.disclosure import load_disclosure
from observatory.gate.store import Store
from tests.secrecy import attacks
from tests.secrecy.conftest import FOURTH
from tests.secrecy.sums import own_found
from tests.secrecy.test_attacks import every_month
from tests.secrecy.worlds import read

pytestmark = pytest.mark.deep

# Tables that identify a build or a file, and the months that are held back.
OF_ITSELF = {"marts.public_release", "meta.source_file"}
# A three-year class for a named network: all that the public reads about a team.
TOLD = {"marts.team_class"}


def moved(twice: dict[str, Path], role: str, table: str) -> pd.DataFrame:
    """Rows present in only one of the two builds."""
    with duckdb.connect() as con:
        for name in ("before", "after"):
            con.register(name, read(twice[name], role, table))
        return con.execute(
            "(from before except from after) union all (from after except from before)"
        ).df()


def test_a_deposit_of_one_network_moves_what_is_published_of_it_and_nothing_else(
    twice: dict[str, Path],
) -> None:
    tables = Store(twice["after"].parent).session("demo", "public", is_signed_in=True).tables
    exact = {name for r in load_disclosure().rules if r.rule == "open" for name in r.indicators}
    moves = {}
    for table in sorted(tables - OF_ITSELF - TOLD):
        rows = moved(twice, "public", table)
        if table == "marts.indicator_values":
            rows = rows[~rows["indicator_id"].isin(exact)]
        if len(rows):
            moves[table] = (len(rows), rows.head(3).to_dict("records"))
    assert moves == {}
    # The attack works: an open figure has changed.
    assert len(moved(twice, "public", "marts.indicator_values"))


def test_two_builds_of_the_demonstration_reveal_nothing(twice: dict[str, Path]) -> None:
    builds, changed = [twice["before"], twice["after"]], frozenset(FOURTH)
    hits = {
        "cells": len(attacks.grid_found(builds, attacks.last_month(builds[1]), changed)),
        "reserved figures": len(attacks.totals_found(builds)),
        "counts of a network": len(own_found(builds, every_month(builds[0]), changed)),
    }
    print(f"demo, two builds: {hits}")
    assert not any(hits.values())


def test_what_one_network_sent_is_kept_back_dated_and_seen_by_staff(
    twice: dict[str, Path],
) -> None:
    release = read(twice["after"], "public", "marts.public_release")
    withheld = release[release["is_held"]]
    families = {f.id for f in load_catalog().families}
    assert {"territories", "pairs", "memberships", "stays"} <= {*withheld["scope"]}
    assert {"treasury", "people", "workload"} <= {*withheld["scope"]} & families
    assert withheld["released_on"].notna().all()
    total = "indicator_id = 'cash_end' and network_id = '*'"
    public_rows = read(twice["after"], "public", "marts.indicator_values", total)
    today = read(twice["after"], "staff", "marts.indicator_values", total)
    both = public_rows.merge(today, on="as_of", suffixes=("", "_today"))
    shown_ones = both[both["status"] == "ok"]
    gap = shown_ones["value_today"] - shown_ones["value"]
    assert len(gap) and gap.sub(1234.56).abs().max() < 0.01


def test_the_second_build_reveals_no_count_of_a_network(twice: dict[str, Path]) -> None:
    hits = own_found([twice["after"]], every_month(twice["after"]), frozenset())
    print(f"demo after: {len(hits)} counts")
    assert hits == []
