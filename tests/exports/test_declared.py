"""A published figure is exported with its source, year and qualifier, in every document."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx as word
import openpyxl
import pytest

from observatory.comparison import figures as comparison
from observatory.exports import docx, links, report, territory_report, xlsx
from observatory.exports.model import Document, quoted
from observatory.exports.panorama import panorama
from observatory.figures import views
from observatory.figures.asked_once import Views
from observatory.figures.figure import Figure
from observatory.figures.registry import FIGURES
from observatory.gate.access import PUBLIC
from observatory.gate.store import Session, Store

SAID = re.compile(r"(vers )?\d{4}")
ADDRESS = re.compile(r"https?://\S+")
PUBLISHED = {"indicateurs_publics", "reperes"}


@pytest.fixture(scope="module")
def cvl(cvl_curated: Path) -> Session:
    return Store(cvl_curated.parent).session("cvl", PUBLIC)


def addresses(figure: Figure) -> set[str]:
    """Source addresses of the figures of a table."""
    keys = [column.link for column in figure.columns if column.link]
    read_at = {str(value) for key in keys for value in figure.rows[key].dropna()}
    return {one for one in read_at if one.startswith("http")}


def printed(document: Document) -> str:
    """Every cell of the tables of a Word document, then its paragraphs."""
    opened = word.Document(io.BytesIO(docx.write(document)))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in opened.paragraphs)])


def test_no_published_figure_of_a_real_network_or_place_is_without_its_source(cvl: Session) -> None:
    networks = cvl.query("network_names")["network_id"].tolist()
    naked, with_figures = [], set()
    # A figure without published values for all networks and for the first has none for the others.
    keys, shared = list(FIGURES), Views(cvl)
    for rank, scope in enumerate(["*", *networks]):
        view = shared.of(cvl.build.as_of, scope).having(territoire="epci-200071587")
        for key in keys:
            figure = FIGURES[key](view)
            if not isinstance(figure, Figure) or not PUBLISHED & set(figure.files):
                continue
            with_figures.add(key)
            # A map names its source in its note; a table links to the source page of each figure.
            links = [figure.rows[column.link] for column in figure.columns if column.link]
            is_led = any(rows.map(is_address).any() for rows in links)
            if not is_led and not figure.note.source.startswith("INSEE, "):
                naked.append(f"{key} ({scope})")
        keys = list(FIGURES) if rank == 0 else sorted(with_figures)
    assert naked == []
    assert {"fiche.declares", "comparer.declares", "territoires.reperes"} <= with_figures


def is_address(value: object) -> bool:
    return isinstance(value, str) and ADDRESS.fullmatch(value) is not None


def test_the_panorama_of_the_real_region_prints_source_year_and_hedge(cvl: Session) -> None:
    document = panorama(cvl, cvl.build.as_of)
    keys = [figure.key for figure in document.figures]
    assert {"vue_d_ensemble.declares", "vue_d_ensemble.reperes"} <= set(keys)
    text = printed(document)
    for figure in document.figures:
        if figure.key.startswith("vue_d_ensemble.") and "source_url" in figure.rows:
            assert set(figure.rows["source_url"]) <= set(ADDRESS.findall(text)), figure.key
            assert figure.rows["when"].map(SAID.fullmatch).all()
    assert "plus de 100\u00a0" in text and "environ 5\u00a0M€" in text
    assert "Consulter" not in text


def test_the_sheet_of_a_network_prints_its_sources_and_a_page_to_hand_out_names_them(
    cvl: Session,
) -> None:
    as_of = cvl.build.as_of
    place = territory_report.sheet(cvl, "epci", "200071587", as_of)
    facts = next(one for one in place.figures if one.key == "territoires.reperes")
    assert set(facts.rows["source"]) <= set(printed(place).splitlines())
    assert facts.rows["source"].str.fullmatch(r"20\d\d, .+").all()
    assert "https://" not in printed(place)
    for network in ("vegepolys-valley", "cosmetic-valley"):
        document = report.network_sheet_report(cvl, network, as_of)
        text = printed(document)
        sources = {one for figure in document.figures for one in addresses(figure)}  # ty: ignore[invalid-argument-type]
        assert sources and sources <= set(ADDRESS.findall(text)), document.title
        assert "Consulter" not in text


def test_a_comparison_of_what_is_declared_leads_to_each_source(cvl: Session) -> None:
    networks = ["vegepolys-valley", "cosmetic-valley"]
    view = views.of(cvl, cvl.build.as_of, reseaux=networks)
    figure = comparison.declared(view)
    assert isinstance(figure, Figure)
    values_of = figure.rows.set_index("label")["vegepolys-valley"]
    # Two sources of one year disagree, and both are shown.
    assert {values_of["Adhérents"], values_of["Adhérents, autre source"]} == {
        "645\u00a0adhérents (2023)",
        "560\u00a0adhérents (mars 2023) (2023)",
    }
    assert addresses(figure)
    leaving = quoted(figure, links.of_figure(figure.key, view))
    document = Document("x", cvl.build, "Public", as_of_day(cvl), (leaving,))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))
    cells = " ".join(str(cell.value) for row in book.worksheets[2].iter_rows() for cell in row)
    assert addresses(figure) <= set(ADDRESS.findall(cells))


def as_of_day(session: Session):
    return session.build.as_of
