"""What a page may ask: named queries of the reader's own session, cached by build and role.

The router opens the session (`ui/context.py`); a page that runs without it gets an `AccessError`
and shows nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from method.build import Build
from method.catalog import load_catalog
from method.settings import curated_root
from method.wording import fr_value
from observatory.gate.access import AccessError
from observatory.gate.store import Session, Store
from pipelines import contracts

_SESSION = "observatory_session"


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The process's only store."""
    return Store(curated_root())


def set_session(session: Session) -> None:
    """Give the run its session; called by the router alone."""
    st.session_state[_SESSION] = session


def session() -> Session:
    """The reader's session.

    Raises:
        AccessError: the router did not run.
    """
    if _SESSION not in st.session_state:
        raise AccessError("Aucun profil n’a été défini : rien ne peut être consulté.")
    return st.session_state[_SESSION]


def build() -> Build:
    """The build that the page reads."""
    return session().build


def query(name: str, **parameters: Any) -> pd.DataFrame:
    """Result of `observatory/queries/<name>.sql`; see `Session.query` for what it raises.

    Parameters are scalars, dates or sequences of them. The frame is the caller's own copy.
    """
    reader = session()
    frozen = tuple(
        (key, tuple(value) if isinstance(value, list | tuple | set) else value)
        for key, value in sorted(parameters.items())
    )
    return _query(reader.build.workspace, reader.build.id, reader.role, name, frozen, reader)


def headline(indicator_id: str, as_of: date, network_id: str) -> pd.Series:
    """The row of `indicator_headlines` of one indicator of one scope."""
    return query(
        "indicator_headlines", as_of=as_of, network_id=network_id, indicators=[indicator_id]
    ).iloc[0]


def by_network(names: Sequence[str], as_of: date) -> pd.DataFrame:
    """Indicators of the current networks that sent something for one of them, by name.

    Args:
        names: ids of the catalogue.
        as_of: month end.

    Returns:
        A row a network: `network_id`, `name`, and for each id `<id>`, `<id>_status`, `<id>_low`,
        `<id>_high` and `<id>_words`, the value as it is said.
    """
    rows = query("network_indicators", as_of=as_of, indicators=names)
    indicators = load_catalog().indicators
    rows["words"] = [
        fr_value(indicators[row["indicator_id"]], row) for row in rows.to_dict("records")
    ]
    wide = rows.pivot(
        index=["network_id", "name"],
        columns="indicator_id",
        values=["value", "status", "low", "high", "words"],
    )
    table = pd.DataFrame(index=wide.index)
    for part, suffix in (
        ("value", ""),
        ("status", "_status"),
        ("low", "_low"),
        ("high", "_high"),
        ("words", "_words"),
    ):
        for name in names:
            column = wide[part].get(name, pd.Series(None, index=wide.index, dtype=object))
            table[f"{name}{suffix}"] = (
                column if part in ("status", "words") else pd.to_numeric(column)
            )
    statuses = table[[f"{name}_status" for name in names]].fillna("no_data")
    told = table[(statuses != "no_data").any(axis=1)]
    return told.reset_index().sort_values("name", ignore_index=True)


def file_titles() -> dict[str, str]:
    """French title of each raw file, by name of its contract."""
    return {name: contracts.load(name).title for name in contracts.names()}


def can_read(table: str) -> bool:
    """Whether the build has that `schema.table` and the reader's role sees something of it."""
    return table in session().tables


@st.cache_data(max_entries=2000, ttl="1h", show_spinner=False)
def _query(
    workspace: str,
    build_id: str,
    role: str,
    name: str,
    parameters: tuple[tuple[str, Any], ...],
    _session: Session,
) -> pd.DataFrame:
    return _session.query(
        name, **{key: list(v) if isinstance(v, tuple) else v for key, v in parameters}
    )
