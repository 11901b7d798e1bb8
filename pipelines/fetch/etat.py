"""`fetch etat`: yearly State payments to each network, from the budget's annex on associations.

The annex gives a SIREN, a programme, an amount and a year: no date of agreement or of payment. Its
sums are therefore published figures of the network, never grants or instalments.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from method import plain_yaml
from method.wording import plural
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.mirror import mirrored
from pipelines.fetch.official import Official, Row, alone, networks_by_siren
from pipelines.fetch.packages import FetchError
from pipelines.ingest.folder import ingest_workspace
from pipelines.ingest.numbers import BadNumber, parse_number

OFFICIAL = Official(
    "indicateurs_publics", "etat.csv", "commande fetch etat", "montants versés par l’État"
)
PUBLIC_URL = "https://data.economie.gouv.fr"
EDITIONS = Path(__file__).with_name("state_grants.yaml")
MIRROR = "etat"
INDICATOR, UNIT = "subventions_etat", "€"
PAGE_SIZE = 100


class Edition(BaseModel):
    """One year of payments: its data set, and the column of its amounts."""

    year: int
    dataset: str
    amount: str


class _Page(BaseModel):
    total_count: int
    results: list[dict[str, Any]]


@cache
def editions() -> list[Edition]:
    """The declared editions, latest first."""
    rows = plain_yaml.load(EDITIONS.read_text(encoding="utf-8"))
    return [Edition.model_validate(row) for row in rows]


def fetch_etat(errand: Errand) -> str:
    """Add up what each edition lists for the SIREN of each network, and deposit the sums.

    An edition that cannot be read is reported and skipped, if it gave nothing the last time.

    Raises:
        FetchError: no edition could be read; nothing was changed.
    """
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    networks = alone(networks_by_siren(errand.connection))
    already_sent = OFFICIAL.sent(errand.connection)
    rows: list[Row] = []
    digests: list[str] = []
    unread = 0
    for index, edition in enumerate(editions()):
        errand.progress(f"Versements de l’État en {edition.year}", index, len(editions()))
        try:
            lines = _Lines(errand.client, edition, digests)
            amounts_by_siren = {siren: lines.of(siren) for siren in networks}
        except FetchError as error:
            print(f"Année {edition.year} : {error}", file=sys.stderr)
            unread += 1
            continue
        rows += [
            _row(networks[siren], edition, amounts, errand.now)
            for siren, amounts in amounts_by_siren.items()
            if amounts
        ]
    own_rows = OFFICIAL.keep(rows, already_sent, is_whole=not unread)
    if unread == len(editions()):
        raise FetchError("Aucune édition de l’annexe n’a pu être lue.")
    count = OFFICIAL.publish(errand.raw, errand.connection, errand.now, own_rows)
    digest = hashlib.sha256("".join(digests).encode()).hexdigest()
    return (
        f"{plural(count, 'montant annuel versé', 'montants annuels versés')} par l’État "
        f"({plural(len(digests), 'réponse')}, SHA-256 {digest})."
    )


class _Lines:
    """Lines of one edition by SIREN, from an export copied by hand, else from the site."""

    def __init__(self, client: Client, edition: Edition, digests: list[str]) -> None:
        self.client, self.edition, self.digests = client, edition, digests
        self.brought = self._export()

    def of(self, siren: str) -> list[float]:
        """Amounts, in euros, as listed.

        Raises:
            FetchError: no answer, an unexpected format, or an unreadable amount.
        """
        lines = self._download(siren) if self.brought is None else self.brought
        ours = [line for line in lines if str(line.get("siren")).replace(" ", "") == siren]
        return [self._amount(line) for line in ours]

    def _export(self) -> list[dict[str, Any]] | None:
        files = mirrored(MIRROR, f"{self.edition.dataset}.json")
        if not files:
            return None
        content = files[0].read_bytes()
        self.digests.append(hashlib.sha256(content).hexdigest())
        try:
            return _Page(total_count=0, results=json.loads(content)).results
        except (ValueError, ValidationError):
            raise FetchError(f"{files[0].name} : ce n’est pas l’export attendu.") from None

    def _download(self, siren: str) -> list[dict[str, Any]]:
        base = os.environ.get("OBSERVATOIRE_DATA_ECONOMIE_URL", PUBLIC_URL).rstrip("/")
        url = f"{base}/api/explore/v2.1/catalog/datasets/{self.edition.dataset}/records"
        lines: list[dict[str, Any]] = []
        total: int | None = None
        while True:
            query = {"where": f'siren="{siren}"', "limit": PAGE_SIZE, "offset": len(lines)}
            content, received = self.client.json(url, query)
            self.digests.append(received.sha256)
            try:
                page = _Page.model_validate(content)
            except ValidationError:
                raise FetchError(f"{url} : la réponse n’a plus la forme attendue.") from None
            lines += page.results
            total = page.total_count if total is None else total
            is_short = not page.results and len(lines) < total
            if page.total_count != total or len(lines) > total or is_short:
                raise FetchError(f"{url} : les lignes ont changé pendant la lecture. Relancez.")
            if len(lines) == total:
                return lines

    def _amount(self, line: dict[str, Any]) -> float:
        try:
            return parse_number(str(line[self.edition.amount]))
        except (KeyError, BadNumber):
            raise FetchError(
                f"{self.edition.dataset} : montant illisible pour le SIREN {line['siren']}."
            ) from None


def _row(network: str, edition: Edition, amounts: list[float], now: datetime) -> Row:
    return {
        "id_reseau": network,
        "indicateur": INDICATOR,
        "annee": str(edition.year),
        "valeur": f"{sum(amounts):.2f}",
        "unite": UNIT,
        "source_url": f"{PUBLIC_URL}/explore/dataset/{edition.dataset}/",
        "date_source": now.date().isoformat(),
    }
