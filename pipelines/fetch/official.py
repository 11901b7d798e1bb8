"""What the fetches share: whose rows to look for, and the deposit of what was found."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines import contracts
from pipelines.desk import deposit, desk, examine
from pipelines.fetch.packages import FetchError

# A source that gives less than this part of the last result is not believed.
LEAST_SHARE = 0.98
Row = Mapping[str, str]
Key = tuple[str, ...]


def networks_by_siren(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Ids of the networks behind each SIREN; the networks without one are named on stderr.

    Args:
        connection: with `raw.reseaux`.

    Raises:
        FetchError: no network has a SIREN.
    """
    rows = connection.execute(
        "select id_reseau, nom, siren from raw.reseaux order by strip_accents(lower(nom))"
    ).fetchall()
    without = [name for _, name, siren in rows if siren is None]
    if without:
        print(f"Réseaux sans SIREN, laissés de côté : {', '.join(without)}.", file=sys.stderr)
    found: dict[str, list[str]] = {}
    for network, _, siren in rows:
        if siren is not None:
            found.setdefault(siren, []).append(network)
    if not found:
        raise FetchError(
            "Aucun réseau n’a de SIREN dans cet espace : complétez la colonne siren de reseaux."
        )
    return found


def alone(networks: dict[str, list[str]]) -> dict[str, str]:
    """Networks by SIREN, without those that share one: nothing says whose project it is."""
    shared = [network for ids in networks.values() if len(ids) > 1 for network in ids]
    if shared:
        print(f"Réseaux de même SIREN, laissés de côté : {', '.join(shared)}.", file=sys.stderr)
    return {siren: ids[0] for siren, ids in networks.items() if len(ids) == 1}


@dataclass(frozen=True)
class Official:
    """The file of a contract that a fetch owns, beside those that people send.

    Args:
        contract: name of the contract.
        name: file name.
        who: what the history says of who published it.
        noun: what a row is, in French, plural.
    """

    contract: str
    name: str
    who: str
    noun: str
    # Columns by which a person's row stands for the source's; by default, the key.
    same: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """Columns by which two rows are of one thing."""
        return self.same or contracts.load(self.contract).primary_key

    @property
    def target(self) -> str:
        """Path in the raw folder."""
        return f"{self.contract}/{self.name}"

    def sent(self, connection: duckdb.DuckDBPyConnection) -> Sent:
        """What the workspace has, from the `raw` schema of an ingest."""
        columns = ", ".join(f'"{name}"' for name in self.identity)
        rows = connection.execute(
            f'select source_file = ?, {columns} from raw."{self.contract}"',  # noqa: S608
            [self.target],
        ).fetchall()
        elsewhere = {tuple(map(str, key)) for ours, *key in rows if not ours}
        return Sent(sum(ours for ours, *_ in rows), frozenset(elsewhere))

    def keep(self, rows: Iterable[Row], sent: Sent) -> list[Row]:
        """The rows that no other file gives.

        Raises:
            FetchError: fewer rows than the last time.
        """
        kept = [
            row for row in rows if tuple(row[name] for name in self.identity) not in sent.elsewhere
        ]
        if len(kept) < LEAST_SHARE * sent.ours:
            raise FetchError(
                f"La source rend moins de {self.noun} qu’au dernier relevé ({len(kept)}, contre "
                f"{sent.ours}). Pour l’accepter, retirez {self.target} et relancez."
            )
        return kept

    def publish(
        self, raw: Path, connection: duckdb.DuckDBPyConnection, now: datetime, rows: list[Row]
    ) -> int:
        """Make the rows the file of this source; without any row, nothing is done.

        Args:
            raw: raw folder of the workspace.
            connection: with the schema `reference`; its other tables are lost.
            now: moment of the fetch.
            rows: by column of the contract; an absent column is left empty.

        Returns:
            How many of them the deposit kept.

        Raises:
            FetchError: the deposit refuses the file; nothing was changed.
        """
        if not rows:
            return 0
        text = io.StringIO()
        names = contracts.load(self.contract).field_names
        writer = csv.DictWriter(text, names, delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode()
        staged = deposit.stage(raw, self.contract, self.name, content, self.who, now, mode="source")
        try:
            found = examine.examine(staged, connection, now.astimezone(UTC).date())
            for issue in found.file.issues:
                if issue.severity == "error":
                    print(f"{self.target}, ligne {issue.line} : {issue.message}", file=sys.stderr)
            desk.place(staged, found)
            return found.file.rows_kept
        except examine.NotPublishable as error:
            raise FetchError(str(error)) from None
        finally:
            deposit.discard(staged)


@dataclass(frozen=True)
class Sent:
    """Rows of the last fetch, and keys of the rows that other files give."""

    ours: int
    elsewhere: frozenset[Key]
