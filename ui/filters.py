"""Filters that live in the address: opening the link gives the same view.

Streamlit's own `bind="query-params"` writes the label that the reader sees; an address must hold
a stable id instead, so the value is synchronised here. An unknown value is ignored with a notice,
a value equal to the default leaves the address, and the browser's back button is obeyed.

Keys are the words of the address: short, French, one meaning in the whole application
(`espace`, `profil`, `mois`, `reseau`, `reseaux`, `indicateur`, `niveau`, `territoire`, `tri`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_tab_container import TabContainer

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import ALL_NETWORKS, NBSP, fr, fr_list, fr_month
from observatory.exports.links import whole
from ui import data

_WRITTEN = "address_written"
_NOTICES = "address_notices"
_PAGE = "address_page"
_VALUES = "address_values"
_TOUCHED = "address_touched"
_LAST = "address_last"
_CUT = "address_cut"
_STATE = "address_state"
_OWN = "address_"
_USED = "filters_used"
# Said beside every figure already: the source names the space, a file its profile.
_ROUTED = ("espace", "profil")
# Of a view, whose defaults change with the data.
_DATED = ("mois", "reseau")
SEPARATOR = "."
EVERYONE = "*"
EVERYONE_LABEL = "Ensemble des réseaux"


def start() -> None:
    """Begin a run: called by the router before any filter."""
    st.session_state[_NOTICES] = []
    st.session_state[_USED] = {}
    drawn = st.session_state.get(_VALUES, {})
    if st.session_state.get(_CUT):
        # A newer gesture cut the run short: what it had not drawn yet is as the one before left it.
        drawn = {**st.session_state.get(_LAST, {}), **drawn}
    st.session_state[_CUT] = True
    st.session_state[_LAST] = drawn
    if st.session_state.get(_PAGE) != st.context.url:
        # Moving to another page empties the address; that is no choice of the reader.
        st.session_state[_PAGE] = st.context.url
        st.session_state[_WRITTEN] = {}
        drawn = {}
        st.session_state[_STATE] = {}
    is_moved = any(st.session_state.get(k) != v for k, v in drawn.items())
    st.session_state[_TOUCHED] = is_moved or _is_touched()
    st.session_state[_STATE] = _simple()
    st.session_state[_VALUES] = {}


def finish() -> None:
    """End a run that drew all of its filters: called by the router after the page."""
    st.session_state[_CUT] = False
    st.session_state[_STATE] = _simple()


def _is_touched() -> bool:
    """Whether the reader moved anything of the page since the state was last noted.

    A button falls back by itself, which no reader did.
    """
    now = _simple()
    return any(
        key in now and now[key] != value and (value, now[key]) != (True, False)
        for key, value in st.session_state.get(_STATE, {}).items()
    )


def _simple() -> dict[str, Any]:
    """What widgets hold, as far as it is one value."""
    return {
        str(key): value
        for key, value in st.session_state.items()
        if isinstance(value, str | int | float | date) and not str(key).startswith(_OWN)
    }


def notices() -> list[str]:
    """What this run ignored in the address, in French."""
    return st.session_state[_NOTICES]


def used() -> tuple[tuple[str, str], ...]:
    """Label and value, in French, of what the page's own filters are set to, so far in this run."""
    told = st.session_state[_USED]
    return tuple(pair for key, pair in told.items() if key not in _ROUTED)


def written() -> dict[str, str]:
    """What this page's filters hold beside their defaults, as the address writes it.

    The month and the network stand in it whatever they are: their defaults are not for ever, and a
    link must bring the same view back.
    """
    told = {k: v for k, v in st.session_state.get(_WRITTEN, {}).items() if v is not None}
    drawn = st.session_state.get(_VALUES, {})
    kept = {key: drawn[key] for key in _DATED if drawn.get(key, EVERYONE) != EVERYONE}
    return {**kept, **told}


