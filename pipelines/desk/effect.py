"""Effect of a change on what readers see: figures that move, appear or disappear, and alerts.

Compares two databases, the one that readers see and the proposed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from method.published import literal
from pipelines.desk.statements import sql

# The tables that a look compares.
COMPARED = ("marts.indicator_values", "marts.alert_event")


@dataclass(frozen=True)
class Effect:
    """Differences between two builds.

    `indicators`: columns of `indicator_changes`. `alerts`: `network_id`, `rule_id`, `severity`,
    `change` (`opened`, `closed`).
    """

    indicators: pd.DataFrame
    alerts: pd.DataFrame

    def unknown(self) -> pd.DataFrame:
        """Figures that were known and no longer are known."""
        rows = self.indicators
        return rows[rows["status_before"].eq("ok") & ~rows["status_after"].eq("ok")]

    def known(self) -> pd.DataFrame:
        """Figures that were unknown and become known."""
        rows = self.indicators
        return rows[~rows["status_before"].eq("ok") & rows["status_after"].eq("ok")]


def compare(preview: duckdb.DuckDBPyConnection, published: Path, threshold: float = 0.0) -> Effect:
    """Compare a proposed database with the published one.

    Args:
        preview: connection to the proposed one, which has the tables of `COMPARED`.
        published: database that readers see.
        threshold: smallest relative change of a figure to report; a figure that appears or
            disappears is always reported.
    """
    preview.execute(f"attach {literal(published.resolve())} as published (read_only)")
    effect = Effect(
        preview.execute(sql("indicator_changes"), [threshold]).df(),
        preview.execute(sql("alert_changes")).df(),
    )
    preview.execute("detach published")
    return effect
