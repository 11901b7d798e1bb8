"""A small workspace with injection attempts in every text field, made from the demonstration."""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import count
from pathlib import Path

from pipelines import contracts
from pipelines.ingest.plain_text import is_free
from tests.hostile_texts import TEXTS

WORKSPACE = "hostile"
NETWORKS = 5
# A text in a key is the same wherever the key is used.
KEY = ' =1 {{7*191}}{{7*191}} **<b onclick="x">#(7)'
# Names of the networks: one for each language that interprets a name.
NAMES = ("branca", "html", "link", "marks", "long")
_KEYS = {"id_projet", "referenceDecision", "id_dossier"}


def make(demo: Path, into: Path) -> Path:
    """Write the raw files of the workspace under `into`, from those of the demonstration."""
    into.mkdir(parents=True)
    label = TEXTS["branca"].replace("'", "’") + " <b>x</b>"
    (into / "workspace.toml").write_text(
        f"name = '{WORKSPACE}'\nlabel = '{label}'\nfictional = true\nregion = '24'\n",
        encoding="utf-8",
    )
    keys = {"id_reseau": {row["id_reseau"] for row in _rows(demo, "reseaux")[:NETWORKS]}}
    for name in contracts.ORDER:
        rows = [row for row in _rows(demo, name) if _is_kept(row, keys)]
        for key in ("id_projet", "referenceDecision"):
            if rows and name in ("projets", "subventions") and key in rows[0]:
                keys[key] = {row[key] for row in rows}
        _write(into / f"{name}.csv", name, rows)
    return into


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def _is_kept(row: dict[str, str], keys: dict[str, set[str]]) -> bool:
    return all(row[key] in values for key, values in keys.items() if row.get(key))


def _write(file: Path, name: str, rows: list[dict[str, str]]) -> None:
    if not rows:
        return
    free = [f.name for f in contracts.load(name).fields if is_free(f) and f.name in rows[0]]
    texts = _texts(name)
    for row in rows:
        for column in free:
            row[column] = row[column] + KEY if column in _KEYS else texts(column)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def _texts(name: str) -> Callable[[str], str]:
    """Function that gives the next hostile text for a column; names of networks are fixed."""
    rank = count()
    every = [*TEXTS.values()]
    if name == "etablissements":
        # There are thousands of rows: texts of 30,000 letters would only make the file heavy.
        every = [text for text in every if len(text) < 1_000]
    names = iter(NAMES)

    def text(column: str) -> str:
        if (name, column) == ("reseaux", "nom"):
            return TEXTS[next(names)]
        return every[next(rank) % len(every)]

    return text