def drawn(key: str) -> str | None:
    """What a filter that this page drew is set to; None where it drew none of that word."""
    held = st.session_state.get(_VALUES, {}).get(key)
    return held if isinstance(held, str) else None


def bar() -> DeltaGenerator:
    """The row of a page's filters; they wrap on a narrow screen."""
    return st.container(horizontal=True, key="filters")


def choice(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: str | None = None,
    *,
    told: str | None = None,
    **widget: Any,
) -> str:
    """A select box of `options` (id → label); returns the id chosen.

    `told` is its name beside a figure, where the label is an invitation to the reader.
    """
    first = default if default is not None and default in options else next(iter(options))
    _seed(key, first, lambda text: text if text in options else None)
    if st.session_state[key] not in options:
        st.session_state[key] = first
    widget.setdefault("width", 260)
    chosen = st.selectbox(
        plain(label), list(options), format_func=options.__getitem__, key=key, **widget
    )
    _write(key, chosen, first)
    _use(key, told or label, options[chosen])
    return chosen


def several(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: Sequence[str] = (),
    **widget: Any,
) -> list[str]:
    """A multiple select of `options` (id → label); the address holds ids joined by a dot."""
    first = [name for name in default if name in options]

    def read(text: str) -> list[str] | None:
        names = text.split(SEPARATOR) if text else []
        return names if all(name in options for name in names) else None

    _seed(key, first, read)
    st.session_state[key] = [name for name in st.session_state[key] if name in options]
    widget.setdefault("placeholder", "Choisir…")
    chosen = st.multiselect(
        plain(label), list(options), format_func=options.__getitem__, key=key, **widget
    )
    _write(key, SEPARATOR.join(chosen), SEPARATOR.join(first))
    if chosen:
        _use(key, label, fr_list(options[name] for name in chosen))
    return chosen


def month(key: str = "mois", label: str = "Mois", **widget: Any) -> date:
    """A month end of the panel, the latest by default; the address holds `2026-06`.

    Not drawn on a page that waits for its files: there is nothing to choose.
    """
    months = {day.strftime("%Y-%m"): day for day in data.query("months")["as_of"].dt.date}
    if data.waits():
        return next(iter(months.values()))
    labels = {name: _month_words(day) for name, day in months.items()}
    return months[choice(key, label, labels, **widget)]


# The months of a panel are printed again at each run of each reader.
_month_words = lru_cache(maxsize=600)(fr_month)


def network(key: str = "reseau", label: str = "Réseau", **widget: Any) -> str:
    """One network, or `'*'` for all together, which is the default; drawn as `month` is."""
    if data.waits():
        return EVERYONE
    names = dict(data.query("network_names").itertuples(index=False))
    return choice(key, label, {EVERYONE: EVERYONE_LABEL, **names}, **widget)


def subject(network_id: str) -> str:
    """Whom a figure of that scope is about, inside a sentence."""
    names = dict(data.query("network_names").itertuples(index=False))
    return names.get(network_id, ALL_NETWORKS)


def networks(
    key: str = "reseaux", label: str = "Réseaux", default: Sequence[str] = (), **widget: Any
) -> list[str]:
    """Some networks; none is chosen at first unless `default` names some."""
    names = dict(data.query("network_names").itertuples(index=False))
    return several(key, label, names, default, **widget)


def switch(key: str, label: str, *, default: bool = False, **widget: Any) -> bool:
    """A toggle; the address holds `oui` or `non`."""
    words = {True: "oui", False: "non"}
    _seed(key, default, lambda text: {v: k for k, v in words.items()}.get(text))
    chosen = st.toggle(plain(label), key=key, **widget)
    _write(key, words[chosen], words[default])
    if chosen != default:
        _use(key, label, words[chosen])
    return chosen


