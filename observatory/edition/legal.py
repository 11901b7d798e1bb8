"""The pages required by law: accessibility, licence, personal data, legal notice."""

from __future__ import annotations

from collections.abc import Iterator

from method.build import Build
from observatory.content import texts
from observatory.edition import addresses
from observatory.edition.model import Link, Page, Texts

HOME = Link("Accueil", addresses.HOME)
ACCESSIBILITY = ("accessibilite", "schema")


def pages(build: Build) -> Iterator[Page]:
    """The accessibility statement, and all the other texts on one page."""
    texts_by_name = {one.name: one for one in texts.load()}
    accessibility = [texts_by_name.pop(name) for name in ACCESSIBILITY]
    parts = tuple(Texts(one.title, one.blocks) for one in accessibility)
    yield Page(addresses.ACCESSIBILITY, "Accessibilité", parts, trail=(HOME,))
    others = tuple(Texts(one.title, one.blocks) for one in texts_by_name.values())
    yield Page(addresses.LEGAL, "Mentions légales et limites", others, trail=(HOME,))
