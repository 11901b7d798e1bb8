"""Alerts fired over the history of the panel: a pure function of the marts and of the rules.

Each rule is true, false or unknown for every month end and network. An episode opens after
`fire_after` month ends in a row and closes after `clear_after` of them well clear of the bound; an
unknown month breaks a run and neither opens nor closes an episode, so that missing data never
clears an alert.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from method.alerts import (
    SCORE,
    AlertRules,
    CalendarRule,
    ChangeRule,
    Evidence,
    MissingRule,
    Rule,
    ThresholdRule,
    bound_of,
    load_rules,
    reason,
)
from method.catalog import Catalog, load_catalog
from method.terms import fr_term

INPUTS = (
    "core.month",
    "core.network",
    "marts.indicator_values",
    "marts.fragility_indicator",
    "marts.alert_calendar",
)
OUTPUTS = ("marts.alert_event",)

COLUMNS = (
    "network_id varchar, rule_id varchar, kind varchar, severity varchar, first_on date, "
    "fired_on date, last_on date, cleared_on date, is_open boolean, is_older_than_panel boolean, "
    "indicator_id varchar, value double, bound double, previous_value double, due_on date, "
    "amount_eur double, reason varchar"
)
READ_VALUES = (
    "select as_of, network_id, indicator_id, status, value, numerator from marts.indicator_values "
    "where network_id <> '*' and indicator_id in (select unnest(?))"
)
# The level depends on the alerts: they read the points of the score, not the level.
READ_SCORES = (
    "select as_of, network_id, round(sum(points), 9) as score from marts.fragility_indicator "
    "group by as_of, network_id"
)

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Episode(NamedTuple):
    """Indexes of month ends; `cleared` is None while the episode is open."""

    network: int
    first: int
    fired: int
    last: int
    cleared: int | None


class _Places(NamedTuple):
    """Position of each row of a table in grids of `shape` for each of `names`."""

    names: tuple[str, ...]
    shape: tuple[int, int]
    name: NDArray[np.intp]
    month: NDArray[np.intp]
    network: NDArray[np.intp]


@dataclass(frozen=True)
class Verdict:
    """Result of one rule, month ends × networks, and the evidence for any cell.

    `lingers` is True where an open alert may not clear yet; it always includes `holds`.
    """

    holds: Bools
    lingers: Bools
    is_known: Bools
    evidence: Callable[[int, int], Evidence]


@dataclass(frozen=True)
class History:
    """The panel as arrays of month ends × networks; `exists` is False when a network does not."""

    months: list[date]
    network_ids: list[str]
    exists: Bools
    known: dict[str, Bools]
    values: dict[str, Floats]
    numerators: dict[str, Floats]
    calendar: pd.DataFrame


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `marts.alert_event`, one row per episode."""
    rules, catalog = load_rules(), load_catalog()
    events = fire(read_history(connection, rules), rules, catalog)
    connection.execute(f"create or replace table marts.alert_event ({COLUMNS})")
    if not events.empty:
        connection.register("events", events)
        connection.execute("insert into marts.alert_event by name from events")
        connection.unregister("events")


def read_history(connection: duckdb.DuckDBPyConnection, rules: AlertRules) -> History:
    """Read the part of the history that the rules need."""
    months = [
        m for (m,) in connection.execute("select as_of from core.month order by 1").fetchall()
    ]
    networks = connection.execute(
        "select network_id, created_on, ended_on from core.network order by 1"
    ).fetchall()
    ids = [network_id for network_id, _, _ in networks]
    exists = np.array(
        [
            [(not born or born <= m) and (not ended or ended >= m) for _, born, ended in networks]
            for m in months
        ],
        dtype=bool,
    ).reshape(len(months), len(ids))
    table = connection.execute(READ_VALUES, [rules.indicators()]).df()
    table["ok"] = (table["status"] == "ok").astype(float)
    by_name = _places(table, months, ids, rules.indicators())
    oks, values, numerators = (_grids(table, c, by_name) for c in ("ok", "value", "numerator"))
    is_known = {name: ok == 1.0 for name, ok in oks.items()}
    scores = connection.execute(READ_SCORES).df().assign(indicator_id=SCORE)
    values |= _grids(scores, "score", _places(scores, months, ids, [SCORE]))
    is_known[SCORE] = ~np.isnan(values[SCORE])
    calendar = connection.execute("from marts.alert_calendar order by all").df()
    for column in ("as_of", "due_on"):
        calendar[column] = pd.to_datetime(calendar[column])
    return History(months, ids, exists, is_known, values, numerators, calendar)


