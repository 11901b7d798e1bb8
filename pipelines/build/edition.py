"""The static edition, written anew when readers are pointed to another build.

It is written apart, by a process of its own: nothing that happens there may hold a publication back
or undo it. That process says in the log whether it wrote or failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from method.log import log
from method.settings import ROOT, curated_root, edition_root


def renew(curated: Path) -> None:
    """Have the edition of a published workspace written, where one is kept.

    A build that is made out of sight, in another folder than that of the readers, has none.
    """
    root = edition_root()
    if root is None or curated.resolve().parent != curated_root().resolve():
        return
    out = root.resolve() / curated.name
    asked = ["--workspace", curated.name, "--out", str(out), "--curated", str(curated.parent)]
    try:
        writing = subprocess.Popen(  # noqa: S603 — our own command, and a folder's name
            [sys.executable, "-m", "pipelines", "site", *asked],
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
    """Have it written where none is yet: a folder that was just configured."""
    root = edition_root()
    if root is not None and not (root / curated.name / "index.html").exists():
        renew(curated)
