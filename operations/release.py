"""`release`: one command from a clean tree to the files of a delivery.

The archive contains the files tracked by git, in a fixed order, with one date and one owner, so
that anybody with the commit can make the same bytes again; the wheel of the code is built from it.
Beside them: the section of the CHANGELOG, the inventory (CycloneDX) of every package with its hash
and licence, their known faults or why these could not be checked, and the hashes of all files.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from method.settings import ROOT
from method.wording import plural
from operations.archive import sha256
from pipelines.refused import Refused

CHANGELOG = ROOT / "CHANGELOG.md"
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "deploy" / "requirements.lock"
NAME = "observatoire-clusters"
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s\\;]+)")
# Licences of wheels without metadata, from their licence files.
_BY_HAND = {"pyrage": "MIT"}
AUDIT_SECONDS = 600.0
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def release(version: str, out: Path) -> int:
    """Write a release; the tree must be clean, with this version in `pyproject.toml`."""
    check(version)
    out.mkdir(parents=True, exist_ok=True)
    base = f"{NAME}-{version}"
    archive = pack(base)
    name, content = wheel(archive, base)
    written = {
        f"{base}.tar.gz": archive,
        name: content,
        "CHANGELOG.md": section(CHANGELOG.read_text(encoding="utf-8"), version).encode(),
        "sbom.cdx.json": _json(sbom(version)),
        "licences.md": licences().encode(),
    }
    audited = audit()
    written["audit.md"] = audited.text().encode()
    for name, content in written.items():
        (out / name).write_bytes(content)
    sums = [f"{sha256(out / name)}  {name}\n" for name in sorted(written)]
    (out / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    print(audited.sentence(), file=sys.stderr)
    print(out)
    return 1 if audited.faults else 0


@dataclass(frozen=True)
class Audited:
    """Result of `pip-audit` for the packages of an installation.

    Attributes:
        checked: number of packages that its source knows.
        unchecked: name → reason why it could not be checked.
        faults: name → identifiers of its known faults.
        why: reason why the tool gave no result at all.
    """

    checked: int = 0
    unchecked: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    why: str = ""

    def sentence(self) -> str:
        """What was verified and what was not, in French."""
        if self.why or not self.checked:
            why = self.why or "la source de pip-audit ne connaît aucun de ces paquets d’ici"
            return f"Fautes connues des paquets : NON VÉRIFIÉES ({why})."
        unchecked = f", {plural(len(self.unchecked), 'non vérifié')}" if self.unchecked else ""
        details = "".join(f" ; {name} : {', '.join(ids)}" for name, ids in self.faults.items())
        counted = plural(self.checked, "paquet vérifié", "paquets vérifiés")
        verdict = plural(len(self.faults), "fautif") if self.faults else "aucune faute connue"
        return f"Fautes connues des paquets : {counted}{unchecked}, {verdict}{details}."

    def text(self) -> str:
        """Text of the file in the release."""
        lines = [f"- {name} : {why}" for name, why in sorted(self.unchecked.items())]
        return "\n".join(["# Fautes connues des paquets", "", self.sentence(), "", *lines]) + "\n"


def audit() -> Audited:
    """Run `pip-audit` on the lock of installations, if it and its source are available.

    Without its source it skips every package and still reports no known fault.
    """
    tool = shutil.which("pip-audit")
    if tool is None:
        return Audited(why="pip-audit n’est pas installé ici")
    command = [tool, "-r", str(LOCK), "--disable-pip", "--format", "json", "--progress-spinner=off"]
    try:
        result = subprocess.run(  # noqa: S603 — our own words
            command, capture_output=True, text=True, check=False, timeout=AUDIT_SECONDS
        )
        parts = json.loads(result.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return Audited(why="pip-audit n’a pas répondu à temps")
    except (ValueError, KeyError, TypeError):
        message = (result.stderr.strip().splitlines() or ["sans un mot"])[-1]
        return Audited(why=f"pip-audit s’est arrêté : {message[:200]}")
    skipped = {one["name"]: one["skip_reason"] for one in parts if "skip_reason" in one}
    faults = {one["name"]: [v["id"] for v in one["vulns"]] for one in parts if one.get("vulns")}
    return Audited(len(parts) - len(skipped), skipped, faults)


def check(version: str) -> None:
    """Raise `Refused` if the release would differ from the repository."""
    if not _VERSION.fullmatch(version):
        raise Refused(f"« {version} » : attendu MAJEUR.MINEUR.CORRECTIF, comme 1.2.0.")
    declared = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    if declared != version:
        raise Refused(f"pyproject.toml dit {declared} : mettez-y {version}, et enregistrez (git).")
    if _git("status", "--porcelain", "--untracked-files=no"):
        raise Refused("Des fichiers suivis ont changé : enregistrez-les (git) d’abord.")


def section(changelog: str, version: str) -> str:
    """The part of the CHANGELOG about a version.

    Raises:
        Refused: there is no such section.
    """
    parts = re.split(r"^(?=## )", changelog, flags=re.MULTILINE)
    matches = [part for part in parts if re.match(rf"## \[?{re.escape(version)}(?![\w.])", part)]
    if not matches or not matches[0].partition("\n")[2].strip():
        raise Refused(f"CHANGELOG.md n’a pas de section « ## {version} » : écrivez-la.")
    return matches[0].strip() + "\n"


def pack(base: str) -> bytes:
    """Archive of the files tracked by git, with the same bytes for the same commit."""
    moment = int(_git("log", "-1", "--format=%ct"))
    names = [name for name in _git("ls-files", "-z").split("\0") if name]
    whole = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=whole, mode="wb", mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name in sorted(names):
            info = tar.gettarinfo(ROOT / name, arcname=f"{base}/{name}")
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mtime = moment
            info.mode = 0o755 if info.mode & 0o100 else 0o644
            with (ROOT / name).open("rb") as content:
                tar.addfile(info, content if info.isreg() else None)
    return whole.getvalue()


def wheel(archive: bytes, base: str) -> tuple[str, bytes]:
    """Name and content of the wheel of the code, with the same bytes for the same archive.

    Raises:
        Refused: hatchling, which builds it, is missing or failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
            moment = max(one.mtime for one in tar.getmembers())
        out = Path(folder) / "out"
        result = subprocess.run(  # noqa: S603 — our own words
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
            cwd=Path(folder) / base,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(int(moment))},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode:
            raise Refused(
                f"La roue n’a pas été faite ({result.stderr.strip().splitlines()[-1][:200]}) : "
                "pip install -r requirements-dev.txt."
            )
        (file,) = out.glob("*.whl")
        return file.name, file.read_bytes()