def _places(
    rows: pd.DataFrame, months: list[date], ids: list[str], names: Sequence[str]
) -> _Places:
    """Where each row goes in the grids of these indicators; −1 for a row that has no place."""
    month = pd.Index(pd.to_datetime(months)).get_indexer(pd.Index(pd.to_datetime(rows["as_of"])))
    network = pd.Index(ids, dtype=object).get_indexer(pd.Index(rows["network_id"], dtype=object))
    name = pd.Index(names, dtype=object).get_indexer(pd.Index(rows["indicator_id"], dtype=object))
    return _Places(tuple(names), (len(months), len(ids)), name, month, network)


def _grids(rows: pd.DataFrame, column: str, places: _Places) -> dict[str, Floats]:
    """A column as month ends × networks, by indicator; NaN where there is no row."""
    is_placed = np.minimum(np.minimum(places.name, places.month), places.network) >= 0
    at = tuple(index[is_placed] for index in (places.name, places.month, places.network))
    grids = np.full((len(places.names), *places.shape), np.nan)
    grids[at] = rows[column].to_numpy(dtype=float, na_value=np.nan)[is_placed]
    return dict(zip(places.names, grids, strict=True))


def fire(history: History, rules: AlertRules, catalog: Catalog) -> pd.DataFrame:
    """Every episode of every rule, in the columns of `marts.alert_event`."""
    rows = []
    for rule in rules.rules:
        verdict = judge(rule, history, rules, catalog)
        is_certain = isinstance(rule, MissingRule | CalendarRule)
        rule_episodes = episodes(
            verdict,
            history.exists,
            fire_after=1 if is_certain else rules.fire_after,
            clear_after=1 if is_certain else rules.clear_after,
        )
        rows.extend(_row(rule, e, verdict, history, catalog) for e in rule_episodes)
    return pd.DataFrame(rows)


def episodes(
    verdict: Verdict, exists: Bools, *, fire_after: int, clear_after: int
) -> list[Episode]:
    """Episodes of a rule with hysteresis; the end of a network closes its open episode."""
    all_episodes: list[Episode] = []
    holds = verdict.holds & verdict.is_known & exists
    fails = (verdict.is_known & ~verdict.lingers) | ~exists
    months, networks = holds.shape
    for n in range(networks):
        run_true = run_false = 0
        first = last = fired = -1
        is_open = False
        for t in range(months):
            run_true = run_true + 1 if holds[t, n] else 0
            run_false = run_false + 1 if fails[t, n] else 0
            if not is_open and run_true >= fire_after:
                is_open, first, fired = True, t - run_true + 1, t
            if is_open and holds[t, n]:
                last = t
            if is_open and (run_false >= clear_after or not exists[t, n]):
                all_episodes.append(Episode(n, first, fired, last, t))
                is_open = False
        if is_open:
            all_episodes.append(Episode(n, first, fired, last, None))
    return all_episodes


def judge(rule: Rule, history: History, rules: AlertRules, catalog: Catalog) -> Verdict:
    """Whether a rule holds at each month end, for each network."""
    if isinstance(rule, ThresholdRule):
        return _judge_threshold(rule, history, rules.clear_share, catalog)
    if isinstance(rule, ChangeRule):
        return _judge_change(rule, history)
    if isinstance(rule, MissingRule):
        return _judge_missing(rule, history)
    return _judge_calendar(rule, history)


def _judge_threshold(
    rule: ThresholdRule, history: History, clear_share: float, catalog: Catalog
) -> Verdict:
    holds, lingers, is_known = (np.ones_like(history.exists) for _ in range(3))
    for condition in rule.conditions:
        bound = bound_of(condition, catalog)
        # An indicator may be known and empty: no date of negative cash is good news.
        values = history.values[condition.indicator]
        holds &= bound.is_met(values)
        lingers &= bound.is_met(values, clear_share)
        is_known &= history.known[condition.indicator]

    def evidence(t: int, n: int) -> Evidence:
        return Evidence(
            values=tuple(float(history.values[c.indicator][t, n]) for c in rule.conditions),
            numerators=tuple(float(history.numerators[c.indicator][t, n]) for c in rule.conditions),
        )

    return Verdict(holds, lingers, is_known, evidence)


