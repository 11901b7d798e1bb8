"""The pages that the law asks for: accessibility, licence, personal data, legal notice."""

from __future__ import annotations

from collections.abc import Iterator

from method.build import Build
from observatory.content import texts
from observatory.edition import addresses
from observatory.edition.model import Link, Page, Texts

HOME = Link("Accueil", addresses.HOME)
ACCESSIBILITY = ("accessibilite", "schema")


def pages(build: Build) -> Iterator[Page]:
    """The statement of accessibility, and all other texts on one page."""
    found = {one.name: one for one in texts.load()}
    own = [found.pop(name) for name in ACCESSIBILITY]
    parts = tuple(Texts(one.title, one.blocks) for one in own)
    yield Page(addresses.ACCESSIBILITY, "Accessibilité", parts, trail=(HOME,))
    others = tuple(Texts(one.title, one.blocks) for one in found.values())
    yield Page(addresses.LEGAL, "Mentions légales et limites", others, trail=(HOME,))
