"""Hand-written rows of the territory queries."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from method.settings import ROOT
from pipelines.build.reference import territories_vintage

VINTAGE = territories_vintage(ROOT / "data" / "raw" / "territoires")
DEPARTMENTS = ("18", "28", "36", "37", "41", "45")


def department_rows(figures: Sequence[tuple[float | None, str]]) -> pd.DataFrame:
    """Rows of `territory_map` for the six départements, with these values and statuses."""
    rows = [
        {
            "code": code,
            "name": f"Département {code}",
            "latitude": 47.0,
            "longitude": 2.0,
            "value": value,
            "numerator": value,
            "denominator": None if value is None else 100.0,
            "status": status,
        }
        for code, (value, status) in zip(DEPARTMENTS, figures, strict=True)
    ]
    return pd.DataFrame(rows)


def sheet_rows() -> pd.DataFrame:
    """Rows of `territory_sheet`: 12 companies, two more than a year before."""
    figures = [
        ("territory", "companies_active", 12, None, None, 10),
        ("territory", "networks_present", 3, None, None, 3),
        ("territory", "joins_12m", 3, None, None, 0),
        ("territory", "leaves_12m", 1, None, None, 0),
        ("territory", "tpe_pme_share", 0.75, 9, 12, 0.7),
        ("department", "tpe_pme_share", 0.8, 80, 100, 0.8),
        ("region", "tpe_pme_share", 0.82, 820, 1000, 0.8),
        ("territory", "tpe_pme_penetration", 0.1, 10, 100, 0.1),
    ]
    columns = ["place", "indicator_id", "value", "numerator", "denominator", "value_before"]
    return pd.DataFrame(figures, columns=columns).assign(
        n=None, status="ok", n_before=None, status_before="ok"
    )
