"""A role: what somebody is to the observatory, and of whom.

`staff` says a kind; `reseau:aerolinde` says a kind and its subject, whose own files are read beside
what the public reads. A role is written as that text, in the configuration, the address, caches and
registries; any other text is none.
"""

from __future__ import annotations

import re

from method.errors import ReaderError
from method.wording import NBSP


class AccessError(ReaderError):
    """The reader may not see what was asked; the message is in French and says why."""


# Kinds by what they see, the narrowest first.
RANKED = ("public", "rapporteur", "staff", "admin")
NETWORK = "reseau"
FUNDER = "financeur"
# What a subject looks like: the id of a network, the SIREN of a funder.
_SUBJECTS = {NETWORK: re.compile(r"[a-z0-9][a-z0-9_-]{0,79}"), FUNDER: re.compile(r"[0-9]{9}")}
SHAPES = (*RANKED, *(f"{kind}:…" for kind in _SUBJECTS))

ROLE_LABELS = {
    "public": "Public",
    "rapporteur": "Rapporteur du CESER",
    "staff": "Équipe Dév’Up",
    "admin": "Administration",
}
OWNER_LABELS = {NETWORK: "Réseau", FUNDER: "Financeur"}


class Role(str):
    """A kind, and a subject where the kind has one: `public`, `reseau:aerolinde`."""

    __slots__ = ()

    def __new__(cls, text: str) -> Role:
        """The role that a text writes.

        Raises:
            AccessError: no such kind, or a subject that is missing, not asked for, or ill-formed.
        """
        kind, _, subject = text.partition(":")
        shape = _SUBJECTS.get(kind)
        is_role = text in RANKED if shape is None else shape.fullmatch(subject) is not None
        if not is_role:
            raise AccessError(f"Le profil «{NBSP}{text[:100]}{NBSP}» n’existe pas.")
        return super().__new__(cls, text)

    @property
    def kind(self) -> str:
        """What stands before the colon."""
        return self.partition(":")[0]

    @property
    def subject(self) -> str:
        """A network or a SIREN; empty for the kinds that have none."""
        return self.partition(":")[2]

    @property
    def is_owner(self) -> bool:
        """Whether it reads rows of its own beside what the public reads."""
        return bool(self.subject)

    @property
    def is_unrestricted(self) -> bool:
        """Whether it reads everything, and changes files."""
        return self.kind in ("staff", "admin")

    @property
    def rank(self) -> int:
        """Place among the kinds that see more and more; an owner stands with the public."""
        return 0 if self.is_owner else RANKED.index(self.kind)

    @property
    def label(self) -> str:
        """What a reader is told."""
        return ROLE_LABELS.get(self) or f"{OWNER_LABELS[self.kind]} {self.subject}"


def said(who: str) -> str:
    """A name of the history: the label of a role, any other as it is."""
    try:
        return Role(who).label
    except AccessError:
        return who
