"""Waiting time of many simultaneous readers, and memory per reader.

`python -m benchmarks.readers [--curated DIR] [--readers N …] [--seconds S]`: real sessions, each
opening a page every five seconds on average, over all pages and on *Adhésions* only, compared with
the same number on a bare Streamlit page, in sequence. All pages are measured on a server that
nobody has read yet, on one where somebody has opened each page once, and on the latter while the
workspace is built from nothing and published at the priority of the nightly run. Prints a table in
Markdown.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.pages import BARE
from benchmarks.session import Reader, Run, Server, reading_seconds, serve
from method.settings import ROOT, curated_root
from observatory.gate.access import PUBLIC
from observatory.pages import load_pages, pages_for

# On average.
THINK_SECONDS = 5.0
WORKSPACE = "demo"
# Of deploy/systemd/observatoire-night.service.
NIGHTLY_PRIORITY = 10
# Longer than a build from nothing beside readers, so that they also read what was published.
PUBLICATION_SECONDS = 150


def read(server: Server, pages: list[str], seconds: float, seed: int) -> tuple[list[Run], int]:
    """Pages opened by one reader, and number of server failures."""
    dice, runs, errors = random.Random(seed), [], 0
    time.sleep(dice.uniform(0, THINK_SECONDS))
    end = time.monotonic() + seconds
    try:
        reader = Reader(server.address)
        while time.monotonic() < end:
            run = reader.ask(dice.choice(pages), {"espace": WORKSPACE, "profil": PUBLIC})
            runs.append(run)
            errors += run.has_failed
            time.sleep(reading_seconds(dice, THINK_SECONDS))
        reader.close()
    except (OSError, TimeoutError) as lost:
        print(f"lost: {lost}")
        errors += 1
    return runs, errors


def crowd(server: Server, pages: list[str], readers: int, seconds: float) -> str:
    """One line of the table: waits, errors, memory per reader."""
    before = server.memory()
    with ThreadPoolExecutor(readers) as pool:
        results = list(pool.map(lambda seed: read(server, pages, seconds, seed), range(readers)))
    waits = [run.seconds for runs, _ in results for run in runs]
    memory = (server.memory() - before) / readers / 1e6
    return (
        f"{len(waits)} | {np.median(waits):.2f} | {np.percentile(waits, 95):.2f} | "
        f"{sum(errors for _, errors in results)} | {memory:.1f} |"
    )


def open_each(server: Server, pages: list[str]) -> None:
    """Open pages one after the other, as the first reader of the day does."""
    reader = Reader(server.address)
    for page in pages:
        reader.ask(page, {"espace": WORKSPACE, "profil": PUBLIC})
    reader.close()


@contextmanager
def publication(curated: Path) -> Iterator[None]:
    """Build the workspace from nothing and publish it, at the same time as the block.

    Raises:
        RuntimeError: the build failed, or had not ended with the block.
    """
    build = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "build", "--workspace", WORKSPACE, "--fresh"],
        cwd=ROOT,
        env={**os.environ, "OBSERVATOIRE_CURATED": str(curated)},
        preexec_fn=lambda: os.nice(NIGHTLY_PRIORITY),
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
        if build.poll() != 0:
            raise RuntimeError(f"the publication did not end well: {build.returncode}")
    finally:
        build.kill()


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
    for readers, (name, script, which, opened) in product(
        options.readers,
        (
            ("bare page", BARE, [""], [""]),
            ("every page, nothing read before", "asgi.py", pages, pages[:1]),
            ("every page, each read once before", "asgi.py", pages, pages),
            ("Adhésions", "asgi.py", ["adhesions"], pages[:1]),
        ),
    ):
        with serve(script, **settings) as server:
            open_each(server, opened)
            line = crowd(server, which, readers, options.seconds)
            print(f"| {name} | {readers} | {line}", flush=True)
    with TemporaryDirectory() as folder:
        curated = Path(folder)
        shutil.copytree(options.curated / WORKSPACE, curated / WORKSPACE, symlinks=True)
        for readers in options.readers:
            with serve("asgi.py", OBSERVATOIRE_CURATED=folder) as server:
                open_each(server, pages)
                with publication(curated):
                    line = crowd(server, pages, readers, PUBLICATION_SECONDS)
                print(f"| every page, during a publication | {readers} | {line}", flush=True)


if __name__ == "__main__":
    main()
