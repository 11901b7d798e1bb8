"""Laws that figures obey by definition, loaded from `method/laws.yaml`.

Kinds: `bounds` (each value between `low` and `high`), `division` (value = numerator ÷ denominator,
for every figure that has one), `sum` (the parts add up to `whole`, or to `total`, when all are
known), `at_most_sum` (all networks together have at most their sum), `stock_flow` (entries and
exits link two stocks a year apart) and `order` (one column of a table is at most another, in every
row that has both).
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from method import plain_yaml
from method.catalog import CatalogError, load_catalog
from method.entry import Entry, Slug, Text
from method.settings import ROOT

LAWS_FILE = ROOT / "method" / "laws.yaml"


class _Law(Entry):
    id: Slug
    label: Text
    tolerance: Annotated[float, Field(ge=0)] = 1e-9

    def terms(self) -> list[tuple[str, str]]:
        """(role, indicator) of each figure that the law names."""
        return []


class Bounds(_Law):
    """Values between two bounds, either of which may be open."""

    kind: Literal["bounds"]
    low: float | None = None
    high: float | None = None
    indicators: tuple[Slug, ...]

    def terms(self) -> list[tuple[str, str]]:
        """(role, indicator) of each figure."""
        return [("part", name) for name in self.indicators]


class Division(_Law):
    """Each value equals its numerator divided by its denominator."""

    kind: Literal["division"]


class Sum(_Law):
    """Parts that add up to a whole: another figure, or a number."""

    kind: Literal["sum"]
    parts: tuple[Slug, ...]
    whole: Slug | None = None
    total: float | None = None

    @model_validator(mode="after")
    def _has_one_whole(self) -> Self:
        if (self.whole is None) == (self.total is None):
            raise ValueError("`whole` or `total`, and only one of them")
        return self

    def terms(self) -> list[tuple[str, str]]:
        """(role, indicator) of each figure."""
        wholes = [("whole", self.whole)] if self.whole else []
        return [("part", name) for name in self.parts] + wholes


class AtMostSum(_Law):
    """Stocks in which a company in two networks counts once."""

    kind: Literal["at_most_sum"]
    indicators: tuple[Slug, ...]

    def terms(self) -> list[tuple[str, str]]:
        """(role, indicator) of each figure."""
        return [("part", name) for name in self.indicators]


class StockFlow(_Law):
    """A stock of companies and its flows over twelve months."""

    kind: Literal["stock_flow"]
    stock: Slug
    entries: Slug
    exits: Slug

    def terms(self) -> list[tuple[str, str]]:
        """(role, indicator) of each figure."""
        return [("stock", self.stock), ("entries", self.entries), ("exits", self.exits)]


class Order(_Law):
    """Pairs of columns of a table, the first at most the second."""

    kind: Literal["order"]
    table: Literal["marts.cash_forecast"]
    columns: tuple[tuple[Slug, Slug], ...]


Law = Annotated[
    Bounds | Division | Sum | AtMostSum | StockFlow | Order, Field(discriminator="kind")
]


class Laws(Entry):
    """Every law, in the order of the file."""

    laws: tuple[Law, ...]

    @model_validator(mode="after")
    def _names_known_figures(self) -> Self:
        ids = [law.id for law in self.laws]
        if duplicates := {name for name in ids if ids.count(name) > 1}:
            raise ValueError(f"declared twice: {sorted(duplicates)}")
        figures = load_catalog().indicators
        names = {name for law in self.laws for _, name in law.terms()}
        if unknown := {n for n in names if n not in figures or not figures[n].is_network}:
            raise ValueError(f"no figure of a network: {sorted(unknown)}")
        return self


@cache
def load_laws() -> tuple[Law, ...]:
    """Load the laws.

    Raises:
        CatalogError: the file is invalid.
    """
    try:
        return Laws.model_validate(plain_yaml.load(LAWS_FILE.read_text(encoding="utf-8"))).laws
    except ValidationError as error:
        raise CatalogError(f"{LAWS_FILE.name}: {error}") from error
