"""Effect of a change on what readers see: figures that move, appear or disappear, and alerts.

Compares two published databases, the one that readers see and the proposed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from method.published import literal
from pipelines.desk.statements import sql


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


def compare_builds(published: Path, preview: Path, threshold: float = 0.0) -> Effect:
    """Compare two published databases.

    Args:
        published: database that readers see.
        preview: proposed database.
        threshold: smallest relative change of a figure to report; a figure that appears or
            disappears is always reported.
    """
    with duckdb.connect() as connection:
        _attach(connection, published, preview)
        return Effect(
            connection.execute(sql("indicator_changes"), [threshold]).df(),
            connection.execute(sql("alert_changes")).df(),
        )


def _attach(connection: duckdb.DuckDBPyConnection, published: Path, preview: Path) -> None:
    for schema, path in (("published", published), ("preview", preview)):
        connection.execute(f"attach {literal(path.resolve())} as {schema} (read_only)")
