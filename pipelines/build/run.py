"""Build of one workspace: read, check, transform, publish; nothing is visible until the end."""

from __future__ import annotations

import fcntl
import tempfile
import time
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from method.errors import ReaderError
from method.settings import ROOT, TERRITORIES
from pipelines.build.declared import check_figures, load_indicators, load_rules
from pipelines.build.graph import SQL_ROOT, load_nodes
from pipelines.build.journal import told
from pipelines.build.laws import broken_laws, load_law_terms
from pipelines.build.private import keep_private
from pipelines.build.progress import Progress, silent
from pipelines.build.publish import WORK, publish
from pipelines.build.reference import load_reference, load_succession, territories_vintage
from pipelines.build.releases import Correction, load_releases, write_releases
from pipelines.build.workspace import Workspace, inputs_hash, load_workspace
from pipelines.ingest import IngestReport, ingest_workspace

FUNCTIONS = SQL_ROOT / "functions.sql"
LAST_FACT = SQL_ROOT / "last_fact.sql"
CODE_VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "version"
]
# What the system says of a full disk; DuckDB has no class of error for it.
DISK_FULL = "No space left on device"
SCHEMAS = (
    "reference",
    "raw",
    "meta",
    "quality",
    "staging",
    "core",
    "indicators",
    "marts",
    "releases",
)


class BuildRefused(ReaderError):
    """Nothing is published: a bad file, `strict` and rows set aside, a broken law, no room."""

    def __init__(self, message: str, report: IngestReport | None = None) -> None:
        """Keep the ingest report, so that the caller can say each fault."""
        super().__init__(message)
        self.report = report


def build_workspace(
    raw: Path,
    curated: Path,
    as_of: date | None = None,
    *,
    strict: bool = False,
    territories: Path = TERRITORIES,
    progress: Progress = silent,
    correction: Correction | None = None,
) -> Path:
    """Build a workspace and publish it atomically.

    Args:
        raw: folder with `workspace.toml` and what was sent.
        curated: published folder of the workspace, made if absent.
        as_of: month end of the panel; by default `workspace.toml`'s, else the facts'.
        strict: refuse when any row is set aside.
        territories: the committed snapshot of communes.
        progress: called with a label, steps done and steps in all.
        correction: figures shown to the public that an administrator replaces at once.

    Returns:
        Path of the new database file.

    Raises:
        WorkspaceError: the raw folder is no workspace.
        BuildRefused: nothing was published, and why.
    """
    workspace = load_workspace(raw)
    curated.mkdir(parents=True, exist_ok=True)
    with (
        one_build_at_a_time(curated),
        told(workspace.name),
        tempfile.TemporaryDirectory(dir=curated, prefix=WORK) as spill,
    ):
        # A file rather than memory: what is built and set aside need not stay there.
        work = duckdb.connect(
            Path(spill) / "work.duckdb",
            config={
                "temp_directory": spill,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            build = Build(work, workspace, inputs_hash(raw, territories, ROOT), progress)
            work.execute("create schema reference")
            load_releases(work, raw, build.started_at.date(), correction)
            build.read(raw, territories, as_of, strict=strict)
            build.transform()
            write_releases(work, raw, build.build_id, correction)
            keep_private(raw)
            return publish(work, curated, build.build_id)
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            if isinstance(error, duckdb.IOException) and DISK_FULL not in str(error):
                raise
            raise BuildRefused(
                f"La mémoire ou la place disque a manqué : rien n’est publié. Libérez de la place "
                f"dans {curated} ou fermez d’autres programmes, puis relancez."
            ) from error
        finally:
            work.close()


class Build:
    """One build in its working database."""

    def __init__(
        self,
        work: duckdb.DuckDBPyConnection,
        workspace: Workspace,
        inputs_sha256: str,
        progress: Progress,
    ) -> None:
        self.work = work
        self.workspace = workspace
        self.inputs_sha256 = inputs_sha256
        self.progress = progress
        self.started_at = datetime.now(UTC)
        stamp = (
            self.started_at.strftime("%Y%m%d%H%M%S") + f"{self.started_at.microsecond // 1000:03}"
        )
        self.build_id = f"{stamp}-{inputs_sha256[:8]}"

    def read(self, raw: Path, territories: Path, as_of: date | None, *, strict: bool) -> None:
        """Fill `reference`, `raw`, `quality` and `meta`."""
        for schema in SCHEMAS:
            self.work.execute(f"create schema if not exists {schema}")
        self.work.execute(FUNCTIONS.read_text(encoding="utf-8"))
        self.progress("territoires", 0, 2)
        load_reference(self.work, territories)
        load_succession(self.work, raw)
        load_indicators(self.work)
        load_law_terms(self.work)
        load_rules(self.work)
        self.progress("lecture des fichiers", 1, 2)
        today = self.started_at.date()
        report = ingest_workspace(self.work, raw, today)
        if report.refused:
            raise BuildRefused("Au moins un fichier est inutilisable : rien n’est publié.", report)
        if strict and report.rows_rejected:
            raise BuildRefused(
                "Des lignes sont écartées et --strict le refuse : rien n’est publié.", report
            )
        self._open_meta(
            as_of or self.workspace.as_of or self._last_month_of_facts(today), territories
        )

    def transform(self) -> None:
        """Run every table and step in the order of the graph, and time each."""
        nodes = load_nodes()
        self.progress("calcul des tables", 0, len(nodes))
        for index, node in enumerate(nodes):
            self.progress(node.name, index, len(nodes))
            begin = time.perf_counter()
            node.run(self.work)
            self.work.execute(
                "insert into meta.step values (?, ?)", [node.name, time.perf_counter() - begin]
            )
        check_figures(self.work)
        if said := broken_laws(self.work):
            raise BuildRefused(said)
        self.progress("publication", len(nodes), len(nodes))
        duration = (datetime.now(UTC) - self.started_at).total_seconds()
        self.work.execute("update meta.build set duration_s = ?", [duration])

    def _last_month_of_facts(self, today: date) -> date:
        """Last month end that a dated fact reaches, at most the last one before today."""
        row = self.work.execute(LAST_FACT.read_text(encoding="utf-8"), [today, today]).fetchone()
        latest = row[0] if row else today
        next_day = latest + timedelta(days=1)
        return latest if next_day.day == 1 else latest.replace(day=1) - timedelta(days=1)

    def _open_meta(self, as_of: date, territories: Path) -> None:
        self.work.execute(
            "create table meta.build (build_id varchar, workspace varchar, label varchar, "
            "is_fictional boolean, region varchar, as_of date, people_since date, "
            "built_at timestamp, duration_s double, code_version varchar, duckdb_version varchar, "
            "territories_vintage varchar, inputs_sha256 varchar)"
        )
        self.work.execute(
            "insert into meta.build values (?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?)",
            [
                self.build_id,
                self.workspace.name,
                self.workspace.label,
                self.workspace.is_fictional,
                self.workspace.region,
                as_of,
                self.workspace.people_since,
                self.started_at.replace(tzinfo=None),
                CODE_VERSION,
                duckdb.__version__,
                territories_vintage(territories),
                self.inputs_sha256,
            ],
        )
        self.work.execute("create table meta.step (step varchar, seconds double)")


@contextmanager
def one_build_at_a_time(curated: Path) -> Generator[None]:
    """Two builds of one workspace would prune each other's files: the second waits."""
    with (curated / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
