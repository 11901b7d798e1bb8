"""Whatever people send → typed tables, rows set aside with their reasons, reports in French."""

from pipelines.ingest.issues import FileReport, IngestReport, Issue
from pipelines.ingest.run import check_file, ingest_workspace

__all__ = ["FileReport", "IngestReport", "Issue", "check_file", "ingest_workspace"]
