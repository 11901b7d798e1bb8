"""Views of one session that run each query once: pages and documents repeat most of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from observatory.figures import views
from observatory.figures.figure import ALL, View
from observatory.figures.kept import Keeper
from observatory.gate.store import Session


class Views:
    """Views of a session that share their answers."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._keeper = Keeper()
        self._answers: dict[str, pd.DataFrame] = {}

    def of(self, as_of: date, scope: str = ALL) -> View:
        """The session's view at a month end, of one network or of all."""
        view = views.of(self._session, as_of, scope)
        return replace(view, ask=self._ask, remember=self._remember)

    def _ask(self, name: str, **parameters: Any) -> pd.DataFrame:
        key = repr((name, sorted(parameters.items())))
        if key not in self._answers:
            self._answers[key] = self._session.query(name, **parameters)
        # Copy-on-write: a figure may change its copy.
        return self._answers[key].copy(deep=False)

    def _remember(self, make: Callable[[View], Any], view: View) -> Any:
        return self._keeper.get(make, view, _weightless)


def view(session: Session, as_of: date, scope: str = ALL, **options: Any) -> View:
    """The view of one document, shared by its figures.

    Args:
        session: the reader's.
        as_of: month end.
        scope: id of a network, or `'*'`.
        options: the page's filters, by parameter of the address.
    """
    return Views(session).of(as_of, scope).having(**options)


def _weightless(_: Any) -> int:
    return 0
