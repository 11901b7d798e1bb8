"""Buttons that write a document when they are clicked, and not before."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from method.plain_text import plain
from observatory.exports.formats import FORMATS
from observatory.exports.model import Document
from observatory.gate.store import Session
from ui import quote


def buttons(
    make: Callable[[], Document],
    name: str,
    session: Session | None = None,
    *,
    with_tables: bool = False,
) -> None:
    """Word and PDF, and the workbook and the CSV where the tables are asked for.

    Args:
        make: gives the document; called at the click, in another thread.
        name: name of the files without their ending, unique on the page.
        session: of who reads the figures; the page's where none is told.
        with_tables: offer XLSX and CSV too.
    """
    with st.container(horizontal=True, width="content"):
        for kind in FORMATS.values():
            if kind.is_picture or (kind.of_tables and not with_tables):
                continue
            is_csv = kind.name == "csv"
            ending, mime = csv_kind(make()) if is_csv else (kind.name, kind.mime)
            st.download_button(
                plain(kind.action),
                quote.remembered(make, kind.write, session),
                file_name=f"{name}.{ending}",
                mime=mime,
                key=f"file_{name}_{ending}",
                on_click="ignore",
            )


def one(make: Callable[[], Document], name: str, kind: str, label: str) -> None:
    """One button for one kind of file.

    Args:
        make: see `buttons`.
        name: see `buttons`.
        kind: one of `FORMATS`.
        label: of the button, in French.
    """
    form = FORMATS[kind]
    st.download_button(
        plain(label),
        quote.remembered(make, form.write),
        file_name=f"{name}.{kind}",
        mime=form.mime,
        key=f"file_{name}_{kind}",
        on_click="ignore",
    )


def csv_kind(document: Document) -> tuple[str, str]:
    """Ending and type of what `csv_file.write` gives: one table, or several packed."""
    return ("csv", "text/csv") if len(document.figures) == 1 else ("zip", "application/zip")
