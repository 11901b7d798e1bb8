"""The basket: its figures in order, and the files that contain them all."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain, plain_target
from method.wording import NBSP, plural
from ui import basket, data, files, quote


def sentence() -> str:
    """What the basket contains, in one sentence."""
    figures = basket.figures()
    if not figures:
        return (
            "Votre panier est vide : sous une figure, « Citer » puis « Ajouter au panier » la met "
            "de côté. Les rapports, eux, sont prêts."
        )
    return f"{plural(len(figures), 'figure attend', 'figures attendent')} dans votre panier."


def show() -> None:
    """Draw the list of figures, then the downloads."""
    figures = basket.figures()
    if figures or basket.dropped_count():
        st.header("Votre panier", anchor="panier")
    if lost := basket.dropped_count():
        st.info(
            f"Le panier contenait {plural(lost, 'figure')} d’un autre espace, d’une autre version "
            f"ou d’un autre profil{NBSP}: elles ne peuvent pas être emportées d’ici.",
            icon="ℹ️",
        )
    if not figures:
        return
    for rank, figure in enumerate(figures):
        with st.container(horizontal=True, vertical_alignment="center", key=f"basket_line_{rank}"):
            st.markdown(
                f"**{rank + 1}.** [{plain(figure.title)}]({plain_target(figure.link)})",
                width="stretch",
            )
            st.button(
                "Monter",
                key=f"up_{rank}",
                type="tertiary",
                disabled=rank == 0,
                on_click=basket.move_up,
                args=(rank,),
            )
            st.button(
                "Retirer",
                key=f"out_{rank}",
                type="tertiary",
                on_click=basket.take_out,
                args=(rank,),
            )
    # Figures on an owner's own data are recorded under the owner's role, from any page.
    reader = data.reader()
    title = "Chiffres de l’Observatoire des clusters"
    document = quote.document(title, tuple(figures), reader)
    files.buttons(lambda: document, "panier", reader, with_tables=True)
    st.button("Vider le panier", type="tertiary", on_click=basket.clear)
