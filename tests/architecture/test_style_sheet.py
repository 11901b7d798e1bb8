"""Every class and key named in the style sheet is used somewhere."""

from __future__ import annotations

import re

from method.settings import ROOT
from tests.architecture import source

SHEET = ROOT / "static" / "app.css"
OF_THE_MAP = ROOT / "static" / "map" / "map.css"
ROOMS = ("ui", "pages", "observatory", "static")
KINDS = {".py", ".html", ".js"}
_NAME = re.compile(r"\.(obs-[\w-]+)|\.st-key-(\w+)|class\*=\"st-key-(\w+)\"")
# The end of a name may be a value: `obs-tone-{{ tone }}`, `figure_{key}`.
_END = re.compile(r"[A-Za-z]+(?:_[a-z]+)*$")


def test_nothing_is_styled_that_nobody_draws() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*") if file.suffix in KINDS]
    code = "\n".join(map(source.text, [*files, ROOT / "app.py"]))
    names = {"".join(parts) for parts in _NAME.findall(SHEET.read_text(encoding="utf-8"))}
    assert len(names) > 60
    dead = [name for name in sorted(names) if not _is_drawn(name, code)]
    assert dead == []


def _is_drawn(name: str, code: str) -> bool:
    if re.search(rf"{re.escape(name)}(?![\w-])", code):
        return True
    stems = {name, _END.sub("", name), name.partition("_")[0] + "_"}
    return any(f"{stem}{{" in code for stem in stems if stem)


def test_elements_of_the_map_are_styled_only_there() -> None:
    ours, of_the_map = (
        set(re.findall(r"\.(obs-[\w-]+)", file.read_text(encoding="utf-8")))
        for file in (SHEET, OF_THE_MAP)
    )
    assert ours & of_the_map == set()