def _judge_change(rule: ChangeRule, history: History) -> Verdict:
    source = history.numerators if rule.field == "numerator" else history.values
    values = np.where(history.known[rule.indicator], source[rule.indicator], np.nan)
    previous = np.full_like(values, np.nan)
    previous[rule.months :] = values[: -rule.months]
    change = values - previous
    if rule.relative:
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.where(previous == 0, np.nan, change / np.abs(previous))
    holds = change <= rule.by if rule.by < 0 else change >= rule.by

    def evidence(t: int, n: int) -> Evidence:
        return Evidence(values=(float(values[t, n]),), previous=float(previous[t, n]))

    return Verdict(holds, holds, ~np.isnan(change), evidence)


def _judge_missing(rule: MissingRule, history: History) -> Verdict:
    is_known = history.known[rule.indicator]
    index = np.arange(len(history.months))[:, None]
    last_known = np.maximum.accumulate(np.where(is_known, index, -1), axis=0)
    silent = index - last_known
    holds = (last_known >= 0) & (silent >= rule.months)

    def evidence(t: int, n: int) -> Evidence:
        last = int(last_known[t, n])
        return Evidence(values=(float(silent[t, n]),), last_known_on=history.months[last])

    return Verdict(holds, holds, np.ones_like(holds), evidence)


def _judge_calendar(rule: CalendarRule, history: History) -> Verdict:
    rows = history.calendar
    ahead = (rows["due_on"] - rows["as_of"]).dt.days <= rule.within_days
    rows = rows[(rows["source"] == rule.source) & ahead].sort_values(
        ["due_on", "amount_eur", "subject"], ascending=[True, False, True]
    )
    month_index = {pd.Timestamp(m): t for t, m in enumerate(history.months)}
    network_index = {name: n for n, name in enumerate(history.network_ids)}
    holds = np.zeros_like(history.exists)
    by_cell: dict[tuple[int, int], Evidence] = {}
    amounts, running = rows["amount_eur"].fillna(0.0).to_numpy(float), list(rows["running_eur"])
    subjects, due, precisions = (
        list(rows[name]) for name in ("subject", "due_on", "due_precision")
    )
    for (as_of, network_id), ends in rows.groupby(["as_of", "network_id"]).indices.items():
        amount, first = amounts[ends].sum(), ends[0]
        if rule.source == "agreement" and not amount >= rule.share_min * running[first]:
            continue
        cell = month_index[as_of], network_index[network_id]
        holds[cell] = True
        by_cell[cell] = Evidence(
            subject=fr_term(subjects[first]),
            due_on=due[first].date(),
            due_precision=precisions[first] if rule.source == "label" else None,
            amount_eur=float(amount) if rule.source == "agreement" else None,
            others=len(ends) - 1,
        )
    return Verdict(holds, holds, np.ones_like(holds), lambda t, n: by_cell[t, n])


def _row(
    rule: Rule, episode: Episode, verdict: Verdict, history: History, catalog: Catalog
) -> dict[str, object]:
    facts = verdict.evidence(episode.last, episode.network)
    indicator_id, bound = None, None
    if isinstance(rule, ThresholdRule):
        indicator_id = rule.conditions[0].indicator
        bound = bound_of(rule.conditions[0], catalog).value
    elif isinstance(rule, ChangeRule | MissingRule):
        indicator_id = rule.indicator
        bound = rule.by if isinstance(rule, ChangeRule) else float(rule.months)
    cleared = None if episode.cleared is None else history.months[episode.cleared]
    return {
        "network_id": history.network_ids[episode.network],
        "rule_id": rule.id,
        "kind": rule.kind,
        "severity": rule.severity,
        "first_on": history.months[episode.first],
        "fired_on": history.months[episode.fired],
        "last_on": history.months[episode.last],
        "cleared_on": cleared,
        "is_open": cleared is None,
        "is_older_than_panel": episode.first == 0,
        "indicator_id": indicator_id,
        "value": facts.values[0] if facts.values else None,
        "bound": bound,
        "previous_value": facts.previous,
        "due_on": facts.due_on,
        "amount_eur": facts.amount_eur,
        "reason": reason(rule, facts, catalog),
    }
