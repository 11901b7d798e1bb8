"""The only list of export formats.

A format is one entry here and one function from a `Document` to bytes; pages, the command line,
the benchmarks and the documentation read this list. A writer is imported when it is used: charts,
Word and PDF take a second to import, which a list of names does not need.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from observatory.exports.model import Document

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Attributes:
        name: its name on the command line, and the extension of the file.
        label: of its button, in French.
        mime: type sent to the browser.
        writer: `module.function` of this package, from a document to bytes.
        in_one_file: the same, for several tables in one file, if it differs.
        under_figure: offered under each figure.
        of_tables: for a set of figures, offered only when their tables are requested.
        is_picture: draws the chart of the first figure, which must have one.
    """

    name: str
    label: str
    mime: str
    writer: str
    in_one_file: str = ""
    under_figure: bool = False
    of_tables: bool = False
    is_picture: bool = False

    @property
    def action(self) -> str:
        """What its button says where nothing around it does: `Télécharger en Word`."""
        return f"Télécharger en {self.label.rpartition(' ')[2]}"

    def write(self, document: Document) -> bytes:
        """The document as a reader downloads it."""
        return _run(self.writer, document)

    def alone(self, document: Document) -> bytes:
        """The document in one file with that extension."""
        return _run(self.in_one_file or self.writer, document)


def _run(writer: str, document: Document) -> bytes:
    module, _, function = writer.rpartition(".")
    return getattr(import_module(f"observatory.exports.{module}"), function)(document)


FORMATS: dict[str, Format] = {
    kind.name: kind
    for kind in (
        Format(
            "csv",
            "Tableau CSV",
            "text/csv",
            "csv_file.write",
            "csv_file.write_long",
            under_figure=True,
            of_tables=True,
        ),
        Format(
            "xlsx",
            "Classeur Excel",
            f"{OFFICE}.spreadsheetml.sheet",
            "xlsx.write",
            under_figure=True,
            of_tables=True,
        ),
        Format("json", "Données JSON", "application/json", "json_file.write", of_tables=True),
        Format(
            "docx",
            "Document Word",
            f"{OFFICE}.wordprocessingml.document",
            "docx.write",
            under_figure=True,
        ),
        Format("pdf", "Document PDF", "application/pdf", "pdf.write"),
        Format("png", "Image PNG", "image/png", "picture.png", under_figure=True, is_picture=True),
        Format(
            "svg", "Image SVG", "image/svg+xml", "picture.svg", under_figure=True, is_picture=True
        ),
    )
}
