"""Styles of a Word document, with names that let a rapporteur restyle it.

Nothing is formatted directly in the text: titles, captions, notes, key figures and tables each have
one style, so that the document can take the look of the report that annexes it.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from method.plain_text import shortened
from observatory.exports import paper
from observatory.exports.about import origin
from observatory.exports.cells import SIDES
from observatory.exports.model import Document
from observatory.figures.quoting import FICTIONAL, SITE

FRENCH = "fr-FR"
FONT = "Arial"
INK, MUTED, BLUE = (
    RGBColor(0x1A, 0x24, 0x33),
    RGBColor(0x55, 0x60, 0x6E),
    RGBColor(0x0B, 0x4F, 0x8A),
)
LEAD, SMALL, VALUE, CELL = "Chapeau", "Note de figure", "Chiffre clé", "Cellule"
TABLE = "Tableau de l’Observatoire"
# Limit of the format for a property of the file.
LONGEST_PROPERTY = 255
# Points: size, before, after.
_BUILT_IN = {
    "Title": (17, 0, 4),
    "Heading 1": (12, 12, 4),
    "Heading 2": (10, 8, 2),
    "Heading 3": (9.5, 6, 2),
    "Caption": (9, 8, 3),
    "Normal": (9, 0, 4),
}
_OWN = {LEAD: (10.5, 0, 6), SMALL: (7, 2, 8), VALUE: (15, 0, 0), CELL: (8, 0, 0)}


def dress(word: WordDocument, document: Document) -> None:
    """Set up the styles, the page and the properties of an empty document."""
    _properties(word, document)
    for name, sizes in _BUILT_IN.items():
        _sized(word.styles[name], sizes)
    for name, sizes in _OWN.items():
        style: Any = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        style.quick_style = True
        _sized(style, sizes)
    # The language of every style: on « Normal » alone, the file itself would still be in English.
    for part, name in ((word.styles, "w:lang"), (word.settings, "w:themeFontLang")):
        for language in part.element.iter(qn(name)):
            language.set(qn("w:val"), FRENCH)
    for name in ("Title", "Heading 1", VALUE):
        word.styles[name].font.color.rgb = BLUE
    for name in ("Heading 2", "Heading 3", "Caption"):
        word.styles[name].font.color.rgb = INK
    word.styles["Caption"].font.bold = True
    word.styles[VALUE].font.bold = True
    word.styles[SMALL].font.color.rgb = MUTED
    for name in ("Caption", VALUE, "Heading 1", "Heading 2", "Heading 3"):
        word.styles[name].paragraph_format.keep_with_next = True
    _table(word)
    _page(word, document)


def _sized(style: Any, sizes: tuple[float, float, float]) -> None:
    size, before, after = sizes
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _table(word: WordDocument) -> None:
    """Add the table style: a thick line at the top, a thin one under each row."""
    style = word.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (
        ("top", "8", "1A2433"),
        ("bottom", "4", "C9D3DF"),
        ("insideH", "4", "C9D3DF"),
    ):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Cm(SIDES / 2).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = OxmlElement("w:tblPr")
    properties.extend((borders, margins))
    style.element.append(properties)


def _page(word: WordDocument, document: Document) -> None:
    for section in word.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(paper.MARGIN)
        section.top_margin, section.bottom_margin = Cm(1.7), Cm(1.5)
        section.header_distance = section.footer_distance = Cm(0.7)
        head = section.header.paragraphs[0]
        head.text = FICTIONAL if document.build.is_fictional else SITE
        head.style = word.styles[SMALL]


def _properties(word: WordDocument, document: Document) -> None:
    core = word.core_properties
    core.title, core.author, core.language = _property(document.title), SITE, FRENCH
    core.comments = _property(origin(document))
    core.created = core.modified = datetime.combine(document.made_on, time())


def _property(text: str) -> str:
    return shortened(text, LONGEST_PROPERTY)
