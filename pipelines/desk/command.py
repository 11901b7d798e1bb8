"""The desk on the command line: `deposit`, `history`, `restore`; the page uses the same code."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path

from method.faults import reason
from method.settings import curated_root, raw_root
from method.wording import NBSP, plural
from pipelines import contracts
from pipelines.build import publish
from pipelines.build.progress import Progress, to_stderr, with_time_left
from pipelines.build.workspace import load_workspace
from pipelines.desk import history as log
from pipelines.desk import words
from pipelines.desk.deposit import Mode, Staged
from pipelines.desk.desk import Desk
from pipelines.desk.effect import Effect
from pipelines.desk.examine import Examination
from pipelines.ingest.issues import FileRefused
from pipelines.refused import Refused

SHOWN = 20


class CommandRefused(Refused):
    """Nothing was changed."""


def account() -> str:
    """Name of the account that runs the command, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "ligne de commande"


def deposit(
    file: Path,
    contract: str,
    workspace: str,
    mode: Mode,
    who: str | None,
    dry_run: bool,
    yes: bool,
    format: str,
    raw: Path | None,
    curated: Path | None,
) -> int:
    """Load a file, or only report what loading it would do."""
    try:
        desk = _desk(who or account(), workspace, raw, curated)
        staged = desk.stage(contract, file.name, file.read_bytes(), mode)
    except OSError as error:
        raise CommandRefused(f"{file} : le fichier ne s’ouvre pas ({reason(error)}).") from None
    except FileRefused as refusal:
        raise CommandRefused(f"{file.name} : {words.refusal(contract, refusal)}") from None
    except ValueError:
        raise CommandRefused("--who : donnez un nom de 1 à 120 signes, sur une ligne.") from None
    try:
        examination = desk.examine(staged)
        for line in examination.file.issue_lines():
            print(line, file=sys.stderr)
        if examination.file.refused:
            _print(examination, format, {})
            raise CommandRefused(f"{file.name} : fichier refusé, rien n’a changé.")
        if dry_run:
            return _dry_run(desk, staged, examination, format)
        return _publish(desk, staged, examination, format, yes=yes)
    finally:
        desk.discard(staged)


def history(workspace: str, format: str, raw: Path | None, curated: Path | None) -> int:
    """List the changes of a workspace, oldest first."""
    desk = _desk(account(), workspace, raw, curated)
    entries = desk.history()
    current = log.current_entry(entries)
    rows = [
        {
            "entry": entry.id,
            "at": entry.at,
            "who": entry.who,
            "what": entry.action,
            "contract": entry.contract or None,
            "networks": list(entry.networks),
            "is_current": current is not None and entry.id == current.id,
        }
        for entry in entries
    ]
    corrected = desk.corrections()
    if format == "json":
        correction_rows = [
            {
                "entry": build,
                "who": change.who,
                "what": "correction",
                "reason": change.reason,
            }
            for build, change in corrected
        ]
        print(json.dumps([*rows, *correction_rows], ensure_ascii=False, indent=2))
        return 0
    for row, entry in zip(rows, entries, strict=True):
        title = contracts.load(entry.contract).title if entry.contract else ""
        parts = [entry.id, entry.at, entry.who, words.ACTIONS[entry.action], title]
        parts += [", ".join(entry.networks), entry.target]
        parts += ["← état actuel"] if row["is_current"] else []
        print("  ".join(part for part in parts if part))
    for build, change in corrected:
        print(f"{build}  {change.who}  chiffres publics corrigés d’office\u00a0: {change.reason}")
    return 0


def restore(workspace: str, to: str, raw: Path | None, curated: Path | None) -> int:
    """Restore the state after a given change."""
    desk = _desk(account(), workspace, raw, curated)
    try:
        examination = desk.examine_restore(to)
        print(words.sentence(examination), file=sys.stderr)
        for line in words.loss_lines(examination):
            print(line, file=sys.stderr)
        entry = desk.restore(to, _progress(desk))
    except KeyError:
        raise CommandRefused(
            f"« {to} » n’est pas un changement de cet espace : voyez « history »."
        ) from None
    print(entry.id)
    return 0


def _desk(who: str, workspace: str, raw: Path | None, curated: Path | None) -> Desk:
    folder = raw or raw_root() / workspace
    load_workspace(folder)
    return Desk(who, folder, curated or curated_root() / workspace)


def _progress(desk: Desk) -> Progress:
    return with_time_left(to_stderr(), desk.curated / publish.POINTER)


def _dry_run(desk: Desk, staged: Staged, examination: Examination, format: str) -> int:
    _print(examination, format, {})
    if format == "text":
        effect = desk.effect(staged, _progress(desk), is_kept=False)
        for line in _effect_lines(effect) if effect else ():
            print(line)
    return 0


def _publish(
    desk: Desk, staged: Staged, examination: Examination, format: str, *, yes: bool
) -> int:
    if examination.needs_confirmation and not yes:
        _print(examination, format, {})
        raise CommandRefused(
            "Des lignes partiraient : relancez avec --yes si c’est voulu. Rien n’a changé."
        )
    entry = desk.publish(staged, examination, _progress(desk), is_confirmed=yes)
    _print(examination, format, {"entry": entry.id, "build": entry.build})
    return 0


def _print(examination: Examination, format: str, more: dict[str, str]) -> None:
    if format == "json":
        report = {
            "networks": examination.by_network(),
            "issues": [vars(issue) for issue in examination.file.issues],
            "needs_confirmation": examination.needs_confirmation,
        }
        print(json.dumps({**report, **more}, ensure_ascii=False, indent=2))
        return
    if examination.file.refused:
        return
    print(words.sentence(examination))
    for network, rows in examination.by_network().items():
        counts = [
            plural(rows["added"], "ajoutée"),
            plural(rows["changed"], "modifiée"),
            plural(rows["gone"], "disparue"),
            plural(rows["kept"], "inchangée"),
        ]
        name = words.name_of(network, examination.names)
        print(f"  {name}{NBSP}: {', '.join(counts)}")
    gone_rows = examination.changes[examination.changes["change"] == "gone"]
    for row in gone_rows.head(SHOWN).to_dict("records"):
        print(f"  − {words.name_of(row['network'], examination.names)}{NBSP}: {row['key']}")
    if len(gone_rows) > SHOWN:
        print(f"  … et {plural(len(gone_rows) - SHOWN, 'autre ligne', 'autres lignes')}")
    for line in words.loss_lines(examination):
        print(f"ATTENTION : {line}")
    for name, value in more.items():
        print(f"{name} {value}")


def _effect_lines(effect: Effect) -> list[str]:
    opened = effect.alerts["change"].eq("opened").sum()
    closed = effect.alerts["change"].eq("closed").sum()
    counts = [
        plural(len(effect.indicators), "figure bouge", "figures bougent"),
        plural(len(effect.unknown()), "devient inconnue", "deviennent inconnues"),
        plural(len(effect.known()), "devient connue", "deviennent connues"),
        plural(opened, "alerte s’ouvre", "alertes s’ouvrent"),
        plural(closed, "alerte se ferme", "alertes se ferment"),
    ]
    return [f"{', '.join(counts)}."]
