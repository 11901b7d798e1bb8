"""Records in the audit what a reader did: reserved pages, files, refusals, notes.

One line per page, network and version in a session, however often the page is drawn. Refusals of
anonymous visitors go only to the server's log: otherwise anybody could fill the audit file.
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
# Files whose rows are public: a table built from them reveals nothing reserved.
OPEN_FILES = frozenset(
    {"reseaux", "labels", "subventions", "indicateurs_publics", "tissu_economique", "reperes"}
)


def start() -> None:
    """Begin a run; called by the router."""
    st.session_state[_DRAWN] = []


def is_reserved(figure: Figure | QuotedFigure, role: Role) -> bool:
    """Whether the public would see another figure; an exported table counts as reserved."""
    if not (role.is_unrestricted or role.is_owner):
        return False
    if figure.indicators:
        return any(one.viewer != PUBLIC for one in figure.indicators)
    return isinstance(figure, QuotedFigure) or not set(figure.files) <= OPEN_FILES


def record_figure(figure: Figure) -> None:
    """Record that a figure is on the screen."""
    if _DRAWN in st.session_state and is_reserved(figure, data.session().role):
        st.session_state[_DRAWN].append(figure.key.rpartition(".")[2])


def drawn_values(names: Iterable[str]) -> None:
    """Record that values of indicators are on the screen, outside a figure."""
    role, indicators = data.session().role, load_catalog().indicators
    if _DRAWN in st.session_state and (role.is_unrestricted or role.is_owner):
        reserved = [name for name in names if indicators[name].viewer != PUBLIC]
        st.session_state[_DRAWN].extend(reserved)


def finish(page: str) -> None:
    """Record that a page with reserved content was read; called by the router."""
    names = sorted(set(st.session_state.get(_DRAWN, ())))
    if names:
        whose = (
            data.reader().role.subject
            or filters.value_of("reseau")
            or filters.value_of("financeur")
        )
        about = f"{page} {whose or ALL}: {' '.join(names)}"
        once("view", about)


def refused(page: str) -> None:
    """Record that a page was refused to a reader who has a role."""
    if data.reader().role != PUBLIC:
        once("refusal", page)


def did(action: What, about: str) -> None:
    """Record an action, each time it happens."""
    teller()(action, about)


def teller() -> Callable[[What, str], None]:
    """Return a function that records an action of the current reader, from any thread."""
    session, who, audit = data.reader(), context.reader_name(), Audit()
    role, workspace = session.role, session.build.workspace

    def tell(what: What, about: str) -> None:
        audit.add(what, who=who, role=role, workspace=workspace, about=about)

    return tell


def exporter() -> Callable[[Document], None]:
    """Return a function that records an exported document, in a thread without a session."""
    role, tell = data.reader().role, teller()

    def leaves(document: Document) -> None:
        keys = [one.key for one in document.figures if is_reserved(one, role)]
        if keys:
            tell("export", f"{document.title}: {' '.join(dict.fromkeys(keys))}")

    return leaves


def once(what: What, about: str) -> None:
    """Record a line once per session, version and role."""
    session = data.reader()
    name = (session.build.workspace, session.build.id, session.role, what, about)
    lines: set = st.session_state.setdefault(_SEEN, set())
    if name not in lines:
        lines.add(name)
        did(what, about)
