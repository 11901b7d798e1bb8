"""The forecast of one treasury as plain loops, to measure and check the engine.

Same definition and random numbers, without array arithmetic except to read the random numbers.
Only signed agreements count: no renewal is drawn.
"""

from __future__ import annotations

import math

from method.forecast import Delays, Treasury
from method.forecast.draws import seed_of, uniforms

BOUNDS = (0.5, 2.0)
MIN_RECORD = 8
CENT = 0.01


def loop_balances(
    treasury: Treasury, draws: int, months: int = 12, delay_days: int = 0
) -> list[list[float]]:
    """Month-end balances of each draw, as `[month][draw]`."""
    seed = seed_of(treasury.as_of)
    pick = [uniforms(seed, f"month/{month}", draws).tolist() for month in range(months)]
    year = uniforms(seed, "year", draws).tolist()
    wait = [uniforms(seed, f"instalment/{key}", draws).tolist() for key in treasury.instalments.key]
    receipts, receipts_growth = _future(treasury, treasury.receipts_eur.tolist())
    payments, payments_growth = _future(treasury, treasury.payments_eur.tolist())
    ends = treasury.month_end_days(months).tolist()
    paths = [[0.0] * draws for _ in range(months)]
    for draw in range(draws):
        pay_days = [
            (_pay_day(treasury, i, wait[i][draw]) + delay_days, float(amount))
            for i, amount in enumerate(treasury.instalments.amount_eur)
        ]
        balance = treasury.balance_eur
        in_growth = receipts_growth[int(year[draw] * len(receipts_growth))]
        out_growth = payments_growth[int(year[draw] * len(payments_growth))]
        begin = -math.inf
        for month in range(months):
            calendar = (treasury.as_of.month + month) % 12 + 1
            row = int(pick[month][draw] * len(receipts[calendar]))
            balance += receipts[calendar][row] * in_growth - payments[calendar][row] * out_growth
            balance += sum(eur for day, eur in pay_days if begin < day <= ends[month])
            begin = ends[month]
            paths[month][draw] = balance
    return paths


def _future(treasury: Treasury, amounts: list[float]) -> tuple[dict[int, list[float]], list[float]]:
    """Values to draw from by calendar month, and growth rates to draw from."""
    years: list[dict[int, int]] = []
    months = treasury.calendar_month.tolist()
    for row in reversed(range(len(months))):
        for year in years:
            if months[row] not in year:
                year[months[row]] = row
                break
        else:
            years.append({months[row]: row})
    level = list(amounts)
    for year in years[1:]:
        now = sum(amounts[years[0][month]] for month in year)
        then = sum(amounts[row] for row in year.values())
        for row in year.values():
            level[row] = amounts[row] * (now / then if min(now, then) >= CENT else 1)
    totals = [sum(amounts[r] for r in year.values()) for year in years if len(year) == 12]
    growth = [
        totals[i] / totals[i + 1]
        for i in range(len(totals) - 1)
        if min(totals[i], totals[i + 1]) >= CENT
    ]
    if len(growth) < 2:
        growth.append(1.0)
    growth = [min(BOUNDS[1], max(BOUNDS[0], value)) for value in growth]
    by_month = {
        month: _widened([level[row] for row in range(len(months)) if months[row] == month])
        for month in range(1, 13)
    }
    return by_month, _widened(growth)


def _widened(values: list[float]) -> list[float]:
    m, mean = len(values), sum(values) / len(values)
    if m == 1 or min(values) >= mean:
        return values
    factor = math.sqrt((m + 1) / (m - 1))
    if min(values) >= 0:
        factor = min(factor, mean / (mean - min(values)))
    return [mean + factor * (value - mean) for value in values]


def _pay_day(treasury: Treasury, instalment: int, uniform: float) -> float:
    due = int(treasury.instalments.due_day[instalment])
    records = treasury.delays.in_order(str(treasury.instalments.funder_type[instalment]))
    first = records[0]
    if uniform < first.lost_share:
        return math.inf
    level = (uniform - first.lost_share) / (1 - first.lost_share)
    if due > 0:
        choices = _later(first, -due)
        return due + (_inverse(choices, level) if choices else 0)
    for record in records:
        if record.above(-due) >= MIN_RECORD:
            return due + _inverse(_later(record, -due), level)
    return max(math.ceil(-first.wait_days * math.log1p(-level)), 1)


def _later(record: Delays, waited: int) -> list[tuple[int, float]]:
    return [
        (int(day), float(weight))
        for day, weight in zip(record.days, record.weights, strict=True)
        if day > waited
    ]


def _inverse(choices: list[tuple[int, float]], level: float) -> int:
    target = level * sum(weight for _, weight in choices)
    reached = 0.0
    for day, weight in choices:
        reached += weight
        if target < reached:
            return day
    return choices[-1][0]
