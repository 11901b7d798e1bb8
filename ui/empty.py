"""The empty state: why there is nothing to show, and what would fill it."""

from __future__ import annotations

from collections.abc import Sequence

from ui import html


def show(what: str, reason: str, files: Sequence[str] = (), networks: Sequence[str] = ()) -> None:
    """Explain an empty place of the page.

    Args:
        what: what would stand here (« La courbe des adhésions »).
        reason: why it does not, a full sentence.
        files: raw files that would fill it (`adhesions`).
        networks: networks whose files are missing; all of them when empty.
    """
    html.show("empty.html", what=what, reason=reason, files=files, networks=networks)
