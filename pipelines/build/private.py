"""Files that only their owner can read: what networks send, and what is built from it.

Staff figures and the files received are plain files, which no gate protects from another account
of the same machine. Whoever writes under `data/` calls `keep_private` on what it wrote.
"""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

FOLDER = 0o700
FILE = 0o600


def keep_private(folder: Path) -> None:
    """Restrict a folder and its content, or a file, to its owner.

    Links are left as they are. Files of another account are left too: that account must
    restrict them, and a build may read files that it does not own.

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
