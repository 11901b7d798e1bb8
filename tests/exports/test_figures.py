"""Figures as values: made from a session alone, traced, under the key they are quoted by."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from method.settings import ROOT
from observatory.exports import links
from observatory.exports.again import again, key_of
from observatory.figures import views
from observatory.figures.figure import Empty, Figure
from observatory.figures.quoting import fingerprint
from observatory.figures.registry import FIGURES
from observatory.gate.store import Store
from observatory.pages import load_pages


@pytest.fixture(scope="module")
def store(demo_curated: Path, cvl_curated: Path, curated_root: Path) -> Store:
    return Store(curated_root)


@pytest.mark.parametrize(
    ("workspace", "role", "scope"),
    [
        ("demo", "public", "*"),
        ("demo", "staff", "cuirlande"),
        ("cvl", "public", "cosmetic-valley"),
    ],
)
def test_every_figure_is_made_and_traced_without_a_screen(
    store: Store, workspace: str, role: str, scope: str
) -> None:
    session = store.session(workspace, role)
    asked = views.of(session, session.build.as_of, scope)
    faults = []
    for key, make in FIGURES.items():
        made = make(asked)
        if isinstance(made, Empty):
            faults += [key] if not (made.what and made.reason and made.files) else []
        if not isinstance(made, Figure):
            continue
        shown = {column.key for column in made.columns}
        if made.key != key or not shown <= set(made.rows.columns):
            faults.append(f"{key}: {made.key}, {shown - set(made.rows.columns)}")
        if not (made.title and made.note.lecture and made.note.champ and made.note.source):
            faults.append(f"{key}: no title, reading, scope or source")
        if made.chart is not None and not made.chart.layout.get("meta", {}).get("source"):
            faults.append(f"{key}: a chart without its source")
        faults += [f"{key}: {why}" for why in _unknown_to_plotly(made)]
    assert faults == []


def _unknown_to_plotly(made: Figure) -> Iterator[str]:
    """Keys and values of its drawings that plotly refuses: nothing else checks what is sent."""
    for drawing in (made.chart, made.picture):
        try:
            _ = drawing and drawing.to_plotly()
        except ValueError as wrong:
            yield str(wrong)[:300]


@pytest.mark.deep
def test_every_figure_is_checked_in_place_from_its_key_and_its_address(store: Store) -> None:
    session = store.session("demo", "staff")
    wrong = []
    for key, make in FIGURES.items():
        scope = "cuirlande" if key.startswith("fiche.") else "*"
        asked = views.of(session, session.build.as_of, scope, territoire="departement-45")
        made = make(asked)
        if not isinstance(made, Figure):
            continue
        view = links.view_of(links.of_figure(key, asked))
        now = again(session, key, view) if view else None
        if now is None or fingerprint(now.rows, now.columns) != fingerprint(
            made.rows, made.columns
        ):
            wrong.append(key)
    assert wrong == []


def test_a_former_key_leads_to_the_figure_of_today() -> None:
    former = {
        "rapport.adhesions.tpe_pme_share.courbe": "adhesions.tpe_pme_share.courbe",
        "rapport.territoires.chiffres": "territoires.comparaison",
        "rapport.vue_d_ensemble.reseaux": "vue_d_ensemble.reseaux",
        "rapport.fiche.identite": "fiche.identite",
        "adhesions.part": "adhesions.part",
    }
    assert {key: key_of(key) for key in former} == former
    assert not [key for key in former.values() if key not in FIGURES]


def test_each_key_begins_with_a_page() -> None:
    pages = {page.id for page in load_pages()}
    assert [key for key in FIGURES if key.split(".")[0] not in pages] == []


def test_figures_are_made_without_streamlit() -> None:
    code = "import sys, observatory.figures.registry; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
