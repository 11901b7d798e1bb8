"""Checks of the files on disk: folders, published files, books, free space, interruptions."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from method.audit import Audit
from method.settings import ROOT, TERRITORIES
from method.wording import NBSP, fr, fr_date, plural
from operations import kept, recovery
from operations.findings import Finding, fault, ok, warning
from operations.kept import Places
from pipelines.build.publish import POINTER, builds, current_build
from pipelines.build.workspace import WorkspaceError, inputs_hash, load_workspace
from pipelines.desk import history, switch
from ui.server import night

# A build keeps its working database, memory and Parquet files beside what it publishes.
ROOM_FOR_BUILDS = 6
LEAST_ROOM = 2 * 1024**3
OLD = timedelta(days=45)
# The clocks of two machines differ by seconds.
DRIFT = timedelta(minutes=5)
SHOWN = 3


def folders(places: Places) -> Iterator[Finding]:
    """Check the owners and modes of the files received and of those built from them."""
    for root in (places.raw, places.curated):
        if not root.is_dir():
            do = "Créez-le, au compte du service, en mode 0700."
            yield fault("dossiers", f"{root} n’existe pas.", do)
        elif not os.access(root, os.W_OK | os.X_OK):
            do = "Donnez-le au compte du service (chown)."
            yield fault("dossiers", f"{root} ne peut être écrit par ce compte.", do)
    wrong = [path for path in _private(places) if path.lstat().st_mode & 0o077]
    foreign = [path for path in _private(places) if path.lstat().st_uid != os.geteuid()]
    if wrong:
        what = f"{_first_paths(wrong)} : lisible par d’autres comptes."
        yield fault("dossiers", what, "chmod -R go= sur ces dossiers.")
    if foreign:
        what = f"{_first_paths(foreign)} : d’un autre compte que celui-ci."
        yield fault("dossiers", what, "chown -R au compte du service.")
    if not wrong and not foreign:
        yield ok("dossiers", "Les dossiers reçus et publiés sont à leur seul propriétaire.")


def _private(places: Places) -> Iterator[Path]:
    """Paths that only their owner may access; the mode of a link does not count."""
    folders = [f for raw in places.workspaces() for f in (raw, places.curated / raw.name)]
    paths = [path for folder in folders if folder.exists() for path in (folder, *folder.rglob("*"))]
    yield from (path for path in paths if not path.is_symlink())
    yield from places.curated.glob("*.sqlite*")


def published(places: Places, now: datetime) -> Iterator[Finding]:
    """Check each workspace: readable in full, its age, and whether its files have changed since."""
    if not places.workspaces():
        do = "Lancez « refresh », ou rendez une sauvegarde (« restore --from »)."
        yield fault("publication", f"Aucun espace dans {places.raw}.", do)
    for raw in places.workspaces():
        yield from _published(raw, places.curated / raw.name, now)


def _published(raw: Path, curated: Path, now: datetime) -> Iterator[Finding]:
    name = raw.name
    again = f"python -m pipelines build --workspace {name} --fresh"
    try:
        load_workspace(raw)
    except WorkspaceError as error:
        yield fault("publication", str(error), "Rendez ce fichier depuis une sauvegarde.")
        return
    if current_build(curated) is None:
        yield fault("publication", f"{name} : rien n’est publié.", again)
        return
    try:
        built_at, inputs = _read_whole((curated / POINTER).resolve())
    except (duckdb.Error, OSError) as error:
        kept_builds = len(builds(curated))
        do = f"python -m pipelines rollback --workspace {name}" if kept_builds > 1 else again
        reason = str(error).splitlines()[0]
        yield fault("publication", f"{name} : le fichier publié est abîmé ({reason}).", do)
        return
    what = f"{name} : version du {fr_date(built_at.date())}, lue en entier."
    if built_at > now + DRIFT:
        do = "Remettez l’horloge à l’heure (timedatectl), puis construisez."
        yield fault("horloge", f"{name} : publié le {fr_date(built_at.date())}, à venir.", do)
    elif now - built_at > OLD:
        yield warning("publication", what, "Chiffres anciens : voyez la nuit, ou construisez.")
    elif inputs != inputs_hash(raw, TERRITORIES, ROOT):
        what += " Les fichiers ou le code ont changé depuis."
        yield warning("publication", what, f"python -m pipelines build --workspace {name}")
    else:
        yield ok("publication", what)


def _read_whole(database: Path) -> tuple[datetime, str]:
    """Time of a build and hash of its inputs, after reading every block of its tables.

    DuckDB verifies the checksum of each block that it reads.
    """
    with duckdb.connect(database, read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        for schema, table in tables:
            relation = connection.table(f'"{schema}"."{table}"')
            relation.aggregate(f'bit_xor(hash("{table}"))').fetchall()
        row = connection.execute("select built_at, inputs_sha256 from meta.build").fetchone()
    if row is None:
        raise OSError("aucune version n’y est décrite")
    return row[0].replace(tzinfo=UTC), row[1]


def books(places: Places) -> Iterator[Finding]:
    """Check the books in which people write, with SQLite itself."""
    wrong = 0
    for book in [*places.books(), *places.curated.glob(kept.sign_ins.FILE_NAME)]:
        if problem := kept.fault(book):
            wrong += 1
            do = kept.remedy(book, problem)
            yield fault("registres", f"{book} : {problem.value}.", do[0].upper() + do[1:])
    if not wrong:
        yield ok("registres", f"{plural(len(places.books()), 'registre sain', 'registres sains')}.")


def audited(places: Places) -> Iterator[Finding]:
    """Check that the audit has not been altered."""
    result = Audit(places.curated).verify()
    if result.fault:
        do = (
            "Gardez ce dossier à part, comparez-le à celui d’une sauvegarde : quelqu’un y a touché."
        )
        yield fault("audit", f"La chaîne ne tient plus ({result.fault}).", do)
    else:
        yield ok("audit", f"{plural(result.lines, 'ligne')}, toutes à leur place.")


def room(places: Places) -> Iterator[Finding]:
    """Check the free space against the needs of the next builds."""
    for root in {places.raw, places.curated}:
        if not root.is_dir():
            continue
        sizes = [file.stat().st_size for file in root.glob("*/observatory-*.duckdb")]
        needed = max(LEAST_ROOM, ROOM_FOR_BUILDS * max(sizes, default=0))
        free = shutil.disk_usage(root).free
        what = f"{root} : {_giga(free)} libres, {_giga(needed)} conseillés."
        if free < needed:
            yield fault("disque", what, "Libérez de la place : sans elle rien ne sera publié.")
        else:
            yield ok("disque", what)


def interrupted(places: Places) -> Iterator[Finding]:
    """Check for changes and restorations interrupted between two renames."""
    if recovery.is_pending(places):
        do = "Relancez « restore --from » : elle finit d’abord ce qui restait."
        yield fault("interruption", "Une restauration a été interrompue.", do)
    for raw in places.workspaces():
        if (history.folder(raw) / switch.JOURNAL).exists():
            what = f"{raw.name} : un changement de fichiers a été interrompu."
            yield warning("interruption", what, f"history --workspace {raw.name} le termine.")
    aside = [*places.raw.glob(f"{recovery.ASIDE}*"), *places.curated.glob(f"{recovery.ASIDE}*")]
    if aside:
        what = f"{_first_paths(aside)} : mis de côté par une restauration."
        yield warning("interruption", what, "Effacez-le une fois la restauration vérifiée.")


def last_night(places: Places, now: datetime) -> Iterator[Finding]:
    """Check the steps of the last night."""
    last = night.last(places.curated)
    if last is None:
        do = "Activez le minuteur (deploy/systemd) ou cron : voyez docs/operations.md."
        yield warning("nuit", "Aucune nuit n’a été faite.", do)
        return
    started = datetime.fromisoformat(last.started_at)
    failed = [f"{step.name} {step.workspace}".strip() for step in night.failed_steps(last, now)]
    when = f"Nuit du {fr_date(started.date())}"
    if failed:
        do = "Corrigez, puis « python -m pipelines nightly --only » avec ces étapes."
        yield fault("nuit", f"{when} : échec de {', '.join(failed)}.", do)
    elif now - started > night.STALE:
        yield fault("nuit", f"{when}, la dernière.", "Le minuteur est-il actif ?")
    else:
        yield ok("nuit", f"{when} : tout a été fait.")


def _giga(size: int) -> str:
    return f"{fr(size / 1024**3, decimals=1)}{NBSP}Gio"


def _first_paths(paths: list[Path]) -> str:
    names = ", ".join(str(path) for path in paths[:SHOWN])
    more = len(paths) - SHOWN
    return f"{names} et {plural(more, 'autre')}" if more > 0 else names
