"""Figures as values: computed from a session only, sourced, under the key used to quote them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from method.catalog import load_catalog
from method.settings import ROOT
from observatory.exports import links
from observatory.exports.again import key_of, recomputed
from observatory.figures import asked_once, views
from observatory.figures.chart import Chart
from observatory.figures.charts import ZERO_NOTE
from observatory.figures.figure import Empty, Figure
from observatory.figures.file_words import file_words
from observatory.figures.quoting import fingerprint, texts
from observatory.figures.registry import FIGURES
from observatory.figures.sources import counted
from observatory.gate.store import Store
from observatory.pages import load_pages

# Names of raw files, which are not French words; a web address may contain one.
FILE_NAME = re.compile(
    r"(?<![\w/])(?:reseaux|etablissements|adhesions|tissu_economique|tresorerie|equipes"
    r"|indicateurs_publics|reperes)\b|\w\.(?:csv|xlsx)\b"
)
# The readers of these figures send the files, or check their fingerprints.
OF_FILES = ("donnees.", "methode.fichiers")


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
    view = asked_once.view(session, session.build.as_of, scope)
    faults = []
    for key, make in FIGURES.items():
        figure = make(view)
        if isinstance(figure, Empty):
            faults += [key] if not (figure.what and figure.reason and figure.files) else []
        if not isinstance(figure, Figure):
            continue
        faults += [f"{key}: no row"] if figure.rows.empty else []
        keys = {column.key for column in figure.columns}
        if figure.key != key or not keys <= set(figure.rows.columns):
            faults.append(f"{key}: {figure.key}, {keys - set(figure.rows.columns)}")
        if not (figure.title and figure.note.lecture and figure.note.champ and figure.note.source):
            faults.append(f"{key}: no title, reading, scope or source")
        if figure.chart is not None and not figure.chart.layout.get("meta", {}).get("source"):
            faults.append(f"{key}: a chart without its source")
        if not key.startswith(OF_FILES):
            faults += [f"{key}: {one}" for one in FILE_NAME.findall(_told(figure))]
        wrong_zero = figure.chart is not None and _says_zero_amiss(figure.chart)
        faults += [f"{key}: an axis from zero is said not to be"] if wrong_zero else []
        if (bars := _bars(figure)) and int(re.match(r"\d+", counted(figure) or "0")[0]) > bars:
            faults.append(f"{key}: {counted(figure)} said of {bars} bars")
        faults += [f"{key}: {why}" for why in _unknown_to_plotly(figure)]
    assert faults == []


# A reading that reads nothing, and a negation or an agreement gone wrong.
UNREAD = re.compile(r": (?:s|n\.d\.) |: s entreprises|\(secret statistique\)|\bà pas\b")


@pytest.mark.parametrize(
    ("role", "scope"), [("public", "*"), ("public", "dihydrelle"), ("staff", "logivague")]
)
def test_a_sentence_to_quote_says_of_whom_and_reads_a_value(
    store: Store, role: str, scope: str
) -> None:
    session = store.session("demo", role)
    view = asked_once.view(session, session.build.as_of, scope)
    faults = []
    for key, make in FIGURES.items():
        figure = make(view)
        if not isinstance(figure, Figure):
            continue
        said = figure.note.phrase or figure.note.lecture
        of_one = key.startswith("fiche.") and scope != "*"
        of_all = key.startswith("freins.") and figure.indicators and not key.endswith(".courbe")
        faults += [f"{key}: {said}"] if of_one and view.subject not in said else []
        faults += [f"{key}: {said}"] if of_all and "réseaux" not in said else []
        for name in {name for one in figure.indicators for name in one.files}:
            is_named = file_words(name) in figure.note.source
            faults += [] if is_named else [f"{key}: no {name} in its source"]
        faults += [f"{key}: {said}"] if UNREAD.search(said.replace("\u00a0", " ")) else []
    assert faults == []


def test_a_note_reads_what_is_in_its_figure(store: Store) -> None:
    session = store.session("demo", "staff")
    view = asked_once.view(session, session.build.as_of)
    catalog, faults = load_catalog().indicators, []
    for key, make in FIGURES.items():
        figure = make(view)
        if not isinstance(figure, Figure):
            continue
        note = figure.note
        shown = {column.key for column in figure.columns} & set(catalog)
        for name in {file for one in shown for file in catalog[one].files}:
            faults += [] if file_words(name) in note.source else [f"{key}: no {name} in its source"]
        if re.search(r"\b(pour|et|à|par) (Pôle|Fonds|État) ", note.lecture):
            faults.append(f"{key}: a name without its article, {note.lecture}")
        if key.endswith(".reseaux") and "network_id" in figure.rows and figure.chart is not None:
            is_read = str(figure.rows.iloc[0]["name"]) in note.lecture
            faults += [] if is_read else [f"{key}: {note.lecture}"]
    assert faults == []


def test_one_is_said_in_the_singular(store: Store) -> None:
    session = store.session("demo", "staff")
    wrong = []
    for network in ("aerolinde", "cuirlande"):
        view = asked_once.view(session, session.build.as_of, network)
        for key in ("adhesions.motifs", "territoires.chiffres", "territoires.sieges"):
            figure = FIGURES[key](view)
            if isinstance(figure, Figure):
                said = f"{figure.title} {figure.note.lecture} {figure.caption}"
                many = re.findall(r"\b1\s(?:réseaux|territoires|départ en douze mois ont)\b", said)
                wrong += [f"{key}: {one}" for one in many]
    assert wrong == []


def test_departments_and_a_place_are_read_in_the_files_of_each_figure(store: Store) -> None:
    session = store.session("demo", "public")
    view = asked_once.view(session, session.build.as_of).having(territoire="epci-200071587")
    for key in ("territoires.departements", "territoires.comparaison", "territoires.fiche"):
        figure = FIGURES[key](view)
        assert isinstance(figure, Figure)
        for name in ("adhesions", "etablissements", "tissu_economique"):
            assert file_words(name) in figure.note.source, key


def _told(figure: Figure) -> str:
    """All the text of a figure."""
    cells = (cell for row in texts(figure.rows, figure.columns) for cell in row)
    heads = (column.label for column in figure.columns)
    note = figure.note
    return "\n".join(
        [figure.title, figure.caption, note.lecture, note.champ, note.source, *heads, *cells]
    )


def _says_zero_amiss(chart: Chart) -> bool:
    has_note = any(note["text"] == ZERO_NOTE for note in chart.notes)
    return has_note and chart.layout["yaxis"]["tickvals"][0] <= 0


def _bars(figure: Figure) -> int:
    """Number of networks with a bar; 0 where the bars are not networks."""
    traces = () if figure.chart is None else figure.chart.data
    lying = (one for one in traces if one["type"] == "bar" and one.get("orientation") == "h")
    bars = {name for one in lying for name in one["y"]}
    return len(bars) if "name" in figure.rows and bars <= set(figure.rows["name"]) else 0


def _unknown_to_plotly(figure: Figure) -> Iterator[str]:
    """Keys and values of its charts that plotly refuses: nothing else checks them."""
    for drawing in (figure.chart, figure.picture):
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
        wanted_view = views.of(session, session.build.as_of, scope, territoire="departement-45")
        figure = make(wanted_view)
        if not isinstance(figure, Figure):
            continue
        view = links.view_of(links.of_figure(key, wanted_view))
        now = recomputed(session, key, view) if view else None
        if now is None or fingerprint(now.rows, now.columns) != fingerprint(
            figure.rows, figure.columns
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
