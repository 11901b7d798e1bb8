"""Screenshots of the running application, for the documentation.

    python -m tests.pictures

The builds are those of `OBSERVATOIRE_CURATED` (the project's by default), the demonstration among
them. Run it when the look of a block changes, and check the pictures.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from method.settings import ROOT, curated_root, raw_root
from observatory.exports import picture
from tests.browser.conftest import NARROW, READY, WIDE, serve, unfold

FOLDER = ROOT / "docs" / "images" / "design"
# Pages shown in documents other than `docs/design.md`.
SCREENS_FOLDER = FOLDER.parent
ADHESIONS = "/adhesions?espace=demo&profil=public"
LOCHES = "/territoires?espace=demo&profil=public&territoire=epci-200071587"
# A chart is drawn after the page reports that it is ready.
DRAWN_MS = 1_500

Take = Callable[[Page, Path], None]


def _screen(page: Page, file: Path) -> None:
    page.screenshot(path=file)


def _part(selector: str) -> Take:
    def take(page: Page, file: Path) -> None:
        page.locator(selector).first.screenshot(path=file)

    return take


def _definition(page: Page, file: Path) -> None:
    unfold(page, "part", "Définition").screenshot(path=file)


def _menu(page: Page, file: Path) -> None:
    page.get_by_test_id("stTopNavSection").filter(has_text="Comprendre").click()
    page.get_by_test_id("stTopNavDropdownLink").first.wait_for()
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": 640, "height": 360})


def _focus(page: Page, file: Path) -> None:
    line = page.locator(".st-key-actions_part")
    line.get_by_role("button", name="Citer").focus()
    page.keyboard.press("Shift+Tab")
    line.screenshot(path=file)


# Name of the picture → address, width, capture function.
PICTURES: dict[str, tuple[str, dict, Take]] = {
    "first-screen": (ADHESIONS, WIDE, _screen),
    "phone": (ADHESIONS, NARROW, _screen),
    "answer": (ADHESIONS, WIDE, _part(".obs-answer")),
    "figure": (ADHESIONS, WIDE, _part('[class*="st-key-figure_part"]')),
    "line": (ADHESIONS, WIDE, _part(".st-key-actions_part")),
    "definition": (ADHESIONS, WIDE, _definition),
    "cards": (ADHESIONS, WIDE, _part('[class*="st-key-cards_"]')),
    "axis": (ADHESIONS, WIDE, _part('[class*="st-key-figure_evolution"]')),
    "menu": ("/?espace=cvl", WIDE, _menu),
    "tabs": (ADHESIONS, WIDE, _part('[data-testid="stTabs"] [role="tablist"]')),
    "empty": ("/adhesions?espace=cvl", WIDE, _screen),
    "focus": (ADHESIONS, WIDE, _focus),
}
SCREENS: dict[str, tuple[str, dict, Take]] = {
    "vue-d-ensemble": ("/?espace=demo&profil=public", WIDE, _screen),
    "territoires-1280": (LOCHES, WIDE, _screen),
    "territoires-390": (LOCHES, NARROW, _screen),
}


def main() -> None:
    """Take every picture."""
    os.environ["OBSERVATOIRE_DEMO_LIBRE"] = "1"
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = picture.browser()
    with serve(curated_root(), raw=raw_root()) as address, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pictures = {FOLDER / name: how for name, how in PICTURES.items()}
        pictures |= {SCREENS_FOLDER / name: how for name, how in SCREENS.items()}
        for file, (path, size, take) in pictures.items():
            page = browser.new_page(base_url=address, locale="fr-FR", viewport=size)  # ty: ignore[invalid-argument-type]
            page.goto(path)
            page.wait_for_selector(READY, timeout=90_000)
            page.wait_for_timeout(DRAWN_MS)
            take(page, file.with_suffix(".png"))
            page.close()
            print(f"{file.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
