"""Names of the figures that networks and the press publish, which are no indicators of ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from method import plain_yaml

VOCABULARY = Path(__file__).with_name("public_figures.yaml")


@cache
def declared_labels() -> dict[str, str]:
    """French label of each code of `core.public_figure.indicator`."""
    entries = plain_yaml.load(VOCABULARY.read_text(encoding="utf-8"))
    return {code: entry["label"] for code, entry in entries.items()}