def number(
    key: str, label: str, low: int, high: int, default: int, *, step: int = 1, **widget: Any
) -> int:
    """A slider over whole numbers."""

    def read(text: str) -> int | None:
        value = whole(text)
        return value if value is not None and low <= value <= high else None

    _seed(key, default, read)
    chosen = st.slider(plain(label), low, high, step=step, key=key, **widget)
    _write(key, str(chosen), str(default))
    _use(key, label, fr(chosen))
    return chosen


def hourly_cost(label: str, draw: Callable[..., int] = number) -> int:
    """The loaded cost of an hour: one parameter, one default, for every page that prices hours."""
    cost = load_catalog().hourly_cost
    return draw("cout_horaire", label, cost.min_eur, cost.max_eur, cost.default_eur)


def tab(labels: Mapping[str, str], key: str) -> dict[str, TabContainer]:
    """A row of tabs (id → label); returns the open one under its id, alone."""
    shown = {name: plain(label) for name, label in labels.items()}
    first = next(iter(shown.values()))
    _seed(key, first, shown.get)
    if st.session_state[key] not in shown.values():
        st.session_state[key] = first
    containers = st.tabs([*shown.values()], key=key, on_change="rerun")
    opened = {name: one for name, one in zip(shown, containers, strict=True) if one.open}
    _write(key, next(iter(opened)), next(iter(shown)))
    return opened


def text(
    key: str, label: str, default: str, *, is_valid: Callable[[str], bool], **widget: Any
) -> str:
    """A line of text; what `is_valid` refuses is ignored with a notice, and the default serves."""
    _seed(key, default, lambda written: written if is_valid(written) else None)
    typed = st.text_input(plain(label), key=key, **widget)
    if not is_valid(typed):
        st.session_state[_NOTICES].append(f"«{NBSP}{typed[:40]}{NBSP}»")
        return default
    _write(key, typed, default)
    if typed:
        _use(key, label, typed)
    return typed


def leave(keys: Iterable[str]) -> None:
    """Take out of the address the filters of a part of the page that is not drawn any more.

    When that part comes back, they take their defaults: nothing of them is kept.
    """
    for key in keys:
        if key in st.query_params:
            del st.query_params[key]
        st.session_state.get(_WRITTEN, {}).pop(key, None)


def _use(key: str, label: str, shown: str) -> None:
    st.session_state.setdefault(_USED, {})[key] = (label, shown)


def _seed(key: str, default: Any, read: Callable[[str], Any]) -> None:
    """Set the widget's state from the address when the address is newer than the widget."""
    written = st.session_state.setdefault(_WRITTEN, {})
    in_address = st.query_params.get(key)
    is_first = key not in st.session_state
    # A reader who moves a widget (a filter, a tab, an opening) before the browser has taken the new
    # address in sends the old one along: it is late, and no way back.
    is_late = st.session_state.get(_TOUCHED, False)
    moved = key in written and in_address != written[key] and not is_late
    # A filter that was not drawn for a while reads the address as one that is drawn first.
    if in_address is not None and (moved or is_first or key not in written):
        value = read(in_address)
        if value is None:
            shown = in_address[:40]
            st.session_state[_NOTICES].append(f"«{NBSP}{key}={shown}{NBSP}»")
            value = default if is_first else st.session_state[key]
        st.session_state[key] = value
    elif is_first and not moved and key in st.session_state.get(_LAST, {}):
        # Once a fragment has run, Streamlit forgets the widgets around it on the way to another
        # page, drawn there or not.
        st.session_state[key] = st.session_state[_LAST][key]
    elif is_first or moved:
        st.session_state[key] = default
    else:
        # A value that only its widget holds is forgotten by Streamlit on the way to another page.
        st.session_state[key] = st.session_state[key]


def _write(key: str, value: str, default: str) -> None:
    wanted = None if value == default else value
    if st.query_params.get(key) != wanted:
        if wanted is None:
            del st.query_params[key]
        else:
            st.query_params[key] = wanted
    st.session_state[_WRITTEN][key] = wanted
    st.session_state.setdefault(_VALUES, {})[key] = st.session_state[key]
