"""The state of each measure of the opinion: state, date, service, note. Kept outside builds.

One small SQLite file per workspace, as for alerts: rows are only added, and the last one counts.
Every reader sees the states; only staff write them and read the notes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, get_args

from method.alerts import load_rules
from method.errors import ReaderError
from observatory.books import opened
from observatory.gate.access import STAFF, AccessError, may_open
from observatory.opinion.opinion import load_opinion

FILE_NAME = "follow_up.sqlite"
State = Literal["non_commencee", "en_cours", "faite"]
STATE_LABELS: dict[State, str] = {
    "non_commencee": "Non commencée",
    "en_cours": "En cours",
    "faite": "Faite",
}
# For a measure without any entry, which may well have begun.
NOT_ENTERED = "Non renseigné"
NOTE_MAX = 1_000

_CREATE = (
    "create table if not exists step (id integer primary key, measure_id text not null, "
    "state text not null, since text not null, owner text not null, note text not null, "
    "changed_at text not null)"
)
_INSERT = (
    "insert into step (measure_id, state, since, owner, note, changed_at) values (?, ?, ?, ?, ?, ?)"
)
_CURRENT = (
    "select measure_id, state, since, owner, note from step "
    "where id in (select max(id) from step group by measure_id)"
)


class FollowUpError(ReaderError):
    """The entry cannot be written; the message is in French and says why."""


@dataclass(frozen=True)
class Step:
    """The state of a measure, since when, and the service in charge."""

    measure_id: str
    state: State
    since: date
    owner: str
    note: str


class FollowUp:
    """The states of the measures, for one reader of one workspace."""

    def __init__(self, curated: Path, workspace: str, role: str) -> None:
        """Set the path of the file, which is created at the first change."""
        self.path = curated / workspace / FILE_NAME
        self.may_write = may_open(STAFF, role)

    def steps(self) -> dict[str, Step]:
        """Last row of every measure with an entry, by measure."""
        if not self.path.exists():
            return {}
        with self._open() as book:
            rows = book.execute(_CURRENT).fetchall()
        return {
            measure: Step(
                measure, state, date.fromisoformat(since), owner, note if self.may_write else ""
            )
            for measure, state, since, owner, note in rows
        }

    def write(self, step: Step) -> None:
        """Add a row.

        Raises:
            AccessError: the role may not follow the measures.
            FollowUpError: unknown measure, state or service, a future date, or a note that is too
                long.
        """
        if not self.may_write:
            raise AccessError("Le suivi des préconisations est tenu par l’équipe Dév’Up.")
        if step.measure_id not in load_opinion().measures:
            raise FollowUpError(f"La mesure « {step.measure_id} » n’existe pas.")
        if step.state not in get_args(State):
            raise FollowUpError(f"L’état « {step.state} » n’existe pas.")
        if step.owner and step.owner not in load_rules().owners:
            raise FollowUpError(f"« {step.owner} » n’est pas un service de la liste (alerts.yaml).")
        if step.since > datetime.now(UTC).date():
            raise FollowUpError("La date est à venir : donnez le jour où l’état a changé.")
        if len(step.note) > NOTE_MAX:
            raise FollowUpError(f"La note dépasse {NOTE_MAX} caractères : raccourcissez-la.")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).isoformat(timespec="microseconds")
        row = (
            step.measure_id,
            step.state,
            step.since.isoformat(),
            step.owner,
            step.note.strip(),
        )
        with self._open() as book:
            book.execute(_INSERT, (*row, stamp))

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        with opened(self.path) as book:
            book.execute(_CREATE)
            yield book
