"""What a page may read: named queries of the reader's session, cached by build and role.

The router opens the session (`ui/context.py`); a page that runs without it gets an `AccessError`
and shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from method.build import Build
from method.settings import curated_root, is_public_alone
from observatory.figures.figure import View
from observatory.gate.access import AccessError
from observatory.gate.store import Session, Store
from observatory.pages import load_pages, speaking
from pipelines import contracts
from ui import kept

Given = TypeVar("Given")
_SESSION = "observatory_session"
_READER = "observatory_reader"
_PAGE = "observatory_page"


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The only store of the process."""
    return Store(curated_root(), only_public=is_public_alone())


def demonstration() -> Build | None:
    """The fictional workspace that this server publishes; None if there is none."""
    return next((one for one in store().workspaces() if one.is_fictional), None)


def set_reader(session: Session) -> None:
    """Record who reads in this run; called only by the router.

    Pages read with the reader's rights, except for an owner, who reads as the public until a page
    declares that it is about the owner's own data (`speak_of`).
    """
    kept.keeper().follow(session.build)
    st.session_state[_READER] = session
    st.session_state[_PAGE] = ""
    st.session_state[_SESSION] = session.as_public() if session.role.is_owner else session


def set_page(page_id: str) -> None:
    """Record which page is drawn; called only by the router."""
    st.session_state[_PAGE] = page_id


def page() -> str:
    """Id of the page that is rendered; empty before the router has chosen one."""
    return st.session_state.get(_PAGE, "")


def speak_of(subject: str) -> None:
    """Declare that the rest of the page is about this network or funder: its owner reads its rows.

    Only where the catalogue of pages says that the page is meant for that kind of owner.
    """
    st.session_state[_SESSION] = speaking(reader(), st.session_state[_PAGE], subject)


def reader() -> Session:
    """The reader's session with all its rights: for what a page offers, not for what it shows.

    Raises:
        AccessError: the router did not run.
    """
    if _READER not in st.session_state:
        raise AccessError("Aucun profil n’a été défini : rien ne peut être consulté.")
    return st.session_state[_READER]


def session() -> Session:
    """The session that the page reads with.

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
    """Result of `observatory/<subject>/queries/<name>.sql`; see `Session.query` for what it raises.

    Parameters are scalars, dates or sequences of them. The returned frame is a copy.
    """
    return of_build(partial(_rows, name), **parameters)


def of_build(make: Callable[[View], Given], **options: Any) -> Given:
    """What a function of the whole build returns, whatever month or network the page shows.

    Computed once per build and role, and shared: do not modify it.

    Args:
        make: as `kept.of` has it.
        options: parameters that it reads in the options of its view.
    """
    reader = session()
    build = reader.build
    return kept.of(
        make, View(reader.query, build, reader.role, reader.tables, build.as_of, options=options)
    )


def file_titles() -> dict[str, str]:
    """French title of each raw file, by contract name."""
    return {name: contracts.load(name).title for name in contracts.names()}


def is_regional(contract: str) -> bool:
    """Whether there is a single such raw file for the region, rather than one per network."""
    return not contracts.load(contract).tells_network


def contracts_received() -> frozenset[str]:
    """Contracts of the raw files from which the build kept a row; unknown counts keep the file."""
    return of_build(_sent)


def _sent(view: View) -> frozenset[str]:
    files = view.ask("source_files")
    return frozenset(files.loc[files["rows_kept"].fillna(1) > 0, "contract"])


def waits() -> bool:
    """Whether the page that is drawn has nothing to show before its files come."""
    drawn = page()
    return any(one.waits(contracts_received()) for one in load_pages() if one.id == drawn)


def can_read(table: str) -> bool:
    """Whether the build has that `schema.table` and the reader's role can see some of it."""
    return table in session().tables


def _rows(name: str, view: View) -> pd.DataFrame:
    parameters = view.options.items()
    return view.ask(
        name, **{key: list(v) if isinstance(v, tuple | set) else v for key, v in parameters}
    )
