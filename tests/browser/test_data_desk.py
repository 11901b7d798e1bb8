"""Staff upload a list: wrong, corrected, published, undone, restored; concurrent; a closed tab."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import kept_builds
from tests.browser.conftest import NARROW, READY, click, serve

HEADER = "id_reseau;siren;raison_sociale;college;date_adhesion;cotisation_annuelle\n"
CUIRLANDE = (
    "cuirlande;000000109;Un;entreprise;01/01/2024;550\n"
    "cuirlande;000000208;Deux;entreprise;2024-03-01;220\n"
)
OTHER = "sylvambre;000000109;Un;entreprise;01/01/2024;550\n"
WRONG = "cuirlande;000000308;Trois;entreprise;31/02/2026;1 100,00\n"
MENDED = "cuirlande;000000307;Trois;entreprise;28/02/2026;1 100,00\n"
# A build on a loaded machine takes minutes.
SLOW = 120_000


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A fictional workspace of two networks and three memberships, in one file as senders do."""
    raw = tmp_path / "raw" / "essai"
    raw.mkdir(parents=True)
    (raw / "workspace.toml").write_text(
        'name = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\nas_of = 2026-10-31\n'
    )
    (raw / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut\n"
        "cuirlande;Cuirlande;cluster;cuir;actif\nsylvambre;Sylvambre;cluster;bois;actif\n"
    )
    (raw / "adhesions.csv").write_text(HEADER + CUIRLANDE + OTHER)
    return raw


@pytest.fixture
def desk(raw: Path) -> Iterator[str]:
    """The workspace on a separate server, since these tests publish."""
    curated = raw.parents[1] / "curated"
    kept_builds.build(raw, curated / raw.name)
    with serve(curated, raw=raw.parent) as address:
        yield address


def members(page: Page, address: str) -> str:
    page.goto(f"{address}/adhesions?espace=essai")
    page.wait_for_selector(READY, timeout=SLOW)
    card = page.locator(".obs-card").filter(has_text="Entreprises adhérentes")
    return card.locator(".obs-card-value").inner_text()


def open_desk(page: Page, address: str, tab: str = "deposer") -> None:
    query = f"espace=essai&profil=staff&fichier=adhesions&onglet={tab}"
    page.goto(f"{address}/donnees?{query}")
    page.wait_for_selector(READY, timeout=SLOW)


def load(page: Page, address: str, folder: Path, text: str, name: str = "adhésions 2026") -> None:
    open_desk(page, address)
    file = folder / f"{name}.csv"
    file.write_text(text, encoding="utf-8")
    page.locator('input[type="file"]').set_input_files(file)
    click(page.get_by_role("button", name="Vérifier le fichier"))
    expect(page.get_by_text("Vérification de")).to_be_visible(timeout=SLOW)


def publish(page: Page) -> None:
    click(page.get_by_role("button", name="Publier", exact=True))
    expect(page.get_by_text("est publié")).to_be_visible(timeout=SLOW)


def test_a_wrong_list_is_mended_published_undone_and_restored(
    desk: str, raw: Path, page: Page, tmp_path: Path
) -> None:
    assert members(page, desk) == "2"

    load(page, desk, tmp_path, HEADER + CUIRLANDE + WRONG)
    remarks = page.get_by_role("table", name="Remarques sur")
    expect(remarks).to_contain_text("000000308")
    expect(remarks).to_contain_text("31/02/2026")
    assert remarks.locator("tbody tr").first.locator("th").inner_text() == "Ligne 4"
    expect(page.get_by_text("3\u00a0lignes lues, 2\u00a0retenues, 1\u00a0écartée.")).to_be_visible()
    with page.expect_download() as download:
        click(page.get_by_role("button", name="fichier annoté"))
    assert download.value.suggested_filename.endswith("-annote.xlsx")

    load(page, desk, tmp_path, HEADER + CUIRLANDE + MENDED)
    expect(page.get_by_text("Aucune remarque sur ce fichier.")).to_be_visible()
    expect(
        page.get_by_text("Ce fichier concerne Cuirlande\u00a0: 3\u00a0lignes remplacent ses 2.")
    ).to_be_visible()
    click(page.get_by_role("button", name="Voir l’effet sur les chiffres"))
    effect = page.get_by_role("table", name="Indicateurs qui bougeraient")
    expect(effect).to_contain_text("Entreprises adhérentes", timeout=SLOW)
    publish(page)
    assert members(page, desk) == "3"
    assert "000000109" in (raw / "adhesions" / "sylvambre.csv").read_text(encoding="utf-8")

    open_desk(page, desk, "historique")
    click(page.get_by_role("button", name="Annuler le dernier changement"))
    expect(page.get_by_text("Annulé : ")).to_be_visible(timeout=SLOW)
    assert members(page, desk) == "2"
    assert (raw / "adhesions.csv").read_text() == HEADER + CUIRLANDE + OTHER

    open_desk(page, desk, "historique")
    click(page.get_by_role("button", name="Voir ce que ce retour changerait"))
    expect(page.get_by_text("Ce retour concerne")).to_be_visible(timeout=SLOW)
    click(page.get_by_role("button", name="Revenir à cet état"))
    expect(page.get_by_text("Retour à l’état du")).to_be_visible(timeout=SLOW)
    assert members(page, desk) == "3"


