"""The commands of `python -m pipelines`; parsing is in `__main__`."""

from __future__ import annotations

import hashlib
import shutil
import smtplib
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from method.audit import Audit
from method.faults import reason
from method.log import log
from method.settings import ROOT, TERRITORIES, curated_root, raw_root
from method.wording import fr_date, plural
from observatory.fragility import digest as alert_digest
from pipelines.build import edition, publish
from pipelines.build.command import build
from pipelines.build.progress import to_stderr
from pipelines.build.reference import reference_database
from pipelines.build.run import build_workspace
from pipelines.build.workspace import inputs_hash, load_workspace
from pipelines.contracts import templates
from pipelines.demo import generate
from pipelines.desk import erase as erasing
from pipelines.desk import purge as people
from pipelines.desk.command import account
from pipelines.desk.desk import Desk
from pipelines.fetch import tour_state
from pipelines.ingest import check_file
from pipelines.ingest.files import HISTORY
from pipelines.refused import Refused

__all__ = ["Refused", "build"]

DEMO = "demo"
# Hash of the generator that wrote data/raw/demo; hidden, so as not to be read as a raw file.
GENERATOR_MARK = ".generator"


def refresh() -> int:
    """Build `cvl` and `demo` if they are absent or older than their files or the code."""
    demo_raw = raw_root() / DEMO
    if not (demo_raw / "workspace.toml").exists() or _demo_is_stale(demo_raw):
        _clear(demo_raw)
        generate(demo_raw, progress=to_stderr())
        (demo_raw / GENERATOR_MARK).write_text(_generator_hash(), encoding="utf-8")
    for raw in sorted(path.parent for path in raw_root().glob("*/workspace.toml")):
        curated = curated_root() / raw.name
        if _published_hash(curated) != inputs_hash(raw, TERRITORIES, ROOT):
            build(raw.name, raw, curated, None, strict=False)
        edition.renew_missing(curated)
    return 0


def check(file: Path, contract: str, format: str) -> int:
    """Report the faults of one file; exit code 1 only when the file itself is refused."""
    with reference_database(TERRITORIES) as connection:
        report = check_file(file, contract, connection)
    print(report.to_json() if format == "json" else report.to_text())
    return 1 if report.refused else 0


def demo(out: Path, seed: int, scale: int) -> int:
    """Write the fictional workspace."""
    with _writing(out):
        generate(out, seed=seed, scale=scale, progress=to_stderr())
    print(out)
    return 0


def template(contract: str, out: Path) -> int:
    """Write the blank XLSX of a contract."""
    if out.suffix.lower() != ".xlsx":
        raise Refused(f"{out} : un modèle est un classeur ; donnez un nom en .xlsx.")
    with _writing(out):
        templates.write_template(contract, out)
    print(out)
    return 0


def digest(workspace: str, out: Path, curated: Path | None, send: bool) -> int:
    """Write the weekly digest of alerts, and send it if requested."""
    try:
        settings = alert_digest.SmtpSettings.from_environment() if send else None
        written = alert_digest.workspace_digest(workspace, curated, datetime.now(UTC))
        out.write_text(written.text, encoding="utf-8")
        if settings:
            alert_digest.send(written, settings)
    except (smtplib.SMTPException, OSError) as error:
        raise Refused(f"La lettre n’est pas partie ou pas écrite : {error}.") from None
    print(out)
    return 0


def export(
    workspace: str,
    format: str,
    network: str | None,
    role: str,
    out: Path,
    curated: Path | None,
    figure: str | None,
    month: str | None,
    report: str | None,
    territory: str | None,
    funder: str | None,
    quotation: str | None,
) -> int:
    """Write a report, the sheet of a network or of a territory, or one figure of a page."""
    # Charts, Word and PDF take a second of imports that no other command needs.
    from observatory.exports import command as exports

    request = exports.Request(network, figure, month, report, territory, funder, quotation)
    with _writing(out):
        print(exports.export(workspace, format, role, out, curated, to_stderr(), request))
    return 0


def site(workspace: str, out: Path, curated: Path | None) -> int:
    """Write the static edition of a workspace, and log whether it succeeded."""
    from observatory.edition import site as editions

    try:
        print(editions.write(workspace, out, curated, to_stderr()))
    except Exception as error:
        # Started by a publication, this process may have no reader: only the log is kept.
        log.error("edition_failed", workspace=workspace, reason=type(error).__name__)
        if isinstance(error, OSError):
            raise _not_written(error, out) from None
        raise
    log.info("edition_written", workspace=workspace)
    return 0


