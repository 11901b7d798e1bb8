"""The basket: figures set aside on any page, exported together on the page Exports.

It is kept in the reader's session. It is emptied when the reader changes workspace or profile,
since figures shown to one profile must not be downloaded by another.
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
    """Figures of the current reader, in the order they were added."""
    owner, basket = st.session_state.get(_BASKET, (None, []))
    return basket if owner == _owner() else []


def dropped_count() -> int:
    """Number of figures dropped by a change of workspace, version or profile."""
    owner, basket = st.session_state.get(_BASKET, (None, []))
    return 0 if owner == _owner() else len(basket)


def add(figure: QuotedFigure) -> None:
    """Add a figure, replacing the one with the same view if there is one."""
    others = [other for other in figures() if (other.key, other.link) != (figure.key, figure.link)]
    st.session_state[_BASKET] = (_owner(), [*others, figure][-MAX_FIGURES:])


def take_out(rank: int) -> None:
    """Remove the figure at this position."""
    basket = figures()
    st.session_state[_BASKET] = (_owner(), [*basket[:rank], *basket[rank + 1 :]])


def move_up(rank: int) -> None:
    """Swap a figure with the previous one."""
    basket = [*figures()]
    basket[rank - 1], basket[rank] = basket[rank], basket[rank - 1]
    st.session_state[_BASKET] = (_owner(), basket)


def clear() -> None:
    """Empty the basket."""
    st.session_state.pop(_BASKET, None)


def button(figure: QuotedFigure, key: str) -> None:
    """Draw « Ajouter au panier » under a figure."""
    is_in = any((other.key, other.link) == (figure.key, figure.link) for other in figures())
    st.button(
        "Dans le panier" if is_in else "Ajouter au panier",
        key=f"basket_{key}",
        type="tertiary",
        disabled=is_in,
        on_click=add,
        args=(figure,),
    )
