"""Sizes, names and documents: what keeps the house readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from method import document as indicators_document
from method.catalog import load_catalog
from method.settings import ROOT
from observatory.gate.store import load_query, query_files
from observatory.pages import load_pages

# Lines that a file may have. A longer one holds two subjects.
LONGEST = {
    "app.py": 120,
    "pages/**/*.py": 200,
    "ui/**/*.py": 400,
    "method/**/*.py": 400,
    "observatory/**/*.py": 400,
    "pipelines/**/*.py": 400,
    "observatory/**/*.sql": 100,
    "pipelines/**/*.sql": 100,
}
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
QUERIES = sorted(query_files())
CALLERS = [
    file
    for name in ("pages", "ui", "observatory", "pipelines", "method")
    for file in (ROOT / name).rglob("*.py")
]


@pytest.mark.parametrize(("files", "longest"), LONGEST.items())
def test_no_file_holds_two_subjects(files: str, longest: int) -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in ROOT.glob(files)
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > longest} == {}


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_is_lawful_explained_and_asked_for(name: str) -> None:
    sql, tables = load_query(name)
    assert tables
    assert sql.startswith("-- ")
    callers = [file for file in CALLERS if f'"{name}"' in file.read_text(encoding="utf-8")]
    assert callers, f"{name}.sql is asked for by nobody"


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_declares_its_parameters(name: str) -> None:
    sql, _ = load_query(name)
    comment = "\n".join(line for line in sql.splitlines() if line.startswith("--"))
    body = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    for parameter in set(re.findall(r"\$([a-z_]+)", body)):
        assert re.search(rf"\b{parameter}\b", comment), parameter


@pytest.mark.parametrize("entry", load_pages(), ids=lambda entry: entry.id)
def test_each_page_is_in_the_guide(entry) -> None:
    assert f"## {entry.title}" in GUIDE


def test_the_page_of_indicators_is_the_catalogue() -> None:
    assert (ROOT / "docs" / "indicators.md").read_text(
        encoding="utf-8"
    ) == indicators_document.page()


@pytest.mark.parametrize("file", sorted((ROOT / "ui" / "templates").glob("*.html")), ids=str)
def test_no_template_switches_escaping_off_for_data(file: Path) -> None:
    unescaped = re.findall(r"\{\{([^}]*)\|\s*safe", file.read_text(encoding="utf-8"))
    for expression in unescaped:
        assert re.fullmatch(r"\s*'[^']*'( if [^}]*)?", expression), expression


@pytest.mark.parametrize("file", CALLERS, ids=str)
def test_no_label_of_the_catalogue_is_written_twice(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for indicator in load_catalog().indicators.values():
        if len(indicator.label) > 15:
            assert f'"{indicator.label}"' not in text
