"""Cash forecast of every network at every month end of the panel, and its indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain, repeat
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from method.forecast import Calibration, Fan, Outcomes
from method.forecast.reading import LEDGER_QUERIES, read_ledgers
from pipelines.steps import apart
from pipelines.steps.apart import Answer, Worker, Workers
from pipelines.steps.forecast_months import Months, band
from pipelines.steps.ledger_keys import former_ledgers, ledger_keys, write_ledgers
from pipelines.steps.parts import former_keys, key_of, write_keys

INPUTS = (
    "core.month",
    "core.cash_month",
    "core.instalment",
    "core.grant",
    "core.network",
    "core.annual_account",
)
OUTPUTS = (
    "indicators.forecast",
    "indicators.cash_foresight",
    "indicators.cash_drawn",
    "marts.cash_forecast",
    "keys.forecast",
    "keys.forecast_ledger",
)
KEYS, LEDGER_KEYS = OUTPUTS[-2:]

BAND = (
    "as_of date, network_id varchar, month_end date, months_ahead bigint, p10 double, p50 double, "
    "p90 double"
)
FAN = (
    f"{BAND}, committed_p10 double, committed_p50 double, committed_p90 double, drawn_p10 double, "
    "drawn_p90 double, spread_factor double, spread_month_ends bigint, share_negative double, "
    "due_eur double"
)
INDICATORS = (
    "as_of date, network_id varchar, indicator_id varchar, value double, numerator double, "
    "denominator double, n bigint, status varchar"
)
# Months of a network to draw from which processes save more than they take to start.
APART_FROM = 200


class _Tables(NamedTuple):
    """Rows by output, several at once: a value for all of them or an array with one for each.

    `drawn` are the fans of networks before widening.
    """

    fans: list[tuple]
    foresight: list[tuple]
    drawn: list[tuple]
    values: list[tuple]


# Of each output: its table, its columns, and those that tell what a former run already made.
STORED = {
    "fans": ("marts.cash_forecast", FAN, ("as_of",)),
    "foresight": ("indicators.cash_foresight", BAND, ("network_id", "as_of")),
    "drawn": ("indicators.cash_drawn", BAND, ("as_of",)),
    "values": ("indicators.forecast", INDICATORS, ("as_of",)),
}


class _Drawing:
    """Months drawn by workers: each begins another while what it drew is calibrated.

    A month is calibrated by the fans of those before, hence published in order; its draws need
    none of them.
    """

    def __init__(
        self, of: Sequence[Worker], to_see: Mapping[date, Sequence[str]], networks: int
    ) -> None:
        """Begin the first months.

        Args:
            of: workers, each with its `Months`.
            to_see: networks whose foresight is to be drawn, by month end, in order.
            networks: number of networks. A month that needs the foresight of all has changed.
        """
        self._workers, self._to_see, self._networks = of, to_see, networks
        self._ahead = iter([as_of for as_of, names in to_see.items() if names])
        self._begun: dict[date, tuple[Worker, Answer, Answer | None]] = {}
        for worker in of:
            self._begin(worker)

    def foresights(self, as_of: date) -> list[tuple[str, Fan]]:
        """The foresights to draw of a month end."""
        return self._begun[as_of][1]() if as_of in self._begun else []

    def raw(self, as_of: date) -> dict[str, Fan]:
        """Fan of each network as drawn."""
        worker, _, raw = self._of(as_of)
        return (raw or worker.ask(Months.draw, as_of))()

    def publish(self, as_of: date, calibration: Calibration) -> Answer:
        """See `Months.publish`."""
        return self._of(as_of)[0].ask(Months.publish, as_of, calibration)

    def end(self, as_of: date) -> None:
        """Have another month begun, if this one was, when all that it needs is asked."""
        if as_of in self._begun:
            self._begin(self._begun.pop(as_of)[0])

    def _of(self, as_of: date) -> tuple[Worker, Answer | None, Answer | None]:
        return self._begun.get(as_of) or (self._workers[0], None, None)

    def _begin(self, worker: Worker) -> None:
        if as_of := next(self._ahead, None):
            names = self._to_see[as_of]
            foresights = worker.ask(Months.foresee, as_of, names)
            raw = worker.ask(Months.draw, as_of) if len(names) == self._networks else None
            self._begun[as_of] = worker, foresights, raw


def ledger_frames(connection: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """The arguments of `read_ledgers`, from the tables of `core`."""
    return {
        name: connection.execute(file.read_text(encoding="utf-8")).df()
        for name, file in LEDGER_QUERIES.items()
    }


def run(connection: duckdb.DuckDBPyConnection, workers: Workers = apart.workers) -> None:
    """Create the tables of `OUTPUTS`, with workers that draw month ends.

    `indicators.cash_foresight` is the committed fan as drawn, including agreements signed later;
    only the back-test reads it. A month end whose inputs and earlier outcomes are unchanged keeps
    its rows: an agreement changes only the foresight of its network before it is signed.
    """
    frames = ledger_frames(connection)
    ledgers = read_ledgers(**frames)
    outcomes = Outcomes(_balances(frames["cash"]))
    query = "select as_of from core.month order by as_of"
    months = [as_of for (as_of,) in connection.execute(query).fetchall()]
    former, keys, kept = former_keys(connection, KEYS), {}, []
    drawn = _drawn(connection) if former else defaultdict[date, list[tuple]](list)
    former_of_ledgers, former_foresights = former_ledgers(connection, LEDGER_KEYS)
    of_ledgers = ledger_keys(former_of_ledgers, ledgers, months)
    inputs = {m: key_of({name: of_ledgers[name, m].known for name in ledgers}) for m in months}
    foresights = {
        (name, as_of): key_of(inputs[as_of], of_ledgers[name, as_of].later)
        for as_of in months
        for name in ledgers
    }
    foreseen = [place for place, key in foresights.items() if former_foresights.get(place) == key]
    seen = set(foreseen)
    to_see = {m: [name for name in ledgers if (name, m) not in seen] for m in months}
    tables, published = _Tables([], [], [], []), list[Answer]()
    is_worth = len(foresights) - len(foreseen) >= APART_FROM
    with workers(Months(ledgers), parts=len(months), worth=is_worth) as started:
        drawing = _Drawing(started, to_see, len(ledgers))
        for as_of in months:
            calibration = outcomes.calibration(as_of)
            keys[as_of] = key_of(inputs[as_of], calibration)
            for name, of in drawing.foresights(as_of):
                tables.foresight.append((as_of, name, *band(of)))
            if former.get(as_of) == keys[as_of]:
                _recall(drawn[as_of], as_of, outcomes)
                kept.append((as_of,))
            else:
                for name, of in drawing.raw(as_of).items():
                    outcomes.add(name, of)
                    tables.drawn.append((as_of, name, *band(of)))
                published.append(drawing.publish(as_of, calibration))
            drawing.end(as_of)
        for rows in published:
            fans, values = rows()
            tables.fans.extend(fans)
            tables.values.extend(values)
    for name, (table, columns, place) in STORED.items():
        of_former = foreseen if name == "foresight" else kept
        _store(connection, table, columns, place, of_former, getattr(tables, name))
    write_keys(connection, KEYS, keys)
    write_ledgers(connection, LEDGER_KEYS, of_ledgers, foresights)


def _balances(cash: pd.DataFrame) -> dict[tuple[str, date], float]:
    """Balance of each network at each month end where it is known."""
    known = cash.dropna(subset=["balance_eur"])
    ends = pd.to_datetime(known["month_end"]).dt.date
    places = zip(known["network_id"], ends, strict=True)
    return dict(zip(places, known["balance_eur"], strict=True))


def _drawn(connection: duckdb.DuckDBPyConnection) -> defaultdict[date, list[tuple]]:
    """Rows of the fans as drawn by the former run, by month end."""
    drawn: defaultdict[date, list[tuple]] = defaultdict(list)
    for as_of, *row in connection.execute(f"from {STORED['drawn'][0]}").fetchall():
        drawn[as_of].append(tuple(row))
    return drawn


def _recall(rows: list[tuple], as_of: date, outcomes: Outcomes) -> None:
    """Take the fans of a month end, as drawn, from the rows of the former run."""
    for network_id, end, ahead, *of in rows:
        outcomes.add_band(network_id, as_of, ahead - 1, end, tuple(of))


def _store(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    place: tuple[str, ...],
    kept: list[tuple],
    rows: list[tuple],
) -> None:
    """Write a table: these rows, and those whose values in the columns `place` are kept."""
    if kept:
        unnested = ", ".join(["unnest(?)"] * len(place))
        of_kept = f"from {table} where ({', '.join(place)}) in (select {unnested})"
        values = [list(column) for column in zip(*kept, strict=True)]
        connection.execute(f"create or replace table {table} as {of_kept}", values)
    else:
        connection.execute(f"create or replace table {table} ({columns})")
    if rows:
        names = [column.split()[0] for column in columns.split(", ")]
        sizes = [np.size(row[-1]) for row in rows]
        values = (_column(column, sizes) for column in zip(*rows, strict=True))
        connection.register("rows_to_store", pd.DataFrame(dict(zip(names, values, strict=True))))
        connection.execute(f"insert into {table} from rows_to_store")
        connection.unregister("rows_to_store")


def _column(values: tuple, sizes: list[int]) -> np.ndarray | list:
    """A column, from what each of its parts has: an array, or one value for all its rows."""
    if isinstance(values[0], np.ndarray):
        return np.concatenate(values)
    return list(chain.from_iterable(map(repeat, values, sizes)))
