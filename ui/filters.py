"""Filters kept in the address: opening the link restores the same view.

Streamlit's own `bind="query-params"` writes the label that the reader sees; an address needs a
stable id instead, so the value is synchronised here. An unknown value is ignored with a notice, a
value equal to the default is removed from the address, and the browser's back button works.

Keys of the address are short, French, with one meaning in the whole application (`espace`,
`profil`, `mois`, `reseau`, `reseaux`, `indicateur`, `niveau`, `territoire`, `tri`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_tab_container import TabContainer

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import ALL_NETWORKS, NBSP, fr, fr_list, fr_month
from observatory.exports.links import integer
from observatory.figures.figure import View
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
# Already beside every figure: the source names the workspace, a file names its profile.
_ROUTED = ("espace", "profil")
# Filters whose defaults change with the data.
_DATED = ("mois", "reseau")
SEPARATOR = "."
EVERYONE = "*"
EVERYONE_LABEL = "Ensemble des réseaux"


def start() -> None:
    """Begin a run; called by the router before any filter."""
    st.session_state[_NOTICES] = []
    st.session_state[_USED] = {}
    values = st.session_state.get(_VALUES, {})
    if st.session_state.get(_CUT):
        # A newer action interrupted the run: filters not yet drawn keep their previous value.
        values = {**st.session_state.get(_LAST, {}), **values}
    st.session_state[_CUT] = True
    st.session_state[_LAST] = values
    if st.session_state.get(_PAGE) != st.context.url:
        # Moving to another page empties the address; the reader did not choose that.
        st.session_state[_PAGE] = st.context.url
        st.session_state[_WRITTEN] = {}
        values = {}
        st.session_state[_STATE] = {}
    is_moved = any(st.session_state.get(k) != v for k, v in values.items())
    now = _simple()
    st.session_state[_TOUCHED] = is_moved or _is_touched(now)
    st.session_state[_STATE] = now
    st.session_state[_VALUES] = {}


def finish() -> None:
    """End a run that drew all of its filters; called by the router after the page."""
    st.session_state[_CUT] = False
    st.session_state[_STATE] = _simple()


def _is_touched(now: Mapping[str, Any]) -> bool:
    """Whether the reader moved a widget of the page since the state was last recorded.

    A button resets by itself, without any action of the reader.
    """
    return any(
        key in now and now[key] != value and (value, now[key]) != (True, False)
        for key, value in st.session_state.get(_STATE, {}).items()
    )


def _simple() -> dict[str, Any]:
    """Values of the widgets, for those that hold a single value."""
    return {
        str(key): value
        for key, value in st.session_state.to_dict().items()
        if isinstance(value, str | int | float | date) and not str(key).startswith(_OWN)
    }


def notices() -> list[str]:
    """Values of the address that this run ignored, in French."""
    return st.session_state[_NOTICES]


def used() -> tuple[tuple[str, str], ...]:
    """Label and value, in French, of the page's own filters drawn so far in this run."""
    filters_used = st.session_state[_USED]
    return tuple(pair for key, pair in filters_used.items() if key not in _ROUTED)


def address_values() -> dict[str, str]:
    """Filters of this page that differ from their defaults, as the address writes them.

    The month and the network are always written: their defaults change with the data, and a link
    must restore the same view.
    """
    changed = {k: v for k, v in st.session_state.get(_WRITTEN, {}).items() if v is not None}
    values = st.session_state.get(_VALUES, {})
    dated = {key: values[key] for key in _DATED if values.get(key, EVERYONE) != EVERYONE}
    return {**dated, **changed}


def value_of(key: str) -> str | None:
    """Value of a filter that this page drew; None if it drew no filter with that key."""
    value = st.session_state.get(_VALUES, {}).get(key)
    return value if isinstance(value, str) else None


def bar() -> DeltaGenerator:
    """The row of filters of a page; it wraps on a narrow screen."""
    return st.container(horizontal=True, vertical_alignment="bottom", key="filters")


