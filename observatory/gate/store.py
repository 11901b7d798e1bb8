"""The one gate to published data: no page, export or check reads a build by another way.

One locked in-memory DuckDB attaches each build read-only. For each build and role it holds a
catalogue of views with the names of the published tables (`core.network`,
`marts.indicator_values`, …); a named query runs with that catalogue as its only search path, and
its text is parsed first, so that it cannot name anything else.

Traps avoided: a shared DuckDB connection fails under threads (one cursor a query); DuckDB keeps
the old file when a path is opened again (the link is resolved and each build has its own name); a
page must not mix two builds (a session keeps the build that it was opened on).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from method.build import Build
from method.catalog import load_catalog
from method.errors import ReaderError
from method.log import log
from method.published import BUILD_FILE, PARSE, POINTER, SCHEMAS, NotOneSelectError, nodes, quoted
from observatory.gate.access import AccessError, check_role, may_read, reads_whole, view_file

QUERIES_ROOT = Path(__file__).resolve().parents[1]
TIMEOUT_SECONDS = 20.0
# The build being read and the one before it, for the pages that were half drawn at the swap.
ATTACHED_BUILDS = 2

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
_FROM_CLAUSES = frozenset(
    {"BASE_TABLE", "JOIN", "SUBQUERY", "EXPRESSION_LIST", "EMPTY", "TABLE_FUNCTION"}
)


class NotPublishedError(ReaderError):
    """The workspace has no published build; the message is in French and says what to do."""


class QueryError(ReaderError):
    """A named query is absent, unlawful, or asks for a table that the build has not."""


class QueryTimeoutError(ReaderError):
    """A query was stopped because it ran too long."""


@dataclass
class _Attached:
    """A build in the store: its catalogue, its tables, and the roles whose views are made."""

    catalog: str
    build: Build
    tables: frozenset[str]
    gates: dict[str, str] = field(default_factory=dict)


class Session:
    """What one reader may ask of one build. Obtained from `Store.session` only."""

    def __init__(self, store: Store, attached: _Attached, role: str, gate: str) -> None:
        self._store = store
        self._attached = attached
        self._gate = gate
        self.role = role

    @property
    def build(self) -> Build:
        """The build that every query of this session reads, even when a newer one is published."""
        return self._attached.build

    @cached_property
    def tables(self) -> frozenset[str]:
        """Published `schema.table` names of which this session's role sees something."""
        return frozenset(table for table in self._attached.tables if may_read(table, self.role))

    def query(self, name: str, **parameters: Any) -> pd.DataFrame:
        """Run `observatory/<subject>/queries/<name>.sql` with its `$parameters`.

        Raises:
            AccessError: the query reads a table that the role may not see.
            QueryError: no such query, or a table that this build has not.
            QueryTimeoutError: it ran longer than `TIMEOUT_SECONDS`.
        """
        sql, tables = load_query(name)
        for table in sorted(tables):
            if not may_read(table, self.role):
                log.warning("query_refused", query=name, table=table, role=self.role)
                raise AccessError(
                    f"Votre profil ne donne pas accès à ces données ({name} lit {table})."
                )
            if table not in self._attached.tables:
                raise QueryError(f"{name} lit {table}, que la version {self.build.id} n’a pas")
        with self._store.cursor(self._gate, name) as cursor:
            try:
                return cursor.execute(sql, parameters).df()
            except duckdb.CatalogException:
                # A kept build of before a rule has not the table that the rule reads.
                raise QueryError(
                    f"{name}\u00a0: la version {self.build.id} ne peut pas le montrer à ce profil"
                ) from None


