"""« Pourquoi transmettre »: the same page for all, with demonstration figures marked as such."""

from __future__ import annotations

import pytest

from observatory.gate.store import Store
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of

PAGE: PageEntry = next(page for page in load_pages() if page.id == "transmettre")
CONTACT = "clusters@exemple.fr"


@pytest.mark.parametrize("workspace", ["cvl", "demo"])
def test_gifts_files_readers_and_contact_are_on_one_page(
    open_app: Open, gate: Store, monkeypatch: pytest.MonkeyPatch, workspace: str
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DEPOT_CONTACT", CONTACT)
    at = open_app(PAGE, espace=workspace)
    assert not at.exception
    html = html_of(at)
    for title in ("Sa place parmi ses pairs", "Sa prévision", "Ses documents"):
        assert title in html
    # Figures of a fictional network are never presented as those of a real one.
    assert html.count("Démonstration, réseau fictif") == 3
    name = gate.session("demo", "public").query("network_names")["name"].iloc[0]
    assert name in html
    assert "lues par l’équipe Dév’Up et par vous" in html
    assert "des siennes, par le financeur" in html
    assert f'<a href="mailto:{CONTACT}">{CONTACT}</a>' in html
    labels = [button.label for button in at.get("download_button")]
    assert any(label.startswith("Télécharger le modèle Excel, ") for label in labels)
    message = "\n".join(element.value for element in at.code)
    assert CONTACT in message and "/transmettre?" in message


def test_it_is_linked_from_the_home_of_the_real_region_and_from_data(open_app: Open) -> None:
    home = open_app(espace="cvl")
    assert any("Pourquoi transmettre" in link.label for link in home.get("page_link"))
    data = next(page for page in load_pages() if page.id == "donnees")
    desk = open_app(data, espace="demo", profil="staff", onglet="deposer")
    assert any("Pourquoi transmettre" in link.label for link in desk.get("page_link"))
