"""Buttons that write a document when they are clicked, and not before."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from method.plain_text import plain
from observatory.exports import csv_file, docx, pdf, xlsx
from observatory.exports.model import Document
from ui import quote


def buttons(make: Callable[[], Document], name: str, *, with_tables: bool = False) -> None:
    """Word and PDF, and the workbook and the CSV where the tables are asked for.

    Args:
        make: gives the document; called at the click, in another thread.
        name: name of the files without their ending, unique on the page.
        with_tables: offer XLSX and CSV too.
    """
    kinds: list[tuple[str, str, str, Callable[[Document], bytes]]] = [
        ("Document Word", "docx", docx.MIME, docx.write),
        ("Document PDF", "pdf", "application/pdf", pdf.write),
    ]
    if with_tables:
        kinds[:0] = [
            ("Classeur Excel", "xlsx", xlsx.MIME, xlsx.write),
            ("Tableaux CSV", *csv_kind(make()), csv_file.write),
        ]
    with st.container(horizontal=True):
        for label, ending, mime, write in kinds:
            st.download_button(
                plain(label),
                quote.remembered(make, write),
                file_name=f"{name}.{ending}",
                mime=mime,
                key=f"file_{name}_{ending}",
                on_click="ignore",
            )


def csv_kind(document: Document) -> tuple[str, str]:
    """Ending and type of what `csv_file.write` gives: one table, or several packed."""
    return ("csv", "text/csv") if len(document.figures) == 1 else ("zip", "application/zip")
