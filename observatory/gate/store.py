"""The only gate to published data: every page, export and check reads a build through it.

One locked in-memory DuckDB attaches each build read-only. For each build and role it has a
catalogue of views with the names of the published tables (`core.network`,
`marts.indicator_values`, …); a named query runs with that catalogue as its only search path, and
its text is parsed first, so that it cannot name anything else.

Traps avoided: a shared DuckDB connection fails under threads (one cursor per query); DuckDB keeps
the old file when the same path is opened again (the link is resolved and each build has its own
name); a page must not mix two builds (a session keeps the build that it was opened on).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from method.build import Build
from method.catalog import load_catalog
from method.errors import NoMemory, ReaderError
from method.log import log
from method.published import BUILD_FILE, POINTER, SCHEMAS, literal, quoted
from observatory.gate import owners, public_file
from observatory.gate.access import (
    OPEN_TABLES,
    OWN_TABLES,
    PUBLIC,
    AccessError,
    Role,
    check_role,
    may_read,
    selected,
)
from observatory.gate.engine import locked_engine
from observatory.gate.queries import QueryError, load_query
from observatory.gate.roles import NETWORK, label_of

TIMEOUT_SECONDS = 20.0
# The current build and the previous one, for pages that were half drawn when builds were swapped.
ATTACHED_BUILDS = 2

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class NotPublishedError(ReaderError):
    """The workspace has no published build; the message is in French and says what to do."""


class QueryTimeoutError(ReaderError):
    """A query was stopped because it ran too long."""


@dataclass
class _Attached:
    """A build in the store: its file and catalogue, its tables, the roles whose views exist.

    `catalog` is the full build, or the public database on a server that opens nothing else;
    `public` is the public database, attached at the first public query.
    """

    file: Path
    catalog: str
    build: Build
    tables: frozenset[str]
    owners: dict[Role, str]
    public: str = ""
    gates: dict[str, str] = field(default_factory=dict)
    readable: dict[str, frozenset[str]] = field(default_factory=dict)

    def readable_by(self, role: Role) -> frozenset[str]:
        """Tables in which a role can read something; the same set for every session of the role."""
        if role not in self.readable:
            self.readable[role] = frozenset(one for one in self.tables if may_read(one, role))
        return self.readable[role]


class Session:
    """One reader's access to one build. Obtained from `Store.session` only."""

    def __init__(self, store: Store, attached: _Attached, role: Role, gate: str) -> None:
        self._store = store
        self._attached = attached
        self._gate = gate
        self.role = role

    @property
    def build(self) -> Build:
        """The build that every query of this session reads, even when a newer one is published."""
        return self._attached.build

    @property
    def label(self) -> str:
        """Name on the screen of the role of this session."""
        return label_of(self.role, self._attached.owners)

    @property
    def tables(self) -> frozenset[str]:
        """Published `schema.table` names in which this session's role can read something."""
        return self._attached.readable_by(self.role)

    def about(self, subject: str) -> Session:
        """Session of this reader for questions about one network or funder.

        Owners read their own rows about themselves; about another, or about all, they read what
        the public reads.
        """
        is_own = self.role.subject == subject
        return self if is_own or not self.role.is_owner else self.as_public()

    def as_public(self) -> Session:
        """Session of the public on the same build."""
        return self._store.of(self._attached, PUBLIC)

    def held_on(self, network_id: str) -> dict[str, pd.DataFrame]:
        """Every row about a network that this role may read, by `schema.table`."""
        rows_by_table = {}
        for table in sorted(self.tables & {*OWN_TABLES[NETWORK], *OPEN_TABLES}):
            with self._store.cursor(self._gate, "held_on") as cursor:
                columns = [
                    name for name, *_ in cursor.execute(f"describe {quoted(table)}").fetchall()
                ]
                if "network_id" in columns:
                    query = f"from {quoted(table)} where network_id = ?"
                    rows_by_table[table] = cursor.execute(query, [network_id]).df()
        return {table: rows for table, rows in rows_by_table.items() if len(rows)}

    def query(self, name: str, **parameters: Any) -> pd.DataFrame:
        """Run `observatory/<subject>/queries/<name>.sql` with its `$parameters`.

        Raises:
            AccessError: the query reads a table that the role may not see.
            QueryError: no such query, or a table that this build does not have.
            QueryTimeoutError: it ran for longer than `TIMEOUT_SECONDS`.
            NoMemory: the server has no memory left for it.
        """
        sql, tables = load_query(name)
        for table in sorted(tables):
            if not may_read(table, self.role):
                log.warning("query_refused", query=name, table=table, role=self.role)
                raise AccessError(
                    f"Votre profil ne donne pas accès à ces données ({name} lit {table})."
                )
            if table not in self._attached.tables:
                raise QueryError(
                    f"La version {self.build.id} date d’avant une mise à jour\u00a0: elle n’a pas "
                    f"ce qui se lit ici ({table}). L’équipe Dév’Up peut la reconstruire."
                )
        with self._store.cursor(self._gate, name) as cursor:
            try:
                return cursor.execute(sql, parameters).df()
            except duckdb.CatalogException:
                # A build older than a rule may lack the table that the rule reads.
                raise QueryError(
                    f"{name}\u00a0: la version {self.build.id} ne peut pas le montrer à ce profil"
                ) from None


