"""A build begun: only the tables that a look compares, kept for the build that publishes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import duckdb

from method.settings import ROOT, TERRITORIES
from pipelines.build import memory as memories
from pipelines.build.progress import Progress
from pipelines.build.publish import WORK
from pipelines.build.room import enough_room
from pipelines.build.run import Build, one_build_at_a_time, working
from pipelines.build.workspace import inputs_hash, load_workspace
from pipelines.ingest.handed import handed_in

Seen = TypeVar("Seen")


def begin_build(
    raw: Path,
    into: Path,
    tables: Sequence[str],
    see: Callable[[duckdb.DuckDBPyConnection], Seen],
    *,
    memory: Path,
    reading: Path,
    progress: Progress,
    is_kept: bool,
) -> Seen:
    """Make some tables as a build would, and look at them; nothing is published.

    The build of the same files in the same folder goes on from what is kept there: it makes only
    the other tables, and tells why each step was run as if it had done all of them.

    Args:
        raw: raw folder of the workspace.
        into: folder of the build that may follow, created if absent.
        tables: what is looked at, `schema.table`; the laws are checked too.
        see: called with the working database.
        memory: published folder whose last build is reused.
        reading: contracts read when the deposit was examined (`pipelines.ingest.handed`).
        progress: called with a label, the number of steps done and the total.
        is_kept: whether a build may follow.

    Returns:
        What `see` returns.

    Raises:
        BuildRefused: a build of these files would be refused.
        NoRoom: the disk or the memory is full.
    """
    workspace = load_workspace(raw)
    with (
        enough_room(into),
        one_build_at_a_time(into),
        tempfile.TemporaryDirectory(dir=into, prefix=WORK) as spill,
    ):
        file = Path(spill) / "work.duckdb"
        with closing(working(file, [into, memory])) as work:
            build = Build(work, workspace, inputs_hash(raw, TERRITORIES, ROOT), progress)
            build.read(raw, TERRITORIES, None, handed_in(reading), strict=False)
            build.begin(tables)
            seen = see(work)
            if not is_kept:
                # Writing it out would be for nothing.
                work.execute("pragma disable_checkpoint_on_shutdown")
        if is_kept:
            memories.keep(file, into, build.build_id)
        return seen
