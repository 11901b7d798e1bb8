"""What a reader did, told to the audit: pages with reserved figures, files, refusals, notes.

One line for a page, a network and a version in a session, however often it is drawn again. What an
anonymous visitor is refused is in the log of the server alone: anybody could fill a file with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from method.audit import Audit, What
from method.catalog import load_catalog
from observatory.exports.model import Document, QuotedFigure
from observatory.figures.figure import ALL, Figure
from observatory.gate.access import PUBLIC, Role
from ui import context, data, filters

_DRAWN, _SEEN = "audit_drawn", "audit_seen"
# Files whose lines are public: a table made of them tells nothing reserved.
OPEN_FILES = frozenset(
    {"reseaux", "labels", "subventions", "indicateurs_publics", "tissu_economique", "reperes"}
)


def start() -> None:
    """Begin a run; called by the router."""
    st.session_state[_DRAWN] = []


def is_reserved(figure: Figure | QuotedFigure, role: Role) -> bool:
    """Whether the public would not read it as it is; a table that leaves is counted as such."""
    if not (role.is_unrestricted or role.is_owner):
        return False
    if figure.indicators:
        return any(one.viewer != PUBLIC for one in figure.indicators)
    return isinstance(figure, QuotedFigure) or not set(figure.files) <= OPEN_FILES


def drawn(figure: Figure) -> None:
    """Say that a figure is on the screen."""
    if _DRAWN in st.session_state and is_reserved(figure, data.session().role):
        st.session_state[_DRAWN].append(figure.key.rpartition(".")[2])


def drawn_values(names: Iterable[str]) -> None:
    """Say that values of indicators are on the screen, outside of a figure."""
    role, indicators = data.session().role, load_catalog().indicators
    if _DRAWN in st.session_state and (role.is_unrestricted or role.is_owner):
        reserved = [name for name in names if indicators[name].viewer != PUBLIC]
        st.session_state[_DRAWN].extend(reserved)


def finish(page: str) -> None:
    """Write down that a page with something reserved was read; called by the router."""
    names = sorted(set(st.session_state.get(_DRAWN, ())))
    if names:
        whose = data.reader().role.subject or filters.drawn("reseau") or filters.drawn("financeur")
        about = f"{page} {whose or ALL}: {' '.join(names)}"
        once("view", about)


def refused(page: str) -> None:
    """Write down that a page was refused to somebody who has a role."""
    if data.reader().role != PUBLIC:
        once("refusal", page)


def did(what: What, about: str) -> None:
    """Write down something that was done, each time."""
    teller()(what, about)


def teller() -> Callable[[What, str], None]:
    """What writes down something done by the present reader, from any thread."""
    session, who, audit = data.reader(), context.who(), Audit()
    role, workspace = session.role, session.build.workspace

    def tell(what: What, about: str) -> None:
        audit.add(what, who=who, role=role, workspace=workspace, about=about)

    return tell


def exporter() -> Callable[[Document], None]:
    """What writes down that a document leaves; it is called in a thread without a session."""
    role, tell = data.reader().role, teller()

    def leaves(document: Document) -> None:
        keys = [one.key for one in document.figures if is_reserved(one, role)]
        if keys:
            tell("export", f"{document.title}: {' '.join(dict.fromkeys(keys))}")

    return leaves


def once(what: What, about: str) -> None:
    """Write a line down, once in a session for a version and a role."""
    session = data.reader()
    name = (session.build.workspace, session.build.id, session.role, what, about)
    seen: set = st.session_state.setdefault(_SEEN, set())
    if name not in seen:
        seen.add(name)
        did(what, about)
