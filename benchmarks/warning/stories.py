"""The troubles planted in the demonstration: when each begins, and from when on it is told."""

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


# Network, rule that tells it, and the day on which it begins; None for what was always so.
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
    """One row for each planted trouble, from the demonstration as it is published.

    Returns:
        `network` (its name), `label` of the rule, `begins` and `told` (index in `MONTHS`, NaN
        where unknown: always so, never told), `after` and `before`: months from the beginning to
        the first word, and from the first word to the point of no return (NaN: never reached).
    """
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "demo"
        generate(raw)
        said = said_of(raw)
        tables = {
            name: pd.read_csv(raw / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)
            for name in ("tresorerie", "equipes")
        }
        broken = {slug: no_return(tables, slug) for slug, _, _ in PLANTED}
    labels = load_rules().by_id
    rows = []
    for slug, rule, day in PLANTED:
        own = said[said["network"] == slug].sort_values("month")
        begins = np.nan if day is None else float(months_of(day))
        told = first_word(own["month"], own[f"rule_{rule}"], begins)
        rows.append(
            {
                "network": _BY_SLUG[slug].name,
                "label": labels[rule].label,
                "begins": begins,
                "told": told,
                "after": told - begins,
                "before": broken[slug] - told,
            }
        )
    return pd.DataFrame(rows)


def first_word(months: pd.Series, speaks: pd.Series, begins: float) -> float:
    """The first month from the beginning on in which the rule speaks; NaN where it never does."""
    heard = months[speaks.astype(bool) & ~(months < begins)]
    return float(heard.min()) if len(heard) else np.nan


def line(row: pd.Series) -> str:
    """A row as a line of the page's table."""
    begins = "always so" if np.isnan(row["begins"]) else str(MONTHS[int(row["begins"])])
    told = "never" if np.isnan(row["told"]) else str(MONTHS[int(row["told"])])
    after = "–" if np.isnan(row["after"]) else f"{row['after']:.0f}"
    before = "not reached" if np.isnan(row["before"]) else f"{row['before']:.0f}"
    return f"| {row['network']} | {row['label']} | {begins} | {told} | {after} | {before} |"
