"""The static edition, rewritten when another build is published.

It is written by a separate process, so that nothing that happens there can delay or undo a
publication. That process logs whether it succeeded or failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from method.log import log
from method.settings import ROOT, curated_root, edition_root


def renew(curated: Path) -> None:
    """Start writing the edition of a published workspace, if one is configured.

    A hidden build, outside the published folder, has none.
    """
    root = edition_root()
    if root is None or curated.resolve().parent != curated_root().resolve():
        return
    out = root.resolve() / curated.name
    options = ["--workspace", curated.name, "--out", str(out), "--curated", str(curated.parent)]
    try:
        writing = subprocess.Popen(  # noqa: S603 — our own command, and a folder's name
            [sys.executable, "-m", "pipelines", "site", *options],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Readers of the application come first.
        os.setpriority(os.PRIO_PROCESS, writing.pid, 10)
    except OSError as error:
        log.warning("edition_failed", workspace=curated.name, reason=type(error).__name__)


def renew_missing(curated: Path) -> None:
    """Start writing it if there is none yet, as when a folder was just configured."""
    root = edition_root()
    if root is not None and not (root / curated.name / "index.html").exists():
        renew(curated)
