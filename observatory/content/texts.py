"""The legal texts as values: headings, paragraphs and lists, whoever prints them.

They are files of this project, in a little Markdown: `## ` opens a text, `### ` a part of it, `- `
an item, `**…**` what is strong; `{edition}` and the like are what is counted of accessibility.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from observatory.content import accessibility

FOLDER = Path(__file__).with_name("pages_legales")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Run:
    """Characters of one look."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or a list (`kind`: `p`, `h`, `ul`) of one or several lines."""

    kind: str
    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class LegalText:
    """One text: its name in addresses, its title, what it says."""

    name: str
    title: str
    body: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What it says, block by block; `body` is the same as Markdown."""
        return tuple(blocks(self.body))


@cache
def load() -> tuple[LegalText, ...]:
    """Every text, in the order of the files."""
    return tuple(_text(file) for file in sorted(FOLDER.glob("*.md")))


def _text(file: Path) -> LegalText:
    title, _, body = file.read_text(encoding="utf-8").partition("\n")
    for slot, told in accessibility.slots().items():
        body = body.replace(f"{{{slot}}}", told)
    return LegalText(file.stem[2:], title.removeprefix("## "), body.strip())


def blocks(body: str) -> Iterator[Block]:
    """The blocks of a text, which empty lines part."""
    for piece in re.split(r"\n\s*\n", body.strip()):
        lines = piece.splitlines()
        if piece.startswith("- "):
            items = re.split(r"\n- ", piece.removeprefix("- "))
            yield Block("ul", tuple(runs(" ".join(item.split("\n"))) for item in items))
        elif piece.startswith("### "):
            yield Block("h", (runs(piece.removeprefix("### ")),))
        elif piece:
            yield Block("p", (runs(" ".join(lines)),))


def runs(line: str) -> tuple[Run, ...]:
    """`a **b** c` as three runs."""
    parts = _STRONG.split(line)
    return tuple(Run(text, rank % 2 == 1) for rank, text in enumerate(parts) if text)
