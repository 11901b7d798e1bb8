"""Monthly output of the product for a simulated workspace, with what really happened."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.forecast_seeds import needed
from benchmarks.warning.crises import World
from benchmarks.warning.plan import MONTHS, Plan, Severity
from method.settings import TERRITORIES
from pipelines.build.graph import load_nodes
from pipelines.build.progress import silent
from pipelines.build.run import FUNCTIONS, Build
from pipelines.build.workspace import load_workspace
from pipelines.demo import generate

# Days without a director after which a network hardly recovers, by definition of the study.
VACANT_DAYS = 183
QUERY = Path(__file__).with_name("panel.sql")
ALERTS = """
select network_id, rule_id, fired_on, coalesce(cleared_on, date '9999-12-31') as until
from marts.alert_event
where kind <> 'calendar'
"""
TABLES = ("marts.fragility", "marts.alert_event", "marts.indicator_values")


def simulate(seed: int, severity: Severity) -> pd.DataFrame:
    """One row for each network and month end of the panel of one simulated workspace.

    Args:
        seed: seed of the workspace and of its events.
        severity: severity of the events.

    Returns:
        `world`, `network`, `month` (index in `MONTHS`), `kind`, `begin`, `is_crisis`, output of the
        product (`level`, `rank`, one boolean `rule_<id>` for each rule), the indicators that the
        rivals read, and `broken`: the month of no return, NaN if there is none.
    """
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "demo"
        generate(raw, seed=seed)
        networks = pd.read_csv(raw / "reseaux.csv", sep=";", dtype=str)
        old = networks.loc[networks["date_creation"] < str(MONTHS[0]), "id_reseau"]
        plan = Plan(seed, severity, tuple(old))
        world, events = World(raw, severity, plan.rng), plan.events()
        for event in events:
            world.live(event)
        world.write()
        broken = {event.network: no_return(world.tables, event.network) for event in events}
        output = said_of(raw)
    frame = output.merge(pd.DataFrame([vars(event) for event in events]), on="network")
    frame["is_crisis"] = frame["network"].map({event.network: event.is_crisis for event in events})
    frame["broken"] = frame["network"].map(broken).astype(float)
    frame["world"] = seed
    return frame


def no_return(tables: Mapping[str, pd.DataFrame], network: str) -> float:
    """Index of the first month with a balance below zero, or with six months without a director;
    NaN if there is neither.

    Args:
        tables: raw files as text, `tresorerie` and `equipes`, including the parts that the
            product never received.
        network: slug.
    """
    months = [_no_cash(tables["tresorerie"], network), _no_direction(tables["equipes"], network)]
    return float(np.nanmin(months)) if not np.isnan(months).all() else np.nan


def _no_cash(cash: pd.DataFrame, network: str) -> float:
    own = cash.query("id_reseau == @network")
    below = own.loc[own["solde_fin_mois"].astype(float) < 0, "mois"]
    return float(months_of(below.min())) if len(below) else np.nan


def _no_direction(team: pd.DataFrame, network: str) -> float:
    own = team[(team["id_reseau"] == network) & (team["fonction"] == "direction")]
    if own.empty:
        return np.nan
    last = pd.Timestamp(MONTHS[-1].end_time.date())
    ends = pd.to_datetime(own["date_sortie"].replace("", "2099-12-31"))
    spans = sorted(zip(pd.to_datetime(own["date_entree"]), ends, strict=True))
    until = spans[0][1]
    for begin, end in [*spans[1:], (pd.Timestamp("2099-12-31"), pd.Timestamp("2099-12-31"))]:
        no_return_day = until + pd.Timedelta(days=VACANT_DAYS)
        if (
            no_return_day < begin
            and no_return_day <= last
            and no_return_day >= MONTHS[0].start_time
        ):
            return float(months_of(str(no_return_day.date())))
        until = max(until, end)
    return np.nan


def months_of(day: str) -> int:
    """Index in `MONTHS` of the month of a day or month, ISO."""
    return (int(day[:4]) - MONTHS[0].year) * 12 + int(day[5:7]) - MONTHS[0].month


def said_of(raw: Path) -> pd.DataFrame:
    """Output of the product for a workspace at each month end, one boolean column per rule."""
    with duckdb.connect() as work:
        Build(work, load_workspace(raw), "0" * 64, silent).read(
            raw, TERRITORIES, None, strict=False
        )
        work.execute(FUNCTIONS.read_text(encoding="utf-8"))
        names = {node.name for table in TABLES for node in needed(table)}
        for node in load_nodes():
            if node.name in names:
                node.run(work)
        output = work.execute(QUERY.read_text(encoding="utf-8")).df()
        alerts = work.execute(ALERTS).df()
    output["month"] = [months_of(str(day)) for day in output["as_of"].dt.date]
    for rule in sorted(alerts["rule_id"].unique()):
        output[f"rule_{rule}"] = _is_open(output, alerts[alerts["rule_id"] == rule])
    return output.drop(columns="as_of")


def _is_open(output: pd.DataFrame, alerts: pd.DataFrame) -> pd.Series:
    """Whether an alert of a rule was open at each month end: fired and not yet cleared."""
    joined = output.reset_index().merge(alerts, left_on="network", right_on="network_id")
    is_open = (joined["fired_on"] <= joined["as_of"]) & (joined["as_of"] < joined["until"])
    return output.index.isin(joined.loc[is_open, "index"])
