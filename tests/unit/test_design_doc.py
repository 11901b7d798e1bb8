"""The documentation shows the pictures that the command takes, and only those."""

from __future__ import annotations

import re

from method.settings import ROOT
from tests.pictures import FOLDER, PICTURES, SCREENS, SCREENS_FOLDER

# Drawn from data by a separate command, given in the document that shows them.
DRAWN = {"demo-calibration.png", "warning.svg"}


def test_every_picture_is_taken_and_shown() -> None:
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\(images/design/([\w-]+)\.png\)", text)
    assert sorted(pictures) == sorted(PICTURES)
    assert {file.stem for file in FOLDER.glob("*.png")} == set(PICTURES)


def test_no_document_shows_the_application_by_a_picture_that_no_command_takes() -> None:
    there = {file.name for file in SCREENS_FOLDER.iterdir() if file.is_file()}
    assert there - DRAWN == {f"{name}.png" for name in SCREENS}
    texts = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    linked = "".join(file.read_text(encoding="utf-8") for file in texts)
    assert [name for name in SCREENS if f"images/{name}.png" not in linked] == []
