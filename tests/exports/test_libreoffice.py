"""LibreOffice opens the workbook and the document, and prints what they hold."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from observatory.exports import docx, report, xlsx
from observatory.exports.model import Document
from observatory.figures.quoting import FICTIONAL
from observatory.gate.store import Store

SECONDS = 120
# Said whenever Java is absent, which nothing here needs.
JAVA = "javaldx"

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="soffice is not on the PATH"
)


@pytest.mark.parametrize(("ending", "write"), [("xlsx", xlsx.write), ("docx", docx.write)])
def test_it_opens_without_a_warning_and_prints_the_figures(
    demo_curated: Path, tmp_path: Path, ending: str, write: Callable[[Document], bytes]
) -> None:
    session = Store(demo_curated.parent).session("demo", "public")
    document = report.network_sheet_report(session, "aerolinde", session.build.as_of)
    file = tmp_path / f"fiche.{ending}"
    file.write_bytes(write(document))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), file],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    said = [line for line in done.stderr.splitlines() if line and JAVA not in line]
    assert said == []
    pages = [page.extract_text() for page in PdfReader(tmp_path / "fiche.pdf").pages]
    assert all(FICTIONAL in page for page in pages)
    text = " ".join(" ".join(pages).split())
    for figure in document.figures:
        title = " ".join(figure.title.split())
        assert text.count(title) >= 2, title
