"""Where each network is written to: a file of the installation, never of the data.

`OBSERVATOIRE_CONTACTS` names a TOML file, its administrator's alone. An address there is that of a
function (`contact@…`) or bears the network's name; any other may be a person's and is refused.

    [cvl.cuirlande]
    adresse = "contact@cuirlande.example"
    sans = ["labels"]     # files that this network has said it does not have
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from method.errors import ReaderError
from pipelines import contracts

SETTING = "OBSERVATOIRE_CONTACTS"
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_WORDS = re.compile(r"[a-z]+")
# What an address of a function is made of, if not of the network's own name.
_FUNCTIONS = frozenset(
    {
        "accueil", "adherents", "admin", "administration", "agence", "animation",
        "association", "bureau", "cluster", "clusters", "compta", "comptabilite",
        "contact", "contacts", "coordination", "cvl", "data", "direction", "donnees",
        "equipe", "federation", "finance", "finances", "general", "generale", "gestion",
        "hello", "info", "infos", "la", "le", "observatoire", "pilotage", "pole",
        "projets", "region", "reseau", "secretariat", "siege", "suivi", "tresorerie",
    }
)  # fmt: skip
_KEYS = {"adresse", "sans"}


class ContactsError(ReaderError):
    """The file of contacts cannot be used; the message says which line of it and what to do."""


@dataclass(frozen=True)
class Contact:
    """How a network is written to.

    Attributes:
        address: of a function, `""` where none is known.
        without: raw files that it does not have, and is not asked for.
    """

    address: str = ""
    without: frozenset[str] = frozenset()


def configured(workspace: str) -> dict[str, Contact]:
    """Contacts of a workspace by network; none where no file is given.

    Raises:
        ContactsError: the file is absent, is no TOML, or holds what it should not.
    """
    name = os.environ.get(SETTING, "")
    if not name:
        return {}
    try:
        told = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ContactsError(f"{SETTING} : {name} ne s’ouvre pas ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContactsError(f"{name} : ce n’est pas du TOML lisible ({error}).") from None
    found = {}
    for space, networks in told.items():
        for network, one in _table(networks, space).items():
            contact = _contact(space, network, _table(one, f"{space}.{network}"))
            if space == workspace:
                found[network] = contact
    return found


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ContactsError(f"Contacts, « {name} » : attendu une table, [espace.reseau].")
    return value


def _contact(space: str, network: str, told: dict[str, Any]) -> Contact:
    where = f"[{space}.{network}]"
    if unknown := sorted(told.keys() - _KEYS):
        raise ContactsError(
            f"Contacts, {where} : « {unknown[0]} » est inconnu (au choix : adresse, sans)."
        )
    address, without = told.get("adresse", ""), told.get("sans", [])
    if not isinstance(address, str) or not isinstance(without, list):
        raise ContactsError(f"Contacts, {where} : adresse est un texte, sans est une liste.")
    if wrong := [str(name) for name in without if name not in contracts.names()]:
        raise ContactsError(f"Contacts, {where} : « {wrong[0]} » n’est pas un fichier attendu.")
    if address:
        _check(address, network, where)
    return Contact(address, frozenset(without))


def _check(address: str, network: str, where: str) -> None:
    if not _ADDRESS.fullmatch(address):
        raise ContactsError(f"Contacts, {where} : « {address} » n’est pas une adresse.")
    name, _, domain = address.lower().partition("@")
    own = {network.lower(), *domain.split(".")[:-1]}
    if name not in own and not set(_WORDS.findall(name)) <= _FUNCTIONS | own:
        raise ContactsError(
            f"Contacts, {where} : « {address} » paraît être l’adresse d’une personne ; donnez "
            "celle d’une fonction, comme contact@…"
        )
