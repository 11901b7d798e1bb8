"""How many pages were drawn, and how many readers are there: numbers, and nothing of who."""

from __future__ import annotations

from collections import Counter

from streamlit import runtime

# Pages drawn since the server started, by id; two threads may lose one between them.
TURNS: Counter[str] = Counter()


def count(page: str) -> None:
    """A page is about to be drawn."""
    TURNS[page] += 1


def sessions() -> int:
    """Readers whose browser is connected; 0 where no server runs."""
    if not runtime.exists():
        return 0
    server = runtime.get_instance()
    return getattr(server, "_session_mgr").num_active_sessions()  # noqa: B009 — no public count
