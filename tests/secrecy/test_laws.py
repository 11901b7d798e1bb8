"""The laws between figures and secrecy do not contradict each other.

A reader knows the laws (`method/laws.yaml`). Among the figures linked by a law, none may be secret
alone, since the others would determine it; and exact figures obey the laws after masking.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from method.disclosure import load_disclosure
from method.laws import StockFlow, Sum, load_laws
from tests.secrecy.worlds import read

SUMS = [law for law in load_laws() if isinstance(law, Sum)]
FLOWS = [law for law in load_laws() if isinstance(law, StockFlow)]
TABLES = {
    "marts.indicator_values": ["as_of", "network_id"],
    "marts.territory_values": ["as_of", "network_id", "level", "territory_code"],
}
WORLD = ("demo", *(pytest.param(one, marks=pytest.mark.deep) for one in ("trois", "sept")))


@pytest.fixture
def curated(request: pytest.FixtureRequest) -> Path:
    if request.param == "demo":
        return request.getfixturevalue("demo_curated")
    return request.getfixturevalue("worlds")[request.param]


def shown(curated: Path, table: str, names: list[str]) -> pd.DataFrame:
    """Public rows of some indicators, with `is_exact` and `is_secret`."""
    listed = ", ".join(f"'{name}'" for name in names)
    rows = read(curated, "public", table, f"indicator_id in ({listed})")
    # A share that keeps its counts was not rounded; a total of all networks has no counts.
    rules = {name: load_disclosure().rule_of(name) for name in names}
    rounded = [name for name, rule in rules.items() if rule and rule.step]
    may_be_rounded = rows["indicator_id"].isin(rounded) & rows["numerator"].isna()
    rows["is_exact"] = (rows["status"] == "ok") & rows["value"].notna() & ~may_be_rounded
    rows["is_secret"] = rows["status"] == "secret"
    return rows


def wide(rows: pd.DataFrame, where: list[str], field: str) -> pd.DataFrame:
    return rows.pivot(index=where, columns="indicator_id", values=field)


def alone(rows: pd.DataFrame, where: list[str], terms: list[str]) -> pd.Series:
    """Places where one term is secret and each of the others is exact."""
    exact = wide(rows, where, "is_exact").reindex(columns=terms).eq(True)
    secret = wide(rows, where, "is_secret").reindex(columns=terms).eq(True)
    return (secret.sum(axis=1) == 1) & (exact.sum(axis=1) == len(terms) - 1)


def test_one_secret_among_exact_figures_is_seen() -> None:
    rows = pd.DataFrame(
        {
            "place": ["x", "x", "y", "y"],
            "indicator_id": ["a", "b", "a", "b"],
            "is_exact": [True, False, False, False],
            "is_secret": [False, True, True, True],
        }
    )
    assert alone(rows, ["place"], ["a", "b"]).to_dict() == {"x": True, "y": False}


@pytest.mark.parametrize("curated", WORLD, indirect=True)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("law", SUMS, ids=lambda law: law.id)
def test_a_sum_reveals_no_secret_and_is_true_as_shown(curated: Path, table: str, law: Sum) -> None:
    where, parts = TABLES[table], list(law.parts)
    terms = [name for _, name in law.terms()]
    rows = shown(curated, table, terms)
    assert not alone(rows, where, terms).any()
    exact = rows[rows["is_exact"]]
    values = wide(exact, where, "value").reindex(columns=terms).dropna()
    whole = values[law.whole] if law.whole else law.total
    assert ((values[parts].sum(axis=1) - whole).abs() <= max(law.tolerance, 1e-6)).all()


@pytest.mark.parametrize("curated", WORLD, indirect=True)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("law", FLOWS, ids=lambda law: law.id)
def test_a_stock_reveals_no_secret_flow(curated: Path, table: str, law: StockFlow) -> None:
    where = TABLES[table]
    rows = shown(curated, table, [law.stock, law.entries, law.exits])
    before = rows[rows["indicator_id"] == law.stock].copy()
    before["as_of"] = before["as_of"] + pd.offsets.MonthEnd(12)
    before["indicator_id"] = "before"
    # The stock twelve months earlier is a term like the others.
    terms = [law.stock, law.entries, law.exits, "before"]
    assert not alone(pd.concat([rows, before]), where, terms).any()
