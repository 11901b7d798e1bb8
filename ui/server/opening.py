"""What a page says first, sent inside the page: it is read before any script has run.

Streamlit sends an empty page, which asks for its content once its scripts have run. Here the top
of a page (workspace, title, answer) that the public was shown at an address is kept, and sent in
the page to the next one who opens that address on the same build; `static/opening.js` removes it
once the page has drawn its own.

Only what a public session drew first, from nothing but an address, is kept: a browser that sends
the state of a widget could show under an address what is not there. A request that names somebody
receives nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from html import escape
from threading import Lock
from urllib.parse import parse_qsl

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.runtime.scriptrunner import get_script_run_ctx

from method.build import Build
from ui import kept
from ui.server import proxy, sign_ins
from ui.server.doors import path_of

# The least recently kept is dropped beyond these.
MOST = 400
# Characters of an address: a session may send megabytes, which no request asks for.
LONGEST = 4_000

_ASKED = "opening_asked"
_PARTS = "opening_parts"


@dataclass(frozen=True)
class Address:
    """A path inside the application, and the parameters of the address in one order."""

    path: str
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, path: str, pairs: Iterable[tuple[str, str]]) -> Address:
        """The same for addresses that say the same."""
        return cls(path.strip("/"), tuple(sorted(pairs)))

    @property
    def length(self) -> int:
        """Number of characters, with those between the parameters."""
        return len(self.path) + sum(len(key) + len(value) + 2 for key, value in self.parameters)


@dataclass(frozen=True)
class Opening:
    """HTML of the top of a page: its workspace, its title, its answer."""

    workspace: str
    title: str
    answer: str


class Openings:
    """What was shown first at each address. Thread-safe."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Address, tuple[Build, Opening]] = OrderedDict()
        self._lock = Lock()

    def keep(self, address: Address, build: Build, first: Opening) -> None:
        """Keep what the public was shown first at an address; what other builds said goes."""
        if address.length > LONGEST:
            return
        with self._lock:
            for other, (kept, _) in [*self._kept.items()]:
                if kept.workspace == build.workspace and kept != build:
                    del self._kept[other]
            self._kept[address] = build, first
            self._kept.move_to_end(address)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def of(self, address: Address, builds: Iterable[Build]) -> Opening | None:
        """What to send at an address; None if nothing is known from one of the current builds."""
        with self._lock:
            build, first = self._kept.get(address, (None, None))
        return first if build in builds else None


openings = Openings()


def begin() -> None:
    """Begin a run: note the address of a session that begins, before any filter rewrites it."""
    context = get_script_run_ctx()
    is_first = _ASKED not in st.session_state
    st.session_state[_ASKED] = st.session_state[_PARTS] = None
    if is_first and context is not None and not context.session_state.get_widget_states():
        given = st.query_params
        st.session_state[_ASKED] = [(key, value) for key in given for value in given.get_all(key)]


def allow() -> None:
    """Declare that this run reads as the public, for nobody in particular."""
    if st.session_state[_ASKED] is not None:
        st.session_state[_PARTS] = []


def add(html: str) -> None:
    """Add what is drawn next from the top of the page, if this run is kept."""
    parts = st.session_state.get(_PARTS)
    if parts is not None:
        parts.append(html)


def leave(label: str) -> None:
    """Leave the place of a control that the page draws next: its label and an empty box."""
    if parts := st.session_state.get(_PARTS):
        parts[-1] += f'<div class="obs-opening-control"><p>{escape(label)}</p><span></span></div>'


def finish(path: str, build: Build) -> None:
    """End a run whose page drew its answer, and keep what it showed first.

    Args:
        path: of the page that was drawn.
        build: that it read.
    """
    parts = st.session_state[_PARTS]
    st.session_state[_PARTS] = None
    # A run that began before a publication would drop what the new build said.
    is_now = kept.keeper().follows(build)
    if is_now and parts and len(parts) >= len(fields(Opening)):
        address = Address.of(path, st.session_state[_ASKED])
        openings.keep(address, build, Opening(*parts[: len(fields(Opening))]))


def is_for(scope: Scope) -> bool:
    """Whether a request may receive what the public reads: it names nobody."""
    is_signed_in = sign_ins.are_in(HTTPConnection(scope).cookies)
    return not is_signed_in and not proxy.names_somebody(scope)


def asked(scope: Scope) -> Address:
    """The address that a request asks for."""
    query = scope["query_string"].decode("latin-1")
    return Address.of(path_of(scope), parse_qsl(query, keep_blank_values=True))
