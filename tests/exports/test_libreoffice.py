"""LibreOffice opens every kind of document and workbook, and prints their content."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from observatory.exports import docx, picture, report, territory_report, xlsx
from observatory.exports.committee import committee_report
from observatory.exports.funder_book import quarterly_book
from observatory.exports.model import Document
from observatory.exports.note import monthly_note
from observatory.exports.panorama import panorama
from observatory.figures.quoting import FICTIONAL
from observatory.gate.store import Store
from tests import blank_pictures

SECONDS = 180
# Printed when Java is absent, which is not needed here.
JAVA = "javaldx"

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not on the PATH"),
]


def test_all_open_without_a_warning_and_print_their_figures(
    demo_curated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "on_paper", blank_pictures.on_paper)
    session = Store(demo_curated.parent).session("demo", "staff")
    as_of = session.build.as_of
    network = report.network_sheet_report(session, "aerolinde", as_of)
    whole = panorama(session, as_of)
    documents: dict[str, Document] = {
        "panorama.docx": whole,
        "reseau.docx": network,
        "territoire.docx": territory_report.sheet(session, "epci", "200071587", as_of),
        "comite.docx": committee_report(session, as_of),
        "note.docx": monthly_note(session, as_of),
        "reseau.xlsx": network,
        "trimestre.xlsx": quarterly_book(session, as_of),
    }
    files = []
    for name, document in documents.items():
        stem, _, kind = name.rpartition(".")
        # Two formats share one name: the extension is kept in the name of the PDF.
        file = tmp_path / f"{stem}-{kind}.{kind}"
        file.write_bytes((docx.write if kind == "docx" else xlsx.write)(document))
        files.append(file)
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    into = tmp_path / "pdf"
    result = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(into), *files],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    assert [line for line in result.stderr.splitlines() if line and JAVA not in line] == []
    missing = []
    for name, document in documents.items():
        stem, _, kind = name.rpartition(".")
        pages = [page.extract_text() for page in PdfReader(into / f"{stem}-{kind}.pdf").pages]
        text = " ".join(" ".join(pages).split())
        missing += [f"{name}: a page without its stamp" for page in pages if FICTIONAL not in page]
        # A caption appears once more in a table of figures, and a sheet in the contents.
        times = 1 if kind == "docx" and not document.is_listed else 2
        for figure in document.figures:
            title = " ".join(figure.title.split())
            missing += [] if text.count(title) >= times else [f"{name}: {title}"]
    assert missing == []
