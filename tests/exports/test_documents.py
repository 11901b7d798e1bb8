"""Documents to hand out: page counts, figures equal to the marts, reading order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx as word
import duckdb
import openpyxl
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from method.catalog import load_catalog
from method.wording import fr, fr_value
from observatory.exports import (
    cells,
    docx,
    links,
    paper,
    pdf,
    picture,
    report,
    territory_report,
    xlsx,
)
from observatory.exports.committee import committee_report
from observatory.exports.funder_book import quarterly_book
from observatory.exports.model import Document, KeyFigures, Paragraphs, QuotedFigure
from observatory.exports.note import monthly_note
from observatory.exports.panorama import panorama
from observatory.figures import columns, views
from observatory.figures.quoting import texts
from observatory.gate.store import Session, Store
from observatory.opinion import standing
from tests import blank_pictures

ANNEX = "Annexe : les chiffres"
SITE = "https://clusters.exemple.fr"


@pytest.fixture(autouse=True)
def _not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace pictures by empty ones of the same size: only pages, tags and words are checked."""
    monkeypatch.setattr(picture, "on_paper", blank_pictures.on_paper)


@pytest.fixture(scope="module")
def store(demo_curated: Path, cvl_curated: Path, curated_root: Path) -> Store:
    return Store(curated_root)


@pytest.fixture(scope="module")
def staff(store: Store) -> Session:
    return store.session("demo", "staff")


@pytest.fixture(scope="module")
def whole(staff: Session) -> Document:
    """The Panorama for staff, which is the longest."""
    return panorama(staff, staff.build.as_of)


@pytest.fixture(scope="module")
def printed(whole: Document) -> PdfReader:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "on_paper", blank_pictures.on_paper)
        return PdfReader(io.BytesIO(pdf.write(whole)))


def pages(document: Document) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf.write(document))).pages]


def argued(page_texts: list[str]) -> int:
    """Pages before the annex."""
    return next(rank for rank, page in enumerate(page_texts) if ANNEX in page)


def test_each_document_fits_on_its_pages(store: Store, staff: Session, printed: PdfReader) -> None:
    as_of = staff.build.as_of
    real, public = store.session("cvl", "public"), store.session("demo", "public")
    documents = {
        "panorama, team": argued([page.extract_text() for page in printed.pages]),
        "panorama, real region": argued(pages(panorama(real, real.build.as_of))),
        # Alerts and several labels; then a network that sent no list, with many published figures.
        "network": len(pages(report.network_sheet_report(staff, "pole-hydrivelle", as_of))),
        "real network": len(
            pages(report.network_sheet_report(real, "cosmetic-valley", real.build.as_of))
        ),
        # Long names, five networks, three gaps.
        **{
            code: len(pages(territory_report.sheet(public, "epci", code, as_of)))
            for code in ("200069953", "200067668")
        },
        "committee": argued(pages(committee_report(staff, as_of))),
    }
    most = {"panorama, team": 4, "panorama, real region": 4, "network": 2, "real network": 2,
            "200069953": 1, "200067668": 1, "committee": 2}  # fmt: skip
    assert {
        name: (count, most[name]) for name, count in documents.items() if count > most[name]
    } == {}


def test_the_panorama_argues_in_its_order_and_leaves_out_what_nobody_sent(
    store: Store, whole: Document
) -> None:
    def headings(document: Document) -> list[str]:
        parts = [part for part in document.parts if isinstance(part, Paragraphs)]
        return [part.heading for part in parts if not part.is_sub]

    assert headings(whole) == [
        "Les six freins",
        "Les trois moments",
        "Où sont les manques",
        "Ce qu’il y a à décider",
        "Devant les financeurs",
    ]
    real = store.session("cvl", "public")
    document = panorama(real, real.build.as_of)
    assert headings(document)[:2] == ["Les six freins", "Les trois moments"]
    assert not any(isinstance(part, KeyFigures) for part in document.parts)
    # Missing data are one sentence: no figure before the annex is a column of « n.d. ».
    assert any("aucun n’est encore mesuré" in sentence for sentence in document.lead)
    empty = [
        part.key
        for part in document.parts
        if isinstance(part, QuotedFigure)
        and all("n.d." in row for row in texts(part.rows, part.columns))
    ]
    assert empty == []


