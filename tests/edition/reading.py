"""Reading an edition in tests: its files, its pages as trees, its links."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib


def files(folder: Path) -> dict[str, Path]:
    """Every file, by its path inside the edition."""
    return {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def pages(folder: Path) -> dict[str, Path]:
    """The HTML pages only."""
    return {path: file for path, file in files(folder).items() if path.endswith(".html")}


def tree(page: Path) -> Element:
    """The page as parsed by a browser; anything that it would have to repair is an error."""
    return _parsed(page.read_bytes())


@cache
def _parsed(content: bytes) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(content, transport_encoding="utf-8")


def text_of(element: Element) -> str:
    """The text of an element, with spaces collapsed."""
    return " ".join("".join(element.itertext()).split())


def hashes(folder: Path) -> dict[str, str]:
    """Hash of every file."""
    return {
        path: hashlib.sha256(file.read_bytes()).hexdigest() for path, file in files(folder).items()
    }
