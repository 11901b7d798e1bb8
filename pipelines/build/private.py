"""Files that their owner alone reads: what networks send, and what is built from it.

Published figures of staff and the files received lie in plain files; another account of the same
machine has no gate to pass. Whoever writes under `data/` calls `keep_private` on what it wrote.
"""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

FOLDER = 0o700
FILE = 0o600


def keep_private(folder: Path) -> None:
    """Close a folder and all that is in it, or a file, to everybody but its owner.

    Links are left as they are. What belongs to another account is left too: it is for that
    account to close, and a build may read files that it does not own.

    Args:
        folder: a workspace's folder, raw or published.
    """
    _close(folder, FOLDER if folder.is_dir() else FILE)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            _close(path, FOLDER if path.is_dir() else FILE)


def _close(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError, PermissionError):
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)
