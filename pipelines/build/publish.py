"""Publication of a build: a new immutable file, then one atomic move of the pointer.

Readers open `observatory.duckdb`, a symbolic link. It is replaced by a rename, so that a reader
sees either the old build or the new one; a build that dies leaves only a file ending in
`.part`, which the next build removes. Never reuse a file name: a process that still has the
old file open would get it again.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from method.durable import linked, settle_file
from method.errors import ReaderError
from method.published import BUILD_FILE, POINTER, SCHEMAS, literal, quoted
from observatory.gate import public_file
from observatory.gate.large import Large, begin, largest
from pipelines.build import edition
from pipelines.build.graph import load_nodes
from pipelines.build.private import keep_private

# Prefix of the files reused by the next build; see `pipelines.build.memory`.
MEMORY = "memory-"
# Prefix of the working folders of builds.
WORK = "work-"
# Start of the names of files with the largest table, which the next publication starts from.
LARGE_FILE = "large-"
PUBLIC_LARGE_FILE = "public-large-"
KEPT_BUILDS = 5
# Tables are copied one by one: DuckDB would otherwise keep what it has read, on top of what the
# steps had read before.
COPY_MEMORY = "1GB"
# Also readable by DuckDB 1.5, so that going back from 2.0 stays possible.
STORAGE_VERSION = "v1.5.0"


class NothingToRollBack(ReaderError):
    """The build is not kept, or none is older than the published one."""


def builds(curated: Path) -> list[str]:
    """Ids of the builds kept in a published folder, oldest first."""
    matches = (BUILD_FILE.fullmatch(path.name) for path in curated.glob("observatory-*.duckdb"))
    return sorted(match["build"] for match in matches if match)


def current_build(curated: Path) -> str | None:
    """Id of the published build, or None when nothing is published."""
    pointer = curated / POINTER
    match = BUILD_FILE.fullmatch(pointer.resolve().name) if pointer.exists() else None
    return match["build"] if match else None


def database(curated: Path, build_id: str) -> Path:
    """Path of the database of a build."""
    return curated / f"observatory-{build_id}.duckdb"


@dataclass(frozen=True)
class Former:
    """An earlier build, and what is the same in it.

    Attributes:
        folder: its published folder.
        build_id: its id.
        same: tables whose content has not changed since.
    """

    folder: Path
    build_id: str
    same: frozenset[str]

    def parquet(self, table: str) -> Path | None:
        """Its Parquet file of a mart; None if its content differs."""
        mart = table.removeprefix("marts.")
        return self.folder / f"{mart}-{self.build_id}.parquet" if table in self.same else None


def publish(
    work: duckdb.DuckDBPyConnection,
    curated: Path,
    build_id: str,
    former: Former | None = None,
) -> Path:
    """Copy the published schemas of a finished build and point readers to it.

    The database is a new file: a copy of the former one would keep removed content.

    Args:
        work: connection to the build's working database.
        curated: published folder of the workspace.
        build_id: sortable id of the build.
        former: an earlier build whose files with the same content are used again.

    Returns:
        Path of the new database file.
    """
    keep_private(curated)
    for leftover in curated.glob("*.part"):
        leftover.unlink()
    _limit_memory(work)
    target = database(curated, build_id)
    part = target.with_name(target.name + ".part")
    public = public_file.path_of(target)
    part_of_public = public.with_name(public.name + ".part")
    folder = former.folder if former else None
    with ThreadPoolExecutor(2) as others:
        remembering = others.submit(_write_out, work)
        large = Large(curated, LARGE_FILE, build_id, folder)
        (name,) = work.execute("select current_database()").fetchall()[0]
        most = largest(work, name)
        own = (most, f"from {quoted(most)}") if most else None
        written = begin(work, "published", part, STORAGE_VERSION, own, large)
        # Together, or each table would wait for the disk.
        work.execute("begin")
        for table in (table for schema in SCHEMAS for table in _tables(work, schema)):
            if table != written:
                work.execute(f"create table published.{quoted(table)} as from {quoted(table)}")
        work.execute("commit")
        work.execute("detach published")
        large = Large(curated, PUBLIC_LARGE_FILE, build_id, folder, LARGE_FILE)
        writing = others.submit(
            public_file.write, part, part_of_public, STORAGE_VERSION, large=large
        )
        _write_parquet(work, curated, build_id, former)
        writing.result()
        remembering.result()
    settle_file(part, target)
    settle_file(part_of_public, public)
    keep_private(curated)
    point_to(curated, build_id)
    forget_old(curated)
    return target


def _limit_memory(work: duckdb.DuckDBPyConnection) -> None:
    """Limit the memory of copies to `COPY_MEMORY`; a lower limit stays."""
    is_above = work.execute(
        "select parse_formatted_bytes(current_setting('memory_limit')) > parse_formatted_bytes(?)",
        [COPY_MEMORY],
    ).fetchall()[0][0]
    if is_above:
        work.execute("set memory_limit = ?", [COPY_MEMORY])


def _write_out(work: duckdb.DuckDBPyConnection) -> None:
    """Write out what the next build remembers, which closing it would do after the publication."""
    with work.cursor() as cursor:
        cursor.execute("checkpoint")


def _write_parquet(
    work: duckdb.DuckDBPyConnection, curated: Path, build_id: str, former: Former | None
) -> None:
    """Write the marts as Parquet; the file of a mart that is unchanged gets a second name."""
    for table in _tables(work, "marts"):
        parquet = curated / f"{table.split('.')[1]}-{build_id}.parquet"
        part = parquet.with_name(parquet.name + ".part")
        twin = former.parquet(table) if former else None
        if twin and linked(twin, part):
            part.replace(parquet)
        else:
            work.execute(f"copy {quoted(table)} to {literal(part)} (format parquet)")
            settle_file(part, parquet)


def adopt(built: Path, curated: Path) -> str:
    """Copy a build made in another folder beside those of a workspace, without publishing it.

    Args:
        built: folder where the build was published, hidden from readers.
        curated: published folder of the workspace, created if absent.

    Returns:
        Id of the build, for `point_to`.
    """
    build_id = current_build(built)
    if build_id is None:
        raise NothingToRollBack("Retour impossible : cette version n’a pas été construite.")
    curated.mkdir(parents=True, exist_ok=True)
    for file in built.glob(f"*-{build_id}.*"):
        target = curated / file.name
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        if not linked(file, part):
            shutil.copyfile(file, part)
        settle_file(part, target)
    return build_id


def drop(curated: Path, build_id: str) -> None:
    """Remove a build that nobody reads."""
    if current_build(curated) != build_id:
        _remove(curated, build_id)


def point_to(curated: Path, build_id: str) -> None:
    """Publish a kept build: its database first, then its Parquet files.

    The only place where a publication takes effect; the static edition is renewed from here.
    """
    _write_public(database(curated, build_id))
    _replace_link(curated / POINTER, f"observatory-{build_id}.duckdb")
    for parquet in curated.glob(f"*-{build_id}.parquet"):
        mart = parquet.name.removesuffix(f"-{build_id}.parquet")
        _replace_link(curated / f"{mart}.parquet", parquet.name)
    edition.renew(curated)


def _write_public(build: Path) -> None:
    """Write the public part of a build, unless it exists."""
    target = public_file.path_of(build)
    if target.exists():
        return
    part = target.with_name(target.name + ".part")
    public_file.write(build, part, STORAGE_VERSION)
    settle_file(part, target)
    keep_private(target)


def files_of(curated: Path, build_id: str) -> dict[str, str]:
    """Raw files from which a kept build was made: path → SHA-256."""
    with duckdb.connect(str(database(curated, build_id)), read_only=True) as connection:
        rows = connection.execute(
            "select path, sha256 from meta.source_file where contract <> ''"
        ).fetchall()
    return dict(rows)


def rollback(curated: Path, to: str | None = None) -> str:
    """Publish a kept build again: the one given, or the one before the published one.

    Raises:
        NothingToRollBack: that build is not kept, or none is older.
    """
    build_id = kept_build(curated, to)
    point_to(curated, build_id)
    return build_id


def kept_build(curated: Path, to: str | None = None) -> str:
    """Id of a kept build: the one given, or the one before the published one.

    Raises:
        NothingToRollBack: that build is not kept, none is older, or it lacks tables that the pages
            of today read.
    """
    ids = builds(curated)
    current = current_build(curated)
    if to is None:
        older = [build for build in ids if current and build < current]
        if not older:
            raise NothingToRollBack(
                "Retour impossible : aucune version antérieure n’est conservée."
            )
        to = older[-1]
    elif to not in ids:
        raise NothingToRollBack(f"Retour impossible : la version « {to} » n’est pas conservée.")
    if current and (lacks := _lacks(database(curated, to), database(curated, current))):
        raise NothingToRollBack(
            f"Retour impossible : la version « {to} » date d’avant une mise à jour de "
            f"l’Observatoire, et n’a pas ce que les pages lisent ({', '.join(lacks)}). Revenez à "
            "ses fichiers par l’historique : elle sera reconstruite."
        )
    return to


def _lacks(build: Path, current: Path) -> list[str]:
    """Tables that the present code computes, that the published build has and another has not.

    What the published build has and the present code does not compute is of no use to its pages:
    one may go back to a former version of the code, then to its builds.
    """
    computed = {table for node in load_nodes() for table in node.outputs}
    return sorted(computed & _stored(current) - _stored(build))


def _stored(build: Path) -> set[str]:
    with duckdb.connect(str(build), read_only=True) as connection:
        return {table for schema in SCHEMAS for table in _tables(connection, schema)}


def keep_only_current(curated: Path) -> int:
    """Remove every build except the published one; return the number removed."""
    current = current_build(curated)
    older = [build for build in builds(curated) if build != current]
    for build_id in older:
        _remove(curated, build_id)
    for memory in curated.glob(f"{MEMORY}*"):
        if memory.stem != f"{MEMORY}{current}":
            memory.unlink()
    return len(older)


def sweep(curated: Path) -> None:
    """Remove the leftovers of builds that died; no build may be running."""
    for leftover in curated.glob("*.part"):
        leftover.unlink()
    for leftover in curated.glob(f"{WORK}*"):
        shutil.rmtree(leftover)


def _tables(work: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    rows = work.execute(
        "select table_name from duckdb_tables() "
        "where schema_name = ? and database_name = current_database() order by all",
        [schema],
    ).fetchall()
    return [f"{schema}.{name}" for (name,) in rows]


def _replace_link(link: Path, target_name: str) -> None:
    temporary = link.with_name(f".{link.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target_name)
    temporary.replace(link)


def forget_old(curated: Path) -> None:
    """Remove all but the last builds, the published one and the last memory."""
    current = current_build(curated)
    for memory in sorted(curated.glob(f"{MEMORY}*"))[:-1]:
        memory.unlink(missing_ok=True)
    for build_id in builds(curated)[:-KEPT_BUILDS]:
        if build_id != current:
            _remove(curated, build_id)


def _remove(curated: Path, build_id: str) -> None:
    for file in curated.glob(f"*-{build_id}.*"):
        file.unlink()
