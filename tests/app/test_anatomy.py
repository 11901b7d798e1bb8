"""What is under a figure and on a card: one line, and nothing computed before it is opened."""

from __future__ import annotations

import re

import pytest

from method.catalog import load_catalog
from method.wording import fr
from observatory.figures import file_words
from observatory.gate.store import Store
from observatory.pages import PageEntry, load_pages
from pipelines import contracts
from tests.app.conftest import Open, html_of, plots
from tests.shown_texts import shown
from ui import kept

PAGE: PageEntry = next(page for page in load_pages() if page.id == "adhesions")
DEMO = {"espace": "demo", "profil": "public"}
# Modules that write a documentation page naming the command that generates it.
PRINTED = ("method/document.py", "observatory/matrix.py")
SHELL = re.compile(r"python -m \w|\bmake (?:data|run|test)\b|\bpip install\b|streamlit run")


def test_under_a_figure_there_is_one_line_and_nothing_else(open_app: Open, gate: Store) -> None:
    at = open_app(PAGE, **DEMO)
    html = html_of(at)
    assert 'class="obs-note"' not in html and 'class="obs-definition"' not in html
    lines = re.findall(r'<p class="obs-line">(.+?)</p>', html)
    charts = plots(at)
    assert len(lines) == len(charts) > 0
    assert all(line.startswith("Source&nbsp;: listes d’adhérents") for line in lines)
    assert "au 31 octobre 2026 · 18\u00a0réseaux" in lines[0]


def test_a_closed_table_asks_and_formats_nothing(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []
    monkeypatch.setattr("ui.table.render", lambda *args, **_: titles.append(args[2]) or "")
    kept.keeper().forget()
    at = open_app(PAGE, onglet="manque", **DEMO)
    assert len(plots(at)) == 2
    assert titles == ["Tous les réseaux"], "the figure that is a table, and no other"


def test_what_is_opened_is_made_and_holds_the_whole_note(open_app: Open) -> None:
    at = open_app(PAGE, opened=("definition_figure_part", "data_part"), **DEMO)
    html = html_of(at)
    for heading in ("Lecture", "Champ", "Source", "Filtres de la page", "Calcul"):
        assert f"<em>{heading}</em>" in html
    assert ">Cuirlande<" in html
    indicator = load_catalog().indicators["tpe_pme_share"]
    for benchmark in indicator.benchmarks:
        assert fr(benchmark.value, indicator.unit, indicator.decimals) in html
        assert f'href="{benchmark.address}"' in html or benchmark.address is None
    assert any(benchmark.address for benchmark in indicator.benchmarks)


def test_every_raw_file_has_its_words() -> None:
    # And what is in no file: what staff enter on a page, and which files have come.
    assert set(file_words._words()) == {*contracts.names(), "suivi", "reception"}


def test_an_empty_place_gives_the_template_and_the_address_to_send_it_to(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DEPOT_CONTACT", "depot@exemple.fr")
    at = open_app(PAGE, espace="cvl")
    assert "mailto:depot@exemple.fr" in html_of(at)
    assert "«&nbsp;Adhésions&nbsp;»" in html_of(at) and "adhesions.xlsx" not in html_of(at)
    labels = [button.proto.label for button in at.get("download_button")]
    assert "Télécharger le modèle Excel, Adhésions" in labels
    assert {"Mois", "Réseau"}.isdisjoint(box.label for box in at.selectbox), "nothing to choose"


def test_no_screen_shows_a_shell_command() -> None:
    offenders = [f"{where}: {text}" for where, text in shown() if SHELL.search(text)]
    assert [one for one in offenders if not one.startswith(PRINTED)] == []