class Store:
    """Published workspaces under one folder. One instance serves a whole process."""

    def __init__(self, curated: Path, viewers: Mapping[str, str] | None = None) -> None:
        """Open the locked engine.

        Args:
            curated: folder that holds one published folder per workspace.
            viewers: indicator id → widest role that reads it by network; the catalogue's if None.
        """
        self.curated = curated.resolve()
        self._lock = threading.RLock()
        self._attached: dict[str, dict[Path, _Attached]] = {}
        self._serial = 0
        if viewers is None:
            viewers = {i.id: i.viewer for i in load_catalog().indicators.values()}
        self._engine = _locked_engine(self.curated, viewers)

    def workspaces(self) -> list[Build]:
        """Current build of each published workspace, real ones first."""
        names = [p.parent.name for p in self.curated.glob(f"*/{POINTER}") if p.exists()]
        builds = []
        for name in filter(_NAME.fullmatch, names):
            # One that is damaged must not close the others; who asks for it is told.
            with suppress(NotPublishedError):
                builds.append(self._current(name).build)
        return sorted(builds, key=lambda build: (build.is_fictional, build.label))

    def session(
        self, workspace: str, role: str | None, *, is_signed_in: bool | None = None
    ) -> Session:
        """Open a workspace for a reader.

        Args:
            workspace: name of the published folder.
            role: one of `observatory.gate.access.ROLES`.
            is_signed_in: an identity provider vouches for the role; None where none is configured.

        Raises:
            AccessError: the role is absent, unknown, or not granted in that workspace.
            NotPublishedError: nothing is published under that name.
        """
        attached = self._current(workspace)
        role = check_role(role, is_fictional=attached.build.is_fictional, is_signed_in=is_signed_in)
        with self._lock:
            if role not in attached.gates:
                attached.gates[role] = self._make_gate(attached, role)
        return Session(self, attached, role, attached.gates[role])

    @contextmanager
    def cursor(self, gate: str, query: str = "") -> Generator[duckdb.DuckDBPyConnection]:
        """A cursor whose only search path is a gate, interrupted after `TIMEOUT_SECONDS`.

        Args:
            gate: of a session.
            query: its name, for the log.
        """
        with self._lock:
            cursor = self._engine.cursor()
        timer = threading.Timer(TIMEOUT_SECONDS, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            _enter(cursor, gate)
            yield cursor
        except duckdb.InterruptException:
            log.warning("query_interrupted", query=query, seconds=TIMEOUT_SECONDS)
            raise QueryTimeoutError(
                f"La requête a été arrêtée au bout de {TIMEOUT_SECONDS:.0f} secondes."
            ) from None
        finally:
            timer.cancel()
            cursor.close()

    def _current(self, workspace: str) -> _Attached:
        pointer = self.curated / workspace / POINTER
        if not _NAME.fullmatch(workspace) or not pointer.exists():
            raise NotPublishedError(
                f"L’espace « {workspace} » n’est pas encore publié : "
                "l’équipe qui tient l’Observatoire doit le construire."
            )
        file = pointer.resolve()
        if file.parent != pointer.parent.resolve() or not BUILD_FILE.fullmatch(file.name):
            log.warning("pointer_refused", workspace=workspace, file=file.name)
            raise NotPublishedError(
                f"L’espace « {workspace} » ne mène à aucune version : reconstruisez-la."
            )
        with self._lock:
            known = self._attached.setdefault(workspace, {})
            if file not in known:
                try:
                    known[file] = self._attach(file)
                except (duckdb.IOException, duckdb.InvalidInputException) as error:
                    log.error("published_unreadable", file=file.name, reason=type(error).__name__)
                    raise NotPublishedError(
                        f"Le fichier publié de « {workspace} » est abîmé : l’administrateur peut "
                        "revenir à la version précédente (rollback), ou reconstruire."
                    ) from None
                self._detach_old(known)
            return known[file]

    def _attach(self, file: Path) -> _Attached:
        self._serial += 1
        catalog = f"build_{self._serial}"
        path = str(file).replace("'", "''")
        self._engine.execute(f"attach or replace '{path}' as {catalog} (read_only)")
        tables = self._engine.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = ?",
            [catalog],
        ).fetchall()
        described = self._engine.execute(
            f"from {catalog}.meta.build select build_id, workspace, label, is_fictional, as_of, "
            "region, built_at, code_version, territories_vintage"
        ).fetchone()
        if described is None:
            raise NotPublishedError(f"{file.name} ne décrit aucune version : reconstruisez-la.")
        return _Attached(catalog, Build(*described), frozenset(name for (name,) in tables))

    def _detach_old(self, known: dict[Path, _Attached]) -> None:
        for file in list(known)[:-ATTACHED_BUILDS]:
            old = known.pop(file)
            for catalog in (*old.gates.values(), old.catalog):
                self._engine.execute(f"detach {catalog}")

    def _make_gate(self, attached: _Attached, role: str) -> str:
        gate = f"gate_{attached.catalog}_{role}"
        self._engine.execute(f"attach ':memory:' as {gate}")
        for schema in sorted(SCHEMAS):
            self._engine.execute(f"create schema {gate}.{schema}")
        for table in sorted(attached.tables):
            select = _select_for(table, role, attached.catalog)
            if select:
                self._open(gate, table, select)
        return gate

    def _open(self, gate: str, table: str, select: str) -> None:
        """Make one view; a build that lacks what the view reads does not show that table."""
        try:
            self._engine.execute(f"create view {gate}.{quoted(table)} as {select}")
        except (duckdb.CatalogException, duckdb.BinderException):
            log.warning("view_left_out", table=table)


