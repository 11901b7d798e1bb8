"""What figures, cards and sentences gave, kept for whoever asks the same with the same rights."""

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
# Of one cell as it is printed in a table.
_CELL = 90
# Of what is neither text nor rows.
_SMALL = 200


class Rows:
    """Rows that people write, as a part of a question: the same rows ask the same."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._mark = frame.to_json(orient="split", index=False, date_format="iso")

    def __hash__(self) -> int:
        """Of the content."""
        return hash(self._mark)

    def __eq__(self, other: object) -> bool:
        """Whether the rows are the same, in the same order."""
        return isinstance(other, Rows) and other._mark == self._mark


@st.cache_resource(show_spinner=False)
def keeper() -> Keeper:
    """The process's only keeper."""
    return Keeper()


def of(make: Callable[[View], Given], asked: View) -> Given:
    """What a function of a view gives, made once for a build, a role and a view.

    It is shared: do not write into it.

    Args:
        make: a function of a module of `observatory`, or `partial` of one, that asks its view and
            nothing else.
        asked: the view.
    """
    given = keeper().get(make, asked, weigh)
    # Copied on write: a column that a caller adds is its own.
    return given.copy(deep=False) if isinstance(given, pd.DataFrame) else given


def weigh(value: Any) -> int:
    """Bytes of what is kept, near enough to bound them all."""
    if isinstance(value, Figure):
        chart = 0 if value.chart is None else len(value.chart.to_json())
        return weigh(value.rows) + chart + _CELL * value.rows.size
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, str | bytes):
        return len(value)
    return _SMALL + sum(map(weigh, _parts(value)))


def _parts(value: Any) -> Iterable[Any]:
    """What a value holds; nothing of what the catalogue and the build hold already."""
    if isinstance(value, Indicator | Build | date):
        return ()
    if isinstance(value, list | tuple):
        return value
    return (value if isinstance(value, Mapping) else getattr(value, "__dict__", {})).values()
