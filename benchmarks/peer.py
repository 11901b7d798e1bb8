"""*Adhésions* compared with a plain Dash page of the same six charts, in a real browser.

`python -m benchmarks.peer [--curated DIR] [--peers DIR] [--times N]` prints a table in Markdown:
time until the charts of the first screen are drawn, with an empty and a full browser cache, time
from the choice of a month to a different first chart, and kilobytes on the wire; then the first
useful paint of the home page compared with a bare Streamlit page. All are measured in turn, in the
same minutes: read the ratios. Dash has a separate environment, created at the first run
(`benchmarks/peers`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.pages import BARE
from benchmarks.session import serve
from benchmarks.wire import Wire, counted
from method.settings import ROOT, curated_root
from method.wording import fr_month
from observatory.exports import picture
from observatory.figures import views
from observatory.figures.figure import Figure, View
from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from observatory.membership import figures as membership
from tests.browser.conftest import WIDE, free_port

PEERS = ROOT / ".venv-peers"
SIX = (
    membership.share_by_network,
    membership.sizes,
    membership.share_over_time,
    membership.fees,
    membership.flows,
    membership.penetration,
)
# The first screen is drawn when every chart that starts in it has its marks.
DRAWN = """count => {
  const charts = [...document.querySelectorAll('.js-plotly-plot')]
    .filter(one => one.getBoundingClientRect().top < innerHeight);
  return charts.length >= count &&
    charts.every(one => one.querySelector('.main-svg .trace, .main-svg .point'));
}"""
PAINTED = """(() => {
  const seen = new MutationObserver(() => {
    if (!document.querySelector(%s)) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.paintedAt = performance.now(); }));
  });
  seen.observe(document, {childList: true, subtree: true});
})()"""
FIRST = "JSON.stringify(document.querySelector('.js-plotly-plot')?.data ?? null)"


def opened(context: BrowserContext, wire: Wire, path: str) -> tuple[float, float, Page]:
    """Seconds until the first screen is drawn, kilobytes on the wire, and the page."""
    page = context.new_page()
    before, start = wire.bytes, time.perf_counter()
    page.goto(f"{wire.address}{path}", wait_until="commit")
    page.wait_for_function(DRAWN, arg=1, timeout=60_000)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(1_500)
    return seconds, (wire.bytes - before) / 1000, page


def turned(page: Page, pick: Callable[[Page], None]) -> float:
    """Seconds from the choice of another month until the first chart changes."""
    before = page.evaluate(FIRST)
    pick(page)
    start = time.perf_counter()
    page.wait_for_function(f"before => {FIRST} !== before", arg=before, timeout=60_000)
    return time.perf_counter() - start


def _pick_month(page: Page, label: str) -> None:
    box = page.get_by_label("Mois")
    box.click()
    box.fill(label)
    page.get_by_role("option", name=label, exact=True).click()


def painted(browser: Browser, address: str, selector: str) -> float:
    """Seconds until an element is painted, with an empty browser cache, by the page's own clock.

    A page busy with its charts answers a question from outside a second late.
    """
    context = browser.new_context(viewport=WIDE, locale="fr-FR")
    page = context.new_page()
    page.add_init_script(PAINTED % json.dumps(selector))
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.paintedAt", timeout=60_000)
    milliseconds = page.evaluate("window.paintedAt")
    context.close()
    return milliseconds / 1000


def measure(browser: Browser, wire: Wire, path: str, pick: Callable[[Page], None]) -> list[float]:
    """Cold and warm seconds, seconds to change month, cold and warm kilobytes."""
    context = browser.new_context(viewport=WIDE, locale="fr-FR")
    cold, cold_kb, page = opened(context, wire, path)
    month = turned(page, pick)
    page.close()
    warm, warm_kb, _ = opened(context, wire, path)
    context.close()
    return [cold, warm, month, cold_kb, warm_kb]


def rows(curated: Path, file: Path) -> list[str]:
    """Write the arrays of the six charts for the last months; return these, latest first."""
    session = Store(curated).session("demo", PUBLIC)
    months = session.query("months")["as_of"].iloc[-6:]
    charts = {f"{day:%Y-%m}": _charts(views.of(session, day.date())) for day in months}
    file.write_text(json.dumps(charts), encoding="utf-8")
    return sorted(charts, reverse=True)


def _charts(view: View) -> list[dict]:
    """Title and traces of each of the six charts, as plain arrays."""
    charts = []
    for make in SIX:
        figure = make(view)
        if isinstance(figure, Figure) and figure.chart is not None:
            chart = json.loads(figure.chart.to_json())
            charts.append({"title": figure.title, "traces": chart["data"]})
    return charts


@contextmanager
def dash(peers: Path, file: Path) -> Iterator[str]:
    """Serve the Dash page from its separate environment."""
    python = peers / "bin" / "python"
    if not python.exists():
        requirements = ROOT / "benchmarks" / "peers" / "requirements.txt"
        subprocess.run([sys.executable, "-m", "venv", peers], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
    port = free_port()
    script = ROOT / "benchmarks" / "peers" / "dash_page.py"
    process = subprocess.Popen(
        [python, script, file, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def main() -> None:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser(description="Adhésions à côté d’une page Dash")
    parser.add_argument("--curated", type=Path, default=curated_root())
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.json"
        other = rows(options.curated, file)[1]
        label = fr_month(date.fromisoformat(f"{other}-01"))
        settings = {"OBSERVATOIRE_CURATED": str(options.curated)}
        with (
            serve("asgi.py", **settings) as ours,
            serve(BARE) as bare,
            dash(options.peers, file) as peer,
            counted(ours.address) as our_wire,
            counted(peer) as peer_wire,
            sync_playwright() as play,
        ):
            executable = picture.browser()
            browser = play.chromium.launch(
                executable_path=executable,
                args=["--no-sandbox"],
            )
            pages = {
                "ours": (
                    our_wire,
                    "/adhesions?espace=demo",
                    lambda page: _pick_month(page, label),
                ),
                "Dash": (
                    peer_wire,
                    "",
                    lambda page: page.get_by_text(other, exact=True).click(),
                ),
            }
            times_of: dict[str, list[list[float]]] = {name: [] for name in pages}
            first: list[tuple[float, float]] = []
            for _ in range(options.times):
                home = painted(browser, f"{ours.address}/?espace=demo", ".obs-answer")
                first.append((home, painted(browser, bare.address, "h1")))
                for name, (wire, path, pick) in pages.items():
                    times_of[name].append(measure(browser, wire, path, pick))
            browser.close()
    _print({name: np.median(times, axis=0) for name, times in times_of.items()})
    home, plain = np.median(first, axis=0)
    print(
        f"\nFirst useful paint, cache empty: home page {home:.2f} s, bare page {plain:.2f} s, "
        f"ratio {home / plain:.2f}."
    )


def _print(medians: dict[str, np.ndarray]) -> None:
    heads = ("first screen cold, s", "warm, s", "another month, s", "kB cold", "kB warm")
    print(f"| page | {' | '.join(heads)} |\n|---|---|---|---|---|---|")
    for name, values in medians.items():
        cells = [f"{value:.2f}" for value in values[:3]] + [f"{value:,.0f}" for value in values[3:]]
        print(f"| {name} | {' | '.join(cells)} |")
    ratio = medians["ours"] / medians["Dash"]
    print(f"| ours ÷ Dash | {' | '.join(f'{value:.2f}' for value in ratio)} |")


if __name__ == "__main__":
    main()