@pytest.mark.deep
def test_rows_that_would_be_removed_are_red_and_need_confirmation(
    desk: str, page: Page, tmp_path: Path
) -> None:
    load(page, desk, tmp_path, HEADER + CUIRLANDE.splitlines()[0] + "\n")
    expect(page.get_by_text("Cuirlande\u00a0: 1\u00a0ligne partirait sur 2")).to_be_visible()
    button = page.get_by_role("button", name="Publier", exact=True)
    expect(button).to_be_disabled()
    assert button.get_attribute("data-testid") == "stBaseButton-secondary"
    box = page.get_by_label("Pour confirmer")
    box.fill("1")
    box.press("Enter")
    expect(button).to_be_enabled()


@pytest.mark.deep
def test_two_people_at_once_and_a_closed_tab(
    desk: str, raw: Path, page: Page, browser: Browser, tmp_path: Path
) -> None:
    """Each changes its network; after a tab closed during a publication, the next visit says so."""
    other = browser.new_page(locale="fr-FR")
    load(page, desk, tmp_path, HEADER + CUIRLANDE + MENDED, "cuirlande")
    more = OTHER.replace("000000109", "000000208")
    load(other, desk, tmp_path, HEADER + OTHER + more, "sylvambre")
    click(page.get_by_role("button", name="Publier", exact=True))
    publish(other)
    expect(page.get_by_text("est publié")).to_be_visible(timeout=SLOW)
    lists = {path.stem: path.read_text() for path in (raw / "adhesions").glob("*.csv")}
    assert {name: text.count("\n") - 1 for name, text in lists.items()} == {
        "cuirlande": 3, "sylvambre": 2,
    }  # fmt: skip

    load(other, desk, tmp_path, HEADER + OTHER + more + more.replace("208", "307"), "trois")
    before = (raw / "adhesions" / "sylvambre.csv").read_bytes()
    click(other.get_by_role("button", name="Publier", exact=True))
    expect(other.get_by_role("progressbar")).to_be_visible(timeout=SLOW)
    other.close()
    open_desk(page, desk)
    message = page.get_by_text("n’est pas allée au bout")
    for _ in range(20):
        is_published = (raw / "adhesions" / "sylvambre.csv").read_bytes() != before
        if is_published or message.count():
            break
        page.wait_for_timeout(1_000)
        open_desk(page, desk)
    if is_published:
        open_desk(page, desk)
        expect(page.get_by_text("Dernier changement")).to_contain_text("Sylvambre")
        return
    expect(message).to_contain_text("rien n’a changé")
    click(page.get_by_role("button", name="Reprendre").first)
    expect(page.get_by_text("Ce fichier concerne Sylvambre")).to_be_visible(timeout=SLOW)
    publish(page)
    assert (raw / "adhesions" / "sylvambre.csv").read_text().count("\n") == 4


def test_a_reminder_is_ready_and_noted(desk: str, page: Page) -> None:
    open_desk(page, desk, "manques")
    click(page.locator(".st-key-relancer_sylvambre button").first)
    message = page.get_by_label("Message, à relire")
    expect(message).to_have_value(re.compile("Trésorerie"))
    click(page.get_by_role("button", name="Noter comme envoyée"))
    expect(page.get_by_text("Relance de Sylvambre notée")).to_be_visible(timeout=SLOW)
    open_desk(page, desk, "historique")
    expect(page.get_by_role("table", name="Changements")).to_contain_text("Relance")


@pytest.mark.deep
def test_the_page_fits_a_phone(desk: str, page: Page) -> None:
    page.set_viewport_size(NARROW)
    open_desk(page, desk)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]
    expect(page.get_by_text("Ce qui manque ou tarde")).to_be_visible()


@pytest.mark.deep
@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_nobody_else_reaches_the_desk(desk: str, page: Page, role: str) -> None:
    page.goto(f"{desk}/donnees?espace=essai&profil={role}")
    page.wait_for_selector(READY, timeout=SLOW)
    expect(page.get_by_role("button", name="Vérifier le fichier")).to_have_count(0)
