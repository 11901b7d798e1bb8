"""`doctor`: run every check of an installation; report what is wrong and what to do."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from method.errors import ReaderError
from method.settings import ROOT, is_demo_free, site_url
from method.wording import plural
from operations import archive, checks
from operations.backup import SETTING
from operations.findings import SIGNS, Finding, fault, ok, warning
from operations.kept import Places
from operations.places import Folder, place_of
from pipelines.desk import contacts
from ui.server import configuration

REQUIREMENTS = ROOT / "requirements.txt"
LOCAL = ("localhost", "127.0.0.1", "::1")
# Patterns of secrets in text files.
_SECRET = re.compile(
    rb"AGE-SECRET-KEY-1[0-9A-Z]{58}|-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"
    rb"|\bAKIA[0-9A-Z]{16}\b|^\s*(?:client|cookie)_secret\s*=\s*\"[^\"{$<]{16,}\"",
    re.MULTILINE,
)
_LARGEST = 1_000_000
BACKUP_OLD = timedelta(days=3)


def doctor(format: str) -> int:
    """Run every check; exit code 1 if something is wrong."""
    findings = examine(Places.configured(), datetime.now(UTC))
    if format == "json":
        print(json.dumps([vars(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        print(as_text(findings))
    return 1 if any(one.level == "fault" for one in findings) else 0


def examine(places: Places, now: datetime) -> list[Finding]:
    """Findings of every check, in the order in which to fix them."""
    all_checks: list[Callable[[], Iterable[Finding]]] = [
        versions,
        lambda: checks.folders(places),
        lambda: checks.room(places),
        sign_in,
        secrets,
        lambda: checks.interrupted(places),
        lambda: checks.published(places, now),
        lambda: checks.books(places),
        lambda: checks.audited(places),
        lambda: checks.last_night(places, now),
        lambda: backups(places, now),
        lambda: letters(places),
    ]
    findings: list[Finding] = []
    for check in all_checks:
        try:
            findings += check()
        except OSError as error:
            findings.append(fault("lecture", f"{error}.", "Corrigez les droits, puis relancez."))
    return findings


def as_text(findings: list[Finding]) -> str:
    """Findings as text: one line each, followed by what to do."""
    lines = []
    for one in findings:
        lines.append(f"{SIGNS[one.level]} {one.check} : {one.what}")
        lines += [f"    → {one.do}"] if one.do else []
    faults = sum(one.level == "fault" for one in findings)
    warnings = sum(one.level == "warning" for one in findings)
    counted = plural(faults, "défaut"), plural(warnings, "avertissement")
    return "\n".join([*lines, f"{counted[0]}, {counted[1]}."])


def versions() -> Iterator[Finding]:
    """Check Python, and the version of each package against the tested one."""
    wrong = []
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        name, _, expected = line.partition("==")
        if expected and (installed := _installed(name.partition("[")[0])) != expected:
            wrong.append(f"{name} {installed or 'absent'} au lieu de {expected}")
    if wrong:
        do = "pip install --require-hashes -r deploy/requirements.lock"
        yield fault("versions", f"{', '.join(wrong)}.", do)
    else:
        python = ".".join(str(part) for part in sys.version_info[:3])
        yield ok("versions", f"Python {python}, paquets de requirements.txt.")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def sign_in() -> Iterator[Finding]:
    """Check who may sign in, and whether the server is open to everybody."""
    address = urlsplit(site_url())
    is_local = address.hostname in LOCAL
    if problem := configuration.problem():
        yield fault("connexion", problem, "Voyez docs/security.md, « The configuration ».")
    elif is_demo_free() and not is_local:
        do = "Retirez OBSERVATOIRE_DEMO_LIBRE d’un serveur que d’autres atteignent."
        yield fault("connexion", "Chacun peut prendre tout profil sur les données fictives.", do)
    elif not is_local and address.scheme != "https":
        do = "Donnez OBSERVATOIRE_URL=https://… : les témoins de connexion le demandent."
        yield fault("connexion", f"{site_url()} n’est pas chiffré.", do)
    elif not any(Path(name).is_file() for name in _secret_files()):
        do = "Pour ouvrir les pages du personnel, donnez [auth] et [access]."
        yield warning("connexion", "Aucun fournisseur : personne ne peut se connecter.", do)
    else:
        yield ok("connexion", "La configuration se lit.")


def _secret_files() -> list[str]:
    from streamlit import config

    return list(config.get_option("secrets.files"))


def secrets() -> Iterator[Finding]:
    """Check that secrets are only readable by their owner, and in no file tracked by git."""
    files = [Path(name) for name in _secret_files()]
    identity = os.environ.get(f"{SETTING}IDENTITY")
    files += [Path(identity)] if identity else []
    open_ones = [str(f) for f in files if f.is_file() and stat.S_IMODE(f.stat().st_mode) & 0o077]
    if open_ones:
        yield fault("secrets", f"{', '.join(open_ones)} : lisible par d’autres.", "chmod 600.")
    if tracked := [name for name in tracked_files(ROOT) if holds_secret(ROOT, name)]:
        do = "Retirez-le de l’historique et changez ce secret : il est connu."
        yield fault("secrets", f"{', '.join(tracked)} : un secret est dans le dépôt.", do)
    if not open_ones and not tracked:
        yield ok("secrets", "Aucun secret dans le dépôt, ni lisible par d’autres comptes.")


def tracked_files(root: Path) -> list[str]:
    """Files tracked by git; empty without git or a repository."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return []
    result = subprocess.run(  # noqa: S603 — our own words
        [git, "-C", str(root), "ls-files", "-z"], capture_output=True, check=False
    )
    return [name for name in result.stdout.decode(errors="replace").split("\0") if name]


