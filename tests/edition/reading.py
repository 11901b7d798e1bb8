"""What a test asks of an edition: its files, its pages as trees, its links."""

from __future__ import annotations

import hashlib
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"


def files(folder: Path) -> dict[str, Path]:
    """Every file by its path inside the edition."""
    return {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def pages(folder: Path) -> dict[str, Path]:
    """The pages alone."""
    return {path: file for path, file in files(folder).items() if path.endswith(".html")}


def tree(page: Path) -> Element:
    """The page as a browser reads it; anything that it would have to repair is a fault."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page.read_bytes(), transport_encoding="utf-8")


def text_of(element: Element) -> str:
    """The words of an element, spaces drawn together."""
    return " ".join("".join(element.itertext()).split())


def hashes(folder: Path) -> dict[str, str]:
    """Content of every file, as a hash."""
    return {
        path: hashlib.sha256(file.read_bytes()).hexdigest() for path, file in files(folder).items()
    }
