"""Waiting time of many simultaneous readers, and memory per reader.

`python -m benchmarks.readers [--curated DIR] [--readers N …] [--seconds S]`: real sessions, each
opening a page every five seconds, over all pages and on *Adhésions* only, compared with the same
number on a bare Streamlit page, in sequence. Prints a table in Markdown.
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
    """Pages opened by one reader, and number of server failures."""
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
    """One line of the table: waits, errors, memory per reader."""
    Reader(server.address).ask(pages[0], {"espace": "demo"})
    before = server.memory()
    with ThreadPoolExecutor(readers) as pool:
        results = list(pool.map(lambda seed: read(server, pages, seconds, seed), range(readers)))
    waits = [run.seconds for runs, _ in results for run in runs]
    memory = (server.memory() - before) / readers / 1e6
    return (
        f"{len(waits)} | {np.median(waits):.2f} | {np.percentile(waits, 95):.2f} | "
        f"{sum(errors for _, errors in results)} | {memory:.1f} |"
    )


def main() -> None:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser(description="Attente de nombreux lecteurs")
    parser.add_argument("--curated", type=Path, default=curated_root())
    parser.add_argument("--readers", type=int, nargs="+", default=[20, 50])
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    first = load_pages()[0]
    pages = ["" if one is first else one.url_path for one in pages_for(PUBLIC)]
    print("| what | readers | pages turned | median s | p95 s | errors | MB a reader |")
    print("|---|---|---|---|---|---|---|")
    settings = {"OBSERVATOIRE_CURATED": str(options.curated)}
    for readers, (name, script, which) in product(
        options.readers,
        (
            ("bare page", BARE, [""]),
            ("every page", "asgi.py", pages),
            ("Adhésions", "asgi.py", ["adhesions"]),
        ),
    ):
        with serve(script, **settings) as server:
            line = crowd(server, which, readers, options.seconds)
            print(f"| {name} | {readers} | {line}", flush=True)


if __name__ == "__main__":
    main()
