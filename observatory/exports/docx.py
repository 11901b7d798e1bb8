"""A Word document that can be restyled: real headings, captions numbered by Word, references.

A brief document has two columns, balanced by Word. The traps: a field is empty until Word computes
it, so it is written with its expected result; and a row or a caption that must stay with the next
paragraph has to be marked as such.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from method.plain_text import spaced
from method.wording import NBSP, fr_date
from observatory.exports import cells, paper, picture, word_styles
from observatory.exports.about import METHOD, meaning, origin
from observatory.exports.cells import Cell, Sources
from observatory.exports.model import (
    Document,
    KeyFigure,
    KeyFigures,
    Paragraphs,
    Part,
    QuotedFigure,
    as_written,
)
from observatory.exports.word_styles import CELL, LEAD, SMALL, TABLE, VALUE
from observatory.figures.quoting import LICENCE

# Rows of a table that are kept on one page.
TOGETHER = 30


def write(document: Document) -> bytes:
    """Write the document; charts are drawn if a browser is available, tables always."""
    document = as_written(document)
    word = docx.Document()
    word_styles.dress(word, document)
    _Writer(word, document).fill()
    packed = io.BytesIO()
    word.save(packed)
    return _undated(packed)


class _Writer:
    """Writes the parts of a document one after the other."""

    def __init__(self, word: WordDocument, document: Document) -> None:
        self._word = word
        self._document = document
        self._sources = Sources()
        self._ranks = document.numbers
        self._count = 0
        self._columns = 1
        self._cell_style = word.styles[CELL]

    def fill(self) -> None:
        """Write everything, with page numbers in the footer."""
        word, document = self._word, self._document
        word.add_heading(document.title, level=0)
        date_line = f"Établi le {fr_date(document.made_on)}, profil {document.role}."
        word.add_paragraph(f"{origin(document)} {date_line} Licence{NBSP}: {LICENCE}.", style=SMALL)
        for sentence in document.lead:
            word.add_paragraph(sentence, style=LEAD)
        if document.annex or document.is_brief:
            self._parts(document.parts, is_brief=True, level=1)
        else:
            self._list()
            self._parts(document.parts, is_brief=False, level=1)
        if document.annex:
            self._in_columns(1)
            word.add_page_break()
            word.add_heading("Annexe : les chiffres", level=1)
            self._list()
            self._parts(document.annex, is_brief=False, level=2)
        self._in_columns(1)
        self._end()
        for section in word.sections:
            section.footer.is_linked_to_previous = True
        foot = word.sections[0].footer
        foot.is_linked_to_previous = False
        foot.paragraphs[0].style = word.styles[SMALL]
        foot.paragraphs[0].add_run(f"Version {document.build.id} · page ")
        _field(foot.paragraphs[0], "PAGE", "1")

    def _parts(self, parts: Sequence[Part], *, is_brief: bool, level: int) -> None:
        for part in parts:
            if isinstance(part, Paragraphs):
                self._text(part, is_brief=is_brief, level=level)
            elif isinstance(part, KeyFigures):
                self._numbers(part, level)
            else:
                self._figure(part, is_brief=is_brief)

    def _text(self, part: Paragraphs, *, is_brief: bool, level: int) -> None:
        if not part.is_sub:
            self._in_columns(1)
        elif is_brief:
            self._in_columns(2)
        if part.heading:
            self._word.add_heading(part.heading, level=level + part.is_sub)
        if is_brief:
            self._in_columns(2)
        line = None
        for sentence in part.sentences:
            line = self._word.add_paragraph(sentence)
            line.paragraph_format.keep_with_next = not is_brief or None
        if line is not None:
            self._refer(line, part.sees)

    def _refer(self, line: Paragraph, keys: Sequence[str]) -> None:
        """Add cross-references: fields that point to the numbers of the captions."""
        ranks = sorted({self._ranks[key] for key in keys if key in self._ranks})
        for place, rank in enumerate(ranks):
            line.add_run(" (" if place == 0 else ", ")
            _field(line, f"REF {_bookmark(rank)} \\h", f"Figure {rank}")
        if ranks:
            line.add_run(")")

    def _numbers(self, part: KeyFigures, level: int) -> None:
        self._in_columns(1)
        self._caption(part.figure)
        self._in_columns(2)
        for one in part.numbers:
            self._number(one, level)
        self._in_columns(1)
        self._notes(part.figure, is_brief=True)

    def _number(self, one: KeyFigure, level: int) -> None:
        self._word.add_heading(one.heading, level=level + 1)
        line = self._word.add_paragraph(style=VALUE)
        line.add_run(f"{one.value} ")
        line.add_run(one.word).font.size = self._word.styles["Normal"].font.size
        label = self._word.add_paragraph(one.label)
        label.paragraph_format.keep_with_next = True
        width = paper.COLUMN - paper.INSET
        image = None if one.curve is None else picture.on_paper(one.curve, width, "png")
        self._picture(image, width, one.heading, one.alt)
        for sentence in one.sentences:
            self._word.add_paragraph(sentence)

    def _figure(self, figure: QuotedFigure, *, is_brief: bool) -> None:
        is_narrow = not figure.is_wide if is_brief else paper.is_beside(figure)
        # Full width for a single figure, and for a table that is wide or without a picture.
        is_narrow = is_narrow and len(self._document.figures) > 1
        is_narrow = is_narrow and (is_brief or figure.chart is not None)
        room = paper.COLUMN if is_narrow else paper.TEXT
        image = None if figure.chart is None else picture.on_paper(figure.chart, room, "png")
        body = []
        if not (is_brief and image):
            body = cells.printed(figure, self._sources, is_brief=is_brief)
        if is_brief and is_narrow and body and not self._fits(figure, body):
            is_narrow, room = False, paper.TEXT
        self._in_columns(2 if is_narrow else 1)
        self._caption(figure)
        self._picture(image, room, figure.title, f"{figure.title}. {figure.note.lecture}")
        if body:
            self._table(figure, body, room)
            if more := cells.left_out(figure):
                self._word.add_paragraph(more, style=SMALL)
        self._notes(figure, is_brief=is_brief)

    def _caption(self, figure: QuotedFigure) -> None:
        self._count += 1
        line = self._word.add_paragraph(style="Caption")
        with_mark = _Bookmark(line, self._count)
        with_mark.begin()
        line.add_run("Figure ")
        _field(line, "SEQ Figure \\* ARABIC", str(self._count))
        with_mark.end()
        line.add_run(f" – {figure.title}")

    @staticmethod
    def _fits(figure: QuotedFigure, body: Sequence[Sequence[Cell]]) -> bool:
        """Whether a table can be printed in a column without cutting a word."""
        texts = [[cell.text for cell in row] for row in body]
        return cells.fits([column.label for column in figure.columns], texts, paper.COLUMN)

    def _picture(self, image: bytes | None, width: float, title: str, alt: str) -> None:
        if image is None:
            return
        shape = self._word.add_picture(io.BytesIO(image), width=Cm(width))
        properties = shape._inline.docPr
        properties.set("descr", alt)
        properties.set("title", title)
        self._word.paragraphs[-1].paragraph_format.keep_with_next = True

    def _table(self, figure: QuotedFigure, body: Sequence[Sequence[Cell]], room: float) -> None:
        head = [column.label for column in figure.columns]
        texts = [[cell.text for cell in row] for row in body]
        widths = cells.widths(head, texts, room)
        table = self._word.add_table(rows=len(texts) + 1, cols=len(head), style=TABLE)
        table.autofit = False
        for column, centimetres in zip(table.columns, widths, strict=True):
            column.width = Cm(centimetres)
        is_short = len(texts) <= TOGETHER
        for rank, (row, row_texts) in enumerate(zip(table.rows, (head, *texts), strict=True)):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if rank == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for place, (cell, text) in enumerate(zip(row.cells, row_texts, strict=True)):
                cell.width = Cm(widths[place])
                line = cell.paragraphs[0]
                line.style = self._cell_style
                line.add_run(text).bold = rank == 0 or None
                # Keep a short table on the same page as its caption and its notes.
                line.paragraph_format.keep_with_next = is_short or rank == 0 or None
                if figure.columns[place].unit is not None:
                    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _notes(self, figure: QuotedFigure, *, is_brief: bool) -> None:
        """Write reading, scope, source, fingerprint and address in one small paragraph."""
        note = figure.note
        if figure.caption:
            caption = self._word.add_paragraph(figure.caption, style=CELL)
            caption.paragraph_format.keep_with_next = True
        line = self._word.add_paragraph(style=SMALL)
        for label, text in (
            ("Lecture", note.lecture),
            ("Champ", note.champ),
            ("Source", cells.source(figure, self._document, self._sources, is_brief=is_brief)),
        ):
            line.add_run(f"{label}{NBSP}: ").italic = True
            line.add_run(f"{text} ")
        line.add_run(cells.marks(figure, self._document.title))
        if figure.link:
            line.add_run(" · ")
            _linked(line, figure.link, "voir la page")

    def _list(self) -> None:
        if not self._document.is_listed:
            return
        self._word.add_heading("Table des figures", level=2 if self._document.annex else 1)
        entries = [f"Figure {n} – {one.title}" for n, one in enumerate(self._document.figures, 1)]
        _field(self._word.add_paragraph(), 'TOC \\h \\z \\c "Figure"', "\n".join(entries))

    def _end(self) -> None:
        """Write the method, the definitions, and the numbered addresses of sources."""
        word, document = self._word, self._document
        if not document.is_brief or document.annex:
            word.add_heading("Méthode et limites", level=1)
            word.add_paragraph(METHOD)
        for indicator in document.defined:
            line = word.add_paragraph(style=SMALL)
            line.add_run(f"{spaced(indicator.label)}. ").bold = True
            line.add_run(meaning(indicator))
        if self._sources.addresses:
            word.add_heading("Adresses des sources", level=1)
        for rank, address in enumerate(self._sources.addresses, 1):
            line = word.add_paragraph(style=SMALL)
            line.add_run(f"[{rank}] ")
            if self._sources.leads(address):
                _linked(line, address, address)
            else:
                line.add_run(address)

    def _in_columns(self, count: int) -> None:
        """Continue in `count` columns, with a section break on the same page."""
        if count == self._columns:
            return
        section = self._word.add_section(WD_SECTION.CONTINUOUS)
        columns = section._sectPr.xpath("./w:cols")
        layout = columns[0] if columns else OxmlElement("w:cols")
        layout.set(qn("w:num"), str(count))
        layout.set(qn("w:space"), str(round(Cm(paper.GUTTER).twips)))
        if not columns:
            section._sectPr.append(layout)
        self._columns = count


class _Bookmark:
    """A bookmark around the number of a caption, the target of cross-references."""

    def __init__(self, line: Paragraph, rank: int) -> None:
        self._line, self._rank = line, rank

    def begin(self) -> None:
        self._append_mark("w:bookmarkStart").set(qn("w:name"), _bookmark(self._rank))

    def end(self) -> None:
        self._append_mark("w:bookmarkEnd")

    def _append_mark(self, tag: str) -> Any:
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(self._rank))
        self._line._p.append(mark)
        return mark


def _bookmark(rank: int) -> str:
    return f"_Ref_figure_{rank}"


def _linked(line: Paragraph, address: str, text: str) -> None:
    """Add a hyperlink."""
    relation = line.part.relate_to(
        address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )  # fmt: skip
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = line.add_run(text)
    run.font.color.rgb = word_styles.BLUE
    link.append(run._r)
    line._p.append(link)


def _undated(packed: io.BytesIO) -> bytes:
    """The same package without timestamps, so that the same document gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for part in source.infolist():
            book.writestr(zipfile.ZipInfo(part.filename), source.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _field(paragraph: Paragraph, instruction: str, placeholder: str) -> None:
    """Add a field that Word computes, with the text shown until it does."""
    for kind, content in (("begin", None), (None, instruction), ("separate", None)):
        paragraph.add_run()._r.append(_field_part(kind, content))
    paragraph.add_run(placeholder)
    paragraph.add_run()._r.append(_field_part("end", None))


def _field_part(kind: str | None, instruction: str | None) -> Any:
    if kind is None:
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = instruction
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part
