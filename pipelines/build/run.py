"""Build of one workspace: read, check, transform, publish; nothing is visible before the end."""

from __future__ import annotations

import fcntl
import tempfile
import tomllib
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from method import published
from method.errors import ReaderError
from method.settings import ROOT, TERRITORIES
from pipelines.build import memory as memories
from pipelines.build.code import code_of, digest, environment, sha_of
from pipelines.build.declared import (
    check_figures,
    create_table,
    load_indicators,
    load_raw_files,
    load_rules,
)
from pipelines.build.engine import IN_PLACE, Engine, Opening, in_place
from pipelines.build.graph import FUNCTIONS, SQL_ROOT, Node, load_nodes, needed, run_graph
from pipelines.build.journal import logged
from pipelines.build.laws import BREACHES, broken_laws, load_law_terms
from pipelines.build.memory import Done, Memory
from pipelines.build.private import keep_private
from pipelines.build.progress import Progress, silent
from pipelines.build.publish import WORK, Former, current_build, database, publish
from pipelines.build.reading import read_territories
from pipelines.build.reference import (
    SUCCESSION,
    load_succession,
    territories_vintage,
)
from pipelines.build.releases import (
    CURRENT,
    FOLDER,
    Correction,
    ledger_files,
    load_releases,
    load_shown,
    write_releases,
)
from pipelines.build.room import enough_room
from pipelines.build.unchanged import fingerprint
from pipelines.build.workspace import Workspace, inputs_hash, is_month_end, load_workspace
from pipelines.contracts.sql import text_of
from pipelines.ingest import IngestReport, ingest_workspace
from pipelines.ingest.elsewhere import Elsewhere
from pipelines.ingest.handed import Handed, handed_in
from pipelines.ingest.run import RECORDED

# A working database is written out at the end of a build. Each time before, which is every 16 MB by
# default, writes again all that has changed, for a file that nobody opens if the build dies.
RARELY = "512MB"
LAST_FACT = SQL_ROOT / "last_fact.sql"
CODE_VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "version"
]
# Prefixes of the tables that readers can see.
SAID = tuple(f"{schema}." for schema in published.SCHEMAS)
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
    "keys",
)


BUILD_COLUMNS = (
    "build_id varchar, workspace varchar, label varchar, is_fictional boolean, region varchar, "
    "as_of date, people_since date, built_at timestamp, duration_s double, code_version varchar, "
    "duckdb_version varchar, territories_vintage varchar, inputs_sha256 varchar"
)


class BuildRefused(ReaderError):
    """Nothing is published: unusable file, rejected rows with `strict`, or broken law."""

    def __init__(self, message: str, report: IngestReport | None = None) -> None:
        """Keep the ingest report, so that the caller can list the faults."""
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
    memory: Path | None = None,
    is_fresh: bool = False,
    explain: Callable[[Sequence[Done]], None] | None = None,
    engine: Opening = in_place,
    reading: Path | None = None,
) -> Path:
    """Build a workspace and publish it atomically; unchanged steps are not run again.

    Args:
        raw: folder with `workspace.toml` and the files received.
        curated: published folder of the workspace, created if absent.
        as_of: month end of the panel; by default that of `workspace.toml`, else of the facts.
        strict: refuse when any row is rejected.
        territories: the committed snapshot of communes.
        progress: called with a label, the number of steps done and the total.
        correction: public figures that an administrator replaces at once.
        memory: published folder whose last build is reused if `curated` has none.
        is_fresh: reuse nothing: everything is read, built and published again.
        explain: called with the steps and why each one was run.
        engine: engine that runs the SELECTs of core and marts.
        reading: contracts read when the deposit was examined (`pipelines.ingest.handed`).

    Returns:
        Path of the new database file, or of the published one when its content is unchanged.

    Raises:
        WorkspaceError: the raw folder is not a workspace.
        BuildRefused: nothing was published; the message says why.
        NoRoom: nothing was published because the disk or the memory is full.
    """
    workspace = load_workspace(raw)
    folders = [curated, *([memory] if memory else [])]
    with (
        enough_room(curated),
        one_build_at_a_time(curated),
        logged(workspace.name),
        tempfile.TemporaryDirectory(dir=curated, prefix=WORK) as spill,
        engine(Path(spill)) as runs,
    ):
        file = Path(spill) / "work.duckdb"
        with closing(working(file, [] if is_fresh else folders)) as work:
            build = Build(work, workspace, inputs_hash(raw, territories, ROOT), progress, runs)
            handed = handed_in(reading) if reading and not is_fresh else None
            build.read(raw, territories, as_of, handed, strict=strict, correction=correction)
            build.transform()
            if explain:
                explain(build.memory.done)
            write_releases(work, raw, build.build_id, correction)
            keep_private(raw)
            inputs_key = fingerprint(
                build.inputs_sha256, raw, build.started_at.date(), as_of, strict
            )
            published = None if is_fresh else build.still_said(curated)
            build.remember(inputs_key, current_build(curated) if published else None)
            if published is None:
                published = publish(work, curated, build.build_id, build.former(folders))
        memories.keep(file, curated, current_build(curated) or build.build_id)
        return published


