"""A workspace in which every text is an injection attempt: each page, download and document.

Staff pages and documents contain those of the other roles, and public ones are drawn from separate
tables: these two are visited in full, the rapporteur's documents once.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
import streamlit as st
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from observatory.exports import csv_file, docx, pdf, picture, report, territory_report, xlsx
from observatory.exports.panorama import panorama
from observatory.gate.store import Store
from observatory.pages import load_pages
from tests import hostile_workspace, kept_builds
from tests.app.conftest import Open, html_of
from tests.hostile_texts import CANARY, was_run
from ui import quote

pytestmark = pytest.mark.deep

ROLES = ("public", "staff", pytest.param("rapporteur", marks=pytest.mark.deep))
# Twice, as in the texts: a figure may contain the number once.
EXECUTED = CANARY * 2
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
EVIL = re.compile(r"(https?://|//|www\.|@)evil\.example")


@pytest.fixture(scope="module")
def hostile(demo_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Root of the published workspaces: only the hostile one."""
    raw = hostile_workspace.make(demo_raw, tmp_path_factory.mktemp("hostile") / "raw")
    root = tmp_path_factory.mktemp("hostile-curated")
    kept_builds.build(raw, root / hostile_workspace.WORKSPACE)
    assert not was_run()
    return root


@pytest.fixture
def published(hostile: Path) -> Path:
    """Replaces the workspaces of the other tests."""
    return hostile


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Every file that a page offers, built at once; a picture is replaced by its chart in JSON."""
    files: dict[str, bytes] = {}

    def button(label: str, data, file_name: str = "", *_: object, **__: object) -> bool:
        content = data() if callable(data) else data
        files[file_name] = content.encode() if isinstance(content, str) else content
        return False

    def actions(figure, key: str) -> None:
        quote._quotation(figure)
        quote._downloads(figure, key)

    monkeypatch.setattr(st, "download_button", button)
    monkeypatch.setattr(quote, "actions", actions)
    monkeypatch.setattr(picture, "_draw", lambda chart, kind, scale: chart.to_json().encode())
    monkeypatch.setattr(picture, "on_paper", lambda chart, centimetres, kind: None)
    monkeypatch.setenv("OBSERVATOIRE_DEMO_LIBRE", "1")
    return files


@pytest.mark.deep
@pytest.mark.parametrize("role", ["public", "staff"])
def test_every_page_shows_text_and_runs_nothing(
    open_app: Open, taken: dict[str, bytes], role: str
) -> None:
    for entry in load_pages():
        page = open_app(entry, espace=hostile_workspace.WORKSPACE, profil=role)
        assert not page.exception, entry.id
        for markdown in _markdown(page):
            assert EXECUTED not in markdown
            _look_at_markdown(markdown)
        _look_at_html(html_of(page))
        assert not was_run(), entry.id
    for name, content in taken.items():
        _look_at_file(name, content)
    assert any(name.endswith(".html") for name in taken)
    assert any(name.endswith(".docx") for name in taken)


@pytest.mark.parametrize("role", ROLES)
def test_every_document_is_written(hostile: Path, taken: dict[str, bytes], role: str) -> None:
    session = Store(hostile).session(hostile_workspace.WORKSPACE, role)
    as_of = session.build.as_of
    names = session.query("network_names")["network_id"].tolist()
    sheets = len(names) if role == "staff" else 1
    documents = [
        panorama(session, as_of),
        *(report.network_sheet_report(session, name, as_of) for name in names[:sheets]),
        territory_report.sheet(session, "departement", "45", as_of),
    ]
    for document in documents:
        for kind, write in (
            ("docx", docx.write), ("pdf", pdf.write), ("xlsx", xlsx.write), ("zip", csv_file.write),
        ):  # fmt: skip
            _look_at_file(f"document.{kind}", write(document))
    assert not was_run()


def _markdown(page: AppTest) -> Iterator[str]:
    for kind in ("title", "header", "subheader", "caption", "markdown", "error", "warning", "info",
                 "success", "toast", "button", "expander"):  # fmt: skip
        for element in page.get(kind):
            yield str(getattr(element, "value", None) or getattr(element, "label", None) or "")


def _look_at_markdown(markdown: str) -> None:
    for token in MARKDOWN.parse(markdown):
        for part in [token, *(token.children or ())]:
            assert part.type not in ("image", "html_inline", "html_block", "fence", "code_block")
            assert "evil.example" not in str(part.attrs.get("href", "")), markdown
    html = MARKDOWN.render(markdown)
    assert not EVIL.search(re.sub(r"<[^>]*>", "", html)), markdown


def _look_at_html(text: str) -> None:
    assert EXECUTED not in text
    reader = _Tags()
    reader.feed(text)
    assert reader.wrong == []


class _Tags(HTMLParser):
    """What a browser would execute or load: scripts, handlers, external addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        followed = attributes.get("href", "") + attributes.get("src", "")
        if tag == "script" or any(name.startswith("on") for name in attributes):
            self.wrong.append(self.get_starttag_text() or tag)
        if "evil.example" in followed or followed.startswith("javascript:"):
            self.wrong.append(followed)


def _look_at_file(name: str, content: bytes) -> None:
    assert EXECUTED.encode() not in content, name
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        # The contents link only to the sheets of the workbook.
        assert all(cell.hyperlink is None or cell.hyperlink.target is None for cell in cells)
    if name.endswith((".docx", ".xlsx", ".zip")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {member: archive.read(member) for member in archive.namelist()}
        assert not any(EXECUTED.encode() in part for part in parts.values()), name
        for member, part in parts.items():
            assert not member.endswith(".rels") or b"evil.example" not in part
            assert not member.endswith(".csv") or not _starts_a_formula(part)
    if name.endswith(".csv"):
        assert not _starts_a_formula(content), name


def _starts_a_formula(table: bytes) -> bool:
    return bool(re.search(r'(^|[;\n]"?)[=+@]', table.decode("utf-8-sig")))
