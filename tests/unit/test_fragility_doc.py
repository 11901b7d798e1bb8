"""The documentation page on fragility agrees with the catalogue."""

from __future__ import annotations

import pytest

from method.alerts import load_rules
from method.catalog import load_catalog
from method.settings import ROOT

PAGE = (ROOT / "docs" / "fragility.md").read_text(encoding="utf-8")
SCORED = [(d, name) for d in load_catalog().fragility.dimensions for name in d.indicators]


@pytest.mark.parametrize(("dimension", "name"), SCORED, ids=[name for _, name in SCORED])
def test_weight_and_goalposts_are_those_of_the_catalogue(dimension, name: str) -> None:
    indicator = load_catalog().indicators[name]
    goal = indicator.thresholds
    assert goal
    status = "convention" if goal.source == "convention" else "sourced"
    assert (
        f"| {dimension.id} | {dimension.weight:.2f} | `{name}` | {goal.safe:g} | {goal.critical:g} "
        f"| {indicator.unit} | {status} |"
    ) in PAGE


def test_no_goalpost_is_left_from_before() -> None:
    assert PAGE.count("| convention |\n") + PAGE.count("| sourced |\n") == len(SCORED)


def test_numbers_of_the_text_are_those_of_the_rules() -> None:
    catalog, alerts = load_catalog(), load_rules()
    score, stages = catalog.fragility, catalog.stages
    for sentence in (
        f"Under {score.coverage_min:.2f} there is no score",
        f"{score.draws:,} weights drawn",
        f"concentration {score.concentration:g}",
        f"under {score.watch_from:g} `solide`, {score.watch_from:g} to {score.fragile_above:g}",
        f"under {stages.impulsion_below_age_months:g} months since the statutes",
        f"under {stages.impulsion_below_members} members",
        f"under {stages.impulsion_below_fte:g} FTE",
        f"{stages.developpement_from_age_months:g} months or more",
        f"{stages.developpement_from_members} members or more",
        f"{stages.developpement_from_fte:g} FTE or more",
    ):
        assert sentence in " ".join(PAGE.split()), sentence
    assert (alerts.fire_after, alerts.clear_after, alerts.clear_share) == (2, 2, 0.25)
