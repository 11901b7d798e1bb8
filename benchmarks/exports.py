"""How long the yearly overview takes: `python -m benchmarks.exports [CURATED]`.

Reads the published demonstration workspace as staff, who get the longest overview, and times its
composition, then each format. The browser that draws is started before the clock.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from pypdf import PdfReader

from method.settings import curated_root
from observatory.exports import picture, report
from observatory.exports.formats import FORMATS
from observatory.gate.access import STAFF
from observatory.gate.store import Store


def main() -> None:
    """Print the table."""
    curated = Path(sys.argv[1]) if len(sys.argv) > 1 else curated_root()
    session = Store(curated).session("demo", STAFF, is_signed_in=True)
    start = time.perf_counter()
    document = report.yearly_overview(session, session.build.as_of)
    drawn = sum(figure.chart is not None for figure in document.figures)
    if picture.for_document(document.figures[0], "svg") is None:
        raise SystemExit("no browser on this machine: documents would hold no chart")
    print(f"{len(document.figures)} figures, {drawn} charts\n")
    print("| step | s | kB | pages |")
    print("|---|---|---|---|")
    print(f"| queries and sentences | {time.perf_counter() - start:.1f} | | |")
    for kind in (name for name, one in FORMATS.items() if not one.is_picture):
        start = time.perf_counter()
        content = FORMATS[kind].write(document)
        seconds = time.perf_counter() - start
        pages = len(PdfReader(io.BytesIO(content)).pages) if kind == "pdf" else ""
        print(f"| {kind} | {seconds:.1f} | {len(content) / 1000:.0f} | {pages} |")


if __name__ == "__main__":
    main()
