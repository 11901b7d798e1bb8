"""The catalogue of pages: the entries of the menu, the question of each page, who may open it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from method import plain_yaml
from method.settings import ROOT
from observatory.gate.access import ROLES, Role, may_open
from observatory.gate.roles import FUNDER, NETWORK
from observatory.gate.store import Session

WAITING = "en attente de données"
CATALOG = Path(__file__).parent / "pages.yaml"
PAGES_ROOT = ROOT / "pages"
_LISTS = ("readers", "needs", "owners")


@dataclass(frozen=True)
class Reader:
    """A kind of reader, and what they come for."""

    name: str
    promise: str


READERS = {
    "elu": Reader(
        "Élue ou élu", "Deux minutes et un territoire : la carte et quatre chiffres en mots."
    ),
    "rapporteur": Reader(
        "Rapporteur du CESER", "Le chiffre exact, sa définition, sa source et la phrase à citer."
    ),
    "devup": Reader(
        "Équipe Dév’Up", "Quel réseau se fragilise, depuis quand, et que faire d’abord."
    ),
}


class PageError(ValueError):
    """An entry of the page catalogue is wrong: an error in the project, not in the data."""


@dataclass(frozen=True)
class PageEntry:
    """One page of the menu.

    `group` is the French title of its menu; `readers` are the reader profiles of the overview that
    link to it; `needs` are raw files: with none of them, the page has nothing to show; `owners`
    are the kinds of role that may open it besides `viewer`, to read their own rows.
    """

    group: str
    id: str
    title: str
    question: str
    viewer: str
    readers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()

    def is_for(self, role: str) -> bool:
        """Whether the role may open it."""
        return may_open(self.viewer, role) or Role(role).kind in self.owners

    def waits(self, sent: Collection[str]) -> bool:
        """Whether none of the files that the page needs has been sent."""
        return bool(self.needs) and not set(self.needs) & set(sent)

    def label(self, sent: Collection[str]) -> str:
        """Its name in a menu, marked when there is nothing to read yet."""
        return f"{self.title} ({WAITING})" if self.waits(sent) else self.title

    @property
    def file(self) -> Path:
        """The page's script, one folder below `pages/` (see docs/architecture.md for why)."""
        return PAGES_ROOT / _folder(self.group) / f"{self.id}.py"

    @property
    def url_path(self) -> str:
        """Last part of the page's address."""
        return self.id.replace("_", "-")


@lru_cache(maxsize=1)
def load_pages() -> tuple[PageEntry, ...]:
    """Every page, in menu order.

    Raises:
        PageError: an incomplete entry, an unknown role, an id used twice, a missing file.
    """
    groups = plain_yaml.load(CATALOG.read_text(encoding="utf-8"))
    return check_pages(
        tuple(_entry(group, raw) for group, entries in groups.items() for raw in entries)
    )


def check_pages(pages: tuple[PageEntry, ...]) -> tuple[PageEntry, ...]:
    """Return the pages when every entry is valid.

    Raises:
        PageError: an unknown role, an id used twice, a missing file.
    """
    ids: set[str] = set()
    for page in pages:
        if page.viewer not in ROLES:
            raise PageError(f"{page.id}: unknown viewer {page.viewer!r}")
        if not set(page.owners) <= {NETWORK, FUNDER}:
            raise PageError(f"{page.id}: unknown owners {page.owners!r}")
        if not set(page.readers) <= set(READERS):
            raise PageError(f"{page.id}: unknown readers {page.readers!r}")
        if page.id in ids:
            raise PageError(f"{page.id}: declared twice")
        if not page.file.exists():
            raise PageError(f"{page.id}: {page.file} does not exist")
        ids.add(page.id)
    return pages


def entry_of(page_id: str) -> PageEntry:
    """The entry of a page.

    Raises:
        StopIteration: no such page, an error in the project.
    """
    return next(page for page in load_pages() if page.id == page_id)


def pages_for(role: str) -> tuple[PageEntry, ...]:
    """The pages that a role may open."""
    return tuple(page for page in load_pages() if page.is_for(role))


def speaking(session: Session, page_id: str, subject: str) -> Session:
    """The session to query with on a page about one network, or about all of them.

    Owners read their own rows where the page is meant for their kind and is about them, and what
    the public reads everywhere else.

    Args:
        session: of the reader.
        page_id: of the page, or of the figure's page.
        subject: a network; any other text means no network. A funder's page is always about them.
    """
    role = session.role
    kinds = {kind for page in load_pages() if page.id == page_id for kind in page.owners}
    if not role.is_owner or role.kind not in kinds:
        return session.as_public() if role.is_owner else session
    return session.about(role.subject if role.kind == FUNDER else subject)


def in_menu(sent: Collection[str]) -> tuple[PageEntry, ...]:
    """Every page, with those that have nothing to read yet last in their group."""
    groups = list(dict.fromkeys(page.group for page in load_pages()))
    return tuple(
        sorted(load_pages(), key=lambda page: (groups.index(page.group), page.waits(sent)))
    )


def _entry(group: str, raw: dict[str, Any]) -> PageEntry:
    try:
        text = {key: value for key, value in raw.items() if key not in _LISTS}
        readers, needs, owners = (tuple(raw.get(key, ())) for key in _LISTS)
        return PageEntry(group=group, readers=readers, needs=needs, owners=owners, **text)
    except TypeError as error:
        raise PageError(f"{group}: {raw} ({error})") from None


def _folder(group: str) -> str:
    """`Gérer` → `gerer`."""
    decomposed = unicodedata.normalize("NFKD", group.lower())
    return decomposed.encode("ascii", "ignore").decode()