def working(file: Path, folders: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """Open the working database of a build, with the last memory of published folders.

    Args:
        file: a file rather than memory, so that finished tables need not stay in memory; DuckDB
            spills beside it.
        folders: the first that has a memory gives it.
    """
    return memories.opened(
        file,
        folders,
        {
            "temp_directory": str(file.parent),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "checkpoint_threshold": RARELY,
            # Looking for row groups to merge takes longer than writing what a deposit changes.
            "max_vacuum_tasks": 0,
        },
    )


class Build:
    """One build in its working database."""

    def __init__(
        self,
        work: duckdb.DuckDBPyConnection,
        workspace: Workspace,
        inputs_sha256: str,
        progress: Progress,
        engine: Engine = IN_PLACE,
    ) -> None:
        self.work = work
        self.workspace = workspace
        self.inputs_sha256 = inputs_sha256
        self.progress = progress
        self.engine = engine
        self.memory = Memory.of(work)
        self.nodes: list[Node] = []
        self.started_at = datetime.now(UTC)
        stamp = (
            self.started_at.strftime("%Y%m%d%H%M%S") + f"{self.started_at.microsecond // 1000:03}"
        )
        self.build_id = f"{stamp}-{inputs_sha256[:8]}"

    def read(
        self,
        raw: Path,
        territories: Path,
        as_of: date | None,
        handed: Handed | None = None,
        *,
        strict: bool,
        correction: Correction | None = None,
    ) -> None:
        """Fill `reference`, `raw`, `quality` and `meta`; the graph is read beside the files."""
        for schema in SCHEMAS:
            self.work.execute(f"create schema if not exists {schema}")
        self.work.execute(FUNCTIONS.read_text(encoding="utf-8"))
        self.progress("territoires", 0, 2)
        self._read_reference(raw, territories, correction)
        self.progress("lecture des fichiers", 1, 2)
        today = self.started_at.date()
        with ThreadPoolExecutor(1) as other:
            nodes = other.submit(load_nodes)
            report = ingest_workspace(self.work, raw, today, self.memory, handed, self._elsewhere())
        self.nodes = nodes.result()
        if report.refused:
            raise BuildRefused("Au moins un fichier est inutilisable : rien n’est publié.", report)
        if strict and report.rows_rejected:
            raise BuildRefused(
                "Des lignes sont écartées et --strict le refuse : rien n’est publié.", report
            )
        self._open_meta(
            as_of or self.workspace.as_of or self._last_month_of_facts(today), territories
        )

    def _elsewhere(self) -> Elsewhere | None:
        folder = self.engine.folder
        return Elsewhere(self.engine.workers, folder) if folder else None

    def _read_reference(self, raw: Path, territories: Path, correction: Correction | None) -> None:
        work, step = self.work, self.memory.step
        places = read_territories(self.memory, territories)
        links = {**places, str(SUCCESSION): sha_of(raw / SUCCESSION)}
        table = "reference.succession"
        step(table, [table], links, lambda: load_succession(work, raw))
        self._read_conventions()
        day = self.started_at.date()
        ledger = {"jour": day.isoformat(), "correction": repr(correction), **ledger_files(raw)}
        tables = ["release_total", "release_print", "release_day", "correction"]
        step(
            "reference.release",
            [f"reference.{name}" for name in tables],
            {"code": code_of("pipelines.build.releases"), **ledger},
            lambda: load_releases(work, raw, day, correction),
        )
        # Its rows are paths, which differ in a copy of the workspace: only file contents count.
        load_shown(work, raw / FOLDER / CURRENT)
        self.memory.contents["reference.shown"] = digest(ledger_files(raw).values())

    def _read_conventions(self) -> None:
        loaders: list[tuple[Callable[[duckdb.DuckDBPyConnection], None], str, list[str]]] = [
            (load_indicators, "declared", ["indicator", "indicator_file"]),
            (load_law_terms, "laws", ["law_term", "law_order"]),
            (load_rules, "declared", ["disclosure"]),
            (load_raw_files, "declared", ["raw_file"]),
        ]
        # Whether each indicator is computed somewhere depends on every text of the graph.
        texts = code_of("pipelines.sql", "pipelines.steps")
        for load, module, names in loaders:
            self.memory.step(
                f"reference.{names[0]}",
                [f"reference.{name}" for name in names],
                {
                    "code": code_of(f"pipelines.build.{module}", "pipelines.contracts"),
                    "graphe": texts,
                },
                lambda load=load: load(self.work),
            )

    def transform(self) -> None:
        """Run the tables and steps that have changed, in the order of the graph."""
        run_graph(self.nodes, self._run, self.progress)
        self.memory.forget_others(SCHEMAS, but=(*RECORDED, "reference.shown"))
        check_figures(self.work)
        self._check_laws()
        self.progress("publication", len(self.nodes), len(self.nodes))
        self._close_meta()

    def begin(self, tables: Iterable[str]) -> None:
        """Run only the nodes that some tables and the laws need, for the build that goes on."""
        nodes = needed(self.nodes, [*tables, BREACHES])
        run_graph(nodes, self._run, self.progress)
        self._check_laws()
        self.progress("comparaison", len(nodes), len(nodes))
        self.memory.write_begun()

    def _check_laws(self) -> None:
        if message := broken_laws(self.work):
            raise BuildRefused(message)

    def _run(self, node: Node) -> None:
        inputs = self.memory.inputs(node.inputs)
        ingredients = {"code": node.code, **self.engine.ingredients(node), **inputs}
        with self.work.cursor() as cursor:
            self.memory.step(
                node.name,
                node.outputs,
                ingredients,
                lambda: self.engine.run(node, cursor),
                cursor,
            )

    def still_said(self, curated: Path) -> Path | None:
        """The published database, if its content is exactly that of this build."""
        former = self.memory.published
        current = current_build(curated)
        if current is None or former.get("build") != current or former["said"] != self._said():
            return None
        return database(curated, current)

    def remember(self, asked: str, still: str | None) -> None:
        """Write into the working database what the next build needs to know about this one."""
        published = {
            "build": still or self.build_id,
            "fingerprint": asked,
            "environment": environment(),
            "said": self._said(),
            "contents": self.memory.contents,
        }
        self.memory.write(published)

    def former(self, folders: Iterable[Path]) -> Former | None:
        """The published build whose memory this one started from, and what is the same in it."""
        told = self.memory.published
        for folder in folders:
            if "build" in told and database(folder, told["build"]).exists():
                now, then = self.memory.contents.items(), told["contents"].items()
                return Former(folder, told["build"], frozenset(t for t, _ in now & then))
        return None

    def _said(self) -> str:
        """Hash of everything published, except the time and duration of the build."""
        contents = self.memory.contents
        tables = [f"{n} {c}" for n, c in sorted(contents.items()) if n.startswith(("raw.", *SAID))]
        return digest([self.inputs_sha256, *tables])

    def _last_month_of_facts(self, today: date) -> date:
        """Last month end reached by a dated fact, at most the last one before today."""
        row = self.work.execute(text_of(LAST_FACT), [today, today]).fetchone()
        latest = row[0] if row else today
        return latest if is_month_end(latest) else latest.replace(day=1) - timedelta(days=1)

    def _open_meta(self, as_of: date, territories: Path) -> None:
        self.work.execute(f"create or replace table meta.build ({BUILD_COLUMNS})")
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
        facts = [self.workspace, as_of, CODE_VERSION, territories_vintage(territories)]
        self.memory.contents["meta.build"] = digest(map(repr, facts))

    def _close_meta(self) -> None:
        rows = [(one.name, one.seconds, one.reason) for one in self.memory.done]
        create_table(self.work, "meta.step", "step varchar, seconds double, reason varchar", rows)
        duration = (datetime.now(UTC) - self.started_at).total_seconds()
        self.work.execute("update meta.build set duration_s = ?", [duration])


@contextmanager
def one_build_at_a_time(curated: Path) -> Generator[None]:
    """Make the second build wait: two of one workspace would prune each other's files."""
    curated.mkdir(parents=True, exist_ok=True)
    with (curated / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
