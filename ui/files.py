"""Buttons that write a document only when they are clicked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
    """Draw buttons for Word and PDF, and for the workbook and the CSV when tables are requested.

    Args:
        make: builds the document; called at the click, in another thread.
        name: file name without its extension, unique on the page.
        session: session of the reader of the figures; by default the page's.
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


def of_month(stem: str, as_of: date) -> str:
    """Name of a document that says its month: `panorama-2026-06`."""
    return f"{stem}-{as_of:%Y-%m}"


def one(make: Callable[[], Document], name: str, kind: str, label: str) -> None:
    """Draw one button for one file format.

    Args:
        make: see `buttons`.
        name: see `buttons`.
        kind: one of `FORMATS`.
        label: text of the button, in French.
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
    """Extension and MIME type of what `csv_file.write` returns: one table, or several in a zip."""
    return ("csv", "text/csv") if len(document.figures) == 1 else ("zip", "application/zip")
