"""How many pages were drawn and how many readers are connected: counts, without identities."""

from __future__ import annotations

from collections import Counter

from streamlit import runtime

# Pages drawn since the server started, by id; concurrent threads may lose a count.
TURNS: Counter[str] = Counter()


def count(page: str) -> None:
    """Count a page that is about to be drawn."""
    TURNS[page] += 1


def sessions() -> int:
    """Number of readers whose browser is connected; 0 when no server runs."""
    if not runtime.exists():
        return 0
    server = runtime.get_instance()
    return getattr(server, "_session_mgr").num_active_sessions()  # noqa: B009 — no public count
