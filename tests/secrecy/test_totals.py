"""Reserved totals: how many contributors one needs, and when a shown one may change."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.disclosure import Sum
from method.totals import may_change, safe_figures, same_parts
from pipelines import commands
from pipelines.build.releases import (
    LEDGER,
    SHOWN,
    Correction,
    corrections,
    load_releases,
    write_releases,
)
from pipelines.steps.public_total import decide

MONTH = pd.Timestamp("2026-06-30")


def parts(**figures: dict[str, float]) -> pd.DataFrame:
    """Parts of one family and month: for each indicator, the contribution of each network."""
    return pd.DataFrame(
        [
            ("treasury", MONTH, indicator, network, value, float("nan"), value)
            for indicator, values in figures.items()
            for network, value in values.items()
        ],
        columns=[
            "family",
            "as_of",
            "indicator_id",
            "network_id",
            "numerator",
            "denominator",
            "value",
        ],
    )


def safe(frame: pd.DataFrame, *sums: Sum) -> set[str]:
    return set(safe_figures(frame, sums)["indicator_id"])


@pytest.mark.parametrize(
    ("given", "is_shown"),
    [
        ({"a": 1, "b": 1, "c": 1}, True),
        ({"a": 1, "b": 1, "c": 0}, False),  # three sent a file, only two contribute
        ({"a": 1, "b": 1, "c": 98}, False),  # one of them is almost the whole total
        ({"a": -50, "b": 40, "c": 30}, True),
        ({"a": 0, "b": 0, "c": 0}, False),  # a total of zero reveals that each is zero
    ],
)
def test_three_networks_give_and_none_dominates(given: dict, is_shown: bool) -> None:
    assert bool(safe(parts(cash_end=given))) is is_shown


def test_a_rate_is_not_dominated_by_its_denominator_either() -> None:
    frame = parts(rate={"a": 1, "b": 1, "c": 1}).assign(denominator=[1.0, 1.0, 100.0])
    assert safe(frame) == set()


def test_the_totals_of_a_family_use_one_set_of_networks() -> None:
    four, three = {"a": 2, "b": 2, "c": 2, "d": 2}, {"a": 2, "b": 2, "c": 2}
    assert safe(parts(one=four, two=four, odd=three)) == {"one", "two"}
    assert safe(parts(one=four, odd=three)) == {"one"}


def test_a_missing_part_of_a_sum_takes_the_others_with_it() -> None:
    full, poor = {"a": 2, "b": 2, "c": 2}, {"a": 2, "b": 0, "c": 0}
    one = Sum(total="total", parts=("young", "old"), reason="ils se complètent")
    assert safe(parts(total=full, young=full, old=full), one) == {"total", "young", "old"}
    assert safe(parts(total=full, young=full, old=poor), one) == {"total"}


BEFORE = {"a": 10.0, "b": 20.0, "c": 30.0}


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (BEFORE, True),
        (BEFORE | {"d": 40.0}, False),
        (BEFORE | {"d": 40.0, "e": 50.0}, False),
        (BEFORE | {"d": 40.0, "e": 50.0, "f": 60.0}, True),
        (BEFORE | {"d": 0.01, "e": 0.01, "f": 60.0}, False),  # two cents hide no one
        ({"a": 11.0, "b": 21.0, "c": 31.0}, True),
        ({"a": 11.0, "b": 20.0, "c": 30.0}, False),
    ],
)
def test_a_shown_total_changes_with_three_networks(now: dict[str, float], may: bool) -> None:
    visible = pd.DataFrame({"family": ["treasury"], "as_of": [MONTH], "indicator_id": ["cash_end"]})
    former = parts(cash_end=BEFORE)
    assert may_change(parts(cash_end=now), former, visible).tolist() == [may]
    assert same_parts(parts(cash_end=now), former).tolist() == [now == BEFORE]


def ledger(given: dict[str, float]) -> pd.DataFrame:
    """Ledger written by a first build: the total, and its parts."""
    behind = parts(cash_end=given)
    total = behind.head(1).assign(network_id="*", value=sum(given.values()), numerator=None)
    day = pd.Timestamp("2026-07-05")
    rows = pd.concat([total.astype({"numerator": float}), behind])
    return rows.assign(state=1, released_on=day, is_forced=False)


@pytest.mark.parametrize(
    ("now", "forced", "state", "is_held", "is_forced"),
    [
        (BEFORE, set(), 1, False, False),  # the same files add no state
        (BEFORE | {"d": 40.0}, set(), 1, True, False),
        (BEFORE | {"d": 40.0, "e": 50.0, "f": 60.0}, set(), 2, False, False),
        (BEFORE | {"d": 40.0}, {"treasury"}, 2, False, True),
        (BEFORE | {"d": 40.0}, {"people"}, 1, True, False),
    ],
)
def test_a_build_shows_keeps_or_corrects(
    now: dict, forced: set[str], state: int, is_held: bool, is_forced: bool
) -> None:
    visible = parts(cash_end=now)[["family", "as_of", "indicator_id"]].head(1)
    [row] = decide(parts(cash_end=now), visible, ledger(BEFORE), forced).to_dict("records")
    assert (row["state"], row["is_held"], row["is_forced"]) == (state, is_held, is_forced)
    assert row["is_new"] == (state == 2)


def test_a_return_to_an_older_state_is_judged_against_all_of_them() -> None:
    """Three joined, then two of them left: compared with the first state, one network changed."""
    came = BEFORE | {"d": 40.0, "e": 50.0, "f": 60.0}
    both = pd.concat([ledger(BEFORE), ledger(came).assign(state=2)])
    now = BEFORE | {"d": 40.0}
    visible = parts(cash_end=now)[["family", "as_of", "indicator_id"]].head(1)
    [row] = decide(parts(cash_end=now), visible, both, set()).to_dict("records")
    assert (row["state"], row["is_held"]) == (2, True)


@pytest.mark.parametrize(
    ("reason", "who"), [("solde corrigé", None), ("", "A. Martin"), (" ", "A")]
)
def test_a_correction_is_signed(reason: str, who: str | None) -> None:
    with pytest.raises(commands.Refused, match="signe"):
        commands.build("demo", None, None, None, strict=False, correction=reason, who=who)


def test_a_correction_is_noted_where_the_history_reads_it(tmp_path: Path) -> None:
    work = duckdb.connect()
    for schema in ("reference", "releases", "marts"):
        work.execute(f"create schema {schema}")
    load_releases(work, tmp_path, MONTH.date())
    for name in LEDGER:
        work.execute(f"create table releases.{name} as from reference.release_{name}")
    for name in SHOWN:
        work.execute(f"create view releases.shown_{name} as select 1 as x")
    assert corrections(tmp_path) == []
    forced = Correction("A. Martin", "solde de mars corrigé", ("treasury",))
    write_releases(work, tmp_path, "20260705000000000-00000000", forced)
    write_releases(work, tmp_path, "20260706000000000-00000000")
    assert corrections(tmp_path) == [("20260705000000000-00000000", forced)]