def sbom(version: str) -> dict[str, Any]:
    """Inventory in CycloneDX 1.6: packages of an installation, with the hashes that pip checks."""
    moment = datetime.fromtimestamp(int(_git("log", "-1", "--format=%ct")), UTC)
    own = {"type": "application", "name": NAME, "version": version, "bom-ref": NAME}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": moment.isoformat(),
            "component": {**own, "licenses": [{"license": {"id": "EUPL-1.2"}}]},
        },
        "components": [_component(*one) for one in locked()],
        "dependencies": [
            {"ref": NAME, "dependsOn": [_purl(name, number) for name, number, _ in locked()]}
        ],
    }


def locked() -> list[tuple[str, str, list[str]]]:
    """Name, version and SHA-256 of files for each package in the lock of installations."""
    packages: list[tuple[str, str, list[str]]] = []
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if pinned := _PINNED.match(line):
            packages.append((pinned["name"].lower(), pinned["version"], []))
        if packages:
            packages[-1][2].extend(_HASH.findall(line))
    return packages


def licences() -> str:
    """Each package with its version and licence, from its metadata."""
    rows = [f"| {name} | {version} | {_licence(name)} |" for name, version, _ in locked()]
    head = ["# Licences", "", "| package | version | licence |", "|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    purl = _purl(name, version)
    files = [{"type": "distribution", "url": purl, "hashes": _hashes(hashes)}] if hashes else []
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": purl,
        "bom-ref": purl,
        "licenses": [{"license": {"name": _licence(name)}}],
        "externalReferences": files,
    }


def _hashes(digests: list[str]) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": one} for one in digests]


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _licence(name: str) -> str:
    try:
        fields = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    kinds = [one.split(" :: ")[-1] for one in fields.get_all("Classifier", []) if "License" in one]
    first = fields.get_all("License", [""])[0].strip().split("\n")[0]
    expressed = fields.get_all("License-Expression", [""])[0]
    return expressed or ", ".join(sorted(set(kinds))) or first or _BY_HAND.get(name, "not told")


def _git(*words: str) -> str:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        raise Refused("Une livraison se fait depuis le dépôt git.")
    result = subprocess.run(  # noqa: S603 — our own words
        [git, "-C", str(ROOT), *words], capture_output=True, text=True, check=True
    )
    return result.stdout


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
