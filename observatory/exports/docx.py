"""A Word document: headings, captions that Word numbers, tables that page, alternative texts."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from method.plain_text import shortened
from method.wording import NBSP, fr_date
from observatory.exports import picture
from observatory.exports.about import METHOD, origin
from observatory.exports.model import Document, Paragraphs, QuotedFigure, as_written
from observatory.exports.spreadsheet import is_known
from observatory.figures.columns import text
from observatory.figures.quoting import FICTIONAL, LICENCE, SITE, fingerprint

FRENCH = "fr-FR"
TEXT_WIDTH, BRIEF_WIDTH = Cm(16), Cm(8.5)
# Of a property of the file, as the format has it.
LONGEST_PROPERTY = 255


def write(document: Document) -> bytes:
    """The document; figures are drawn when a browser is there, their tables always."""
    document = as_written(document)
    word = docx.Document()
    _styles(word, document)
    word.add_heading(document.title, level=0)
    word.add_paragraph(origin(document))
    word.add_paragraph(
        f"Établi le {fr_date(document.made_on)}, profil {document.role}. Licence{NBSP}: {LICENCE}."
    )
    if document.figures and not document.is_one_page:
        word.add_heading("Table des figures", level=1)
        _field(word.add_paragraph(), 'TOC \\h \\z \\c "Figure"', _contents(document))
    rank = 0
    for part in document.parts:
        if isinstance(part, Paragraphs):
            word.add_heading(part.heading, level=1)
            for sentence in part.sentences:
                word.add_paragraph(sentence)
        else:
            rank += 1
            _figure(word, part, rank, is_brief=document.is_one_page)
    if not document.is_one_page:
        _method(word, document)
    packed = io.BytesIO()
    word.save(packed)
    return _undated(packed)


def _method(word: WordDocument, document: Document) -> None:
    """How figures are made, and the definition of each that the document shows."""
    word.add_heading("Méthode et limites", level=1)
    word.add_paragraph(METHOD)
    for indicator in {i.id: i for f in document.figures for i in f.indicators}.values():
        line = word.add_paragraph(style="List Bullet")
        line.add_run(f"{indicator.label}. ").bold = True
        line.add_run(f"{indicator.definition} Calcul{NBSP}: {indicator.formula}.")


def _undated(packed: io.BytesIO) -> bytes:
    """The same package without the hour of each part, so that a document gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for part in read.infolist():
            book.writestr(zipfile.ZipInfo(part.filename), read.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _styles(word: WordDocument, document: Document) -> None:
    core = word.core_properties
    core.title, core.author, core.language = _property(document.title), SITE, FRENCH
    core.comments = _property(origin(document))
    core.created = core.modified = datetime.combine(document.made_on, time())
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), FRENCH)
    normal.element.get_or_add_rPr().append(language)
    if document.is_one_page:
        _tighten(word)
    for section in word.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        if document.is_one_page:
            section.left_margin = section.right_margin = Cm(1.6)
            section.top_margin = section.bottom_margin = Cm(1.1)
            section.header_distance = section.footer_distance = Cm(0.5)
        head = FICTIONAL if document.build.is_fictional else SITE
        section.header.paragraphs[0].text = head
        foot = section.footer.paragraphs[0]
        foot.add_run(f"Version {document.build.id} · page ")
        _field(foot, "PAGE", "1")


def _tighten(word: WordDocument) -> None:
    """Letters and gaps that let a sheet and its map hold on one page."""
    sizes = {"Title": 15, "Heading 1": 10, "Heading 2": 9.5, "Normal": 8.5}
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(3 if name.startswith("Heading") else 0)
        style.paragraph_format.space_after = Pt(2)


def _property(text: str) -> str:
    return shortened(text, LONGEST_PROPERTY)


def _figure(word: WordDocument, figure: QuotedFigure, rank: int, *, is_brief: bool) -> None:
    """Title, picture, notes and table; where it is brief, the notes in one small line, last."""
    word.add_heading(figure.title, level=2)
    drawn = picture.for_document(figure, "png")
    if drawn is not None:
        width = BRIEF_WIDTH if is_brief else TEXT_WIDTH
        shape = word.add_picture(io.BytesIO(drawn), width=width)
        properties = shape._inline.docPr
        properties.set("descr", f"{figure.title}. {figure.note.lecture}")
        properties.set("title", figure.title)
    if is_brief:
        if drawn is None:
            _table(word, figure, is_brief=True)
        _brief_note(word, figure)
        return
    caption = word.add_paragraph(style="Caption")
    caption.add_run("Figure ")
    _field(caption, "SEQ Figure \\* ARABIC", str(rank))
    caption.add_run(f" – {figure.title}")
    for label, said in (
        ("Lecture", figure.note.lecture),
        ("Champ", figure.note.champ),
        ("Source", figure.note.source),
    ):
        line = word.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{label}{NBSP}: ").italic = True
        line.add_run(said)
    filters = " ; ".join(f"{label}{NBSP}: {chosen}" for label, chosen in figure.filters)
    mark = fingerprint(figure.rows, figure.columns)
    line = word.add_paragraph()
    end = f"Empreinte {mark} · {figure.link}"
    small = line.add_run(f"{filters} · {end}" if filters else end)
    small.font.size, small.font.color.rgb = Pt(8), RGBColor(0x5B, 0x65, 0x73)
    _table(word, figure)


def _brief_note(word: WordDocument, figure: QuotedFigure) -> None:
    """Reading, scope, source, fingerprint and address in one small line."""
    said = figure.note
    mark = f"Empreinte {fingerprint(figure.rows, figure.columns)} · {figure.link}"
    line = word.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    labels = (("Lecture", said.lecture), ("Champ", said.champ), ("Source", said.source))
    text_of = " ".join(f"{label}{NBSP}: {words}" for label, words in labels)
    small = line.add_run(f"{text_of} {mark}")
    small.font.size, small.font.color.rgb = Pt(6.5), RGBColor(0x5B, 0x65, 0x73)


def _table(word: WordDocument, figure: QuotedFigure, *, is_brief: bool = False) -> None:
    records = figure.rows.to_dict("records")
    table = word.add_table(rows=1, cols=len(figure.columns), style="Light Grid Accent 1")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, column in zip(table.rows[0].cells, figure.columns, strict=True):
        cell.text = column.label
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for record in records[: figure.printed]:
        for cell, column in zip(table.add_row().cells, figure.columns, strict=True):
            cell.text = text(record, column, is_brief=is_brief)
            if column.unit is not None and is_known(record, column):
                cell.paragraphs[0].alignment = 2
    for row in table.rows:
        for cell in row.cells:
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(7 if is_brief else 8)
            if is_brief:
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    if len(records) > figure.printed:
        word.add_paragraph(
            f"{figure.printed} premières lignes sur {len(records)}{NBSP}: la table entière est "
            "dans le classeur Excel et le CSV."
        )


def _contents(document: Document) -> str:
    """What the table of figures shows before Word refreshes it."""
    return "\n".join(f"Figure {rank} – {f.title}" for rank, f in enumerate(document.figures, 1))


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word computes, with what stands there until it does."""
    for kind, content in (("begin", None), (None, instruction), ("separate", None)):
        paragraph.add_run()._r.append(_field_part(kind, content))
    paragraph.add_run(shown)
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
