"""The page of the opinion: no invented state, six and fourteen lines, every tab and role."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.opinion.follow_up import FILE_NAME
from observatory.opinion.opinion import load_opinion
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of

PAGE: PageEntry = next(page for page in load_pages() if page.id == "freins")


@pytest.mark.parametrize("workspace", ["demo", "cvl"])
def test_a_measure_that_nobody_entered_is_never_shown_as_waiting(
    open_app: Open, published: Path, workspace: str
) -> None:
    assert not (published / workspace / FILE_NAME).exists()
    for tab in ("frein", "mesures", "avis"):
        at = open_app(PAGE, espace=workspace, onglet=tab)
        assert not at.exception, tab
        html = html_of(at)
        assert "aucune n’a encore d’état renseigné" in html
        assert "commencée" not in html.lower()
        for measure in load_opinion().measures.values():
            assert measure.short in html
    assert html.count("Non renseigné") >= len(load_opinion().measures)


@pytest.mark.parametrize("barrier", [one.id for one in load_opinion().barriers])
def test_each_barrier_opens_from_its_address(open_app: Open, barrier: str) -> None:
    one = next(each for each in load_opinion().barriers if each.id == barrier)
    at = open_app(PAGE, espace="demo", profil="public", onglet="frein", frein=barrier)
    assert not at.exception
    assert one.said in "".join(element.value for element in at.markdown)
    cvl = open_app(PAGE, espace="cvl", onglet="frein", frein=barrier)
    assert not cvl.exception
    assert "0 sur 19" in html_of(cvl)
    # A file that nobody sent is not a source.
    assert "relevé des fichiers reçus et attendus au" in html_of(cvl)
