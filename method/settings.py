"""Locations of the data and address of the application; environment variables override both."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
TERRITORIES = ROOT / "data" / "raw" / "territoires"
# Names by which this machine refers to itself.
_OWN = frozenset({"", "localhost", "::1", "0.0.0.0"})  # noqa: S104 — only compared, never bound


def raw_root() -> Path:
    """Folder with one raw folder per workspace (`OBSERVATOIRE_RAW`)."""
    return Path(os.environ.get("OBSERVATOIRE_RAW", ROOT / "data" / "raw"))


def curated_root() -> Path:
    """Folder with one published folder per workspace (`OBSERVATOIRE_CURATED`)."""
    return Path(os.environ.get("OBSERVATOIRE_CURATED", ROOT / "data" / "curated"))


def site_url() -> str:
    """Public address of the application, for links printed in reports."""
    return os.environ.get("OBSERVATOIRE_URL", "http://localhost:8501").rstrip("/")


def is_public(address: str) -> bool:
    """Whether an address works from another machine: printed documents are read elsewhere."""
    host = urlsplit(address).hostname or ""
    return host not in _OWN and not host.startswith("127.")


def edition_root() -> Path | None:
    """Folder with the static edition of each workspace (`OBSERVATOIRE_EDITION`), or None."""
    folder = os.environ.get("OBSERVATOIRE_EDITION")
    return Path(folder) if folder else None


def edition_url(workspace: str) -> str:
    """Address of the edition of a workspace, with a trailing slash; empty if unknown.

    The application serves it under `OBSERVATOIRE_URL`; `OBSERVATOIRE_EDITION_URL` is the address
    when another server serves the folder of `edition_root`.
    """
    site = os.environ.get("OBSERVATOIRE_URL")
    base = os.environ.get("OBSERVATOIRE_EDITION_URL") or (site and f"{site.rstrip('/')}/edition")
    return f"{base.rstrip('/')}/{workspace}/" if base else ""


def is_public_alone() -> bool:
    """Whether this server opens only public data (`OBSERVATOIRE_PUBLIC_SEUL=1`)."""
    return os.environ.get("OBSERVATOIRE_PUBLIC_SEUL") == "1"


def is_deposit_at_once() -> bool:
    """Whether a network's deposit is published without review (`OBSERVATOIRE_DEPOT_DIRECT=1`)."""
    return os.environ.get("OBSERVATOIRE_DEPOT_DIRECT") == "1"


def is_demo_free() -> bool:
    """Whether anybody may take any role on fictional data, and write to it.

    Only `OBSERVATOIRE_DEMO_LIBRE=1` allows it; `make run` sets it, for a server reachable only from
    this machine.
    """
    return os.environ.get("OBSERVATOIRE_DEMO_LIBRE") == "1"


def reads_first() -> bool:
    """Whether the server reads each new build before its readers (not with `…_SANS_LECTURE=1`)."""
    return os.environ.get("OBSERVATOIRE_SANS_LECTURE") != "1"
