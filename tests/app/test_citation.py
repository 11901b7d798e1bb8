"""A citation opened after the data changed: the page says so under the figure, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from method.catalog import load_catalog
from method.wording import Note, fr
from observatory.exports import report
from observatory.exports.again import recomputed
from observatory.exports.model import QuotedFigure
from observatory.exports.quotations import FILE_NAME, Quotations
from observatory.figures.columns import Column, of
from observatory.figures.quoting import fingerprint
from observatory.gate.store import Store
from observatory.pages import load_pages
from tests.app.conftest import Open, html_of

PAGE = next(page for page in load_pages() if page.id == "adhesions")
EXPORTS = next(page for page in load_pages() if page.id == "exports")
INDICATOR = load_catalog().indicators["tpe_pme_share"]


@pytest.fixture
def book(published: Path) -> Iterator[Quotations]:
    yield Quotations(published, "demo")
    (published / "demo" / FILE_NAME).unlink(missing_ok=True)


def test_a_figure_quoted_from_an_older_build_is_shown_as_changed(
    open_app: Open, gate: Store, book: Quotations
) -> None:
    session = gate.session("demo", "public")
    as_of = session.build.as_of
    rows = session.query("network_indicators", as_of=as_of, indicators=[INDICATOR.id])
    has_value = rows["value"].notna()
    then = rows.assign(value=rows["value"].where(~has_value, rows["value"] / 2))
    quoted = QuotedFigure(
        "adhesions.part",
        "La part des TPE et PME",
        then,
        (Column("name", "Réseau"), of(INDICATOR)),
        Note("lecture.", "champ.", "source."),
        (INDICATOR,),
        "http://localhost:8501/adhesions?espace=demo",
    )
    mark = fingerprint(quoted.rows, quoted.columns)
    older = replace(session.build, id="20250101000000000-0badcafe")
    book.keep(quoted, older, "public", {"disparu.csv": "aa"}, date(2025, 1, 1))
    at = open_app(PAGE, espace="demo", profil="public", citation=mark)
    assert not at.exception
    text = " ".join(element.value for element in at.markdown)
    assert "Citation du 1er janvier 2025\u00a0: la figure a bougé." in text
    assert "disparu" in text and "révisées" in text
    first = rows[has_value].iloc[0]
    changes = html_of(at).split("Lignes qui ont changé depuis la citation")[-1]
    assert fr(first["value"] / 2, "%", 1) in changes and fr(first["value"], "%", 1) in changes
    fresh = open_app(PAGE, espace="demo", profil="public", citation="0000-0000-0000")
    assert "a bougé" not in " ".join(element.value for element in fresh.markdown)


def test_one_fingerprint_of_two_editions_of_a_report_is_compared_twice(
    open_app: Open, gate: Store, book: Quotations
) -> None:
    session = gate.session("demo", "public")
    figure = report.network_sheet_report(session, "aerolinde", session.build.as_of).figures[0]
    for link in (figure.link, figure.link + "&lignes=500"):
        book.keep(replace(figure, link=link), session.build, "public", {}, date(2026, 11, 23))
    dead_link = figure.link.replace("reseau=aerolinde", "reseau=disparu")
    assert recomputed(session, figure.key, dead_link) is None
    at = open_app(EXPORTS, espace="demo", profil="public")
    at.text_area(key="check_pasted").set_value(fingerprint(figure.rows, figure.columns)).run()
    assert not at.exception
    for rank in range(2):
        at.button(key=f"again_{rank}").click().run()
        assert not at.exception
        assert any("inchangée" in element.value for element in at.markdown)


@pytest.mark.parametrize(
    ("page", "asked", "names"),
    [
        ("exports", {"rapport": "annee"}, {"panorama-2026-05.docx", "panorama-2026-05.pdf"}),
        ("exports", {"rapport": "reseau"}, {"fiche-galvacier-2026-05.pdf"}),
        ("exports", {"rapport": "territoire"}, {"-2026-05.pdf"}),
        ("fiche", {}, {"fiche-galvacier-2026-05.pdf"}),
        ("adhesions", {}, {"adhesions-part-galvacier-2026-05.csv"}),
    ],
)
def test_a_file_says_its_network_and_its_month_in_its_name(
    open_app: Open,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    asked: dict[str, str],
    names: set[str],
) -> None:
    offered: list[str] = []
    monkeypatch.setattr(
        st, "download_button", lambda *_, file_name, **__: offered.append(file_name)
    )
    entry = next(one for one in load_pages() if one.id == page)
    view = {"espace": "demo", "mois": "2026-05", "reseau": "galvacier", **asked}
    at = open_app(entry, opened=("take_part",), **view)
    assert not at.exception
    for name in names:
        assert any(one.endswith(name) for one in offered), offered
