"""The desk on the command line: `deposit`, `history`, `restore`; the page calls the same code."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path

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
    """Load a file, or only say what loading it would do."""
    try:
        desk = _desk(who or account(), workspace, raw, curated)
        staged = desk.stage(contract, file.name, file.read_bytes(), mode)
    except OSError as error:
        raise CommandRefused(f"{file} : le fichier ne s’ouvre pas ({error.strerror}).") from None
    except FileRefused as refusal:
        raise CommandRefused(f"{file.name} : {words.refusal(contract, refusal)}") from None
    except ValueError:
        raise CommandRefused("--who : donnez un nom de 1 à 120 signes, sur une ligne.") from None
    try:
        found = desk.examine(staged)
        for line in found.file.issue_lines():
            print(line, file=sys.stderr)
        if found.file.refused:
            _print(found, format, {})
            raise CommandRefused(f"{file.name} : fichier refusé, rien n’a changé.")
        if dry_run:
            return _dry_run(desk, staged, found, format)
        return _publish(desk, staged, found, format, yes=yes)
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
        forced = [
            {"entry": build, "who": one.who, "what": "correction", "reason": one.reason}
            for build, one in corrected
        ]
        print(json.dumps([*rows, *forced], ensure_ascii=False, indent=2))
        return 0
    for row, entry in zip(rows, entries, strict=True):
        title = contracts.load(entry.contract).title if entry.contract else ""
        told = [entry.id, entry.at, entry.who, words.ACTIONS[entry.action], title]
        told += [", ".join(entry.networks), entry.target]
        told += ["← état actuel"] if row["is_current"] else []
        print("  ".join(part for part in told if part))
    for build, one in corrected:
        print(f"{build}  {one.who}  chiffres publics corrigés d’office\u00a0: {one.reason}")
    return 0


def restore(workspace: str, to: str, raw: Path | None, curated: Path | None) -> int:
    """Make the state that a change made current again."""
    desk = _desk(account(), workspace, raw, curated)
    try:
        found = desk.examine_restore(to)
        print(words.sentence(found), file=sys.stderr)
        for line in words.loss_lines(found):
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


def _dry_run(desk: Desk, staged: Staged, found: Examination, format: str) -> int:
    _print(found, format, {})
    if format == "text":
        effect = desk.effect(staged, _progress(desk))
        for line in _effect_lines(effect) if effect else ():
            print(line)
    return 0


def _publish(desk: Desk, staged: Staged, found: Examination, format: str, *, yes: bool) -> int:
    if found.needs_confirmation and not yes:
        _print(found, format, {})
        raise CommandRefused(
            "Des lignes partiraient : relancez avec --yes si c’est voulu. Rien n’a changé."
        )
    entry = desk.publish(staged, found, _progress(desk), is_confirmed=yes)
    _print(found, format, {"entry": entry.id, "build": entry.build})
    return 0


def _print(found: Examination, format: str, more: dict[str, str]) -> None:
    if format == "json":
        report = {
            "networks": found.by_network(),
            "issues": [vars(issue) for issue in found.file.issues],
            "needs_confirmation": found.needs_confirmation,
        }
        print(json.dumps({**report, **more}, ensure_ascii=False, indent=2))
        return
    if found.file.refused:
        return
    print(words.sentence(found))
    for network, rows in found.by_network().items():
        counts = [
            plural(rows["added"], "ajoutée"),
            plural(rows["changed"], "modifiée"),
            plural(rows["gone"], "disparue"),
            plural(rows["kept"], "inchangée"),
        ]
        name = words.name_of(network, found.names)
        print(f"  {name}{NBSP}: {', '.join(counts)}")
    gone = found.changes[found.changes["change"] == "gone"]
    for row in gone.head(SHOWN).to_dict("records"):
        print(f"  − {words.name_of(row['network'], found.names)}{NBSP}: {row['key']}")
    if len(gone) > SHOWN:
        print(f"  … et {plural(len(gone) - SHOWN, 'autre ligne', 'autres lignes')}")
    for line in words.loss_lines(found):
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
