"""Tables about teams: recomputed in pandas from the raw file, and equal to the indicators."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.catalog import load_catalog

FAR = pd.Timestamp("2262-01-01")


@pytest.fixture(scope="module")
def tables(demo_db: Path) -> dict[str, pd.DataFrame]:
    names = ("team_flow", "direction_vacancy", "team_class", "team_survival", "indicator_values")
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        return {
            **{name: connection.execute(f"from marts.{name}").df() for name in names},
            "month": connection.execute("from core.month order by as_of").df(),
        }


@pytest.fixture(scope="module")
def contracts(demo_raw: Path) -> pd.DataFrame:
    rows = pd.read_csv(demo_raw / "equipes.csv", sep=None, engine="python", dtype=str)
    rows["start"] = pd.to_datetime(rows["date_entree"])
    rows["end"] = pd.to_datetime(rows["date_sortie"]).fillna(FAR)
    return rows


def _stays(contracts: pd.DataFrame) -> pd.DataFrame:
    """Contracts at most 31 days apart, as one stay with its first and last contract."""
    stays: list[dict] = []
    for (network, _), own in contracts.sort_values(["start", "end"]).groupby(
        ["id_reseau", "id_agent"]
    ):
        current: dict = {}
        for line in own.to_dict("records"):
            if current and (line["start"] - current["end"]).days <= 32:
                if line["end"] >= current["end"]:
                    current |= {"end": line["end"], "last": line["type_contrat"]}
                continue
            current = {
                "network": network,
                "start": line["start"],
                "end": line["end"],
                "first": line["type_contrat"],
                "last": line["type_contrat"],
            }
            stays.append(current)
    return pd.DataFrame(stays)


def test_flows_by_contract_are_those_of_the_raw_file(
    tables: dict[str, pd.DataFrame], contracts: pd.DataFrame
) -> None:
    stays = _stays(contracts)
    flow = tables["team_flow"]
    assert not flow.duplicated(["as_of", "network_id", "contract_type"]).any()
    as_of = tables["month"]["as_of"].iloc[-1]
    first = contracts.groupby("id_reseau")["start"].min()
    for months in (12, 36):
        begin = as_of - pd.offsets.MonthEnd(months)
        covered = stays[stays["network"].map(first) <= begin]
        entries = covered[(covered["start"] > begin) & (covered["start"] <= as_of)]
        # A departure is on the day after the last one.
        exits = covered[(covered["end"] >= begin) & (covered["end"] < as_of)]
        for kind, events in ((f"entries_{months}m", ("first", entries)),
                             (f"exits_{months}m", ("last", exits))):  # fmt: skip
            column, rows = events
            expected = rows.groupby(["network", column]).size()
            counts = flow[(flow["as_of"] == as_of) & (flow[kind] > 0)].set_index(
                ["network_id", "contract_type"]
            )[kind]
            alone = counts[counts.index.get_level_values(0) != "*"]
            assert alone.to_dict() == expected.to_dict()
            assert counts.loc["*"].to_dict() == rows.groupby(column).size().to_dict()


def test_flows_add_up_to_the_indicators_of_every_month(tables: dict[str, pd.DataFrame]) -> None:
    values = tables["indicator_values"].pivot(
        index=["as_of", "network_id"], columns="indicator_id", values="value"
    )
    summed = (
        tables["team_flow"]
        .groupby(["as_of", "network_id"])[["entries_12m", "exits_12m"]]
        .sum(min_count=1)
    )
    both = summed.join(values[["team_entries_12m", "team_exits_12m"]]).dropna()
    assert len(both) > 500
    assert (both["entries_12m"] == both["team_entries_12m"]).all()
    assert (both["exits_12m"] == both["team_exits_12m"]).all()


def test_vacant_periods_hold_the_vacant_days_of_the_year(tables: dict[str, pd.DataFrame]) -> None:
    as_of = tables["month"]["as_of"].iloc[-1]
    begin = as_of - pd.offsets.MonthEnd(12)
    periods = tables["direction_vacancy"]
    end = periods["ended_on"].fillna(as_of + pd.Timedelta(days=1))
    start = periods["started_on"]
    # Day 1 follows the lower bound of the window; a post vacant at its end counts that day.
    days = (
        end.clip(upper=as_of + pd.Timedelta(days=1))
        - start.clip(lower=begin + pd.Timedelta(days=1))
    ).dt.days.clip(lower=0)
    expected = days.groupby(periods["network_id"]).sum()
    values = tables["indicator_values"]
    vacant_days = values[
        (values["as_of"] == as_of)
        & (values["indicator_id"] == "director_vacant_days_12m")
        & (values["status"] == "ok")
        & (values["network_id"] != "*")
    ].set_index("network_id")["value"]
    assert vacant_days.sum() > 0
    assert expected.reindex(vacant_days.index, fill_value=0).to_dict() == vacant_days.to_dict()


def test_a_class_is_the_value_between_the_bounds_of_the_catalogue(
    tables: dict[str, pd.DataFrame],
) -> None:
    bounds = load_catalog().indicators["team_turnover_36m"].thresholds
    assert bounds
    values = tables["indicator_values"].query("indicator_id == 'team_turnover_36m'")
    both = tables["team_class"].merge(values, on=["as_of", "network_id"])
    assert set(both["turnover_class"].dropna()) == {"basse", "moyenne", "haute"}
    assert (both["turnover_class"].isna() == both["value"].isna()).all()
    low = both[both["turnover_class"] == "basse"]["value"]
    high = both[both["turnover_class"] == "haute"]["value"]
    assert low.max() < bounds.safe
    assert high.min() >= bounds.critical
    assert "*" not in set(both["network_id"])


def test_the_curve_of_all_teams_is_the_product_of_its_risks(
    tables: dict[str, pd.DataFrame], contracts: pd.DataFrame
) -> None:
    """Kaplan–Meier by hand in days: at each departure, those who left ÷ those at risk."""
    months = tables["month"]["as_of"]
    stays = _stays(contracts)
    seen_from, seen_to = (
        stays["start"].clip(lower=months.iloc[0]),
        stays["end"].clip(upper=months.iloc[-1]),
    )
    followed = seen_to > seen_from
    age = (seen_to - stays["start"]).dt.days[followed] / 30.4375
    entry = (seen_from - stays["start"]).dt.days[followed] / 30.4375
    has_left = (stays["end"] <= months.iloc[-1])[followed]
    survival = 1.0
    for moment in sorted(set(age[has_left])):
        if moment > 36:
            break
        risk = ((entry < moment) & (age >= moment)).sum()
        survival *= 1 - (has_left & (age == moment)).sum() / risk
    curve = tables["team_survival"].query("network_id == '*'").set_index("time_months")
    assert curve.at[36, "survival"] == pytest.approx(survival, abs=0.02)
    assert curve["survival"].is_monotonic_decreasing
    assert (curve["networks"] == curve["networks"].iloc[0]).all()
