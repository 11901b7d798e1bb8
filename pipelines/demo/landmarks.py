"""`reperes`: figures that would be published about these territories if their firms were real."""

from __future__ import annotations

import numpy as np

from pipelines.demo import activities
from pipelines.demo.networks import ADDRESS
from pipelines.demo.profiles import ALL_DEPARTMENTS
from pipelines.demo.territory import Territory
from pipelines.demo.writing import Columns, text, whole

REGION = "24"
YEAR = 2025
NOTE = "Chiffre fictif de la démonstration, arrondi"


def columns(land: Territory) -> Columns:
    """The rows of `reperes`: expected firms of the region and its départements, to the hundred."""
    department = np.array([code[:2] for code in land.code[: land.region_size]])
    places = [
        ("region", REGION, np.ones(land.region_size, dtype=bool)),
        *(("departement", code, department == code) for code in ALL_DEPARTMENTS),
    ]
    of_industry = activities.industrial()
    rows = [
        (level, code, indicator, round(float(land.density[is_inside][:, divisions].sum()), -2))
        for level, code, is_inside in places
        for indicator, divisions in (
            ("entreprises", slice(None)),
            ("entreprises_industrielles", of_industry),
        )
    ]
    level, code, indicator, value = (list(column) for column in zip(*rows, strict=True))
    return {
        "niveau": text(level),
        "code": text(code),
        "indicateur": text(indicator),
        "annee": whole(np.full(len(rows), YEAR)),
        "valeur": whole(np.array(value)),
        "unite": text(["entreprises"] * len(rows)),
        "source_url": text([f"{ADDRESS}reperes"] * len(rows)),
        "date_source": text([f"{YEAR + 1}-06-30"] * len(rows)),
        "note": text([NOTE] * len(rows)),
    }
