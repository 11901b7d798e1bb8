"""Uncertainty of each rank, and ranks under other choices: Monte-Carlo, which SQL cannot do."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pandas as pd

from method.catalog import Fragility, load_catalog
from method.fragility import Assessment, Panel, assess, drop_one, stated_weights
from pipelines.steps.parts import former_keys, key_of, write_keys

INPUTS = ("marts.fragility_indicator",)
OUTPUTS = (
    "marts.fragility_rank",
    "marts.fragility_pair",
    "marts.fragility_sensitivity",
    "keys.fragility_rank",
)
FORMER = "from marts.fragility_rank where as_of in (select unnest(?))"

RANK_COLUMNS = (
    "as_of date, network_id varchar, score_low double, score_high double, rank_low bigint, "
    "rank_high bigint, top_five_probability double, geometric_score double, geometric_rank bigint, "
    "rank_group bigint"
)
PAIR_COLUMNS = "as_of date, network_id varchar, other_id varchar, probability double"
SENSITIVITY_COLUMNS = (
    "as_of date, network_id varchar, dropped_indicator_id varchar, score double, rank bigint"
)


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`; pairs and sensitivity only for the last month end."""
    rules = load_catalog().fragility
    scores = connection.execute(
        "select as_of, network_id, dimension, indicator_id, score from marts.fragility_indicator "
        "order by all"
    ).df()
    former = former_keys(connection, OUTPUTS[-1])
    ranked, pairs, dropped, kept = [], [], [], []
    keys: dict[date, str] = {}
    columns = [scores[name].to_numpy() for name in scores if name != "as_of"]
    months = scores["as_of"].drop_duplicates()
    last = months.max()
    for as_of, begin, end in zip(
        months, months.index, [*months.index[1:], len(scores)], strict=False
    ):
        day = as_of.date()
        keys[day] = key_of(*(column[begin:end] for column in columns))
        if as_of != last and former.get(day) == keys[day]:
            kept.append(day)
            continue
        panel = Panel.from_table(scores[begin:end])
        assessment = assess(panel, stated_weights(rules), rules)
        ranked.append(_rank_rows(assessment).assign(as_of=as_of))
        if as_of == last:
            pairs.append(_pair_rows(assessment).assign(as_of=as_of))
            dropped.append(_dropped_rows(panel, rules).assign(as_of=as_of))
    if kept:
        ranked.append(connection.execute(FORMER, [kept]).df())
    for name, declared, tables in zip(
        OUTPUTS[:-1],
        (RANK_COLUMNS, PAIR_COLUMNS, SENSITIVITY_COLUMNS),
        (ranked, pairs, dropped),
        strict=True,
    ):
        connection.execute(f"create or replace table {name} ({declared})")
        if tables:
            connection.register("found", pd.concat(tables, ignore_index=True))
            connection.execute(f"insert into {name} by name from found")
            connection.unregister("found")
    write_keys(connection, OUTPUTS[-1], keys)


def _rank_rows(assessment: Assessment) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "network_id": assessment.network_ids,
            "score_low": assessment.score_low,
            "score_high": assessment.score_high,
            "rank_low": assessment.rank_low,
            "rank_high": assessment.rank_high,
            "top_five_probability": assessment.top_probability,
            "geometric_score": assessment.geometric_score,
            "geometric_rank": assessment.geometric_rank,
            "rank_group": assessment.group,
        }
    )
    return rows[~np.isnan(assessment.score)]


def _pair_rows(assessment: Assessment) -> pd.DataFrame:
    one, other = np.nonzero(~np.isnan(assessment.more_fragile))
    ids = np.array(assessment.network_ids, dtype=object)
    return pd.DataFrame(
        {
            "network_id": ids[one],
            "other_id": ids[other],
            "probability": assessment.more_fragile[one, other],
        }
    )


def _dropped_rows(panel: Panel, rules: Fragility) -> pd.DataFrame:
    return drop_one(panel, stated_weights(rules), rules).dropna(subset=["score"])
