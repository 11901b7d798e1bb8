"""Where data live and where the application is served; environment variables override both."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TERRITORIES = ROOT / "data" / "raw" / "territoires"


def raw_root() -> Path:
    """Folder that holds one raw folder per workspace (`OBSERVATOIRE_RAW`)."""
    return Path(os.environ.get("OBSERVATOIRE_RAW", ROOT / "data" / "raw"))


def curated_root() -> Path:
    """Folder that holds one published folder per workspace (`OBSERVATOIRE_CURATED`)."""
    return Path(os.environ.get("OBSERVATOIRE_CURATED", ROOT / "data" / "curated"))


def site_url() -> str:
    """Address at which readers find the application, for links printed in reports."""
    return os.environ.get("OBSERVATOIRE_URL", "http://localhost:8501").rstrip("/")


def is_demo_free() -> bool:
    """Whether anybody may take any role on fictional data and write there.

    Only `OBSERVATOIRE_DEMO_LIBRE=1` allows it; `make run` sets it, for a server that only this
    machine can reach.
    """
    return os.environ.get("OBSERVATOIRE_DEMO_LIBRE") == "1"
