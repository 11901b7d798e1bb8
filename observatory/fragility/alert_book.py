"""How people handle an alert: its state, a note, its owner. Kept apart from what is rebuilt.

One small SQLite file per workspace, next to the published database and untouched by builds,
rollbacks and clean-ups. Nothing is overwritten: each change is a new line, so that two people who
write at the same time both leave a trace, and the last one applies.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pandas as pd

from method.alerts import State, load_rules
from method.errors import ReaderError
from observatory.books import opened
from observatory.gate.access import STAFF, AccessError, may_open

FILE_NAME = "alerts.sqlite"
NEW: State = "nouveau"
# Not a rule of `alerts.yaml`: a line about the network itself, such as a call.
CONTACT = "contact"
NOTE_MAX = 1_000
# Two people saving in the same second wait for each other instead of failing.

_CREATE = (
    "create table if not exists entry (id integer primary key, network_id text not null, "
    "rule_id text not null, first_on text not null, last_on text not null, state text not null, "
    "note text not null, owner text not null, changed_at text not null)"
)
_INSERT = (
    "insert into entry (network_id, rule_id, first_on, last_on, state, note, owner, changed_at) "
    "values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_FIELDS = "network_id, rule_id, first_on, last_on, state, note, owner, changed_at"
_CURRENT = (
    f"select {_FIELDS} from entry where id in "  # noqa: S608 — a constant list of columns
    "(select max(id) from entry group by network_id, rule_id, first_on) order by id"
)
_SINCE = f"select {_FIELDS} from entry where changed_at >= ? order by id"  # noqa: S608


class AlertBookError(ReaderError):
    """The change cannot be written; the message is in French and says why."""


@dataclass(frozen=True)
class Entry:
    """One line of the register. `last_on` is the last month of the alert at the time of writing."""

    network_id: str
    rule_id: str
    first_on: date
    last_on: date
    state: str
    note: str
    owner: str
    changed_at: datetime


def open_book(curated: Path, workspace: str, role: str) -> AlertBook:
    """The register of a published workspace, for those who follow the networks.

    Raises:
        AccessError: the role does not follow the networks.
    """
    if not may_open(STAFF, role):
        raise AccessError("Le suivi des alertes est réservé à l’équipe Dév’Up.")
    return AlertBook(curated / workspace / FILE_NAME)


class AlertBook:
    """States of alerts, keyed by network, rule and first date."""

    def __init__(self, path: Path) -> None:
        """Point to the file, which is created at the first change."""
        self.path = path

    def list(self) -> tuple[Entry, ...]:
        """Last line of every alert that somebody has handled, oldest change first."""
        return self._read(_CURRENT)

    def changes(self, since: datetime) -> tuple[Entry, ...]:
        """Every line written since a given time (UTC), oldest first."""
        return self._read(_SINCE, _stamp(since))

    def set_state(
        self,
        network_id: str,
        rule_id: str,
        first_on: date,
        state: State,
        *,
        note: str = "",
        owner: str = "",
        last_on: date | None = None,
    ) -> Entry:
        """Write the state of an alert.

        Args:
            network_id, rule_id, first_on: key of the alert in `marts.alert_event`.
            state: `nouveau`, `vu`, `en_cours` or `clos`.
            note: what was done or decided; no personal names.
            owner: a service or a function of `alerts.yaml`, or empty.
            last_on: last month of the alert today; helps to match it after the panel moves on.

        Raises:
            AlertBookError: unknown state or owner, or a note that is too long.
        """
        if state not in get_args(State):
            raise AlertBookError(f"L’état « {state} » n’existe pas.")
        if owner and owner not in load_rules().owners:
            raise AlertBookError(f"« {owner} » n’est pas un service de la liste (alerts.yaml).")
        if len(note) > NOTE_MAX:
            raise AlertBookError(f"La note dépasse {NOTE_MAX} caractères : raccourcissez-la.")
        entry = Entry(
            network_id,
            rule_id,
            first_on,
            max(first_on, last_on or first_on),
            state,
            note.strip(),
            owner,
            datetime.now(UTC),
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as connection:
            connection.execute(_CREATE)
            connection.execute(
                _INSERT,
                [
                    network_id,
                    rule_id,
                    entry.first_on.isoformat(),
                    entry.last_on.isoformat(),
                    state,
                    entry.note,
                    owner,
                    _stamp(entry.changed_at),
                ],
            )
        return entry

    def note(self, network_id: str, text: str, day: date) -> Entry:
        """Record a conversation with a network on a day; a second note that day replaces the first.

        Raises:
            AlertBookError: the text is too long.
        """
        return self.set_state(network_id, CONTACT, day, "vu", note=text)

    def notes(self) -> dict[str, tuple[date, str]]:
        """Date and text of the last note on each network, about a call or one of its alerts."""
        with_note = (entry for entry in self.list() if entry.note)
        return {one.network_id: (one.changed_at.astimezone().date(), one.note) for one in with_note}

    def follow(self, events: pd.DataFrame) -> pd.DataFrame:
        """Events with their states.

        An alert keeps its state when the panel moves on or a revision shifts its first date: a line
        is matched to the event of the same network and rule with overlapping months.

        Args:
            events: rows of `marts.alert_event`.

        Returns:
            The same rows with `state`, `note`, `owner`, `changed_at` (NaT if never handled).
        """
        entries = self.list()
        matches = [_match(entries, row) for row in events.to_dict("records")]
        blank = {"state": NEW, "note": "", "owner": "", "changed_at": pd.NaT}
        records = [
            {name: asdict(entry)[name] for name in blank} if entry else blank for entry in matches
        ]
        states = pd.DataFrame(records, columns=list(blank), index=events.index)
        return pd.concat([events, states], axis=1)

    def _read(self, sql: str, *parameters: str) -> tuple[Entry, ...]:
        if not self.path.exists():
            return ()
        with self._connection() as connection:
            connection.execute(_CREATE)
            rows = connection.execute(sql, parameters).fetchall()
        return tuple(_entry(row) for row in rows)

    @contextmanager
    def _connection(self) -> Generator[sqlite3.Connection]:
        with opened(self.path) as connection:
            yield connection


def _match(entries: tuple[Entry, ...], event: dict[str, object]) -> Entry | None:
    first, last = _day(event["first_on"]), _day(event["last_on"])
    of_rule = [
        e for e in entries if e.network_id == event["network_id"] and e.rule_id == event["rule_id"]
    ]
    exact = [e for e in of_rule if e.first_on == first]
    overlapping = [e for e in of_rule if e.first_on <= last and e.last_on >= first]
    return max(exact or overlapping, key=lambda e: e.changed_at, default=None)


def _day(value: object) -> date:
    return date.fromisoformat(str(value)[:10])


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _entry(row: tuple[str, ...]) -> Entry:
    network_id, rule_id, first_on, last_on, state, note, owner, changed_at = row
    return Entry(
        network_id,
        rule_id,
        date.fromisoformat(first_on),
        date.fromisoformat(last_on),
        state,
        note,
        owner,
        datetime.fromisoformat(changed_at),
    )
