"""Results of each part of the fault tests with their date, and the tables made from them.

A part that is run replaces only its own rows, so the page gives the date of each row. The tables of
`docs/reliability.md` are written only from this file.
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
    """A fault, the number of tries, the message shown to the person, and the failed checks."""

    fault: str
    tries: int
    said: str
    losses: int


@dataclass
class Count:
    """Counts of a series of kills; the page has one column per field, in this order."""

    killed: str
    kills: int = 0
    too_late: int = 0
    losses: int = 0
    seconds: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Hours:
    """Results of readers during publications.

    Attributes:
        served: length, and the servers.
        readers: number of simultaneous readers.
        pages: pages that were rendered completely.
        median_s: seconds from a request to its last message, median.
        p95_s: the same, 95th percentile.
        errors: failed pages, lost connections, missing publications, in words.
        publications: number of successful publications.
        memory: first and last megabytes.
        growth: memory of the last quarter compared with the second.
        losses: errors, plus one if the memory was not stable.
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
    """One table of the page: its name, headings and parts, in order."""

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
    """Replace the rows of a part, with today’s date, and write the page.

    Args:
        part: a part of one of `TABLES`.
        rows: the results.
        load: other work on the machine, if durations depend on it.
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
    """Date and rows of each part, by name."""
    return json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


def written(page: str, told: dict[str, Any]) -> str:
    """The page with its tables rewritten."""
    for table in TABLES:
        begin, end = f"<!-- {table.name} -->\n", f"<!-- end of {table.name} -->"
        head, rest = page.split(begin)
        page = f"{head}{begin}{_printed(table, told)}{end}{rest.split(end, 1)[1]}"
    return page


def losses(told: dict[str, Any], parts: Iterable[str]) -> int:
    """Number of failed checks in these parts."""
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
