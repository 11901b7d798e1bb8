"""The pages that the law asks for: accessibility, licence, personal data, legal notice."""

from __future__ import annotations

from collections.abc import Iterator

from method.build import Build
from observatory.content import texts
from observatory.edition import addresses
from observatory.edition.model import Link, Page, Texts

HOME = Link("Accueil", addresses.HOME)
APART = "accessibilite"


def pages(build: Build) -> Iterator[Page]:
    """The statement of accessibility, and all other texts on one page."""
    found = {one.name: one for one in texts.load()}
    own = found.pop(APART)
    yield Page(addresses.ACCESSIBILITY, own.title, (Texts("", own.blocks),), trail=(HOME,))
    others = tuple(Texts(one.title, one.blocks) for one in found.values())
    yield Page(addresses.LEGAL, "Mentions légales et limites", others, trail=(HOME,))
