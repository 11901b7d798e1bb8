"""The basket: figures put aside on any page, taken away together on the page Exports.

It lives in the reader's session. A figure leaves it when the reader changes workspace or profile:
what one profile saw is not for another to download.
"""

from __future__ import annotations

import streamlit as st

from observatory.exports.model import QuotedFigure
from ui import data

_BASKET = "basket"
MAX_FIGURES = 40


def _owner() -> tuple[str, str, str]:
    session = data.reader()
    return session.build.workspace, session.build.id, session.role


def figures() -> list[QuotedFigure]:
    """Figures of the present reader, in the order they were put in."""
    owner, kept = st.session_state.get(_BASKET, (None, []))
    return kept if owner == _owner() else []


def lost() -> int:
    """How many figures were left behind by a change of workspace, of version or of profile."""
    owner, kept = st.session_state.get(_BASKET, (None, []))
    return 0 if owner == _owner() else len(kept)


def put(figure: QuotedFigure) -> None:
    """Add a figure, or replace the one of the same view."""
    kept = [other for other in figures() if (other.key, other.link) != (figure.key, figure.link)]
    st.session_state[_BASKET] = (_owner(), [*kept, figure][-MAX_FIGURES:])


def take_out(rank: int) -> None:
    """Remove the figure of that rank."""
    kept = figures()
    st.session_state[_BASKET] = (_owner(), [*kept[:rank], *kept[rank + 1 :]])


def move_up(rank: int) -> None:
    """Exchange a figure with the one before it."""
    kept = [*figures()]
    kept[rank - 1], kept[rank] = kept[rank], kept[rank - 1]
    st.session_state[_BASKET] = (_owner(), kept)


def clear() -> None:
    """Empty the basket."""
    st.session_state.pop(_BASKET, None)


def button(figure: QuotedFigure, key: str) -> None:
    """« Ajouter au panier », under a figure."""
    is_in = any((other.key, other.link) == (figure.key, figure.link) for other in figures())
    st.button(
        "Dans le panier" if is_in else "Ajouter au panier",
        key=f"basket_{key}",
        type="tertiary",
        disabled=is_in,
        on_click=put,
        args=(figure,),
    )
