"""What a reader can take from a figure: a quotation, its files, a place in the basket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.settings import curated_root
from method.wording import NBSP, fr_date
from observatory.exports import links
from observatory.exports.formats import FORMATS
from observatory.exports.model import Document, QuotedFigure
from observatory.exports.quotations import (
    Allowance,
    Quotation,
    Quotations,
    compare,
    files_of,
)
from observatory.figures import quoting
from observatory.gate.store import Session
from ui import address, audit, basket, data, table

CHANGES = (
    table.Column("head", "Ligne"),
    table.Column("then", "Quand elle fut citée"),
    table.Column("now", "Aujourd’hui"),
)
ABSENT = "absente"
_ALLOWANCE = "quotations_allowance"


def today() -> date:
    """Date of the quotation, in Paris time as everywhere in the application."""
    return datetime.now(UTC).astimezone().date()


def registry() -> Quotations:
    """The quotations of the current workspace."""
    return Quotations(curated_root(), data.build().workspace)


def find(mark: str) -> tuple[Quotation, ...]:
    """Quotations with this fingerprint that the current reader may see, oldest first."""
    return registry().find(mark, data.reader().role, today())


def _allowance() -> Allowance:
    """How many quotations this session may still write in the registry."""
    return st.session_state.setdefault(_ALLOWANCE, Allowance())


def document(
    title: str, figures: tuple[QuotedFigure, ...], session: Session | None = None
) -> Document:
    """Gather figures in one document for the session that read them, by default the page's."""
    session = session or data.session()
    return Document(title, session.build, session.label, today(), figures)


def remembered(
    make: Callable[[], Document],
    write: Callable[[Document], bytes],
    session: Session | None = None,
) -> Callable[[], bytes]:
    """Return the function that a download button calls; it records the figures as quotations.

    It runs at the click, in another thread, which has no session. `session` is the one that read
    the figures, by default the page's; a reader whose role may not read a quotation never gets it.
    """
    session = session or data.session()
    book, allowance, tell = registry(), _allowance(), audit.exporter()

    def content() -> bytes:
        written = make()
        tell(written)
        book.keep_all(written, session, allowance)
        return write(written)

    return content


def actions(figure: QuotedFigure, key: str) -> None:
    """Draw « Citer », with the basket, and « Télécharger », which compute nothing until opened."""
    with st.popover("Citer", type="tertiary", key=f"quote_{key}", on_change="rerun") as citing:
        if citing.open:
            basket.button(figure, key)
            _quotation(figure)
    with st.popover("Télécharger", type="tertiary", key=f"take_{key}", on_change="rerun") as taking:
        if taking.open:
            _downloads(figure, key)


def verdict(figure: QuotedFigure) -> None:
    """Under a figure that a quotation links to: its value then, its value now, why it changed."""
    mark = st.query_params.get(address.QUOTED)
    if mark is None:
        return
    quotations = find(mark)
    quotation = next((one for one in quotations if one.key == figure.key), None)
    if quotation is None:
        return
    since(quotation, figure, key="verdict")


def since(quotation: Quotation, figure: QuotedFigure, *, key: str) -> None:
    """Compare a quotation with the same figure today, and explain any difference."""
    result = compare(quotation, figure, files_of(figure, data.query("source_files")))
    when = fr_date(quotation.quoted_on)
    with st.container(border=True, key=key):
        if result.is_same:
            st.markdown(f"**Citation du {when}{NBSP}: inchangée.** Les lignes sont les mêmes.")
            return
        st.markdown(
            f"**Citation du {when}{NBSP}: la figure a bougé.** {plain(' '.join(result.reasons))}"
        )
        if result.changes:
            rows = pd.DataFrame(result.changes, columns=["head", "then", "now"]).fillna(ABSENT)
            table.show(rows, CHANGES, "Lignes qui ont changé depuis la citation")
        else:
            st.caption("La différence est plus petite que ce que l’on affiche.")


def _quotation(figure: QuotedFigure) -> None:
    build = data.build()
    mark = quoting.fingerprint(figure.rows, figure.columns)
    files = files_of(figure, data.query("source_files"))
    if not registry().keep(figure, build, data.session().role, files, today(), _allowance()):
        st.warning(
            f"Cette citation n’est pas conservée{NBSP}: la figure est trop longue, ou trop de "
            "citations ont été faites aujourd’hui. Son empreinte ne pourra pas être vérifiée.",
            icon="⚠️",
        )
    for label, text in (
        ("Phrase à citer", quoting.sentence(figure, build)),
        ("Note de bas de page", quoting.footnote(figure, build, today())),
        ("Lien de cette vue", f"{figure.link}&{address.QUOTED}={mark}"),
        ("BibTeX", quoting.bibtex(figure, build, today())),
    ):
        st.markdown(f"**{plain(label)}**")
        st.code(text, language=None, wrap_lines=True)


def _downloads(figure: QuotedFigure, key: str) -> None:
    alone = document(figure.title, (figure,))
    for kind in FORMATS.values():
        if not kind.under_figure or (kind.is_picture and figure.chart is None):
            continue
        st.download_button(
            plain(kind.label),
            remembered(lambda: alone, kind.write),
            file_name=f"{links.file_name(figure.key, figure.link)}.{kind.name}",
            mime=kind.mime,
            key=f"{kind.name}_{key}",
            on_click="ignore",
            width="stretch",
        )
