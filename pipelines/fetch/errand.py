"""What every fetch is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.build.progress import Progress
from pipelines.fetch.client import Client


@dataclass(frozen=True)
class Errand:
    """One fetch for one workspace, from which a French sentence is brought back.

    Attributes:
        raw: raw folder of the workspace.
        connection: a DuckDB with the schema `reference`, empty for what no workspace owns.
        now: moment of the fetch.
        progress: called for each thing asked.
        client: reader of the sites.
    """

    raw: Path
    connection: duckdb.DuckDBPyConnection
    now: datetime
    progress: Progress
    client: Client
