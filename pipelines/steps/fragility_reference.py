"""The conventions of the score and of the stage, as tables that the SQL reads.

They are only defined in the catalogue: weights, goalposts, levels, alarms and stage rules.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from method.catalog import Catalog, load_catalog

INPUTS = ()
OUTPUTS = ("reference.fragility_goalpost", "reference.fragility_rule", "reference.stage_rule")

# Measure of a stage rule: the age comes from the statutes, the others are indicators.
AGE = "age_months"


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS` from the catalogue."""
    load(connection, load_catalog())


def load(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Create the tables of `OUTPUTS` from a given catalogue."""
    for name, table in zip(OUTPUTS, (goalposts, rules, stage_rules), strict=True):
        connection.register("conventions", table(catalog))
        connection.execute(f"create or replace table {name} as from conventions")
        connection.unregister("conventions")


def goalposts(catalog: Catalog) -> pd.DataFrame:
    """One row per indicator: `dimension`, `dimension_weight`, `indicator_id`, `safe`, `critical`.

    Raises:
        ValueError: an indicator is in two dimensions, so that its points would be mixed.
    """
    rows = []
    for dimension in catalog.fragility.dimensions:
        for indicator_id in dimension.indicators:
            bounds = catalog.indicators[indicator_id].thresholds
            if bounds:
                rows.append(
                    (dimension.id, dimension.weight, indicator_id, bounds.safe, bounds.critical)
                )
    table = pd.DataFrame(
        rows, columns=["dimension", "dimension_weight", "indicator_id", "safe", "critical"]
    )
    if table["indicator_id"].duplicated().any():
        raise ValueError("an indicator is scored in two dimensions")
    return table


def rules(catalog: Catalog) -> pd.DataFrame:
    """One row per rule of the level: `rule`, `indicator_id` (alarms only), `bound`."""
    score = catalog.fragility
    rows: list[tuple[str, str | None, float]] = [
        ("coverage_min", None, score.coverage_min),
        ("watch_from", None, score.watch_from),
        ("fragile_above", None, score.fragile_above),
    ]
    for alarm in score.alarms:
        if alarm.below is not None:
            rows.append(("alarm_below", alarm.indicator, alarm.below))
        if alarm.at_most is not None:
            rows.append(("alarm_at_most", alarm.indicator, alarm.at_most))
    return pd.DataFrame(rows, columns=["rule", "indicator_id", "bound"])


def stage_rules(catalog: Catalog) -> pd.DataFrame:
    """One row per measure: impulsion under `launch_below`, développement from `growth_from`."""
    s = catalog.stages
    return pd.DataFrame(
        [
            (AGE, s.impulsion_below_age_months, s.developpement_from_age_months),
            ("members_active", s.impulsion_below_members, s.developpement_from_members),
            ("fte", s.impulsion_below_fte, s.developpement_from_fte),
        ],
        columns=["measure", "launch_below", "growth_from"],
    ).astype({"launch_below": float, "growth_from": float})
