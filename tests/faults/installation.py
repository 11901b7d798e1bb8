"""Operations on an installation, run by the code of either version.

`python -m tests.faults.installation WHAT` in a folder of the project, with the settings of an
installation. Prints JSON. It uses only what both versions have, and is copied into the old one.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import Any

from method.errors import ReaderError
from method.settings import curated_root, raw_root
from observatory.exports.model import Document, quoted
from observatory.exports.quotations import Quotations
from observatory.figures import views
from observatory.figures.figure import ALL, Figure
from observatory.figures.registry import FIGURES
from observatory.fragility.alert_book import open_book
from observatory.gate.access import PUBLIC, STAFF
from observatory.gate.store import Session, Store
from observatory.opinion.follow_up import FollowUp, Step
from observatory.opinion.opinion import load_opinion
from pipelines.desk import history

WORKSPACE = "cvl"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOTE = "appelé, à revoir"


def write() -> dict[str, Any]:
    """Write in each register, and quote a figure."""
    curated = curated_root()
    open_book(curated, WORKSPACE, STAFF).note("s2e2", NOTE, date(2026, 1, 1))
    step = Step(next(iter(load_opinion().measures)), "en_cours", date(2026, 1, 1), "", NOTE)
    FollowUp(curated, WORKSPACE, STAFF).write(step)
    session = _session(PUBLIC)
    actions = [
        figure
        for figure in _made(session).values()
        if isinstance(figure, Figure) and 0 < len(figure.rows) < 100
    ][:3]
    figures = tuple(quoted(figure, "https://exemple.invalid/") for figure in actions)
    document = Document("Tout", session.build, "Public", date(2026, 1, 1), figures)
    Quotations(curated, WORKSPACE).keep_all(document, session)
    return {"quoted": len(figures)}


def read() -> dict[str, Any]:
    """Read everything back: registers, history, and the state of each figure for each role."""
    curated = curated_root()
    notes = [one.note for one in open_book(curated, WORKSPACE, STAFF).changes(LONG_AGO)]
    steps = [step.note for step in FollowUp(curated, WORKSPACE, STAFF).steps().values()]
    with Quotations(curated, WORKSPACE)._open() as book:
        count = book.execute("select count(*) from quoted").fetchone()[0]
    entries = history.entries(raw_root() / WORKSPACE)
    figures = {role: _states(_read_as(role)) for role in (PUBLIC, STAFF)}
    return {
        "notes": notes,
        "steps": steps,
        "quotations": count,
        "history": [entry.id for entry in entries],
        "figures": figures,
    }


def _session(role: str) -> Session:
    return Store(curated_root()).session(WORKSPACE, role, is_signed_in=True)


def _read_as(role: str) -> dict[str, Any]:
    try:
        return _made(_session(role))
    except ReaderError as refusal:
        # The same sentence on every page.
        return dict.fromkeys(FIGURES, refusal)


def _made(session: Session) -> dict[str, Any]:
    results: dict[str, Any] = {}
    view = views.of(session, session.build.as_of, ALL)
    for key, make in FIGURES.items():
        try:
            results[key] = make(view)
        except ReaderError as refusal:
            results[key] = refusal
        except Exception as error:
            results[key] = error
    return results


def _states(results: dict[str, Any]) -> dict[str, list[str]]:
    """Keys of figures by outcome: drawn, replaced by a sentence, or failed."""
    states: dict[str, list[str]] = {"drawn": [], "sentence": [], "failed": []}
    for key, one in results.items():
        is_error = isinstance(one, Exception)
        state = "sentence" if isinstance(one, ReaderError) else "failed" if is_error else "drawn"
        states[state].append(f"{key} ({one!r:.200})" if is_error else key)
    return states


if __name__ == "__main__":
    print(json.dumps({"write": write, "read": read}[sys.argv[1]]()))
