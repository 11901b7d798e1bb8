"""How long readers wait when many read at once, and what each costs in memory.

`python -m benchmarks.readers [--curated DIR] [--readers N …] [--seconds S]`: real sessions, each
turning a page every five seconds, over all pages and on *Adhésions* alone, beside the same number
on a bare page of Streamlit, one after the other. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import random
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.pages import BARE
from benchmarks.session import Reader, Run, Server, serve
from method.settings import curated_root
from observatory.gate.access import PUBLIC
from observatory.pages import load_pages, pages_for

THINK_SECONDS = 5.0


def read(server: Server, pages: list[str], seconds: float, seed: int) -> tuple[list[Run], int]:
    """The pages that one reader turned, and how many times the server failed them."""
    dice, runs, errors = random.Random(seed), [], 0
    time.sleep(dice.uniform(0, THINK_SECONDS))
    end = time.monotonic() + seconds
    try:
        reader = Reader(server.address)
        while time.monotonic() < end:
            run = reader.ask(dice.choice(pages), {"espace": "demo", "profil": PUBLIC})
            runs.append(run)
            errors += run.has_failed
            time.sleep(THINK_SECONDS)
        reader.close()
    except (OSError, TimeoutError) as lost:
        print(f"lost: {lost}")
        errors += 1
    return runs, errors


def crowd(server: Server, pages: list[str], readers: int, seconds: float) -> str:
    """One line of the table: waits, errors, memory a reader."""
    Reader(server.address).ask(pages[0], {"espace": "demo"})
    before = server.memory()
    with ThreadPoolExecutor(readers) as pool:
        heard = list(pool.map(lambda seed: read(server, pages, seconds, seed), range(readers)))
    waits = [run.seconds for runs, _ in heard for run in runs]
    memory = (server.memory() - before) / readers / 1e6
    return (
        f"{len(waits)} | {np.median(waits):.2f} | {np.percentile(waits, 95):.2f} | "
        f"{sum(errors for _, errors in heard)} | {memory:.1f} |"
    )


def main() -> None:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser(description="Attente de nombreux lecteurs")
    parser.add_argument("--curated", type=Path, default=curated_root())
    parser.add_argument("--readers", type=int, nargs="+", default=[20, 50])
    parser.add_argument("--seconds", type=float, default=30)
    asked = parser.parse_args()
    first = load_pages()[0]
    pages = ["" if one is first else one.url_path for one in pages_for(PUBLIC)]
    print("| what | readers | pages turned | median s | p95 s | errors | MB a reader |")
    print("|---|---|---|---|---|---|---|")
    settings = {"OBSERVATOIRE_CURATED": str(asked.curated)}
    for readers, (name, script, which) in product(
        asked.readers,
        (
            ("bare page", BARE, [""]),
            ("every page", "asgi.py", pages),
            ("Adhésions", "asgi.py", ["adhesions"]),
        ),
    ):
        with serve(script, **settings) as server:
            told = crowd(server, which, readers, asked.seconds)
            print(f"| {name} | {readers} | {told}", flush=True)


if __name__ == "__main__":
    main()
