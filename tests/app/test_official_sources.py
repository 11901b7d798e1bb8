"""« Sources officielles » of Données: staff of a real workspace start a fetch, decide matches."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from method.settings import ROOT
from pipelines.fetch import siren, tour_state
from pipelines.fetch.matching import queue
from pipelines.fetch.matching.queue import Pair
from pipelines.fetch.tour_state import Step, Tour
from tests.app.conftest import html_of
from tests.app.test_sign_in import PROVIDER, RULES

STAFF = {"is_logged_in": True, "email": "agent@devup.example", "groups": ["devup"]}
TRUE, OTHER = "900000019", "900000027"
HOSTILE = "ASSOCIATION <b>S2E2</b> [clic](javascript:x)"


@pytest.fixture
def raw(raw_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy of the raw files of `cvl` that the test may modify."""
    raw = shutil.copytree(raw_root / "cvl", tmp_path / "raw" / "cvl")
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(raw.parent))
    monkeypatch.setattr("ui.server.sign_ins.is_open", lambda cookies: True)
    return raw


def open_sources(user: dict = STAFF, **address: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.secrets["auth"] = PROVIDER
    at.secrets["access"] = RULES
    at.user = user
    at.switch_page("pages/gerer/donnees.py")
    at.query_params.update({"espace": "cvl", "onglet": "sources"} | address)
    at.run()
    assert not at.exception
    return at


def propose(raw: Path, *candidates: str, subject: str = "s2e2") -> None:
    queue.propose(
        raw,
        [
            Pair(
                siren.KIND, subject, number, "S2E2", HOSTILE, 0.9,
                "https://example.org/search?q=1", "2026-11-29T08:00:00+00:00",
                {"Siège": "TOURS (37)", "Forme": "association déclarée"},
            )
            for number in candidates
        ],
    )  # fmt: skip


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_a_person_says_yes_no_or_later_and_nothing_is_written_before(raw: Path) -> None:
    propose(raw, TRUE, OTHER)
    before = (raw / "reseaux.csv").read_bytes()
    at = open_sources()
    html = html_of(at)
    assert "900\u00a0000\u00a0019" in html and "TOURS (37)" in html and "29/11/2026" in html
    assert "&lt;b&gt;S2E2" in html, "a name of the register is never markup"
    press(at, "Plus tard")
    assert queue.pending(raw)[0].who == "agent@devup.example"
    press(at, "Non")
    assert [match.pair.candidate for match in queue.pending(raw)] == [OTHER]
    press(at, "Oui")
    assert queue.settled(raw, siren.KIND)["s2e2"][0].pair.candidate == OTHER
    assert "Inscrire et publier" in labels(at)
    assert any("1\u00a0SIREN confirmé" in box.value for box in at.info)
    assert (raw / "reseaux.csv").read_bytes() == before


def test_none_of_the_candidates_is_an_answer(raw: Path) -> None:
    propose(raw, TRUE, OTHER)
    press(open_sources(), "Aucun de ces candidats")
    assert queue.pending(raw) == [] and len(queue.settled(raw, siren.KIND, "no")["s2e2"]) == 2


def test_what_is_confirmed_is_published_with_its_source(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose(raw, TRUE)
    queue.settle(raw, (siren.KIND, "s2e2", TRUE), "yes", "Lena", datetime.now(UTC))
    published = []

    def publish(desk, staged, examination, progress):
        published.append((staged.contract, staged.file.read_text(), examination.networks))
        return type("Entry", (), {"build": "20261129-x", "said": ""})()

    monkeypatch.setattr("pipelines.desk.desk.Desk.publish", publish)
    press(open_sources(), "Inscrire et publier")
    ((contract, text, networks),) = published
    assert (contract, networks) == ("reseaux", ("s2e2",))
    _header, line = text.splitlines()
    assert TRUE in line and "SIREN\u00a0: « Recherche d’entreprises », https://example.org" in line
    assert "lu le 29 novembre 2026" in line and "Lena" not in line


def test_a_tour_is_started_once_and_its_state_is_shown(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(tour_state.subprocess, "Popen", lambda words, **_: commands.append(words))
    at = press(open_sources(), "Lancer un relevé")
    ((*_, tout, build, workspace, who),) = commands
    assert (tout, build) == ("tout", "--build")
    assert (workspace, who) == ("--workspace=cvl", "--who=agent@devup.example")
    assert "Lancer un relevé" not in labels(at), "a tour that begins cannot be started again"
    assert tour_state.is_under_way(raw)


def test_what_is_missing_is_shown_with_its_reason(raw: Path) -> None:
    failed = Step("b", "Subventions", "failed", "2026-11-29T08:00:00+00:00", 3.0, "code 403.")
    failed.note("ligne 3 écartée.")
    finished = Step("a", "SIRENE", "done", "2026-11-29T08:00:00+00:00", 3.0, "12 établissements.")
    cut = Step("c", "CORDIS", "running", "2026-11-29T08:00:00+00:00")
    tour_state.save(raw, Tour("2026-11-29T08:00:00+00:00", "Lena", [finished, failed, cut]))
    at = open_sources()
    html = html_of(at)
    assert "12 établissements." in html and "code 403." in html and "✗ interrompue" in html
    assert any("Interrompu. 1\u00a0source reçue sur 3" in text.value for text in at.markdown)
    assert any("ligne 3 écartée" in text.value for text in at.markdown)
    assert "Reprendre le relevé" in labels(at)


@pytest.mark.parametrize("groups", [["ceser"], []])
def test_nobody_else_sees_or_starts_anything(raw: Path, groups: list[str]) -> None:
    propose(raw, TRUE)
    at = open_sources(STAFF | {"groups": groups})
    assert HOSTILE[:11] not in html_of(at)
    assert not {"Lancer un relevé", "Oui"} & set(labels(at))


def test_a_fictional_workspace_has_no_official_source(raw_root: Path, open_app) -> None:
    st.cache_data.clear()
    at = open_app(espace="demo", profil="staff", onglet="sources")
    at.switch_page("pages/gerer/donnees.py").run()
    assert not at.exception and "Lancer un relevé" not in labels(at)