def query_files() -> dict[str, Path]:
    """Every named query, in the folder of its subject. A name is used once in the project."""
    return {file.stem: file for file in sorted(QUERIES_ROOT.glob("*/queries/*.sql"))}


@lru_cache(maxsize=512)
def load_query(name: str) -> tuple[str, frozenset[str]]:
    """Text of a named query and the published tables that it reads.

    Raises:
        QueryError: no such file, or one that does more than select from published tables.
    """
    file = query_files().get(name)
    if file is None:
        raise QueryError(f"aucun fichier observatory/<sujet>/queries/{name}.sql")
    sql = file.read_text(encoding="utf-8")
    return sql, tables_read(sql)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """An engine that only parses: to open one costs ten times what it parses here."""
    return duckdb.connect(config={"threads": 1})


def tables_read(sql: str) -> frozenset[str]:
    """Published tables that one SELECT reads, from DuckDB's own parse tree.

    Raises:
        QueryError: it is not one SELECT, names another catalogue, or calls a function that
            reads something else than its arguments.
    """
    with _parser().cursor() as parser:
        (parsed,) = parser.execute(PARSE, [sql]).fetchall()[0]
    try:
        found = nodes(parsed)
    except NotOneSelectError as error:
        raise QueryError(str(error)) from None
    local = {entry["key"] for node in found for entry in node.get("cte_map", {}).get("map", ())}
    tables = {_lawful_table(node, local) for node in found if "sample" in node and "alias" in node}
    return frozenset(table for table in tables if table)


def _lawful_table(clause: dict[str, Any], local: set[str]) -> str | None:
    """Published table of one FROM clause, None when it names nothing outside the query."""
    kind = clause["type"]
    if kind not in _FROM_CLAUSES:
        raise QueryError(f"{kind} n’est pas permis dans une requête")
    if kind == "TABLE_FUNCTION" and clause["function"]["function_name"] not in _TABLE_FUNCTIONS:
        raise QueryError(f"{clause['function']['function_name']}() n’est pas permis")
    if kind != "BASE_TABLE":
        return None
    catalog, schema, table = (clause[k] for k in ("catalog_name", "schema_name", "table_name"))
    if not catalog and not schema and table in local:
        return None
    if catalog or schema not in SCHEMAS:
        raise QueryError(f"{'.'.join(filter(None, (catalog, schema, table)))} n’est pas publié")
    return f"{schema}.{table}"


def _locked_engine(curated: Path, viewers: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
    )
    engine.execute(
        "create schema gate; create table gate.indicator (indicator_id text, viewer text)"
    )
    if viewers:
        engine.executemany("insert into gate.indicator values (?, ?)", list(viewers.items()))
    path = str(curated).replace("'", "''")
    engine.execute(f"set allowed_directories = ['{path}/']")
    engine.execute("set enable_external_access = false")
    engine.execute("set lock_configuration = true")
    return engine


def _enter(cursor: duckdb.DuckDBPyConnection, gate: str) -> None:
    try:
        cursor.execute(f"use {gate}")
    except duckdb.CatalogException:
        raise QueryError(
            "Une nouvelle version a été publiée depuis l’ouverture de cette page : rechargez-la."
        ) from None


def _select_for(table: str, role: str, catalog: str) -> str | None:
    """What a role sees of a table, as a SELECT on the attached build; None for nothing."""
    if reads_whole(table, role):
        return f"from {catalog}.{quoted(table)}"
    file = view_file(table, role)
    if file is None:
        return None
    text = file.read_text(encoding="utf-8")
    return text.replace("published.", f"{catalog}.").replace("gate.", "memory.gate.")