def holds_secret(root: Path, name: str) -> bool:
    """Whether a file of a repository contains a secret; those of tests are invented."""
    file = root / name
    if name.startswith("tests/") or file.is_symlink() or not file.is_file():
        return False
    is_text = file.stat().st_size <= _LARGEST
    return file.name == "secrets.toml" or (is_text and bool(_SECRET.search(file.read_bytes())))


def backups(places: Places, now: datetime) -> Iterator[Finding]:
    """Check whether backups are configured and readable, on another disk, and of what age."""
    to = os.environ.get(f"{SETTING}TO")
    if not to:
        do = "Donnez OBSERVATOIRE_BACKUP_TO et _RECIPIENTS : voyez docs/operations.md."
        yield warning("sauvegarde", "Aucune sauvegarde n’est configurée.", do)
        return
    try:
        archive.recipients(os.environ.get(f"{SETTING}RECIPIENTS", ""))
        place = place_of(to)
        names = place.names()
    except ReaderError as error:
        yield fault("sauvegarde", str(error), "Corrigez, puis lancez « backup ».")
        return
    if not names:
        yield fault("sauvegarde", f"{to} n’en contient aucune.", "Lancez « backup ».")
        return
    if isinstance(place, Folder) and place.folder.stat().st_dev == places.raw.stat().st_dev:
        do = (
            "Montez un autre disque à cet endroit, ou donnez s3://… : un disque perdu emporte tout."
        )
        yield warning("sauvegarde", f"{to} est sur le disque des données.", do)
    made_at = datetime.strptime(names[-1][len("observatoire-") :][:15], "%Y%m%dT%H%M%S")
    age = now - made_at.replace(tzinfo=UTC)
    what = f"{plural(len(names), 'sauvegarde')}, la dernière il y a {plural(age.days, 'jour')}."
    if age < -checks.DRIFT:
        do = f"Retirez {names[-1]}, faite avec une horloge en avance : « restore » la prendrait."
        yield fault("sauvegarde", f"{names[-1]} est datée d’un jour à venir.", do)
    elif age > BACKUP_OLD:
        yield fault("sauvegarde", what, "Voyez la nuit et l’horloge, puis lancez « backup ».")
    else:
        yield ok("sauvegarde", what)


def letters(places: Places) -> Iterator[Finding]:
    """Check whether the file of contacts can be used, if there is one."""
    name = os.environ.get(contacts.SETTING)
    if not name:
        return
    try:
        by_workspace = {raw.name: contacts.configured(raw.name) for raw in places.workspaces()}
    except ReaderError as error:
        yield fault("relances", str(error), "Corrigez ce fichier.")
        return
    if stat.S_IMODE(Path(name).stat().st_mode) & 0o077:
        yield fault("relances", f"{name} : lisible par d’autres.", "chmod 600.")
        return
    addresses = sum(
        bool(one.address) for networks in by_workspace.values() for one in networks.values()
    )
    yield ok("relances", f"{plural(addresses, 'réseau a une adresse', 'réseaux ont une adresse')}.")
