"""`docs/design.md` shows the pictures that the command takes, and only those."""

from __future__ import annotations

import re

from method.settings import ROOT
from tests.pictures import FOLDER, PICTURES


def test_every_picture_is_taken_and_shown() -> None:
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    shown = re.findall(r"\(images/design/([\w-]+)\.png\)", text)
    assert sorted(shown) == sorted(PICTURES)
    assert {file.stem for file in FOLDER.glob("*.png")} == set(PICTURES)
