"""A role: the kind of reader, and the network or funder that they act for.

`staff` is a kind alone; `reseau:aerolinde` is a kind and its subject, who reads its own files
besides what the public reads. A role is written as that text in the configuration, the address,
caches and registers; no other text is a role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from method.errors import ReaderError
from method.wording import NBSP


class AccessError(ReaderError):
    """The reader may not see what they requested; the message is in French and says why."""


# Kinds by how much they see, the narrowest first.
RANKED = ("public", "rapporteur", "staff", "admin")
NETWORK = "reseau"
FUNDER = "financeur"
# Pattern of a subject: the id of a network, the SIREN of a funder.
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
        """Parse a role.

        Raises:
            AccessError: no such kind, or a subject that is missing, unexpected, or malformed.
        """
        kind, _, subject = text.partition(":")
        shape = _SUBJECTS.get(kind)
        is_role = text in RANKED if shape is None else shape.fullmatch(subject) is not None
        if not is_role:
            raise AccessError(f"Le profil «{NBSP}{text[:100]}{NBSP}» n’existe pas.")
        return super().__new__(cls, text)

    @property
    def kind(self) -> str:
        """The part before the colon."""
        return self.partition(":")[0]

    @property
    def subject(self) -> str:
        """A network or a SIREN; empty for the kinds that have none."""
        return self.partition(":")[2]

    @property
    def is_owner(self) -> bool:
        """Whether it reads its own rows besides what the public reads."""
        return bool(self.subject)

    @property
    def is_unrestricted(self) -> bool:
        """Whether it reads everything and may change files."""
        return self.kind in ("staff", "admin")

    @property
    def rank(self) -> int:
        """Place among the kinds, from the least access to the most; owners rank with the public."""
        return 0 if self.is_owner else RANKED.index(self.kind)

    @property
    def label(self) -> str:
        """Its name on the screen."""
        return ROLE_LABELS.get(self) or f"{OWNER_LABELS[self.kind]} {self.subject}"


def label_of(role: Role, owners: Mapping[Role, str]) -> str:
    """Name of a role on the screen: `Réseau Aérolinde`, by the names of a workspace's owners."""
    return f"{OWNER_LABELS[role.kind]} {owners[role]}" if role in owners else role.label


def name_of(who: str) -> str:
    """A name from the history: the label of a role, any other name unchanged."""
    try:
        return Role(who).label
    except AccessError:
        return who
