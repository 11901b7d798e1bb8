"""The fictional workspace resembles what is published about real networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.demo_calibration import TARGETS, Measure, measure
from pipelines.demo import parameters, profiles


@pytest.fixture(scope="module")
def measures(demo_raw: Path) -> dict[str, Measure]:
    return measure(demo_raw)


@pytest.mark.parametrize("name", TARGETS)
def test_a_quantity_is_in_the_published_range(measures: dict[str, Measure], name: str) -> None:
    one = measures[name]
    assert one.target.low <= one.value <= one.target.high


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)


def test_networks_have_the_sizes_they_were_given(demo_raw: Path) -> None:
    rows = read(demo_raw, "adhesions")
    for year, column in ((2022, 1), (2024, 3), (2026, 5)):
        day = f"{year}-10-31"
        on = (rows["date_adhesion"] <= day) & (
            (rows["date_sortie"] == "") | (rows["date_sortie"] > day)
        )
        sizes = rows[on].groupby("id_reseau")["siren"].nunique()
        for one in profiles.PROFILES:
            target = one.members[column]
            assert abs(sizes.get(one.slug, 0) - target) <= max(6, 0.08 * target), one.slug


def test_members_arrive_in_january_and_leave_at_the_end_of_the_year(demo_raw: Path) -> None:
    rows = read(demo_raw, "adhesions")
    joined = rows["date_adhesion"].str[5:7].value_counts(normalize=True)
    assert abs(joined["01"] - parameters.JOIN_MONTHS.value[0]) < 0.12
    assert joined["09"] > 1.5 * joined["10"]
    exit_days = rows.loc[rows["date_sortie"] != "", "date_sortie"].str[5:]
    assert 0.55 < (exit_days == "12-31").mean() < 0.8


def test_newcomers_leave_more_than_old_members(demo_raw: Path) -> None:
    rows = read(demo_raw, "adhesions")
    joined = pd.to_datetime(rows["date_adhesion"])
    exits = pd.to_datetime(rows["date_sortie"].replace("", "2100-01-01"))
    month = pd.Timestamp(2024, 12, 1)
    present = (joined <= month) & (exits > month)
    young = joined > pd.Timestamp(2024, 1, 1)
    has_left = exits <= pd.Timestamp(2025, 1, 1)
    assert has_left[present & young].mean() > 1.2 * has_left[present & ~young].mean()


def test_few_firms_are_large_and_towns_hold_most(demo_raw: Path) -> None:
    fabric = read(demo_raw, "tissu_economique")
    count = fabric["nb_entreprises"].astype(int)
    sizes = count.groupby(fabric["classe_taille"]).sum() / count.sum()
    assert 0.92 < sizes["TPE"] < 0.97
    assert sizes["TPE"] > sizes["PME"] > sizes["ETI"] > sizes["GE"]
    by_commune = count.groupby(fabric["code_commune"]).sum().sort_values(ascending=False)
    assert by_commune.index[0] in ("45234", "37261")
    assert 0.3 < by_commune.head(60).sum() / count.sum() < 0.7


def test_fees_follow_the_grid(demo_raw: Path) -> None:
    rows = read(demo_raw, "adhesions")
    factors = {one.slug: one.fee_factor for one in profiles.PROFILES}
    fee = rows["cotisation_annuelle"].astype(float) / rows["id_reseau"].map(factors)
    plain = rows["id_reseau"] != "goutelune"
    grid = np.array([*parameters.FEE_GRID.value, *parameters.FEE_INSTITUTION.value])
    gap = np.abs(fee[plain].to_numpy()[:, None] - grid[None, :]).min(axis=1)
    assert gap.max() < 1
    assert 500 < fee.median() < 1200
