"""The vintage of the economic fabric, whose date differs from that of the member lists."""

from __future__ import annotations

import pandas as pd

from method.wording import fr_date
from observatory.figures.figure import View


def vintage(view: View) -> str:
    """` Tissu économique arrêté au 30 octobre 2026.`, to end a caption; empty if unknown."""
    day = view.ask("fabric_vintage").iloc[0]["kept_up_to"]
    return "" if pd.isna(day) else f" Tissu économique arrêté au {fr_date(day)}."
