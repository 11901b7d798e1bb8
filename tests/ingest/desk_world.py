"""A desk on the small France, with a build that only records which files it read."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from pipelines.build import publish
from pipelines.build.memory import Memory, content_of
from pipelines.build.progress import silent
from pipelines.desk import history
from pipelines.desk.desk import Desk
from pipelines.desk.entries import today
from pipelines.ingest.folder import ingest_workspace
from pipelines.ingest.remembered import REFERENCE
from tests.ingest.world import borrowed_france, insert

TWO_NETWORKS = (
    "id_reseau;nom;type;filiere;statut\n"
    "alpha;Alpha;cluster;Eau;actif\nbeta;Bêta;cluster;Bois;actif\n"
)


def tiny_build(raw: Path, curated: Path, *_: object) -> None:
    """Publish a database of one table: the data files that were read."""
    curated.mkdir(parents=True, exist_ok=True)
    build_id = f"{datetime.now(UTC):%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}"
    with duckdb.connect(str(curated / f"observatory-{build_id}.duckdb")) as connection:
        connection.execute("create schema meta")
        connection.execute(
            "create table meta.source_file (path varchar, sha256 varchar, contract varchar)"
        )
        rows = [[path, sha, "x"] for path, sha in history.visible_state(raw).items()]
        if rows:
            insert(connection, "meta.source_file", rows)
    publish.point_to(curated, build_id)


def _remember_two_networks(connection: duckdb.DuckDBPyConnection) -> None:
    """Read a workspace of two networks and nothing else, as a build would, and remember it."""
    memory = Memory.of(connection)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "reseaux.csv").write_text(TWO_NETWORKS, encoding="utf-8")
        memory.contents |= {table: content_of(table, connection) for table in REFERENCE}
        ingest_workspace(connection, Path(folder), today(), memory)
    memory.write({})


@contextmanager
def france() -> Iterator[duckdb.DuckDBPyConnection]:
    """What a desk opens: the small France, and the memory of a build before the first deposit."""
    with borrowed_france(_remember_two_networks) as connection:
        yield connection


def open_desk(raw: Path, who: str = "Ana") -> Desk:
    return Desk(who, raw, raw.parent / "curated", builder=tiny_build, reference=france)


def send(desk: Desk, contract: str, content: bytes, **options: object):
    """Stage, examine and publish, confirming any loss."""
    staged = desk.stage(contract, options.pop("name", "envoi.csv"), content, **options)
    return desk.publish(staged, desk.examine(staged), silent, is_confirmed=True)


def data_files(raw: Path) -> dict[str, bytes]:
    """The files that a build would read."""
    return {
        str(path.relative_to(raw)): path.read_bytes()
        for path in raw.rglob("*")
        if path.is_file() and "_history" not in path.parts and path.name != "workspace.toml"
    }


def is_pair(raw: Path) -> bool:
    """Whether the visible files are those from which the published figures were computed."""
    curated = raw.parent / "curated"
    build_id = publish.current_build(curated)
    return build_id is not None and publish.files_of(curated, build_id) == history.visible_state(
        raw
    )


TODAY = date(2026, 11, 23)
