"""Blank pictures of the right size: enough for tests of pages and tags."""

from __future__ import annotations

import struct
import zlib
from typing import Literal

from observatory.exports import paper
from observatory.figures.chart import Chart


def on_paper(chart: Chart, centimetres: float, kind: Literal["png", "svg"]) -> bytes:
    """An empty picture of the size of the chart on paper."""
    layout = paper.printed(chart, centimetres).layout
    width, height = round(layout.width), round(layout.height)
    if kind == "svg":
        box = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {box}></svg>'.encode()
    rows = (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