def purge(
    workspace: str, months: int | None, who: str | None, raw: Path | None, curated: Path | None
) -> int:
    """Remove people who left long ago, or the name of a person who acted."""
    raw, curated = raw or raw_root() / workspace, curated or curated_root() / workspace
    return _erase(raw, curated, who) if months is None else _purge(raw, curated, months)


def _erase(raw: Path, curated: Path, who: str | None) -> int:
    """Remove an address or a name from the history; the deposits stay."""
    load_workspace(raw)
    with tour_state.locked(raw):
        done = erasing.erase(raw, curated, who or "")
    Audit(curated.parent).add(
        "erasure", who=account(), workspace=raw.name, about=plural(done.times, "fois", "fois")
    )
    print(
        f"{plural(done.times, 'fois', 'fois')}, le nom est remplacé par « {erasing.ERASED} » ; ce "
        "qui a été déposé reste. Les sauvegardes et le journal des accès (par identifiant, douze "
        "mois) gardent ce qu’ils ont.",
        file=sys.stderr,
    )
    if done.elsewhere:
        raise Refused(f"Il se lit encore, dans un autre texte, dans {', '.join(done.elsewhere)}.")
    return 0


def _purge(raw: Path, curated: Path, months: int) -> int:
    """Remove the people who left long ago, rebuild without them and drop the older builds."""
    now = datetime.now(UTC)
    # Whole months, so that the windows of the last published month still include everybody.
    until = (pd.DatetimeIndex([now.date()]) - pd.offsets.MonthEnd(months + 1))[0].date()
    with reference_database(TERRITORIES) as connection:
        removed = people.purge(
            raw,
            curated,
            until,
            now,
            connection,
            lambda folder, into: build_workspace(folder, into, progress=to_stderr()),
        )
    print(
        f"{plural(removed.lines, 'ligne purgée', 'lignes purgées')} (départs jusqu’au "
        f"{fr_date(until)}), {plural(removed.versions, 'version')} de fichiers et "
        f"{plural(removed.builds, 'version publiée', 'versions publiées')} en moins.",
        file=sys.stderr,
    )
    return 0


def rollback(workspace: str, to: str | None, raw: Path | None, curated: Path | None) -> int:
    """Publish an older build again, and restore the files from which it was made.

    With a published folder but no raw folder, only the figures are restored.
    """
    if curated and not raw:
        print(publish.rollback(curated, to))
    else:
        target = curated or curated_root() / workspace
        received = raw or raw_root() / workspace
        load_workspace(received)
        print(Desk(account(), received, target).roll_back(to))
    return 0


def audit(purge: bool, account: str | None, curated: Path | None) -> int:
    """Verify the audit; remove expired months; print the account of an address."""
    book = Audit(curated)
    if account:
        print(book.account(account))
        return 0
    if purge:
        print(f"{plural(book.purge(), 'mois retiré', 'mois retirés')}.")
    state = book.verify()
    if state.fault:
        raise Refused(
            f"Le journal des accès a été modifié ou coupé\u00a0: {state.fault}. "
            f"{plural(state.lines, 'ligne tient', 'lignes tiennent')} avant elle. Comparez avec la "
            "dernière sauvegarde."
        )
    print(f"{plural(state.lines, 'ligne', 'lignes')}, toutes intactes.")
    return 0


@contextmanager
def _writing(out: Path) -> Generator[None]:
    """Refuse, in French, an output that cannot be written."""
    try:
        yield
    except OSError as error:
        raise _not_written(error, out) from None


def _not_written(error: OSError, out: Path) -> Refused:
    return Refused(f"{error.filename or out} : l’écriture échoue ({reason(error)}).")


def _demo_is_stale(demo_raw: Path) -> bool:
    mark = demo_raw / GENERATOR_MARK
    return not mark.exists() or mark.read_text(encoding="utf-8") != _generator_hash()


def _clear(raw: Path) -> None:
    """Empty a raw folder except for its history, which only a purge may shorten."""
    for place in raw.glob("*"):
        if place.is_dir() and place.name != HISTORY:
            shutil.rmtree(place)
        elif place.is_file():
            place.unlink()


def _generator_hash() -> str:
    digest = hashlib.sha256()
    for file in sorted((ROOT / "pipelines" / "demo").rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _published_hash(curated: Path) -> str | None:
    if publish.current_build(curated) is None:
        return None
    with duckdb.connect(str((curated / publish.POINTER).resolve()), read_only=True) as connection:
        row = connection.execute("select inputs_sha256 from meta.build").fetchone()
    return row[0] if row else None
