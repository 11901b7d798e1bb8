"""Cache of figures, cards and sentences, shared by readers with the same request and rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from method.build import Build
from method.catalog import Indicator
from observatory.figures.figure import Figure, View
from observatory.figures.kept import Keeper

Given = TypeVar("Given")
# Bytes of one cell as it is printed in a table.
_CELL = 90
# Bytes of a value that is neither text nor rows.
_SMALL = 200


class Rows:
    """Rows that users write, as part of a request: equal rows make equal requests."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._mark = frame.to_json(orient="split", index=False, date_format="iso")

    def __hash__(self) -> int:
        """Hash of the content."""
        return hash(self._mark)

    def __eq__(self, other: object) -> bool:
        """Whether the rows are the same, in the same order."""
        return isinstance(other, Rows) and other._mark == self._mark


@st.cache_resource(show_spinner=False)
def keeper() -> Keeper:
    """The only cache of the process."""
    return Keeper()


def of(make: Callable[[View], Given], view: View) -> Given:
    """Return the result of a function of a view, computed once per build, role and view.

    The result is shared: do not modify it.

    Args:
        make: function of a module of `observatory`, or a `partial` of one, that reads its view and
            nothing else.
        view: the view.
    """
    result = keeper().get(make, view, weigh)
    # Copied on write: a column that a caller adds stays with that caller.
    return result.copy(deep=False) if isinstance(result, pd.DataFrame) else result


def weigh(value: Any) -> int:
    """Approximate size in bytes of a cached value, enough to bound the cache."""
    if isinstance(value, Figure):
        chart = 0 if value.chart is None else len(value.chart.to_json())
        return weigh(value.rows) + chart + _CELL * value.rows.size
    if isinstance(value, pd.DataFrame):
        return sum(value[name].array.nbytes for name in value)
    if isinstance(value, str | bytes):
        return len(value)
    return _SMALL + sum(map(weigh, _parts(value)))


def _parts(value: Any) -> Iterable[Any]:
    """What a value contains, except what the catalogue and the build already hold."""
    if isinstance(value, Indicator | Build | date):
        return ()
    if isinstance(value, list | tuple):
        return value
    return (value if isinstance(value, Mapping) else getattr(value, "__dict__", {})).values()
