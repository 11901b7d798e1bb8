"""Sizes, names and documents: rules that keep the project readable."""

from __future__ import annotations

import ast
import re

import pytest

from method import document as indicators_document
from method.catalog import load_catalog
from method.settings import ROOT
from observatory.gate.queries import load_query, query_files
from observatory.pages import load_pages
from tests.architecture import source

# Maximum number of lines of a file. A longer one has two subjects.
LONGEST = {
    "app.py": 120,
    "pages/**/*.py": 110,
    "ui/**/*.py": 400,
    "operations/**/*.py": 400,
    "method/**/*.py": 400,
    "observatory/**/*.py": 400,
    "pipelines/**/*.py": 400,
    "observatory/**/*.sql": 100,
    "pipelines/**/*.sql": 100,
}
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
QUERIES = sorted(query_files())
CALLERS = source.files("pages", "ui", "operations", "observatory", "pipelines", "method")


@pytest.mark.parametrize(("files", "longest"), LONGEST.items())
def test_no_file_holds_two_subjects(files: str, longest: int) -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(source.text(file).splitlines())
        for file in ROOT.glob(files)
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > longest} == {}


def test_each_query_is_valid_documented_and_used() -> None:
    code = "\n".join(map(source.text, CALLERS))
    faults = []
    for name in QUERIES:
        sql, tables = load_query(name)
        if not tables or not sql.startswith("-- "):
            faults.append(f"{name}: no table, or no comment")
        if not re.search(rf'"{name}(\.sql)?"', code):
            faults.append(f"{name}.sql is asked for by nobody")
    assert faults == []


def test_a_query_declares_its_parameters() -> None:
    faults = []
    for name in QUERIES:
        sql, _ = load_query(name)
        comment = "\n".join(line for line in sql.splitlines() if line.startswith("--"))
        body = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
        faults += [
            f"{name}: {parameter}"
            for parameter in set(re.findall(r"\$([a-z_]+)", body))
            if not re.search(rf"\b{parameter}\b", comment)
        ]
    assert faults == []


def test_each_page_is_in_the_guide() -> None:
    assert [entry.id for entry in load_pages() if f"## {entry.title}" not in GUIDE] == []


def test_the_page_of_indicators_is_the_catalogue() -> None:
    assert (ROOT / "docs" / "indicators.md").read_text(
        encoding="utf-8"
    ) == indicators_document.page()


def test_no_template_switches_escaping_off_for_data() -> None:
    faults = [
        f"{file.name}: {expression}"
        for file in sorted((ROOT / "ui" / "templates").glob("*.html"))
        for expression in re.findall(r"\{\{([^}]*)\|\s*safe", file.read_text(encoding="utf-8"))
        if not re.fullmatch(r"\s*'[^']*'( if [^}]*)?", expression)
    ]
    assert faults == []


def test_yaml_is_read_by_the_compiled_loader() -> None:
    """The pure Python loader takes a third of a second per process for the catalogue alone."""
    slow = [
        str(file.relative_to(ROOT))
        for file in CALLERS
        if re.search(r"yaml\.(safe_load|full_load|SafeLoader)\b", source.text(file))
    ]
    assert slow == ["method/plain_yaml.py"]


def test_no_label_of_the_catalogue_is_written_twice() -> None:
    labels = [i.label for i in load_catalog().indicators.values() if len(i.label) > 15]
    faults = []
    for file in CALLERS:
        text = source.text(file)
        faults += [f"{file.name}: {label}" for label in labels if f'"{label}"' in text]
    assert faults == []


def test_one_module_says_that_something_moved() -> None:
    """Other modules look up or compare the words of a change, but never choose them."""
    words = {"s’améliore", "se dégrade", "en hausse", "en baisse"}
    offenders = []
    for file in CALLERS:
        if file == ROOT / "method" / "change.py":
            continue
        nodes = source.nodes(file)
        spoken = [n for n in nodes if isinstance(n, ast.Constant) and n.value in words]
        if not spoken:
            continue
        looked_up = {
            id(part)
            for node in nodes
            if isinstance(node, ast.Dict | ast.Compare)
            for part in source.walk(node)
        }
        offenders += [
            f"{source.name(file)}:{node.lineno}" for node in spoken if id(node) not in looked_up
        ]
    assert offenders == []


def test_english_says_per() -> None:
    """« One row a network » is read as a mistake: one row per network, once per process."""
    things = "row|line|bar|dot|column|file|panel|letter|cell|table|sheet|folder|entry"
    units = "network|month|row|file|contract|workspace|build|page|figure|year|column|cell|step"
    calque = re.compile(
        rf"\b(?:(?:{things})s?|entries) an? (?:{units})\b|\bonce an? (?:process|session|role|run)\b"
    )
    own = re.compile(r"test_house\.py|CHANGELOG\.md")
    others = (".venv", ".venv-spark", "data")
    rooms = [one for one in ROOT.iterdir() if one.is_dir() and one.name not in others]
    texts = [file for room in rooms for end in ("py", "sql") for file in room.rglob(f"*.{end}")]
    texts += [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    faults = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in texts
        if not own.search(file.name)
        for match in calque.finditer(source.text(file))
    ]
    assert faults == []
