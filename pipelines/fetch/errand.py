"""The input of every fetch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.build.progress import Progress
from pipelines.fetch.client import Client


@dataclass(frozen=True)
class Errand:
    """One fetch for one workspace, which returns a French sentence.

    Attributes:
        raw: raw folder of the workspace.
        connection: a DuckDB with the schema `reference`, or empty for a shared source.
        now: time of the fetch.
        progress: called for each request.
        client: HTTP client.
    """

    raw: Path
    connection: duckdb.DuckDBPyConnection
    now: datetime
    progress: Progress
    client: Client