def choice(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: str | None = None,
    *,
    short_label: str | None = None,
    **widget: Any,
) -> str:
    """A select box of `options` (id → label); returns the chosen id.

    `short_label` is its name beside a figure, if the label is worded as an invitation.
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
    _use(key, short_label or label, options[chosen])
    return chosen


def several(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: Sequence[str] = (),
    **widget: Any,
) -> list[str]:
    """A multiselect of `options` (id → label); the address holds ids joined by a dot."""
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
    months, labels = data.of_build(_months)
    if data.waits():
        return next(iter(months.values()))
    return months[choice(key, label, labels, **widget)]


def _months(view: View) -> tuple[dict[str, date], dict[str, str]]:
    """Month ends and their names, by the key of the address."""
    months = {day.strftime("%Y-%m"): day for day in view.ask("months")["as_of"].dt.date}
    return months, {name: fr_month(day) for name, day in months.items()}


def _names(view: View) -> dict[str, str]:
    """Name of each network, by id."""
    return dict(view.ask("network_names").itertuples(index=False))


def network(key: str = "reseau", label: str = "Réseau", **widget: Any) -> str:
    """One network, or `'*'` for all together, which is the default; drawn as `month` is."""
    if data.waits():
        return EVERYONE
    names = data.of_build(_names)
    return choice(key, label, {EVERYONE: EVERYONE_LABEL, **names}, **widget)


def subject(network_id: str) -> str:
    """Name of that scope inside a sentence."""
    names = data.of_build(_names)
    return names.get(network_id, ALL_NETWORKS)


def networks(
    key: str = "reseaux", label: str = "Réseaux", default: Sequence[str] = (), **widget: Any
) -> list[str]:
    """Several networks; none is selected at first unless `default` names some."""
    names = data.of_build(_names)
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
        value = integer(text)
        return value if value is not None and low <= value <= high else None

    _seed(key, default, read)
    chosen = st.slider(plain(label), low, high, step=step, key=key, **widget)
    _write(key, str(chosen), str(default))
    _use(key, label, fr(chosen))
    return chosen


def hourly_cost(label: str, draw: Callable[..., int] = number) -> int:
    """The loaded hourly cost: one parameter with one default, for every page that prices hours."""
    cost = load_catalog().hourly_cost
    return draw("cout_horaire", label, cost.min_eur, cost.max_eur, cost.default_eur)


def tab(labels: Mapping[str, str], key: str) -> dict[str, TabContainer]:
    """A row of tabs (id → label); returns only the open one, under its id."""
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
    """A text input; the default replaces a value that `is_valid` refuses, with a notice."""
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
    """Remove from the address the filters of a part of the page that is no longer drawn.

    When that part is drawn again, they start from their defaults.
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
    # A reader who moves a widget (a filter, a tab, a popover) before the browser has applied the
    # new address sends the old one: it is out of date, not a press of the back button.
    is_late = st.session_state.get(_TOUCHED, False)
    is_moved = key in written and in_address != written[key] and not is_late
    # A filter that was not drawn for a while reads the address as if drawn for the first time.
    if in_address is not None and (is_moved or is_first or key not in written):
        value = read(in_address)
        if value is None:
            ignored = in_address[:40]
            st.session_state[_NOTICES].append(f"«{NBSP}{key}={ignored}{NBSP}»")
            value = default if is_first else st.session_state[key]
        st.session_state[key] = value
    elif is_first and not is_moved and key in st.session_state.get(_LAST, {}):
        # Once a fragment has run, Streamlit forgets the widgets around it when the page changes,
        # whether or not they are drawn there.
        st.session_state[key] = st.session_state[_LAST][key]
    elif is_first or is_moved:
        st.session_state[key] = default
    else:
        # Streamlit forgets a value that only its widget holds when the page changes.
        st.session_state[key] = st.session_state[key]


def _write(key: str, value: str, default: str) -> None:
    target = None if value == default else value
    if st.query_params.get(key) != target:
        if target is None:
            del st.query_params[key]
        else:
            st.query_params[key] = target
    st.session_state[_WRITTEN][key] = target
    st.session_state.setdefault(_VALUES, {})[key] = st.session_state[key]
