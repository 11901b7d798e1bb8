"""Time to write the Panorama: `python -m benchmarks.exports [CURATED]`.

Reads the published demonstration workspace as staff, who get the longest document. The browser that
draws the charts is started before timing; each format is written twice, the second time with the
drawings of the first, as for the next reader.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from pypdf import PdfReader

from method.settings import curated_root
from observatory.exports import picture
from observatory.exports.formats import FORMATS
from observatory.exports.panorama import panorama
from observatory.gate.access import STAFF
from observatory.gate.store import Store


def main() -> None:
    """Print the table."""
    curated = Path(sys.argv[1]) if len(sys.argv) > 1 else curated_root()
    session = Store(curated).session("demo", STAFF, is_signed_in=True)
    start, spent = time.perf_counter(), time.process_time()
    document = panorama(session, session.build.as_of)
    composed = (time.perf_counter() - start, time.process_time() - spent)
    chart_count = sum(figure.chart is not None for figure in document.figures)
    first = next(figure for figure in document.figures if figure.chart is not None)
    if picture.for_document(first, "svg") is None:
        raise SystemExit("no browser on this machine: documents would hold no chart")
    print(f"{len(document.figures)} figures, {chart_count} charts\n")
    print("| step | s | CPU s | s, drawings kept | CPU s | kB | pages |")
    print("|---|---|---|---|---|---|---|")
    print(f"| queries, sentences, charts | {composed[0]:.1f} | {composed[1]:.1f} | | | | |")
    for kind in (name for name, one in FORMATS.items() if not one.is_picture):
        measures, content = [], b""
        for _ in range(2):
            start, spent = time.perf_counter(), time.process_time()
            content = FORMATS[kind].write(document)
            measures += [time.perf_counter() - start, time.process_time() - spent]
        pages = len(PdfReader(io.BytesIO(content)).pages) if kind == "pdf" else ""
        times = " | ".join(f"{one:.1f}" for one in measures)
        print(f"| {kind} | {times} | {len(content) / 1000:.0f} | {pages} |")


if __name__ == "__main__":
    main()
