"""A real server over the built workspaces, a real Chromium, and no third party.

A request to any host other than the server fails the test.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    Request,
    TimeoutError,
    expect,
)
from pypdf import PdfReader

from method.settings import ROOT
from observatory.exports import picture
from observatory.gate.store import Store

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
START_SECONDS = 60
OPENINGS = 10
READY = '[data-testid="stApp"][data-test-script-state="notRunning"] .obs-footer'

expect.set_options(timeout=20_000)


def at_rest(page: Page) -> None:
    """Wait until the page is drawn and stays so: a click during a redraw may be lost."""
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_timeout(100)
    page.wait_for_selector(READY, timeout=60_000)


def click(what: Locator) -> None:
    """Click once the page is at rest, as a reader does."""
    at_rest(what.page)
    what.click()


def choose(box: Locator, option: str, *, by_keyboard: bool = False) -> None:
    """Choose an option of a list as a reader does; `TimeoutError` if it is never offered or kept.

    By keyboard, a part of the name is enough, and Enter takes the first match. A list that opens
    while the page is still being drawn may close at once, or return to its former value: it is
    opened again.
    """
    offered = box.page.get_by_role("option", name=option, exact=not by_keyboard)
    for _ in range(OPENINGS):
        if by_keyboard:
            box.focus()
        else:
            box.click()
        box.fill(option)  # a long list draws only the options in sight
        try:
            if by_keyboard:
                offered.first.wait_for(timeout=3_000)
                box.press("Enter")
            else:
                offered.click(timeout=3_000)
        except TimeoutError:
            box.press("Escape")
            continue
        if _is_kept(box, option):
            return
    raise TimeoutError(f"« {option} » cannot be chosen")


def _is_kept(box: Locator, option: str) -> bool:
    """Whether the box holds the option once the page is drawn again, or is gone with the page.

    What was typed stays in a box until it is left, chosen or not.
    """
    at_rest(box.page)
    if box.count() == 0:
        return True
    if box.get_attribute("aria-expanded") == "true":
        return False
    box.blur()
    return option in box.input_value()


def printed(page: Page) -> PdfReader:
    """The page on sheets of A4, once its fonts are there: others take more lines."""
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready.then(() => true)")
    return PdfReader(io.BytesIO(page.pdf(format="A4")))


def unfold(page: Page, figure: str, word: str) -> Locator:
    """Open « Définition », « Données », « Citer » or « Télécharger » under a figure; its content.

    Escape closes it.
    """
    click(page.locator(f".st-key-actions_{figure}").get_by_role("button", name=word))
    body = page.get_by_test_id("stPopoverBody")
    # Computed by the server once it is open.
    expect(body.locator("table, .obs-note, pre, button").first).to_be_visible()
    return body


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything under this folder as driving a browser."""
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker("browser")


def free_port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(
    curated: Path,
    raw: Path | None = None,
    port: int | None = None,
    host: str = "127.0.0.1",
    **settings: str,
) -> Iterator[str]:
    """Serve `asgi.py` over a published root (and a raw one); yields its address.

    Args:
        curated: root of the published workspaces.
        raw: root of the raw ones, the project's by default.
        port: a free one by default.
        host: address that it listens on.
        settings: environment variables.
    """
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "asgi.py"]
    options = {
        "server.port": port,
        "server.address": host,
        "server.headless": "true",
    }
    process = subprocess.Popen(
        [*command, *(f"--{name}={value}" for name, value in options.items())],
        cwd=ROOT,
        env={
            **os.environ,
            "OBSERVATOIRE_CURATED": str(curated),
            "OBSERVATOIRE_RAW": str(raw or ROOT / "data" / "raw"),
            "OBSERVATOIRE_URL": address,
            "OBSERVATOIRE_SANS_LECTURE": "1",
            **settings,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_healthy(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(base_url=address) as client:
        while time.monotonic() < deadline:
            assert process.poll() is None, "the server stopped"
            with suppress(httpx.TransportError):
                if client.get("/api/health").status_code == 200:
                    return
            time.sleep(0.2)
    raise AssertionError("the server is not healthy")


@pytest.fixture(scope="session")
def gate(published: Path) -> Store:
    """The store over the same builds: pages are compared with its rows."""
    return Store(published)


@pytest.fixture(scope="session")
def base_url(free_server: str) -> str:
    """Address of the session's server; `page.goto("/")` is relative to it."""
    return free_server


# Reading and compiling the scripts of the application is most of what a page costs: what was
# compiled is kept, and used although a script could be read as it arrives; nothing is compiled
# again to run faster, as no page lives long enough; what a page makes while it is drawn has room
# until the page is left, and is not sorted meanwhile. Of two lists of features, the last one
# counts: the others here are those of Playwright's own that a local page may meet.
FRUGAL = (
    "--process-per-site",
    "--js-flags=--no-flush-bytecode --no-opt --no-maglev --min-semi-space-size=32",
    "--disable-features=ScriptStreaming,AvoidUnnecessaryBeforeUnloadCheckSync,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The installed Chromium, otherwise Playwright's own."""
    path = picture.browser()
    where = {"executable_path": path} if path else {}
    return {**browser_type_launch_args, **where, "args": ["--no-sandbox", *FRUGAL]}


# A French reader on a desktop screen.
READER = {
    "locale": "fr-FR",
    "timezone_id": "Europe/Paris",
    "reduced_motion": "reduce",
    "viewport": WIDE,
}


@pytest.fixture
def browser_context_args(browser_context_args: dict) -> dict:
    """The same reader, for tests that request their own browser."""
    return {**browser_context_args, **READER}


@pytest.fixture(scope="session")
def visited(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser with the scripts of the application in cache, as after a first page."""
    context = browser.new_context(base_url=base_url, accept_downloads=True, **READER)
    yield context
    context.close()


@pytest.fixture
def page(visited: BrowserContext) -> Iterator[Page]:
    """A page that may contact only its server; nothing remains of the previous test.

    It is the same tab from test to test, emptied: opening one costs as much as half a page. What a
    test still listens to there is never read again.
    """
    visited.clear_cookies()
    visited.clear_permissions()
    page = visited.pages[0] if visited.pages else visited.new_page()
    page.set_viewport_size(WIDE)  # ty: ignore[invalid-argument-type]
    requests: list[str] = []

    def note(request: Request) -> None:
        requests.append(request.url)

    page.on("request", note)
    yield page
    page.remove_listener("request", note)
    _empty(page)
    own = ("http://127.0.0.1:", "data:", "blob:")
    assert [address for address in requests if not address.startswith(own)] == []


def _empty(page: Page) -> None:
    """Leave the tab alone, blank and without memory; close it if it no longer answers."""
    for other in page.context.pages:
        if other is not page:
            other.close()
    try:
        page.unroute_all(behavior="ignoreErrors")
        page.emulate_media(media="null")
        page.goto("/api/health")
        page.evaluate("sessionStorage.clear(); localStorage.clear()")
    except Error:
        page.close()


@pytest.fixture
def open_page(page: Page) -> Callable[[str], Page]:
    """Go to an address and wait until the page is rendered."""

    def open_(address: str = "/") -> Page:
        page.goto(address)
        page.wait_for_selector(READY, timeout=60_000)
        expect(page.locator('[data-testid="stException"]')).to_have_count(0)
        return page

    return open_
