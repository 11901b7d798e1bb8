"""The legal texts as values: headings, paragraphs and lists, for any output.

They are files of this project, in a subset of Markdown: `## ` starts a text, `### ` a section, `- `
an item, `**…**` is bold; `{edition}` and other slots are filled with accessibility counts.
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
    """A piece of text in one style."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or a list (`kind`: `p`, `h`, `ul`) of one or several lines."""

    kind: str
    lines: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class LegalText:
    """One text: its name in addresses, its title, its body."""

    name: str
    title: str
    body: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body as blocks; `body` is the same as Markdown."""
        return tuple(blocks(self.body))


@cache
def load() -> tuple[LegalText, ...]:
    """Every text, in file order."""
    return tuple(_text(file) for file in sorted(FOLDER.glob("*.md")))


def _text(file: Path) -> LegalText:
    title, _, body = file.read_text(encoding="utf-8").partition("\n")
    for slot, sentence in accessibility.slots().items():
        body = body.replace(f"{{{slot}}}", sentence)
    return LegalText(file.stem[2:], title.removeprefix("## "), body.strip())


def blocks(body: str) -> Iterator[Block]:
    """The blocks of a text, separated by empty lines."""
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
