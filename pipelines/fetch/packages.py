"""Pinned packages, downloaded from the registries configured on the machine and checked.

The wheel goes through pip and the npm package through the registry of `NPM_CONFIG_REGISTRY`
(npm's own variable), so that a mirror or a proxy configured for the machine is used here too.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from method.errors import ReaderError
from pipelines.fetch.failures import reason

PUBLIC_NPM = "https://registry.npmjs.org"
TIMEOUT = httpx.Timeout(120, connect=10)
LONGEST_SECONDS = 900


class FetchError(ReaderError):
    """A source is unavailable or not as expected; the message is in French."""


@dataclass(frozen=True)
class Package:
    """One archive: `name` and `version` in its registry, `sha256` of the file."""

    name: str
    version: str
    sha256: str


def download_wheel(package: Package, folder: Path) -> Path:
    """Download a wheel with pip.

    Raises:
        FetchError: pip failed, or the file is not the pinned one.
    """
    requirement = f"{package.name}=={package.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--only-binary=:all:", "--dest", str(folder), requirement]
    try:
        result = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise FetchError(
            f"{requirement} : rien reçu en {LONGEST_SECONDS // 60} min. Vérifiez la connexion."
        ) from None
    wheels = sorted(folder.glob(f"{package.name.replace('-', '_')}-{package.version}-*.whl"))
    if result.returncode or not wheels:
        told = (result.stderr.strip().splitlines() or ["aucun fichier reçu"])[-1]
        raise FetchError(
            f"{requirement} : téléchargement impossible ({told}). "
            "Vérifiez la connexion et l’index de paquets de pip."
        )
    return _checked(wheels[0], package)


def download_npm(package: Package, folder: Path) -> Path:
    """Download the tarball of an npm package.

    Raises:
        FetchError: the registry did not answer, or the file is not the pinned one.
    """
    registry = os.environ.get("NPM_CONFIG_REGISTRY", PUBLIC_NPM).rstrip("/")
    short = package.name.rsplit("/", 1)[-1]
    url = f"{registry}/{quote(package.name, safe='@/')}/-/{short}-{package.version}.tgz"
    target = folder / f"{short}-{package.version}.tgz"
    try:
        answer = httpx.get(url, timeout=TIMEOUT, follow_redirects=True).raise_for_status()
    except httpx.HTTPError as error:
        raise FetchError(
            f"{package.name}@{package.version} : téléchargement impossible ({reason(error)}). "
            "Vérifiez la connexion ; NPM_CONFIG_REGISTRY désigne un autre registre au besoin."
        ) from None
    target.write_bytes(answer.content)
    return _checked(target, package)


def _checked(archive: Path, package: Package) -> Path:
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != package.sha256:
        raise FetchError(
            f"{archive.name} : empreinte SHA-256 inattendue ({digest}). Le paquet a changé : "
            "n’utilisez pas ce fichier, vérifiez la version et l’empreinte attendues."
        )
    return archive
