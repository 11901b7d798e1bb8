"""The switch that makes a change current: raw files and figures together.

A build names the files it was made from (`meta.source_file`), and readers find it through one
symbolic link. Renaming that link is the switch. A journal records beforehand what is about to
become current, so that after a kill the next process completes what was switched, or cleans up what
was not.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from method.log import log
from pipelines.build import publish, releases
from pipelines.build.run import one_build_at_a_time
from pipelines.desk import history
from pipelines.desk.history import Entry
from pipelines.ingest.files import HISTORY

JOURNAL = "switch.json"
_SINCE = re.compile(r"^people_since\s*=.*$", re.MULTILINE)


@dataclass(frozen=True)
class Switch:
    """A change about to become current.

    `is_new` if it comes with a new build, not read by anybody yet; `since` is the day that a purge
    writes in `workspace.toml`; `forgets` are the contracts whose former versions it deletes.
    """

    entry: Entry
    curated: str = ""
    is_new: bool = False
    since: str = ""
    forgets: tuple[str, ...] = ()


def switch(
    raw: Path, change: Switch, built: Path | None = None, mirror: Path | None = None
) -> Entry:
    """Make a stored state and its build current; the caller holds the lock of the raw folder.

    Args:
        raw: raw folder of the workspace.
        change: the change, with its state in `entry.after`, stored whole in the history, and its
            build in `entry.build`, or `""` if the next build will read the files.
        built: folder of the build, or None if it is already in the published folder.
        mirror: raw folder that it was made from, whose ledger goes with it.

    Raises:
        LedgerMoved: another build was shown since the mirror was made; nothing was changed.
    """
    if change.entry.build:
        curated = Path(change.curated)
        curated.mkdir(parents=True, exist_ok=True)
        with one_build_at_a_time(curated):
            if mirror:
                releases.carry(mirror, raw)
            _write(raw, change)
            if built:
                publish.adopt(built, curated)
            publish.point_to(curated, change.entry.build)
            _finish(raw, change)
            publish.forget_old(curated)
    else:
        _write(raw, change)
        _finish(raw, change)
    entry = change.entry
    log.info(
        "files_changed",
        workspace=raw.name,
        action=entry.action,
        contract=entry.contract,
        networks=len(entry.networks),
        build=entry.build,
    )
    return entry


def settle(raw: Path) -> None:
    """Complete or clean up a change interrupted by a kill, if there is one."""
    if (history.folder(raw) / JOURNAL).exists():
        with history.locked(raw):
            recover(raw)


def recover(raw: Path) -> None:
    """The same, when the caller already holds the lock."""
    journal = history.folder(raw) / JOURNAL
    if not journal.exists():
        return
    fields = json.loads(journal.read_text(encoding="utf-8"))
    entry = history.entry_of(fields.pop("entry"))
    change = Switch(
        entry, fields["curated"], fields["is_new"], fields["since"], tuple(fields["forgets"])
    )
    curated = Path(change.curated)
    if not entry.build:
        _finish(raw, change)
    elif publish.current_build(curated) == entry.build:
        with one_build_at_a_time(curated):
            publish.point_to(curated, entry.build)
            _finish(raw, change)
    else:
        if change.is_new and curated.exists():
            with one_build_at_a_time(curated):
                publish.drop(curated, entry.build)
        journal.unlink()


def _write(raw: Path, change: Switch) -> None:
    history.write_durably(
        history.folder(raw) / JOURNAL, json.dumps(asdict(change), ensure_ascii=False).encode()
    )


def _finish(raw: Path, change: Switch) -> None:
    """Run everything after the switch; idempotent, so it can be run again from the start."""
    entry = change.entry
    _clear_parts(raw)
    if change.since:
        remember_purge(raw, change.since)
    history.show_state(raw, history.load_state(raw, entry.after))
    if all(logged.id != entry.id for logged in history.entries(raw)):
        history.append(raw, entry)
    if change.forgets:
        shutil.rmtree(history.folder(raw) / "staging", ignore_errors=True)
        history.forget(raw, change.forgets)
        publish.keep_only_current(Path(change.curated))
        publish.sweep(Path(change.curated))
    (history.folder(raw) / JOURNAL).unlink()
    shutil.rmtree(history.folder(raw) / "staging" / entry.id, ignore_errors=True)
    _sync(raw)


def _clear_parts(raw: Path) -> None:
    """Delete partial files left by a kill among the data files."""
    for place in raw.iterdir():
        inside = place.rglob("*") if place.is_dir() and place.name != HISTORY else [place]
        for path in inside:
            if path.name.startswith(".") and path.suffix == ".part":
                path.unlink()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remember_purge(raw: Path, since: str) -> None:
    """Write the day of a purge in `workspace.toml`, and nothing else."""
    file = raw / "workspace.toml"
    text = file.read_text(encoding="utf-8")
    line = f"people_since = {since}"
    text = _SINCE.sub(line, text) if _SINCE.search(text) else f"{text.rstrip()}\n{line}\n"
    history.write_durably(file, text.encode())
