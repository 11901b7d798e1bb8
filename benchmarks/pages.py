"""Waiting time and bytes of every page for one reader, compared with a bare Streamlit page.

`python -m benchmarks.pages [--curated DIR] [--reruns N]` prints a table in Markdown. Each page is
opened, then run again without changes, then for another month (requested for the first time, then
by a second reader); a bare page with one chart is run between the pages, in the same minutes. Times
are given as ratios to it; processor time is that of the server.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.session import Reader, Run, Server, serve
from method.settings import curated_root
from observatory.gate.access import PUBLIC, STAFF
from observatory.gate.store import Store
from observatory.pages import PageEntry, load_pages

BARE = "benchmarks/bare.py"


@dataclass(frozen=True)
class Measured:
    """A page for one role: seconds of reruns, processor seconds of one, bytes, other month."""

    name: str
    seconds: list[float]
    cpu: float
    first_bytes: int
    bytes: int
    cold: float
    warm: float
    has_failed: bool


def measure(
    server: Server, page: PageEntry, view: Mapping[str, str], month: str, reruns: int
) -> Measured:
    """Open a page, run it again, then twice for another month."""
    reader, second = Reader(server.address), Reader(server.address)
    name = "" if page is load_pages()[0] else page.url_path
    first = reader.ask(name, view)
    reader.ask(name, view)
    start = server.cpu()
    runs = [reader.ask(name, view) for _ in range(reruns)]
    cpu = (server.cpu() - start) / reruns
    other = {**view, "mois": month}
    second.ask(name, view)
    cold, warm = reader.ask(name, other), second.ask(name, other)
    reader.close()
    second.close()
    return Measured(
        f"{page.title}, {view['profil']}",
        [run.seconds for run in runs],
        cpu,
        first.bytes,
        max(run.bytes for run in runs),
        cold.seconds,
        warm.seconds,
        any(run.has_failed for run in (first, *runs, cold, warm)),
    )


def bare(server: Server, reader: Reader, reruns: int) -> tuple[list[Run], float]:
    """Reruns of the bare page, and processor seconds of one."""
    start = server.cpu()
    runs = [reader.ask() for _ in range(reruns)]
    return runs, (server.cpu() - start) / reruns


def main() -> None:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser(description="Temps et octets de chaque page")
    parser.add_argument("--curated", type=Path, default=curated_root())
    parser.add_argument("--reruns", type=int, default=8)
    options = parser.parse_args()
    session = Store(options.curated).session("demo", PUBLIC)
    month = f"{session.query('months')['as_of'].iloc[-4]:%Y-%m}"
    settings = {"OBSERVATOIRE_CURATED": str(options.curated), "OBSERVATOIRE_DEMO_LIBRE": "1"}
    measures, plain, plain_cpu = [], [], []
    with serve(BARE) as other, serve("asgi.py", **settings) as ours:
        reader = Reader(other.address)
        bare(other, reader, 20)
        for role in (PUBLIC, STAFF):
            for page in load_pages():
                if page.viewer == STAFF and role == PUBLIC:
                    continue
                view = {"espace": "demo", "profil": role}
                measures.append(measure(ours, page, view, month, options.reruns))
                runs, cpu = bare(other, reader, options.reruns)
                plain += [run.seconds for run in runs]
                plain_cpu.append(cpu)
    _print(measures, plain, plain_cpu)


def _print(measures: list[Measured], plain: list[float], plain_cpu: list[float]) -> None:
    median, cpu = float(np.median(plain)), float(np.mean(plain_cpu))
    heads = ("page", "rerun ms", "÷ bare", "CPU ms", "÷ bare", "kB at first", "kB a rerun")
    print(f"| {' | '.join((*heads, 'other month, ms', 'asked before'))} |")
    print("|---|---|---|---|---|---|---|---|---|")
    for one in sorted(measures, key=lambda one: -one.cpu):
        middle = float(np.median(one.seconds))
        print(
            f"| {one.name}{' (failed)' if one.has_failed else ''} | {middle * 1000:.0f} | "
            f"{middle / median:.1f} | {one.cpu * 1000:.0f} | {one.cpu / cpu:.1f} | "
            f"{one.first_bytes / 1000:.0f} | {one.bytes / 1000:.0f} | {one.cold * 1000:.0f} | "
            f"{one.warm * 1000:.0f} |"
        )
    every = [seconds for one in measures for seconds in one.seconds]
    high, plain_high = np.percentile(every, 95), np.percentile(plain, 95)
    print(
        f"\nAll pages: rerun p95 {high * 1000:.0f} ms, bare page p95 {plain_high * 1000:.0f} ms, "
        f"ratio {high / plain_high:.1f}; processor, worst page ÷ bare "
        f"{max(one.cpu for one in measures) / cpu:.1f}, median "
        f"{np.median([one.cpu for one in measures]) / cpu:.1f}; worst rerun "
        f"{max(one.bytes for one in measures) / 1000:.0f} kB; another month p95 "
        f"{np.percentile([one.cold for one in measures], 95) * 1000:.0f} ms, asked before "
        f"{np.percentile([one.warm for one in measures], 95) / median:.1f} × bare."
    )


if __name__ == "__main__":
    main()
