"""A folder of official files that somebody brought, which is read before any site is asked.

A town hall's server may have no way out: what a site publishes is then copied by hand into
`OBSERVATOIRE_MIROIR`, one subfolder a source, under the names of the site.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "OBSERVATOIRE_MIROIR"


def mirrored(source: str, *patterns: str) -> list[Path]:
    """Files of a source in the mirror, by name; empty without a mirror or without such a file.

    Args:
        source: name of its subfolder.
        patterns: globs, any of which a file answers.
    """
    root = os.environ.get(FOLDER)
    if not root:
        return []
    folder = Path(root, source)
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return sorted(found)
