"""Exported files, reopened with other libraries and compared with the published tables."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import docx as word
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from method.catalog import load_catalog
from method.wording import Note, champ, fr, lecture
from observatory.exports import (
    about,
    again,
    csv_file,
    docx,
    json_file,
    links,
    pdf,
    picture,
    report,
    territory_report,
    xlsx,
)
from observatory.exports.model import Document, QuotedFigure
from observatory.exports.panorama import panorama
from observatory.exports.quotations import Quotations, compare, files_of
from observatory.figures import charts, views
from observatory.figures.columns import Column, of
from observatory.figures.file_words import source
from observatory.figures.quoting import FICTIONAL, LICENCE, fingerprint, texts
from observatory.gate.store import Session, Store
from observatory.territories import sheet_figures
from pipelines.__main__ import main

HOSTILE = "=cmd|'/C calc'!A0"
WHOLE = "l’ensemble des réseaux"
INDICATOR = load_catalog().indicators["tpe_pme_share"]


@pytest.fixture(scope="module")
def staff(demo_curated: Path) -> Session:
    return Store(demo_curated.parent).session("demo", "staff")


@pytest.fixture(scope="module")
def public(demo_curated: Path) -> Session:
    return Store(demo_curated.parent).session("demo", "public")


@pytest.fixture(scope="module")
def overview(public: Session) -> Document:
    return panorama(public, public.build.as_of)


@pytest.fixture(scope="module")
def figure(staff: Session) -> QuotedFigure:
    rows = staff.query("indicator_ranked", as_of=staff.build.as_of, indicator_id=INDICATOR.id)
    head = staff.query(
        "indicator_headlines",
        as_of=staff.build.as_of,
        network_id="*",
        indicators=[INDICATOR.id],
    ).iloc[0]
    return QuotedFigure(
        "adhesions.part",
        "La part des TPE et PME",
        rows,
        (Column("name", "Réseau"), Column("network_id", "Identifiant"), of(INDICATOR)),
        Note(
            lecture(INDICATOR, head, WHOLE),
            champ(INDICATOR, WHOLE),
            source(INDICATOR, staff.build),
        ),
        (INDICATOR,),
        "https://exemple.fr/adhesions?version=1",
        (("Mois", "octobre 2026"),),
        charts.bar(rows, INDICATOR, source(INDICATOR, staff.build)),
    )


@pytest.fixture(scope="module")
def document(staff: Session, figure: QuotedFigure) -> Document:
    odd = pd.DataFrame(
        {
            "name": [HOSTILE, "+33", "@x", "\tx", "-2", "00123456789012"],
            "value": [0.5, None, None, 0.25, 1.0, 0.0],
            "status": ["ok", "secret", "no_data", "ok", "ok", "ok"],
        }
    )
    hostile = replace(
        figure,
        key="adhesions.hostile",
        title="=1+1 #import <b>",
        rows=odd,
        columns=(Column("name", "=Nom"), of(INDICATOR)),
        chart=None,
    )
    return Document("Essai", staff.build, "Équipe Dév’Up", date(2026, 11, 23), (figure, hostile))


def test_the_workbook_holds_the_marts_cell_by_cell(
    document: Document, figure: QuotedFigure
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))
    names = ["1. La part des TPE et PME", "2. =1+1 #import <b>"]
    assert book.sheetnames == ["Lisez-moi", "Sommaire", *names]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    cells = [[cell.value for cell in row] for row in book.worksheets[2].iter_rows(min_row=7)]
    expected = figure.rows
    assert [row[0] for row in cells] == expected["name"].tolist()
    for row, value, status in zip(cells, expected["value"], expected["status"], strict=True):
        assert row[2] == (pytest.approx(value) if status == "ok" else "n.d.")
    assert book.worksheets[2].cell(7, 3).number_format == '#,##0.0"\u00a0"%'
    for sheet in book:
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert any(FICTIONAL in text for text in texts)
        assert FICTIONAL in sheet.oddHeader.center.text
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_statuses_and_hostile_texts_stay_texts(document: Document) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.write(document))).worksheets[3]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_col=2)]
    assert cells == [
        ["'=Nom", f"{INDICATOR.label} (%)"],
        [f"'{HOSTILE}", 0.5],
        ["'+33", "s"],
        ["'@x", "n.d."],
        ["'\tx", 0.25],
        ["'-2", 1],
        ["00123456789012", 0],
    ]


def test_json_holds_the_values_their_source_and_their_fingerprint(
    document: Document, figure: QuotedFigure
) -> None:
    content = json.loads(json_file.write(document))
    first, hostile = content["figures"]
    assert content["avertissement"] == FICTIONAL
    assert (content["version"], content["arrete_au"]) == (
        document.build.id,
        document.build.as_of.isoformat(),
    )
    assert first["empreinte"] == fingerprint(figure.rows, figure.columns)
    assert first["source"] == figure.note.source
    has_value = figure.rows["status"].eq("ok")
    values = [row[2] for row in first["lignes"]]
    assert [value for value in values if isinstance(value, float)] == pytest.approx(
        figure.rows.loc[has_value, "value"].tolist()
    )
    assert hostile["lignes"][:3] == [[HOSTILE, 0.5], ["+33", "s"], ["@x", "n.d."]]


def test_csv_is_what_a_french_spreadsheet_reads(document: Document, figure: QuotedFigure) -> None:
    with zipfile.ZipFile(io.BytesIO(csv_file.write(document))) as archive:
        assert FICTIONAL in archive.read("LISEZMOI.txt").decode("utf-8-sig")
        raw = archive.read("01-adhesions-part.csv")
        odd = archive.read("02-adhesions-hostile.csv").decode("utf-8-sig")
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert lines[0][2] == f"{INDICATOR.label} (%)"
    assert lines[0][-1] == "Avertissement"
    for line, value, status in zip(
        lines[1:], figure.rows["value"], figure.rows["status"], strict=True
    ):
        if status == "ok":
            assert float(line[2].replace(",", ".")) == pytest.approx(value * 100)
        assert "." not in line[2] or line[2] == "n.d."
    assert not re.search(r"(^|;)[=+\-@\t]", odd, flags=re.M)


def test_one_figure_alone_is_one_csv(document: Document, figure: QuotedFigure) -> None:
    alone = replace(document, parts=(figure,))
    assert csv_file.write(alone).decode("utf-8-sig").startswith("Réseau;Identifiant;")


def test_word_has_captions_alternative_texts_and_tables_that_page(
    document: Document, figure: QuotedFigure
) -> None:
    opened = word.Document(io.BytesIO(docx.write(document)))
    xml = opened.element.xml
    assert xml.count("SEQ Figure") == 2
    assert xml.count("w:tblHeader") == 2
    assert f'descr="{figure.title}.' in xml
    assert opened.sections[0].header.paragraphs[0].text == FICTIONAL
    cells = [[cell.text for cell in row.cells] for row in opened.tables[0].rows]
    assert cells[0] == [column.label for column in figure.columns]
    assert cells[1:] == texts(figure.rows, figure.columns)
    assert opened.core_properties.language == "fr-FR"
    languages = opened.styles.element.xpath("//w:lang/@w:val")
    assert set(languages) == {"fr-FR"}


def test_the_pdf_is_tagged_stamped_and_reads_hostile_text_as_text(
    document: Document, figure: QuotedFigure
) -> None:
    reader = PdfReader(io.BytesIO(pdf.write(document)))
    pages = [page.extract_text() for page in reader.pages]
    assert all(FICTIONAL in page for page in pages)
    assert "=1+1 #import <b>" in " ".join(pages)
    words = " ".join(" ".join(pages).split())
    for cells in texts(figure.rows, figure.columns):
        assert " ".join(" ".join(cells).split()) in words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("fr")


def test_the_same_document_gives_the_same_bytes_with_its_date(document: Document) -> None:
    still = replace(document, parts=document.parts[1:])
    for write in (xlsx.write, docx.write):
        first = write(still)
        with zipfile.ZipFile(io.BytesIO(first)) as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980}
            assert "2026-11-23T00:00:00Z" in parts.read("docProps/core.xml").decode()
        assert write(still) == first


def test_pictures_hold_their_title_and_source(document: Document, figure: QuotedFigure) -> None:
    alone = replace(document, parts=(figure,))
    drawing = picture.svg(alone).decode()
    for text in (figure.title, FICTIONAL, "Lecture\u00a0:", "Source\u00a0:"):
        assert text in drawing
    read_aloud = ElementTree.fromstring(drawing)
    assert read_aloud.get("role") == "img"
    assert [one.text for one in read_aloud[:2]] == [figure.title, figure.note.lecture]
    assert picture.png(alone).startswith(b"\x89PNG")


def test_without_a_browser_the_picture_says_so_and_the_document_keeps_its_table(
    document: Document, monkeypatch: pytest.MonkeyPatch, figure: QuotedFigure
) -> None:
    monkeypatch.setattr(picture, "browser", lambda: None)
    with pytest.raises(picture.PictureError, match="navigateur"):
        picture.png(replace(document, parts=(figure,)))
    assert len(word.Document(io.BytesIO(docx.write(document))).tables) == 2


def test_the_public_overview_names_no_network_beside_a_staff_figure(
    public: Session, staff: Session, overview: Document
) -> None:
    names = set(public.query("network_names")["name"])
    hidden = {i.id for i in load_catalog().indicators.values() if i.viewer == "staff"}
    for figure in overview.figures:
        if any(indicator.id in hidden for indicator in figure.indicators[:1]):
            row_names = set(figure.rows.get("name", pd.Series(dtype=object)))
            assert not row_names & names, figure.key
    keys = {f.key for f in panorama(staff, staff.build.as_of).figures}
    assert "tresorerie.cash_days.reseaux" in keys


def test_the_overview_prints_only_french_numbers_and_dates(overview: Document) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.write(overview))).pages]
    assert 8 <= len(pages) <= 14
    # The name of the licence may be split over two lines.
    printed = re.sub(r"\s+".join(map(re.escape, LICENCE.split(" "))), "", " ".join(pages))
    # Addresses and versions are for machines.
    words = re.sub(r"https?://\S+|\d{17}-[0-9a-f]{8}|[0-9a-f]{4}(-[0-9a-f]{4}){2}", "", printed)
    assert re.search(r"\d\u202f\d{3}", words) and re.search(r"\d,\d\u00a0%", words)
    for english in (
        r"\d,\d{3}\b", r"\d\.\d", r"\d%", r"€ ?\d", r"\b\d{4}-\d{2}-\d{2}\b",
        r"\b(January|October|December|None|nan|NaN|True|False)\b",
    ):  # fmt: skip
        assert re.findall(english, words) == [], english


def test_reports_of_a_network_and_of_a_territory(public: Session) -> None:
    as_of = public.build.as_of
    sheet = report.network_sheet_report(public, "aerolinde", as_of)
    assert sheet.title.startswith("Aérolinde")
    viewers = {indicator.viewer for figure in sheet.figures for indicator in figure.indicators}
    assert "staff" not in viewers
    place = territory_report.sheet(public, "departement", "45", as_of)
    assert "Loiret" in place.title
    compared = next(f for f in place.figures if f.key.endswith("comparaison"))
    assert compared.rows["territory"].notna().all()
    # Cut to fit on the page, which its title does not say.
    (contacts,) = [f for f in place.figures if f.key == "territoires.reseaux"]
    assert len(contacts.rows) == territory_report.FEW_NETWORKS
    assert contacts.caption.endswith("toutes sont à la page Territoires.")


@pytest.mark.parametrize(
    ("level", "code"), [("epci", "200071587"), ("departement", "45"), ("commune", "37261")]
)
def test_a_territory_fits_on_one_page_and_agrees_with_the_screen(
    public: Session, level: str, code: str
) -> None:
    as_of = public.build.as_of
    document = territory_report.sheet(public, level, code, as_of)
    opened = PdfReader(io.BytesIO(pdf.write(document)))
    assert len(opened.pages) == 1
    assert sum(figure.chart is not None for figure in document.figures) == 1
    lines = [*document.lead, *(figure.caption for figure in document.figures)]
    whole = public.query(
        "indicator_headlines", as_of=as_of, network_id="*", indicators=["companies_active"]
    ).iloc[0]
    # Members in the region are stated beside all members.
    assert any(fr(whole["in_region"]) in line and fr(whole["value"]) in line for line in lines)
    texts = " ".join([*lines, *(f.note.lecture for f in document.figures)])
    assert "le premier réseau" not in texts
    # Figures equal those of the screen, row by row, including those cut to fit the page.
    view = views.of(public, as_of, territoire=f"{level}-{code}",
                    niveau="epci" if level == "commune" else level)  # fmt: skip
    for name, make in (
        ("comparaison", sheet_figures.compared),
        ("reseaux", sheet_figures.contacts),
    ):
        screen = make(view)
        own = next(f for f in document.figures if f.key == f"territoires.{name}")
        keys = [column.key for column in own.columns]
        assert screen is not None
        assert own.rows[keys].equals(screen.rows[keys].head(len(own.rows)))


def test_the_command_line_writes_each_format(demo_curated: Path, tmp_path: Path) -> None:
    base = ["export", "--workspace", "demo", "--curated", str(demo_curated.parent)]
    heads = {"xlsx": b"PK", "csv": b"\xef\xbb\xbfFigure;", "docx": b"PK", "pdf": b"%PDF"}
    for kind, head in heads.items():
        out = tmp_path / f"f.{kind}"
        arguments = ["--format", kind, "--network", "aerolinde", "--out", str(out)]
        assert main([*base, *arguments]) == 0
        assert out.read_bytes().startswith(head)


@pytest.mark.parametrize("whose", ["annee", "reseau", "territoire"])
def test_a_figure_of_a_report_is_found_again_by_the_fingerprint_it_prints(
    demo_curated: Path, tmp_path: Path, staff: Session, whose: str
) -> None:
    as_of = staff.build.as_of
    document = {
        "annee": lambda: panorama(staff, as_of),
        "reseau": lambda: report.network_sheet_report(staff, "aerolinde", as_of),
        "territoire": lambda: territory_report.sheet(staff, "departement", "45", as_of),
    }[whose]()
    (tmp_path / "demo").mkdir()
    book = Quotations(tmp_path, "demo")
    book.keep_all(document, staff)
    figure = document.figures[-1]
    mark = fingerprint(figure.rows, figure.columns)
    assert mark in " ".join(about.lines(document))
    (quotation,) = book.find(mark, "staff")
    assert quotation.title == figure.title
    now = again.recomputed(staff, quotation.key, quotation.view)
    assert now and compare(quotation, now, files_of(now, staff.query("source_files"))).is_same
    former = f"rapport.{quotation.key}"
    assert again.is_known(former) and again.recomputed(staff, former, quotation.view)
    assert book.find(mark, "public") == ()
    later = quotation.view.replace("mois=2026", "mois=1999")
    assert again.recomputed(staff, quotation.key, later) is None


def test_the_command_line_remembers_what_it_writes(
    demo_curated: Path, tmp_path: Path, public: Session
) -> None:
    base = ["export", "--workspace", "demo", "--curated", str(demo_curated.parent)]
    out = tmp_path / "f.csv"
    assert main([*base, "--format", "csv", "--network", "goutelune", "--out", str(out)]) == 0
    document = report.network_sheet_report(public, "goutelune", public.build.as_of)
    figure = document.figures[0]
    quotation = Quotations(demo_curated.parent, "demo").find(
        fingerprint(figure.rows, figure.columns), "public"
    )
    asked = links.question(links.view_of(figure.link) or "")
    assert asked in {links.question(one.view) for one in quotation}


def test_the_command_line_refuses_an_unknown_network(
    demo_curated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "f.pdf"
    base = ["export", "--workspace", "demo", "--curated", str(demo_curated.parent)]
    assert main([*base, "--format", "pdf", "--network", "personne", "--out", str(out)]) == 1
    assert "inconnu" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--figure", "fiche.companies_active.courbe"), "ajoutez --network"),
        (("--report", "note", "--network", "aerolinde"), "--report et --network"),
        (("--report", "panorama", "--figure", "adhesions.part"), "--figure et --report"),
        (("--territory", "departement-45", "--network", "aerolinde"), "--territory et --network"),
        (("--funder", "Région"), "--funder ne va qu’avec --report"),
    ],
)
def test_the_command_line_leaves_out_nothing_that_was_asked(
    demo_curated: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    asked: tuple[str, ...],
    said: str,
) -> None:
    out = tmp_path / "f.csv"
    base = ["export", "--workspace", "demo", "--curated", str(demo_curated.parent)]
    assert main([*base, "--format", "csv", "--out", str(out), *asked]) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()
