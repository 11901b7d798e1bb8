"""The three steps of a first visit per reader profile, for the region or the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from method import plain_yaml
from observatory.figures.figure import View
from observatory.pages import pages_for

FILE = Path(__file__).with_name("first_visit.yaml")
STEPS = 3


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        text: what to do there, in French.
        link: text of the link.
        page: id in pages.yaml.
        address: parameters that the link adds to the address.
    """

    text: str
    link: str
    page: str
    address: Mapping[str, str] = field(default_factory=dict)


@cache
def load_steps() -> dict[str, dict[str, tuple[Step, ...]]]:
    """Steps by kind of workspace (`real`, `demo`), then by reader profile of pages.yaml.

    Raises:
        TypeError: a step has an unknown field, or lacks one.
    """
    entries = plain_yaml.load(FILE.read_text(encoding="utf-8"))
    return {
        kind: {reader: tuple(Step(**step) for step in own) for reader, own in readers.items()}
        for kind, readers in entries.items()
    }


def steps(reader: str, view: View) -> list[Step]:
    """The first three steps of a reader profile whose pages this role may open."""
    kind = "demo" if view.build.is_fictional else "real"
    open_pages = {page.id for page in pages_for(view.role)}
    allowed = [step for step in load_steps()[kind][reader] if step.page in open_pages]
    return allowed[:STEPS]
