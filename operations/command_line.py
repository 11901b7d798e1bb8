"""The commands of an installation; each imports what it needs when it runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    """Declare `backup`, `restore`, `doctor`, `nightly`, `remind` and `release`."""
    backup = command("backup", _backup, "sauvegarde, chiffré, ce qui ne peut être refait")
    backup.add_argument("--to", metavar="DOSSIER|s3://…", help="sinon OBSERVATOIRE_BACKUP_TO")
    backup.add_argument("--keep", type=_count, default=30, metavar="N", help="sauvegardes gardées")
    backup.add_argument("--identity", type=Path, metavar="CLÉ", help="rouvre ce qui est écrit")
    backup.add_argument(
        "--new-key", type=Path, metavar="FICHIER", help="fait une clé, rien d’autre"
    )

    back = command("restore", _restore, "rend un état de l’historique, ou une sauvegarde")
    which = back.add_mutually_exclusive_group(required=True)
    which.add_argument("--to", metavar="CHANGEMENT", help="état d’après ce changement")
    which.add_argument("--from", dest="source", metavar="DOSSIER|s3://…", help="sauvegarde")
    back.add_argument("--workspace", help="avec --to : espace, demo, cvl…")
    back.add_argument("--raw", type=Path, help="avec --to : dossier des fichiers reçus")
    back.add_argument("--curated", type=Path, help="avec --to : dossier publié")
    back.add_argument("--name", metavar="NOM", help="avec --from : la dernière par défaut")
    back.add_argument("--identity", type=Path, metavar="CLÉ", help="avec --from : clé secrète")
    back.add_argument("--check", action="store_true", help="avec --from : vérifie sans rien rendre")
    back.add_argument("--replace", action="store_true", help="met de côté ce qui est là")

    doctor = command("doctor", _doctor, "vérifie l’installation et dit quoi faire")
    doctor.add_argument("--format", choices=("text", "json"), default="text")

    night = command("nightly", _nightly, "fait le travail de la nuit, du relevé à la sauvegarde")
    night.add_argument(
        "--only", type=lambda text: text.split(","), metavar="ÉTAPE,…", help="ces étapes seulement"
    )
    night.add_argument("--timeout", type=_count, default=240, metavar="MINUTES")

    letters = command("remind", _remind, "écrit une lettre à chaque réseau qui doit un fichier")
    letters.add_argument("--workspace", required=True, help="espace réel : cvl…")
    letters.add_argument("--out", type=Path, required=True, help="dossier des lettres (.eml)")
    letters.add_argument("--send", action="store_true", help="les envoie (OBSERVATOIRE_SMTP_*)")

    release = command("release", _release, "prépare une livraison : numéro, journal, inventaire")
    release.add_argument("version", metavar="VERSION")
    release.add_argument("--out", type=Path, required=True, help="dossier de la livraison")


def _backup(to: str | None, keep: int, identity: Path | None, new_key: Path | None) -> int:
    from operations import backup

    _private()
    return backup.backup(to, keep, identity, new_key)


def _restore(
    to: str | None,
    source: str | None,
    workspace: str | None,
    raw: Path | None,
    curated: Path | None,
    name: str | None,
    identity: Path | None,
    check: bool,
    replace: bool,
) -> int:
    if source:
        from operations import backup

        _private()
        return backup.restore(source, name, identity, replace, check)
    if not workspace or not to:
        print("restore --to : il manque --workspace.", file=sys.stderr)
        return 2
    from pipelines.desk import command as desk

    return desk.restore(workspace, to, raw, curated)


def _doctor(format: str) -> int:
    from operations import doctor

    return doctor.doctor(format)


def _nightly(only: list[str] | None, timeout: int) -> int:
    from operations import nightly

    _private()
    return nightly.nightly(only, timeout)


def _remind(workspace: str, out: Path, send: bool) -> int:
    from operations import reminders

    _private()
    return reminders.remind(workspace, out, send)


def _release(version: str, out: Path) -> int:
    from operations import release

    return release.release(version, out)


def _private() -> None:
    """Make new files private to their owner, whatever the shell or cron sets."""
    os.umask(0o077)


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


_count.__name__ = "nombre entier, 1 ou plus"