def test_every_number_of_the_panorama_is_that_of_the_marts(
    whole: Document, staff: Session, demo_db: Path
) -> None:
    as_of = whole.build.as_of
    with duckdb.connect(str(demo_db), read_only=True) as marts:
        values = marts.execute(
            "select indicator_id, network_id, as_of, value, status from marts.indicator_values"
        ).fetchall()
    values_by_key = {(one, who, day): (value, status) for one, who, day, value, status in values}
    catalog, wrong, compared = load_catalog().indicators, [], 0
    (cards,) = [part for part in whole.parts if isinstance(part, KeyFigures)]
    for number, indicator in zip(cards.numbers, cards.figure.indicators, strict=True):
        row = staff.query(
            "indicator_headlines", as_of=as_of, network_id="*", indicators=[indicator.id]
        ).iloc[0]
        value, _ = values_by_key[indicator.id, "*", as_of]
        assert row["value"] == pytest.approx(value)
        if number.value != fr_value(catalog[indicator.id], row):
            wrong.append((number.heading, number.value, value))
        assert number.curve is not None
        last = float(number.curve.data[-1]["y"][0])
        assert last == pytest.approx(value)
        # The lowest and the highest of three years, which « de … à … » would say as a change.
        days = sorted({day for _, _, day in values_by_key if day <= as_of})[-standing.HISTORY :]
        months = [values_by_key.get((indicator.id, "*", day), (None, "")) for day in days]
        known = [value for value, status in months if status == "ok"]
        unit, decimals = catalog[indicator.id].unit, catalog[indicator.id].decimals
        low, high = (fr(end(known), unit, decimals) for end in (min, max))
        assert number.sentences[0].startswith(f"Entre {low} et {high} en trois ans. ")
    for figure in whole.annex:
        if not isinstance(figure, QuotedFigure) or not figure.key.endswith((".courbe", ".reseaux")):
            continue
        name, column = figure.indicators[0].id, figure.columns[1]
        for row in figure.rows.to_dict("records"):
            day = row["as_of"].date() if "as_of" in row else as_of
            who = row.get("network_id", "*")
            if column.key != "value" or (name, who, day) not in values_by_key:
                continue
            value, status = values_by_key[name, who, day]
            compared += 1
            is_same = row["status"] == status and (
                status != "ok" or row["value"] == pytest.approx(value)
            )
            wrong += [] if is_same else [(figure.key, day, who, row["value"], value)]
    assert wrong == []
    assert compared > 100


def test_word_prints_the_cells_of_each_figure_and_refers_to_its_captions(whole: Document) -> None:
    book = word.Document(io.BytesIO(docx.write(whole)))
    tables = iter([[c.text for c in row.cells] for row in table.rows] for table in book.tables)
    for figure in (part for part in whole.annex if isinstance(part, QuotedFigure)):
        printed = figure.rows.head(figure.printed)
        said = [columns.texts(printed, column) for column in figure.columns]
        expected = [list(row) for row in zip(*said, strict=True)]
        assert any(table[1:] == expected for table in tables), figure.key
    xml = book.element.xml
    count = len(whole.figures)
    assert 'TOC \\h \\z \\c "Figure"' in xml
    assert xml.count("SEQ Figure") == count
    bookmarks = re.findall(r'w:bookmarkStart[^>]*w:name="(_Ref_figure_\d+)"', xml)
    assert len(bookmarks) == count
    referred = re.findall(r"REF (_Ref_figure_\d+)", xml)
    assert referred and set(referred) <= set(bookmarks)
    used = {paragraph.style.name for paragraph in book.paragraphs if paragraph.style is not None}
    assert {"Heading 1", "Heading 2", "Caption", "Chapeau", "Chiffre clé", "Note de figure"} <= used
    widths = [sum(column.width.cm for column in table.columns) for table in book.tables]
    assert max(widths) <= paper.TEXT + 0.1
    assert min(widths) < paper.COLUMN


