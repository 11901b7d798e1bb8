"""What a reader takes away from a figure: how to quote it, its files, a place in the basket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.settings import curated_root
from method.wording import NBSP, fr_date
from observatory.exports import csv_file, picture, xlsx
from observatory.exports.model import Document, QuotedFigure
from observatory.exports.quotations import Quotation, Quotations, compare, files_of
from observatory.figures import quoting
from observatory.gate.access import ROLE_LABELS
from ui import address, basket, data, table

CHANGES = (
    table.Column("head", "Ligne"),
    table.Column("then", "Quand elle fut citée"),
    table.Column("now", "Aujourd’hui"),
)
ABSENT = "absente"


def today() -> date:
    """The day of the quotation, in Paris as everywhere in the application."""
    return datetime.now(UTC).astimezone().date()


def registry() -> Quotations:
    """The quotations of the workspace being read."""
    return Quotations(curated_root(), data.build().workspace)


def document(title: str, figures: tuple[QuotedFigure, ...]) -> Document:
    """Figures as one document of the present reader."""
    session = data.session()
    return Document(title, session.build, ROLE_LABELS[session.role], today(), figures)


def remembered(
    make: Callable[[], Document], write: Callable[[Document], bytes]
) -> Callable[[], bytes]:
    """What a download button calls; figures are remembered, as their fingerprints are printed.

    It runs at the click, in another thread, where there is no session to ask for.
    """
    book, session = registry(), data.session()

    def content() -> bytes:
        made = make()
        book.keep_all(made, session)
        return write(made)

    return content


def actions(figure: QuotedFigure, key: str) -> None:
    """« Citer » and « Emporter », which make nothing until they are opened, and the basket."""
    with st.popover("Citer", type="tertiary", key=f"quote_{key}", on_change="rerun") as citing:
        if citing.open:
            _quotation(figure)
    with st.popover("Télécharger", type="tertiary", key=f"take_{key}", on_change="rerun") as taking:
        if taking.open:
            _downloads(figure, key)
    basket.button(figure, key)


def verdict(figure: QuotedFigure) -> None:
    """Under a figure that a quotation leads to: what it was then, what it is now, and why."""
    mark = st.query_params.get(address.QUOTED)
    if mark is None:
        return
    found_all = registry().find(mark, data.session().role)
    quotation = next((one for one in found_all if one.key == figure.key), None)
    if quotation is None:
        return
    since(quotation, figure, key="verdict")


def since(quotation: Quotation, figure: QuotedFigure, *, key: str) -> None:
    """A quotation beside the same figure of today, and why it moved."""
    found = compare(quotation, figure, files_of(figure, data.query("source_files")))
    when = fr_date(quotation.quoted_on)
    with st.container(border=True, key=key):
        if found.is_same:
            st.markdown(f"**Citation du {when}{NBSP}: inchangée.** Les lignes sont les mêmes.")
            return
        st.markdown(
            f"**Citation du {when}{NBSP}: la figure a bougé.** {plain(' '.join(found.reasons))}"
        )
        if found.changes:
            rows = pd.DataFrame(found.changes, columns=["head", "then", "now"]).fillna(ABSENT)
            table.show(rows, CHANGES, "Lignes qui ont changé depuis la citation")
        else:
            st.caption("La différence est plus petite que ce que l’on affiche.")


def _quotation(figure: QuotedFigure) -> None:
    build = data.build()
    mark = quoting.fingerprint(figure.rows, figure.columns)
    registry().keep(
        figure, build, data.session().role, files_of(figure, data.query("source_files")), today()
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
    build = data.build()
    alone = document(figure.title, (figure,))
    kinds: list[tuple[str, str, str, Callable[[Document], bytes]]] = [
        ("Tableau CSV", "csv", "text/csv", csv_file.write),
        ("Classeur Excel", "xlsx", xlsx.MIME, xlsx.write),
    ]
    if figure.chart is not None:
        kinds += [
            ("Image PNG", "png", "image/png", lambda _: picture.png(figure, build)),
            ("Image SVG", "svg", "image/svg+xml", lambda _: picture.svg(figure, build)),
        ]
    for label, ending, mime, write in kinds:
        st.download_button(
            plain(label),
            remembered(lambda: alone, write),
            file_name=f"{figure.key.replace('.', '-')}.{ending}",
            mime=mime,
            key=f"{ending}_{key}",
            on_click="ignore",
            width="stretch",
        )
