"""Files that take their place whole, or not at all, and second names of files that never change."""

from __future__ import annotations

import os
from pathlib import Path


def linked(file: Path, link: Path) -> bool:
    """Create a hard link to a file; False on another disk, or if the file is missing."""
    try:
        os.link(file, link)
    except OSError:
        return False
    return True


def settle_file(part: Path, target: Path) -> None:
    """Move a written file into place durably."""
    with part.open("rb") as handle:
        os.fsync(handle.fileno())
    part.replace(target)
