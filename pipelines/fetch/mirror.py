"""A folder of official files copied by hand, read before any site is requested.

A town hall's server may have no internet access: the files of a site are then copied by hand into
`OBSERVATOIRE_MIROIR`, with one subfolder per source and the file names of the site.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "OBSERVATOIRE_MIROIR"


def mirrored(source: str, *patterns: str) -> list[Path]:
    """Files of a source in the mirror, by name; empty without a mirror or without such a file.

    Args:
        source: name of its subfolder.
        patterns: globs; a file must match one of them.
    """
    root = os.environ.get(FOLDER)
    if not root:
        return []
    folder = Path(root, source)
    files = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return sorted(files)
