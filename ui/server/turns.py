"""How many pages were drawn and how many readers are connected: counts, without identities."""

from __future__ import annotations

from collections import Counter

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

# Pages drawn since the server started, by id; concurrent threads may lose a count.
TURNS: Counter[str] = Counter()
# Sessions that the server opens itself (`first_reader`): no reader is behind them.
OWN_SESSIONS: set[str] = set()


def count(page: str) -> None:
    """Count a page that is about to be drawn for a reader."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or context.session_id not in OWN_SESSIONS:
        TURNS[page] += 1


def sessions() -> int:
    """Number of readers whose browser is connected; 0 when no server runs."""
    if not runtime.exists():
        return 0
    server = runtime.get_instance()
    connected = getattr(server, "_session_mgr").list_active_sessions()  # noqa: B009 — not public
    return sum(one.session.id not in OWN_SESSIONS for one in connected)
