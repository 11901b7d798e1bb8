"""A figure is a value: one way to build it, one way to draw it, always with its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from method.settings import ROOT
from tests.architecture import source
from tests.architecture.test_used import reached

# Modules that draw, besides `observatory/figures/` and every `charts.py`.
DRAWERS = {
    "observatory/detection/leads.py": "rows of pairs, drawn as bars that are sentences",
    "observatory/edition/picture.py": "a chart as a picture, kept by what it shows",
    "observatory/exports/paper.py": "a chart at its printed size",
    "observatory/exports/picture.py": "a chart as a picture",
    "observatory/interclustering/graph.py": "the graph of shared members",
    "observatory/interclustering/pairs.py": "a pair of networks",
    "observatory/territories/map_picture.py": "a map as a picture",
    "observatory/territories/maps.py": "colours of a map",
    "ui/figure.py": "the one place of the screen that draws a chart",
    "ui/linked.py": "gives the names of a chart about to be drawn the links of its table",
}
# Tables that are not figures: their content has no published version to quote.
NOT_PUBLISHED = {
    "ui/desk/effect.py": "what a file that is not published would change",
    "ui/desk/matches.py": "numbers proposed for networks, before anybody accepts one",
    "ui/desk/sources.py": "the state of a fetch of official sources, beside the published figures",
    "ui/desk/upload.py": "remarks on a file not yet published, which leave as its annotated copy",
    "ui/desk/versions.py": "the history of the deposits, which lies beside the published figures",
    "ui/exports/check.py": "a quotation as it was made",
    "ui/journal.py": "who did what, which no build holds",
    "ui/own/copy.py": "how long things are kept: settings, no data",
    "ui/own/deposit.py": "a network's deposits, which lie beside the published figures",
    "ui/own/exchange.py": "a list of another tool, beside members; it is not kept",
    "ui/quote.py": "what moved since a quotation was made",
}
# Folders of `ui` that are not a subject: parts common to every page.
FRAME = {"exports", "server", "templates"}


def _folders(room: str) -> set[str]:
    return {place.name for place in (ROOT / room).iterdir() if any(place.glob("*.py"))}


def _draws(file: Path) -> bool:
    return "Chart(" in source.text(file) or any(
        name.split(".")[0] == "plotly" for name in source.imported(file)
    )


def test_only_charts_draw() -> None:
    wrong = [
        source.name(file)
        for file in source.files("observatory", "ui", "pages")
        if _draws(file)
        and file.name != "charts.py"
        and file.parent != ROOT / "observatory" / "figures"
        and source.name(file) not in DRAWERS
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("call", "places"),
    [
        ("Plot", {"ui/figure.py"}),
        ("st.plotly_chart", ()),
        ("table.show", NOT_PUBLISHED),
        ("st.dataframe", ()),
    ],
)
def test_no_chart_or_table_is_shown_without_its_source(call: str, places: set[str]) -> None:
    offenders = {
        source.name(file)
        for file in source.files("app.py", "ui", "pages")
        for node in source.nodes(file)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == call
    }
    assert offenders == set(places)


def test_every_subject_is_in_the_registry() -> None:
    subjects = {
        place
        for place in _folders("observatory")
        if (ROOT / "observatory" / place / "figures.py").exists()
    }
    inputs = {
        name.split(".")[1]
        for name in source.imported(ROOT / "observatory" / "figures" / "registry.py")
        if name.startswith("observatory.")
    }
    assert subjects - inputs == set()


def test_a_subject_has_one_name_on_every_floor() -> None:
    assert _folders("ui") - FRAME - _folders("observatory") == set()


def test_every_figure_is_drawn_by_a_page_or_a_document() -> None:
    used = set().union(*map(reached, source.files("pages", "ui", "observatory")))
    documents = "\n".join(source.text(file) for file in source.files("observatory/exports"))
    orphans = []
    for file in source.files("observatory"):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for node in source.tree(file).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FIGURES":
                orphans += [
                    key.value
                    for key, make in _entries(node.value)
                    if f"{module}.{make.id}" not in used and f'"{key.value}"' not in documents
                ]
    assert orphans == []


def _entries(registry: ast.expr) -> Iterator[tuple[ast.Constant, ast.Name]]:
    """Keys and functions listed in a registry."""
    if isinstance(registry, ast.Dict):
        for key, make in zip(registry.keys, registry.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(make, ast.Name):
                yield key, make


def test_what_a_build_gave_is_kept_in_one_place() -> None:
    """The keeper drops results with their build; a Streamlit cache would keep them for hours."""
    caches = [
        f"{source.name(file)}: {line.strip()}"
        for file in source.files("ui", "pages")
        for line in source.text(file).splitlines()
        if "st.cache_" in line
    ]
    assert caches == [
        "ui/data.py: @st.cache_resource(show_spinner=False)",
        "ui/kept.py: @st.cache_resource(show_spinner=False)",
    ]
