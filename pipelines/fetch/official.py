"""Shared by the fetches: the networks to look for, and the deposit of the rows found."""

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

# A source that gives less than this share of the last result is refused.
LEAST_SHARE = 0.98
Row = Mapping[str, str]
Key = tuple[str, ...]


def networks_by_siren(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Ids of the networks of each SIREN; networks without one are listed on stderr.

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
    by_siren: dict[str, list[str]] = {}
    for network, _, siren in rows:
        if siren is not None:
            by_siren.setdefault(siren, []).append(network)
    if not by_siren:
        raise FetchError(
            "Aucun réseau n’a de SIREN dans cet espace : complétez la colonne siren de reseaux."
        )
    return by_siren


def alone(networks: dict[str, list[str]]) -> dict[str, str]:
    """Networks by SIREN, without those that share one: a project could belong to either."""
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
        who: author shown in the history.
        noun: French plural noun for its rows.
    """

    contract: str
    name: str
    who: str
    noun: str
    # Columns on which a person's row replaces the source's; the key by default.
    same: tuple[str, ...] = ()
    # Columns that must not change either while a part of the source cannot be read.
    settled: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """Columns that identify what a row describes."""
        return self.same or contracts.load(self.contract).primary_key

    @property
    def target(self) -> str:
        """Path in the raw folder."""
        return f"{self.contract}/{self.name}"

    def sent(self, connection: duckdb.DuckDBPyConnection) -> Sent:
        """Rows that the workspace already has, from the `raw` schema of an ingest."""
        columns = ", ".join(f'"{name}"' for name in (*self.identity, *self.settled))
        rows = connection.execute(
            f'select source_file = ?, {columns} from raw."{self.contract}"',  # noqa: S608
            [self.target],
        ).fetchall()
        by_file = [(ours, tuple(map(str, key))) for ours, *key in rows]
        size = len(self.identity)
        return Sent(
            sum(ours for ours, _ in by_file),
            frozenset(key for ours, key in by_file if ours),
            frozenset(key[:size] for ours, key in by_file if not ours),
        )

    def keep(self, rows: Iterable[Row], sent: Sent, *, is_whole: bool = True) -> list[Row]:
        """Keep the rows that no other file gives.

        Args:
            rows: what the source gives.
            sent: what the workspace has.
            is_whole: whether every part of the source was read.

        Raises:
            FetchError: clearly fewer rows than the last time; or a part was not read, and a row of
                the last time is missing.
        """
        added = [
            row for row in rows if tuple(row[name] for name in self.identity) not in sent.elsewhere
        ]
        if len(added) < LEAST_SHARE * sent.ours:
            raise FetchError(
                f"La source rend moins de {self.noun} qu’au dernier relevé ({len(added)}, contre "
                f"{sent.ours}). Pour l’accepter, retirez {self.target} et relancez."
            )
        names = (*self.identity, *self.settled)
        missing = sent.given - {tuple(row[name] for name in names) for row in added}
        if missing and not is_whole:
            raise FetchError(
                f"Une partie de la source n’a pas été lue : il manque {len(missing)} sur "
                f"{sent.ours} {self.noun} du dernier relevé. Relancez plus tard ; pour accepter ce "
                f"manque, retirez {self.target} et relancez."
            )
        return added

    def publish(
        self, raw: Path, connection: duckdb.DuckDBPyConnection, now: datetime, rows: list[Row]
    ) -> int:
        """Publish the rows as the file of this source; do nothing without rows.

        Args:
            raw: raw folder of the workspace.
            connection: with the schema `reference`; its other tables are lost.
            now: time of the fetch.
            rows: values by column of the contract; absent columns are left empty.

        Returns:
            Number of rows that the deposit kept.

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
            examined = examine.examine(staged, connection, now.astimezone(UTC).date())
            for issue in examined.file.issues:
                if issue.severity == "error":
                    print(f"{self.target}, ligne {issue.line} : {issue.message}", file=sys.stderr)
            desk.place(staged, examined)
            return examined.file.rows_kept
        except examine.NotPublishable as error:
            raise FetchError(str(error)) from None
        finally:
            deposit.discard(staged)


@dataclass(frozen=True)
class Sent:
    """Number of rows of the last fetch, their keys, and those of the rows of other files."""

    ours: int
    given: frozenset[Key]
    elsewhere: frozenset[Key]
