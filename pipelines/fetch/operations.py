"""Rows of the list of European operations, as the managing authority publishes it.

The list has no SIREN, and its file name and column order change with each edition: columns are
found by their titles, with the reader used for the files that people send.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from pipelines.contracts import Contract
from pipelines.fetch.client import Client, public_or
from pipelines.fetch.mirror import mirrored
from pipelines.fetch.packages import FetchError
from pipelines.ingest.dates import BadDate, parse_date
from pipelines.ingest.headers import match_headers
from pipelines.ingest.issues import FileRefused, make_issue
from pipelines.ingest.limits import MAX_FILE_BYTES
from pipelines.ingest.numbers import BadNumber, parse_number, squeeze
from pipelines.ingest.read.reader import read_table

# The page that links to the current edition of the list, or the list itself.
PUBLIC_URL = (
    "https://www.europe-en-france.gouv.fr/fr/ressources/liste-operations-feder-fse-ftj-2021-2027"
)
MIRROR = "feder"
FORMATS = ("*.xlsx", "*.ods", "*.csv")
MAX_PAGE_BYTES = 10 * 1024**2
# The file name of an edition starts with its date: the latest one that the page links to is read.
LINK = re.compile(r'href="([^"]*/(\d{8})_liste_operations[^"]*\.(?:xlsx|ods|csv))"', re.IGNORECASE)
SCHEMA = Path(__file__).with_name("operations.json")


@dataclass(frozen=True)
class Operation:
    """One row; amounts in euros, dates as 2024-03-14, both empty when the list has none."""

    line: int
    number: str
    programme: str
    title: str
    beneficiary: str
    postcode: str
    region: str
    fund: str
    amount: str
    agreed_on: str
    begins_on: str
    ends_on: str


@cache
def schema() -> Contract:
    """Columns to read, with the titles that they may have."""
    return Contract.model_validate_json(SCHEMA.read_text(encoding="utf-8"))


def find(client: Client, folder: Path) -> tuple[Path, str]:
    """The list and its origin: the mirror's last file, or the one that the page links to.

    Raises:
        FetchError: no answer, or a page that links to no list.
    """
    files = mirrored(MIRROR, *FORMATS)
    if files:
        return files[-1], files[-1].name
    page = os.environ.get("OBSERVATOIRE_FEDER_URL", PUBLIC_URL)
    address = page if page.endswith((".xlsx", ".ods", ".csv")) else _link(client, page, folder)
    path = folder / f"operations{Path(address).suffix}"
    client.download(address, path, MAX_FILE_BYTES, public_or(page))
    return path, address


def _link(client: Client, page: str, folder: Path) -> str:
    path = folder / "page.html"
    client.download(page, path, MAX_PAGE_BYTES, public_or(page))
    links = LINK.findall(path.read_text(encoding="utf-8", errors="replace"))
    if not links:
        raise FetchError(f"{page} : aucun lien vers une liste des opérations.")
    address, _ = max(links, key=lambda link: link[1])
    return urljoin(page, address)


def read(path: Path) -> Iterator[Operation]:
    """Rows of the list.

    Raises:
        FetchError: the file is unreadable, or a required column is missing.
    """
    contract = schema()
    try:
        text = read_table(path, contract)
    except FileRefused as refusal:
        issue = make_issue(contract, refusal.code, refusal.line, **refusal.facts)
        raise FetchError(f"{path.name} : {issue.message}") from None
    places = match_headers(contract, text.headers).positions
    missing = [one.title for one in contract.fields if one.required and one.name not in places]
    if missing:
        raise FetchError(f"{path.name} : colonnes absentes ({', '.join(missing)}).")
    for line, *cells in zip(*text.table.to_pydict().values(), strict=True):
        row = {name: squeeze(cells[at] or "") for name, at in places.items()}
        yield _operation(line, row)


def _operation(line: int, row: dict[str, str]) -> Operation:
    return Operation(
        line,
        row["numero"],
        row.get("programme", ""),
        row["intitule"],
        row["beneficiaire"],
        row.get("code_postal", ""),
        row.get("region", ""),
        row.get("fonds", ""),
        _amount(row["montant"]),
        *(_day(row.get(name, "")) for name in ("convention", "debut", "fin")),
    )


def _amount(text: str) -> str:
    try:
        return f"{parse_number(text):.2f}"
    except BadNumber:
        return ""


def _day(text: str) -> str:
    try:
        return parse_date(text)[0].isoformat()
    except BadDate:
        return ""