def test_no_table_of_a_report_cuts_its_words(staff: Session, monkeypatch: Any) -> None:
    # Without a browser, the tables take the place of the drawings: they must be readable too.
    monkeypatch.setattr(picture, "on_paper", lambda *_: None)
    as_of = staff.build.as_of
    documents = (
        panorama(staff, as_of),
        monthly_note(staff, as_of),
        committee_report(staff, as_of),
        quarterly_book(staff, as_of),
        report.network_sheet_report(staff, "cuirlande", as_of),
        territory_report.sheet(staff, "epci", "200071587", as_of),
    )
    cut = []
    for document in documents:
        for table in word.Document(io.BytesIO(docx.write(document))).tables:
            head, *body = ([cell.text for cell in row.cells] for row in table.rows)
            least = cells.least_widths(head, body)
            widths = [column.width.cm for column in table.columns]
            # Eleven columns may be a little tight: a character is counted wider than most are.
            if any(width < 0.75 * one for width, one in zip(widths, least, strict=True)):
                cut.append((document.title, head))
    assert cut == []


def test_links_lead_to_the_public_address_and_never_to_this_machine(
    staff: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_of = staff.build.as_of

    def said() -> str:
        view = views.of(staff, as_of)
        document = report.document(view, "x", report.figures(view, ["financeurs.financeurs"]))
        opened = word.Document(io.BytesIO(docx.write(document)))
        targets = [one.target_ref for one in opened.part.rels.values() if one.is_external]
        reader = PdfReader(io.BytesIO(pdf.write(document)))
        notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
        targets += [str(note.get("/A", {}).get("/URI", "")) for note in notes]
        return " ".join(targets)

    monkeypatch.delenv("OBSERVATOIRE_URL", raising=False)
    assert "localhost" not in said() and SITE not in said()
    monkeypatch.setenv("OBSERVATOIRE_URL", "http://127.0.0.1:8501")
    assert "127.0.0.1" not in said()
    monkeypatch.setenv("OBSERVATOIRE_URL", SITE)
    assert f"{SITE}/financeurs?espace=demo" in said()


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Structure elements of a PDF, in reading order."""
    node = node.get_object()
    if isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        kids = node.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from elements(kid)


def marked_texts(reader: PdfReader) -> dict[tuple[int, int], str]:
    """Text of each marked-content sequence, by page and number."""
    by_mark: dict[tuple[int, int], str] = {}
    for rank, page in enumerate(reader.pages):
        stack: list[int | None] = []

        def before(op: Any, args: Any, _cm: Any, _tm: Any, stack: list[int | None] = stack) -> None:
            if op in (b"BDC", b"BMC"):
                properties = args[1] if len(args) > 1 and isinstance(args[1], dict) else {}
                stack.append(properties.get("/MCID"))
            elif op == b"EMC" and stack:
                stack.pop()

        def text(words: str, *_: Any, rank: int = rank, stack: list[int | None] = stack) -> None:
            mark = next((one for one in reversed(stack) if one is not None), None)
            if mark is not None:
                by_mark[rank, int(mark)] = by_mark.get((rank, int(mark)), "") + words

        page.extract_text(visitor_operand_before=before, visitor_text=text)
    return by_mark


def test_the_pdf_is_tagged_and_read_in_the_order_of_the_argument(
    whole: Document, printed: PdfReader
) -> None:
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and str(root["/Lang"]).startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in printed.xmp_metadata.stream.get_data().decode()  # ty: ignore[unresolved-attribute]
    structure = [*elements(root["/StructTreeRoot"])]
    kinds = [str(one["/S"]) for one in structure]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H[1-6]", kind)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    pictures = [one for one in structure if one["/S"] == "/Figure"]
    charts = sum(figure.chart is not None for figure in whole.figures)
    assert len([one for one in pictures if one.get("/Alt")]) >= charts
    assert [one for one in pictures if "/Alt" not in one] == []
    scopes = [one.get("/A") for one in structure if one["/S"] == "/TH"]
    assert scopes and all("/Scope" in str(scope) for scope in scopes)
    words = marked_texts(printed)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(printed.pages)}  # ty: ignore[unresolved-attribute]
    read_aloud = [
        " ".join(words_of(one, words, numbers).split())
        for one in structure
        if re.fullmatch(r"/H[1-6]|/Caption", str(one["/S"]))
    ]
    expected = [" ".join(one.split()) for one in announced(whole)]
    # The annex starts with the title of its table of figures.
    assert [one for one in read_aloud if one != "Table des figures"] == expected


def announced(document: Document) -> Iterator[str]:
    """Headings and captions in the order of the document."""
    count = 0
    for is_annex, parts in ((False, document.parts), (True, document.annex)):
        if is_annex:
            yield ANNEX
        for part in parts:
            if isinstance(part, Paragraphs):
                yield part.heading
                continue
            count += 1
            is_cards = isinstance(part, KeyFigures)
            yield f"Figure {count} – {part.figure.title if is_cards else part.title}"
            if is_cards:
                yield from (number.heading for number in part.numbers)
    yield "Méthode et limites"


def words_of(
    node: Any, texts: dict[tuple[int, int], str], numbers: dict[int, int], page: int | None = None
) -> str:
    """Text of an element and its descendants."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, int):
        return texts.get((page or 0, node), "")
    if isinstance(node, list):
        return "".join(words_of(kid, texts, numbers, page) for kid in node)
    if "/Pg" in node:
        page = numbers[node.raw_get("/Pg").idnum]
    if "/MCID" in node:
        return texts.get((page or 0, int(node["/MCID"])), "")
    return words_of(node.get("/K", []), texts, numbers, page)


def test_letters_of_a_chart_on_paper_are_between_eight_and_nine_points(
    whole: Document, staff: Session
) -> None:
    handed = (whole, committee_report(staff, staff.build.as_of))
    charts = [figure for one in handed for figure in one.figures if figure.chart is not None]
    wrong = []
    for figure in charts:
        width = paper.width(figure, is_brief=True)
        on_paper = paper.printed(figure.chart, width)
        assert on_paper.layout.width == pytest.approx(width * paper.PIXELS)
        sizes = [on_paper.layout.font.size, *(one.font.size for one in on_paper.layout.annotations)]
        sizes += [trace.textfont.size for trace in on_paper.data if "textfont" in trace]
        plain = [size for size in sizes if isinstance(size, int | float)]
        if any(not 8 <= size * 0.75 <= 9 for size in plain):
            wrong.append((figure.key, width, sorted(set(plain))))
    assert wrong == []
    assert len(charts) > 25


def test_the_workbook_of_a_funder_has_a_reason_for_each_blank(staff: Session, store: Store) -> None:
    as_of = staff.build.as_of
    document = quarterly_book(staff, as_of, "Région Centre-Val de Loire")
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))
    assert book.sheetnames[2:] == [
        "1. Versements du trimestre",
        "2. Les réseaux aidés",
        "3. Le trimestre qui vient",
        "4. 17 conventions en cours…",
    ]
    unexplained = [
        (sheet.title, row[0].coordinate)
        for sheet in book.worksheets[2:5]
        for row in sheet.iter_rows(min_row=7)
        if any(cell.value in ("n.d.", "s", None) for cell in row[:-1]) != bool(row[-1].value)
    ]
    assert unexplained == []
    overdue = staff.query("funders_overdue", as_of=date(2026, 9, 30), funder="*")
    every = quarterly_book(staff, as_of)
    moved = next(figure for figure in every.figures if figure.key == "financeurs.trimestre")
    assert moved.rows["overdue_eur"].sum() == pytest.approx(overdue["value"].sum())
    assert quarterly_book(store.session("demo", "public"), as_of).figures == ()
    assert links.view_of(moved.link)
