"""The first reader of each build: the server itself, so that nobody waits for an empty cache.

A publication empties the caches: whoever opens a page next would wait for its figures, and find
nothing of what a page says first (`ui/server/opening.py`). The server opens each page of each new
build as the public, one at a time, whenever nobody else reads.
"""

from __future__ import annotations

from urllib.parse import urlencode

import anyio
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.session_manager import SessionClient

from method.log import log
from observatory.exports.links import page_path
from observatory.gate.access import PUBLIC
from observatory.pages import pages_for
from ui import data
from ui.server import turns

# Between two looks at what is published, and how long nobody must have turned a page.
PERIOD_SECONDS = 5
QUIET_SECONDS = 1
LONGEST_SECONDS = 60


class _Browser(SessionClient):
    """What stands for a browser: it sends no cookie, and waits for the end of a run."""

    def __init__(self) -> None:
        self.is_drawn = anyio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take a message of the page."""
        if msg.WhichOneof("type") == "script_finished":
            self.is_drawn.set()


async def read() -> None:
    """Read every page of each build that is published, as long as the server runs."""
    done: set[tuple[str, str]] = set()
    while True:
        try:
            if await _read_next(done):
                continue
        except Exception as error:  # the server goes on, whatever stopped its own reading
            log.warning("first_reading_failed", reason=type(error).__name__)
        await anyio.sleep(PERIOD_SECONDS)


async def _read_next(done: set[tuple[str, str]]) -> bool:
    """Read one page of a build that is not in `done`, which it enters; whether there was one."""
    await _quiet()
    builds = await anyio.to_thread.run_sync(data.store().workspaces)
    for page in pages_for(PUBLIC):
        for build in builds:
            if (build.id, page.id) not in done:
                done.add((build.id, page.id))
                # An address without a workspace opens the first.
                asked = {} if build == builds[0] else {"espace": build.workspace}
                await _open(page_path(page.id).strip("/"), urlencode(asked))
                return True
    return False


async def _quiet() -> None:
    """Wait until nobody turns a page."""
    turned = -1
    while turned != turns.TURNS.total():
        turned = turns.TURNS.total()
        await anyio.sleep(QUIET_SECONDS)


async def _open(page: str, query: str) -> None:
    """Open a page in a session of its own, which ends with it."""
    server, browser = Runtime.instance(), _Browser()
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    session = server.connect_session(browser, user_info={})
    turns.OWN_SESSIONS.add(session)
    try:
        server.handle_backmsg(session, message)
        with anyio.move_on_after(LONGEST_SECONDS) as limit:
            await browser.is_drawn.wait()
        if limit.cancelled_caught:
            log.warning("first_reading_late", page=page)
    finally:
        server.close_session(session)
        turns.OWN_SESSIONS.discard(session)
