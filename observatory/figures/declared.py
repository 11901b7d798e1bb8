"""Names of the figures that others publish of networks and territories: no indicators of ours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from method import plain_yaml
from method.wording import NBSP, fr, fr_euros

_UNIT = re.compile(r"(?P<unit>[^(]+?)\s*(?:\((?P<qualifiers>.+)\))?")
# A qualifier that goes before the value; the others stay in brackets after it.
_BEFORE = ("plus de", "environ", "moins de")
VOCABULARY = Path(__file__).with_name("public_figures.yaml")
LANDMARKS = Path(__file__).with_name("landmarks.yaml")


@cache
def declared_labels() -> dict[str, str]:
    """French label of each code of `core.public_figure.indicator`."""
    return _labels(VOCABULARY)


@cache
def landmark_labels() -> dict[str, str]:
    """French label of each code of `core.reference_figure.indicator`."""
    return _labels(LANDMARKS)


def _labels(file: Path) -> dict[str, str]:
    entries = plain_yaml.load(file.read_text(encoding="utf-8"))
    return {code: entry["label"] for code, entry in entries.items()}


def in_words(value: float, unit: str) -> str:
    """`plus de 100 entreprises`, `environ 5 M€ (produits)`: a declared value as it was said.

    Args:
        value: as published; a percentage is not a ratio.
        unit: of the file, with its qualifiers in brackets (`entreprises (plus de)`).
    """
    found = _UNIT.fullmatch(unit.strip())
    name = found["unit"] if found else unit
    qualifiers = [one.strip() for one in ((found and found["qualifiers"]) or "").split(",")]
    before = [one for one in qualifiers if one in _BEFORE]
    after = ", ".join(one for one in qualifiers if one and one not in _BEFORE)
    text = " ".join([*before, _measure(value, name)])
    return f"{text} ({after})" if after else text


def _measure(value: float, name: str) -> str:
    decimals = 0 if value % 1 == 0 else 1
    if name == "€":
        scale = next((s for s in (1e6, 1e3) if value >= s), 1.0)
        return fr_euros(value, 0 if value % scale == 0 else 1)
    if name == "%":
        return fr(value / 100, "%", decimals)
    return f"{fr(value, 'count', decimals)}{NBSP}{name}"
