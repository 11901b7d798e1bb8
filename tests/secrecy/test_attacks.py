"""Attacks with a solver on all that a public session reads: nothing may be determined.

Limits: territory cells at the last month of a build, classes of a network at one month per year.
The determined counts are printed.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from tests.secrecy import attacks
from tests.secrecy.conftest import FOURTH, MORE
from tests.secrecy.solver import Facts
from tests.secrecy.sums import own_found
from tests.secrecy.worlds import inside, read

DEEP = pytest.mark.deep
ASKED = ("demo", *(pytest.param(one, marks=DEEP) for one in ("trois", "quatre", "sept")))
UNKNOWNS, MOST = ("a", "b", "c", "d"), 4
# Pairs of builds that a reader saw, and the networks that changed between the two.
STEPS = {("trois", "quatre"): FOURTH, ("quatre", "sept"): MORE, ("trois", "sept"): FOURTH + MORE}


class Built:
    """Published folders by name; the smaller worlds are built on first access."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> Path:
        if name == "demo":
            return self._request.getfixturevalue("demo_curated")
        return self._request.getfixturevalue("worlds")[name]


@pytest.fixture
def built(request: pytest.FixtureRequest) -> Built:
    return Built(request)


def every_month(curated: Path) -> list[date]:
    months = inside(curated, "select as_of from core.month order by as_of desc")["as_of"]
    return [day.date() for day in months]


def one_month_a_year(curated: Path) -> list[date]:
    return every_month(curated)[::12]


def test_the_solver_finds_what_is_pinned_down_and_nothing_else() -> None:
    facts = Facts()
    facts.between({"a": 1, "b": 1}, 5, 5)
    facts.between({"b": 1, "c": 1}, 2, 2)
    assert facts.found() == {}
    facts.between({"a": 1}, 4.5, 9)
    assert facts.found(is_whole=True) == {"a": 5, "b": 0, "c": 2}


def test_the_solver_agrees_with_every_solution_tried_in_turn() -> None:
    rng = np.random.default_rng(0)
    everything = np.array([*product(range(MOST + 1), repeat=len(UNKNOWNS))])
    determined = 0
    for _ in range(20):
        truth = rng.integers(0, MOST + 1, len(UNKNOWNS))
        facts, solutions = Facts(), everything
        for name in UNKNOWNS:
            facts.unknown(name, high=MOST)
        for _ in range(rng.integers(1, 4)):
            terms = rng.integers(0, 3, len(UNKNOWNS))
            low, high = terms @ truth - rng.integers(0, 2), terms @ truth
            facts.between(dict(zip(UNKNOWNS, terms, strict=True)), low, high)
            sums = solutions @ terms
            solutions = solutions[(low <= sums) & (sums <= high)]
        single = np.ptp(solutions, axis=0) == 0
        expected = dict(zip(np.array(UNKNOWNS)[single], truth[single], strict=True))
        assert facts.found(is_whole=True) == expected
        determined += len(expected)
    assert 0 < determined < 20 * len(UNKNOWNS)


@pytest.mark.parametrize("name", ASKED)
def test_one_build_reveals_no_hidden_count(built: Built, name: str) -> None:
    curated = built[name]
    as_of = attacks.last_month(curated)
    hits = {
        "presence": attacks.presence_told(curated),
        "lists": len(attacks.lists_found(curated, as_of)),
        "classes": len(attacks.classes_found(curated, one_month_a_year(curated))),
        "pairs": len(attacks.pairs_found(curated)),
        "cells": len(attacks.grid_found([curated], as_of, frozenset())),
        "sums": len(own_found([curated], every_month(curated), frozenset())),
    }
    print(f"{name}: {hits}")
    assert not any(hits.values())


@pytest.mark.parametrize("name", ASKED)
def test_one_build_reveals_no_reserved_figure(built: Built, name: str) -> None:
    hits = attacks.totals_found([built[name]])
    print(f"{name}: {len(hits)} reserved figures")
    assert hits == []


@DEEP
@pytest.mark.parametrize(("step", "moved"), STEPS.items(), ids=lambda value: "-".join(value))
def test_two_builds_reveal_nothing(
    built: Built, step: tuple[str, str], moved: tuple[str, ...]
) -> None:
    builds = [built[name] for name in step]
    as_of = attacks.last_month(builds[-1])
    cells = attacks.grid_found(builds, as_of, frozenset(moved))
    figures = attacks.totals_found(builds)
    counts = own_found(builds, every_month(builds[-1]), frozenset(moved))
    print(f"{step}: {len(cells)} cells, {len(figures)} reserved figures, {len(counts)} counts")
    assert cells == {}
    assert figures == []
    assert counts == []


@DEEP
def test_one_network_more_changes_no_shown_month_and_is_dated(built: Built) -> None:
    before, after = built["trois"], built["quatre"]
    for table in ("marts.territory_values", "marts.network_pair", "marts.detection"):
        assert len(read(after, "public", table)) == len(read(before, "public", table))
    releases = inside(after, "select * from marts.public_release where scope = 'territories'")
    assert releases["is_held"].all()
    assert releases["released_on"].notna().all()
    # Staff see the current figures, with the fourth network.
    own = f"network_id = '{FOURTH[0]}'"
    assert len(read(after, "staff", "marts.territory_values", own)) > 0
    assert len(read(after, "public", "marts.territory_values", own)) == 0


@DEEP
def test_three_networks_more_are_shown(built: Built) -> None:
    release = inside(built["sept"], "select * from marts.public_release")
    assert not release.loc[release["scope"] == "territories", "is_held"].any()
    own = f"network_id = '{MORE[0]}'"
    assert len(read(built["sept"], "public", "marts.territory_values", own)) > 0
