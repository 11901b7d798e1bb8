"""Check of an old quotation: paste it, see what it said, compare it with today's figure."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import NBSP, fr_date
from observatory.exports.again import is_known, key_of, recomputed
from observatory.exports.quotations import (
    GONE,
    NO_FINGERPRINT,
    Quotation,
    unknown_quotation,
)
from observatory.figures.quoting import find_fingerprint
from observatory.gate.access import Role
from observatory.pages import speaking
from ui import address, basket, data, quote, table

LONGEST = 4_000


def show() -> None:
    """Draw the text field, then what is known of the quotation."""
    st.header("Vérifier une citation", anchor="verifier")
    pasted = st.text_area(
        "Collez la phrase citée, ou son empreinte (par exemple 3f2a-90bc-11de)",
        key="check_pasted",
        max_chars=LONGEST,
        height=100,
    )
    # Leaving the field is what sends it: the button is where a reader looks for it.
    st.button("Vérifier la citation", key="check_go")
    if not pasted.strip():
        return
    mark = find_fingerprint(pasted)
    if mark is None:
        st.warning(NO_FINGERPRINT, icon="⚠️")
        return
    quotations = quote.find(mark)
    if not quotations:
        st.warning(plain(unknown_quotation(mark, data.build().label)), icon="⚠️")
        return
    for rank, quotation in enumerate(quotations):
        _as_quoted(quotation, rank)


def _as_quoted(quotation: Quotation, rank: int) -> None:
    st.subheader(plain(quotation.title))
    st.markdown(
        f"Citée le {fr_date(quotation.quoted_on)}, version {plain(quotation.build_id)}, empreinte "
        f"{plain(quotation.fingerprint)}."
    )
    st.markdown(f"*Lecture*{NBSP}: {plain(quotation.lecture)}")
    names = [f"c{rank}" for rank in range(len(quotation.labels))]
    rows = pd.DataFrame(quotation.rows, columns=names)
    columns = [
        table.Column(name, label) for name, label in zip(names, quotation.labels, strict=True)
    ]
    with st.expander("Les chiffres quand elle fut citée", expanded=len(rows) <= 12):
        table.show(rows, columns, f"{quotation.title}, {fr_date(quotation.quoted_on)}")
    if not quotation.view:
        st.caption("Le lien d’origine n’est pas connu : la vue ne peut pas être rouverte d’ici.")
        return
    with st.container(horizontal=True):
        is_compared = is_known(quotation.key) and st.button(
            "Comparer avec aujourd’hui", key=f"again_{rank}"
        )
        st.link_button("Rouvrir la page", _today(quotation))
    if is_compared:
        _as_today(quotation, rank)


def _as_today(quotation: Quotation, rank: int) -> None:
    page = key_of(quotation.key).partition(".")[0]
    session = speaking(data.reader(), page, Role(quotation.role).subject)
    now = recomputed(session, quotation.key, quotation.view)
    if now is None:
        st.warning(GONE, icon="⚠️")
        return
    quote.since(quotation, now, key=f"verdict_{rank}")
    basket.button(now, f"again_{rank}")


def _today(quotation: Quotation) -> str:
    """Relative address of the same view on today's data, which shows what changed."""
    view = urlsplit(quotation.view)
    parameters = dict(parse_qsl(view.query))
    query = urlencode({**parameters, address.QUOTED: quotation.fingerprint})
    return f"{view.path.removeprefix('/') or './'}?{query}"