class Store:
    """Published workspaces under one folder. One instance serves the whole process."""

    def __init__(
        self,
        curated: Path,
        viewers: Mapping[str, str] | None = None,
        *,
        only_public: bool = False,
    ) -> None:
        """Open the locked engine.

        Args:
            curated: folder with one published folder per workspace.
            viewers: indicator id → widest role that reads it by network; the catalogue's if None.
            only_public: open only what the public reads, and refuse every other role.
        """
        self.curated = curated.resolve()
        self._only_public = only_public
        self._lock = threading.RLock()
        self._attached: dict[str, dict[Path, _Attached]] = {}
        self._serial = 0
        if viewers is None:
            viewers = {i.id: i.viewer for i in load_catalog().indicators.values()}
        self._engine = locked_engine(self.curated, viewers)

    def workspaces(self) -> list[Build]:
        """Current build of each published workspace, real ones first."""
        names = [p.parent.name for p in self.curated.glob(f"*/{POINTER}") if p.exists()]
        builds = []
        for name in filter(_NAME.fullmatch, names):
            # A damaged one must not hide the others; opening it reports the error.
            with suppress(NotPublishedError):
                builds.append(self._current(name).build)
        return sorted(builds, key=lambda build: (build.is_fictional, build.label))

    def session(
        self, workspace: str, role: str | None, *, is_signed_in: bool | None = None
    ) -> Session:
        """Open a workspace for a reader.

        Args:
            workspace: name of the published folder.
            role: text of an `observatory.gate.roles.Role`.
            is_signed_in: an identity provider confirms the role; None if no provider is configured.

        Raises:
            AccessError: the role is missing, unknown, or not granted in that workspace.
            NotPublishedError: nothing is published under that name.
        """
        attached = self._current(workspace)
        checked = check_role(
            role, is_fictional=attached.build.is_fictional, is_signed_in=is_signed_in
        )
        return self.of(attached, checked)

    def of(self, attached: _Attached, role: Role) -> Session:
        """The session of a role already checked; called only by the gate.

        Raises:
            AccessError: the network or the funder is not in the workspace.
        """
        if self._only_public and role != PUBLIC:
            raise AccessError("Ce serveur ne montre que ce qui est public.")
        with self._lock:
            if role not in attached.gates:
                if role.is_owner and role not in attached.owners:
                    raise AccessError(
                        f"« {role.label} » n’est pas connu de l’espace « {attached.build.label} »."
                    )
                attached.gates[role] = self._make_gate(attached, role)
        return Session(self, attached, role, attached.gates[role])

    def owners(self, workspace: str) -> dict[Role, str]:
        """A role and its name for each network and each funder of a workspace."""
        return self._current(workspace).owners

    def labels(self, workspace: str, roles: Iterable[Role]) -> dict[str, str]:
        """Name of each role on the screen: `Réseau Aérolinde`."""
        names = self.owners(workspace)
        return {role: label_of(role, names) for role in roles}

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
        try:
            timer.start()
        except RuntimeError:
            # No memory for a thread: do not start a query that nothing could interrupt.
            cursor.close()
            log.error("memory_lacking", query=query)
            raise NoMemory from None
        try:
            _enter(cursor, gate)
            yield cursor
        except duckdb.InterruptException:
            log.warning("query_interrupted", query=query, seconds=TIMEOUT_SECONDS)
            raise QueryTimeoutError(
                f"La requête a été arrêtée au bout de {TIMEOUT_SECONDS:.0f} secondes."
            ) from None
        except (duckdb.OutOfMemoryException, MemoryError):
            log.error("memory_lacking", query=query)
            raise NoMemory from None
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
        folder = self.curated.resolve() / workspace
        if file.parent != folder or not BUILD_FILE.fullmatch(file.name):
            log.warning("pointer_refused", workspace=workspace, file=file.name)
            raise NotPublishedError(
                f"L’espace « {workspace} » ne mène à aucune version : reconstruisez-la."
            )
        with self._lock:
            attached = self._attached.setdefault(workspace, {})
            if file not in attached:
                try:
                    attached[file] = self._attach(file)
                except (duckdb.IOException, duckdb.InvalidInputException) as error:
                    log.error("published_unreadable", file=file.name, reason=type(error).__name__)
                    raise NotPublishedError(
                        f"Le fichier publié de « {workspace} » est abîmé : l’administrateur peut "
                        "revenir à la version précédente (rollback), ou reconstruire."
                    ) from None
                self._detach_old(attached)
            return attached[file]

    def _attach(self, file: Path) -> _Attached:
        database = self._public_of(file) if self._only_public else file
        catalog = self._open_file(database)
        tables = self._engine.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = ?",
            [catalog],
        ).fetchall()
        description = self._engine.execute(
            f"from {catalog}.meta.build select build_id, workspace, label, is_fictional, as_of, "
            "region, built_at, code_version, territories_vintage"
        ).fetchone()
        if description is None:
            raise NotPublishedError(f"{file.name} ne décrit aucune version : reconstruisez-la.")
        return _Attached(
            file,
            catalog,
            Build(*description),
            frozenset(name for (name,) in tables),
            owners.read(self._engine, catalog),
            public=catalog if self._only_public else "",
        )

    def _open_file(self, file: Path) -> str:
        self._serial += 1
        catalog = f"build_{self._serial}"
        self._engine.execute(f"attach or replace {literal(file)} as {catalog} (read_only)")
        return catalog

    def _public_of(self, file: Path) -> Path:
        """The public database of a build, without which the public reads nothing.

        Raises:
            NotPublishedError: it does not exist.
        """
        path = public_file.path_of(file)
        if not path.is_file() or path.is_symlink():
            log.warning("public_file_absent", file=path.name)
            raise NotPublishedError(
                "Ce que le public peut lire de cette version n’est pas publié : "
                "l’équipe qui tient l’Observatoire doit la reconstruire."
            )
        return path

    def _detach_old(self, attached: dict[Path, _Attached]) -> None:
        for file in list(attached)[:-ATTACHED_BUILDS]:
            old = attached.pop(file)
            for catalog in {*old.gates.values(), old.catalog, old.public} - {""}:
                self._engine.execute(f"detach {catalog}")

    def _make_gate(self, attached: _Attached, role: Role) -> str:
        if role == PUBLIC and not attached.public:
            attached.public = self._open_file(self._public_of(attached.file))
        self._serial += 1
        gate = f"gate_{attached.catalog}_{role.kind}_{self._serial}"
        self._engine.execute(f"attach ':memory:' as {gate}")
        # Out of reach of queries: only views read the subject of the session.
        create_reader = f"create table {gate}.main.reader as select ? as subject"
        self._engine.execute(create_reader, [role.subject])
        for schema in sorted(SCHEMAS):
            self._engine.execute(f"create schema {gate}.{schema}")
        for table in sorted(attached.tables):
            select = selected(table, role)
            if select is not None and role == PUBLIC:
                self._open(gate, table, f"from {attached.public}.{quoted(table)}")
            elif select is not None:
                self._open(gate, table, _with_catalogues(select, attached.catalog, gate))
        return gate

    def _open(self, gate: str, table: str, select: str) -> None:
        """Create one view; skip it when the build lacks what the view reads."""
        try:
            self._engine.execute(f"create view {gate}.{quoted(table)} as {select}")
        except (duckdb.CatalogException, duckdb.BinderException):
            log.warning("view_left_out", table=table)


def _enter(cursor: duckdb.DuckDBPyConnection, gate: str) -> None:
    try:
        cursor.execute(f"use {gate}")
    except duckdb.CatalogException:
        raise QueryError(
            "Une nouvelle version a été publiée depuis l’ouverture de cette page : rechargez-la."
        ) from None


def _with_catalogues(select: str, catalog: str, gate: str) -> str:
    """A SELECT of the policy, its names replaced by the catalogues of this process."""
    gate_names = {"gate.indicator": "memory.gate.indicator", "gate.reader": f"{gate}.main.reader"}
    for name, full in {"published.": f"{catalog}.", **gate_names}.items():
        select = re.sub(rf"\b{re.escape(name)}", full, select)
    return select
