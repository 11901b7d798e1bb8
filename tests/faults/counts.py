"""What each part of the faults showed, and on which day: one file, and the tables made of it.

A part that is run replaces its own rows and no other's, so that the page says of each row when it
was seen. The tables of `docs/reliability.md` are written from the file and from nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from method.settings import ROOT
from method.wording import fr

PAGE = ROOT / "docs" / "reliability.md"
FILE = ROOT / "docs" / "reliability.json"


@dataclass(frozen=True)
class Seen:
    """A fault, how often it was tried, what was said to whom it met, and what did not hold."""

    fault: str
    tries: int
    said: str
    losses: int


@dataclass
class Count:
    """What a series of kills met; the rows of the page have the fields in this order."""

    killed: str
    kills: int = 0
    too_late: int = 0
    losses: int = 0
    seconds: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Hours:
    """What readers met during publications.

    Attributes:
        served: length, and how it was served.
        readers: how many read at once.
        pages: drawn to their end.
        median_s: seconds from a question to its last message.
        p95_s: the same, of all but one page in twenty.
        errors: pages that failed, connections lost, publications that did not come; in words.
        publications: that came.
        memory: megabytes, first and last.
        growth: memory of the last quarter over that of the second.
        losses: errors, and memory that was not flat.
    """

    served: str
    readers: int
    pages: int
    median_s: float
    p95_s: float
    errors: str
    publications: int
    memory: str
    growth: str
    losses: int


Row = Seen | Count | Hours


@dataclass(frozen=True)
class Table:
    """One table of the page: its name there, its headings, its parts in their order."""

    name: str
    headings: tuple[str, ...]
    parts: tuple[str, ...]


KILLS = Table(
    "kills",
    ("killed during", "kills", "ended before the kill", "losses", "seconds", "seed"),
    ("dépôt", "retour à un état", "purge", "sauvegarde", "restauration", "construction"),
)
FAULTS = Table(
    "faults",
    ("fault", "tries", "what is said to whom it meets", "losses"),
    ("autres", "mémoire-construction", "mémoire-serveur", "copie", "versions"),
)
READERS = Table(
    "readers",
    (
        "served",
        "readers",
        "pages",
        "median s",
        "p95 s",
        "errors",
        "publications",
        "MB",
        "growth",
        "losses",
    ),
    ("heure", "foule"),
)
TABLES = (KILLS, FAULTS, READERS)


def keep(part: str, rows: Iterable[Row], load: str = "") -> None:
    """Replace the rows of a part, with the day of today, and write the page.

    Args:
        part: of one of `TABLES`.
        rows: what was seen.
        load: what else the machine did, where times depend on it.
    """
    told = kept()
    told[part] = {
        "on": f"{datetime.now(UTC):%Y-%m-%d}" + (f", {load}" if load else ""),
        "rows": [asdict(row) for row in rows],
    }
    told = {name: told[name] for table in TABLES for name in table.parts if name in told}
    FILE.write_text(f"{json.dumps(told, ensure_ascii=False, indent=1)}\n", "utf-8")
    PAGE.write_text(written(PAGE.read_text("utf-8"), told), "utf-8")


def kept() -> dict[str, Any]:
    """Day and rows of each part that was run, by its name."""
    return json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


def written(page: str, told: dict[str, Any]) -> str:
    """The page with its tables made again."""
    for table in TABLES:
        begin, end = f"<!-- {table.name} -->\n", f"<!-- end of {table.name} -->"
        head, rest = page.split(begin)
        page = f"{head}{begin}{_printed(table, told)}{end}{rest.split(end, 1)[1]}"
    return page


def losses(told: dict[str, Any], parts: Iterable[str]) -> int:
    """All that did not hold in these parts."""
    return sum(row.get("losses", 0) for part in parts for row in told[part]["rows"])


def _printed(table: Table, told: dict[str, Any]) -> str:
    lines = [[*table.headings, "seen on"], ["---"] * (len(table.headings) + 1)]
    for part in (name for name in table.parts if name in told):
        lines += [[*map(_cell, row.values()), told[part]["on"]] for row in told[part]["rows"]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return fr(value, decimals=0 if value >= 10 else 2)
    return str(value)
