"""The ASGI application: `app.py` behind security headers, in French, warmed up at start.

`streamlit run asgi.py` (or `uvicorn asgi:app`).
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from method.settings import ROOT, reads_first
from operations.doors import Operations
from ui.server import assets, configuration, incidents, sockets, theme, watchdog
from ui.server.doors import Doors
from ui.server.edition import Edition
from ui.server.page import FrenchAndSafe


async def health(_: Request) -> JSONResponse:
    """State of the service: the published build of each workspace; 503 when there is none."""
    from ui import data

    builds = await anyio.to_thread.run_sync(data.store().workspaces)
    return JSONResponse(
        {
            "status": "ok" if builds else "no data",
            "workspaces": {build.workspace: build.id for build in builds},
        },
        status_code=200 if builds else 503,
    )


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncGenerator[None]:
    """Import what the first page needs and open each workspace before the first reader arrives."""
    # Imported here because cached functions must be declared after Streamlit's runtime has started;
    # mapclassify, which takes a second, all figures, and the emojis of the first `st.info`, so that
    # the first readers do not wait for them.
    import mapclassify
    from streamlit import emojis
    from streamlit.runtime.pages_manager import PagesManager

    from observatory.figures import registry
    from observatory.gate.access import PUBLIC
    from observatory.gate.store import NotPublishedError
    from ui import cards, context, data, figure, frame
    from ui.server import first_reader

    del cards, context, emojis, figure, frame, mapclassify, registry
    # A folder named `pages` makes Streamlit look for its old multipage layout until the first
    # `st.navigation`: without this, the first deep link on a fresh server would show « Page not
    # found ».
    PagesManager.uses_pages_directory = False
    configuration.tell_roles()
    assets.prepare()
    theme.keep()
    sockets.send_at_once()
    store = data.store()
    for build in store.workspaces():
        with suppress(NotPublishedError):  # the public gets a message, and staff can rebuild it
            store.session(build.workspace, PUBLIC)
    # What is loaded now stays in memory as long as the process, so the collector can skip it.
    gc.collect()
    gc.freeze()
    async with watchdog.watched(), anyio.create_task_group() as tasks:
        if reads_first():
            tasks.start_soon(first_reader.read)
        yield
        tasks.cancel_scope.cancel()


configuration.require()
# Files that the server writes (temporary uploads, builds, notes) are readable by its owner only.
os.umask(0o077)

app = st.App(
    ROOT / "app.py",
    lifespan=warm_up,
    on_script_error=incidents.report,
    routes=[Route("/api/health", health)],
    middleware=[
        Middleware(Operations),
        Middleware(Edition),
        # The corrected page leaves compressed.
        Middleware(GZipMiddleware),
        Middleware(FrenchAndSafe),
        Middleware(Doors),
        Middleware(assets.Assets),
    ],
)
