"""Turn received files into typed tables, rows set aside with reasons, and reports in French.

Names are imported lazily: the process that reads one CSV needs no database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.ingest.folder import ingest_workspace
    from pipelines.ingest.issues import FileReport, IngestReport, Issue
    from pipelines.ingest.run import check_file

__all__ = ["FileReport", "IngestReport", "Issue", "check_file", "ingest_workspace"]

_HOMES = {
    "FileReport": "issues",
    "IngestReport": "issues",
    "Issue": "issues",
    "check_file": "run",
    "ingest_workspace": "folder",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
