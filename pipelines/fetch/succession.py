"""Succession links from a closed establishment to the next one, from the SIRENE stock."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Container, Iterable
from datetime import date
from pathlib import Path

from pipelines.build.reference import SUCCESSION
from pipelines.fetch import datagouv
from pipelines.fetch.archive import rows
from pipelines.fetch.client import Client, public_or
from pipelines.fetch.packages import FetchError

# StockEtablissementLiensSuccession: the address is the same every month.
RESOURCE = "9c4d5d9c-4bbb-4b9c-837a-6155cb589e26"
MAX_ARCHIVE_BYTES = 1024**3
COLUMNS = ("siretEtablissementPredecesseur", "siretEtablissementSuccesseur", "dateLienSuccession")
Link = dict[str, str]


def links_of(client: Client, sirens: Container[str]) -> tuple[list[Link], str]:
    """Links inside these companies, oldest first, and the SHA-256 of the archive.

    A link to another company is a takeover, not a move: it is skipped.

    Raises:
        FetchError: the archive is unavailable or not as expected.
    """
    site = datagouv.address()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "liens-succession.zip")
        url = f"{site}/api/1/datasets/r/{RESOURCE}"
        received = client.download(url, path, MAX_ARCHIVE_BYTES, public_or(site))
        links, is_empty = [], True
        for row in rows(path, ".csv", ",", frozenset(COLUMNS)):
            is_empty = False
            siren = row[COLUMNS[0]][:9]
            if siren in sirens and siren == row[COLUMNS[1]][:9]:
                links.append({name: row[name] for name in COLUMNS})
    if is_empty:
        raise FetchError(f"{url} : aucun lien de succession.")
    for link in links:
        _check_day(link[COLUMNS[2]])
    return sorted(links, key=lambda link: [link[name] for name in reversed(COLUMNS)]), (
        received.sha256
    )


def _check_day(text: str) -> None:
    """Refuse a date that a build would not read: the move would be forgotten without a word."""
    try:
        date.fromisoformat(text or "1900-01-01")
    except ValueError:
        raise FetchError(f"Liens de succession : date illisible « {text} ».") from None


def successors(closed: Iterable[str], links: Iterable[Link]) -> set[str]:
    """Every establishment that the links reach from the closed ones."""
    after: dict[str, list[str]] = {}
    for link in links:
        after.setdefault(link[COLUMNS[0]], []).append(link[COLUMNS[1]])
    reached: set[str] = set()
    to_visit = list(closed)
    while to_visit:
        new = set(after.get(to_visit.pop(), ())) - reached
        reached |= new
        to_visit.extend(new)
    return reached


def write(raw: Path, links: list[Link]) -> None:
    """Replace the links of the workspace, in one rename."""
    target = raw / SUCCESSION
    target.parent.mkdir(exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(links)
    part.replace(target)
