"""Names of figures published by others about networks and territories, outside our catalogue."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from method import plain_yaml

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
