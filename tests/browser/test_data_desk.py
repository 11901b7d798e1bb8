"""Staff load a file: wrong, read, mended, published, seen, rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pipelines.build.run import build_workspace
from tests.browser.conftest import READY, serve

HEADER = "id_reseau;siren;raison_sociale;college;date_adhesion;cotisation_annuelle\n"
TWO = (
    "alpha;000000109;Un;entreprise;01/01/2024;550\nalpha;000000208;Deux;entreprise;2024-03-01;220\n"
)
WRONG = "alpha;000000308;Trois;entreprise;31/02/2026;1 100,00\n"
MENDED = "alpha;000000307;Trois;entreprise;28/02/2026;1 100,00\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fictional workspace of one network and two members, served alone: this test publishes."""
    root = tmp_path_factory.mktemp("desk")
    raw = root / "raw" / "essai"
    raw.mkdir(parents=True)
    (raw / "workspace.toml").write_text(
        'name = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\nas_of = 2026-10-31\n'
    )
    (raw / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut\nalpha;Alpha;cluster;bois;actif\n"
    )
    (raw / "adhesions.csv").write_text(HEADER + TWO)
    build_workspace(raw, root / "curated" / "essai")
    with serve(root / "curated", raw=root / "raw") as address:
        yield address


def members(page: Page, address: str) -> str:
    page.goto(f"{address}/?espace=essai")
    page.wait_for_selector(READY, timeout=60_000)
    return page.locator(".obs-card-value").first.inner_text()


def load(page: Page, address: str, tmp_path: Path, text: str) -> None:
    page.goto(f"{address}/donnees?espace=essai&profil=staff&fichier=adhesions")
    page.wait_for_selector(READY, timeout=60_000)
    file = tmp_path / "adhésions 2026.csv"
    file.write_text(text, encoding="utf-8")
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_text("Vérification de")).to_be_visible(timeout=60_000)


def test_a_wrong_file_is_mended_published_seen_and_rolled_back(
    desk: str, page: Page, tmp_path: Path
) -> None:
    assert members(page, desk) == "2"

    load(page, desk, tmp_path, HEADER + TWO + WRONG)
    remarks = page.get_by_role("table", name="Remarques sur")
    expect(remarks).to_contain_text("000000308")
    expect(remarks).to_contain_text("31/02/2026")
    assert remarks.locator("tbody tr").first.locator("th").inner_text() == "4"
    with page.expect_download() as download:
        page.get_by_role("button", name="fichier annoté").click()
    assert download.value.suggested_filename.endswith("-annote.xlsx")

    load(page, desk, tmp_path, HEADER + TWO + MENDED)
    expect(page.get_by_text("Aucune remarque sur ce fichier.")).to_be_visible()
    page.get_by_role("button", name="Prévisualiser l’effet").click()
    effect = page.get_by_role("table", name="Indicateurs qui bougeraient")
    expect(effect).to_contain_text("Entreprises adhérentes", timeout=60_000)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("est publié")).to_be_visible(timeout=60_000)
    assert members(page, desk) == "3"

    page.goto(f"{desk}/donnees?espace=essai&profil=staff")
    page.wait_for_selector(READY, timeout=60_000)
    expect(page.get_by_role("table", name="Changements")).to_contain_text("adhesions.csv")
    page.get_by_role("button", name="Revenir à cette version").click()
    expect(page.get_by_text("est de nouveau publiée")).to_be_visible(timeout=60_000)
    assert members(page, desk) == "2"


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_nobody_else_reaches_the_desk(desk: str, page: Page, role: str) -> None:
    page.goto(f"{desk}/donnees?espace=essai&profil={role}")
    page.wait_for_selector(READY, timeout=60_000)
    expect(page.get_by_role("button", name="Vérifier le fichier")).to_have_count(0)
