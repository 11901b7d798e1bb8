"""The difficulties planted in the demonstration: start of each, and month of its detection."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.warning.panel import months_of, no_return, said_of
from benchmarks.warning.plan import MONTHS
from method.alerts import load_rules
from pipelines.demo import generate, profiles

_BY_SLUG = {one.slug: one for one in profiles.PROFILES}


def _vacant(slug: str) -> str:
    days = _BY_SLUG[slug].no_director
    assert days
    return days[0]


# Network, rule that detects it, and start date; None if it has always been so.
PLANTED: tuple[tuple[str, str, str | None], ...] = (
    ("galvacier", "cash_short", f"{profiles.LATE_YEAR}-04-30"),
    ("aerolinde", "director_vacant", _vacant("aerolinde")),
    ("aerolinde", "double_break", profiles.PRESIDENT_CHANGES),
    ("cuirlande", "director_vacant", _vacant("cuirlande")),
    ("goutelune", "small_firms_lost", f"{profiles.FEE_RISE_YEAR}-01-01"),
    ("goutelune", "members_leaving", f"{profiles.FEE_RISE_YEAR}-01-01"),
    ("tertiorame", "single_funder_annual", None),
    ("logivague", "treasury_silent", f"{profiles.LAST_CASH_MONTH}-28"),
)


def stories() -> pd.DataFrame:
    """One row for each planted difficulty, from the demonstration as published.

    Returns:
        `network` (its name), `label` of the rule, `begins` and `told` (index in `MONTHS`, NaN if
        always so or never detected), `after` and `before`: months from the start to the first
        alert, and from the first alert to the point of no return (NaN: never reached).
    """
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "demo"
        generate(raw)
        output = said_of(raw)
        tables = {
            name: pd.read_csv(raw / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)
            for name in ("tresorerie", "equipes")
        }
        broken = {slug: no_return(tables, slug) for slug, _, _ in PLANTED}
    labels = load_rules().by_id
    rows = []
    for slug, rule, day in PLANTED:
        own = output[output["network"] == slug].sort_values("month")
        begins = np.nan if day is None else float(months_of(day))
        detected = first_word(own["month"], own[f"rule_{rule}"], begins)
        rows.append(
            {
                "network": _BY_SLUG[slug].name,
                "label": labels[rule].label,
                "begins": begins,
                "told": detected,
                "after": detected - begins,
                "before": broken[slug] - detected,
            }
        )
    return pd.DataFrame(rows)


def first_word(months: pd.Series, speaks: pd.Series, begins: float) -> float:
    """First month from the start in which the rule is true; NaN if it never is."""
    months_on = months[speaks.astype(bool) & ~(months < begins)]
    return float(months_on.min()) if len(months_on) else np.nan


def line(row: pd.Series) -> str:
    """A row as a line of the table of the page."""
    begins = "always so" if np.isnan(row["begins"]) else str(MONTHS[int(row["begins"])])
    detected = "never" if np.isnan(row["told"]) else str(MONTHS[int(row["told"])])
    after = "–" if np.isnan(row["after"]) else f"{row['after']:.0f}"
    before = "not reached" if np.isnan(row["before"]) else f"{row['before']:.0f}"
    return f"| {row['network']} | {row['label']} | {begins} | {detected} | {after} | {before} |"
