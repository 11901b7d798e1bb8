"""Contact address of each network, from a file of the installation, never from the data.

`OBSERVATOIRE_CONTACTS` names a TOML file that only the administrator maintains. Its addresses are
those of a function (`contact@…`) or contain the network's name; any other may be personal and is
rejected.

    [cvl.cuirlande]
    adresse = "contact@cuirlande.example"
    sans = ["labels"]     # files that this network reported it does not have
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from method.errors import ReaderError
from method.faults import reason, toml_place
from pipelines import contracts

SETTING = "OBSERVATOIRE_CONTACTS"
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_WORDS = re.compile(r"[a-z]+")
# Words allowed in the address of a function, besides the network's own name.
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
    """The contacts file is unusable; the message says which entry is wrong and what to do."""


@dataclass(frozen=True)
class Contact:
    """How to contact a network.

    Attributes:
        address: address of a function, `""` if unknown.
        without: raw files that it does not have and is not asked for.
    """

    address: str = ""
    without: frozenset[str] = frozenset()


def configured(workspace: str) -> dict[str, Contact]:
    """Contacts of a workspace by network; empty if no file is configured.

    Raises:
        ContactsError: the file is missing, is not TOML, or has invalid content.
    """
    name = os.environ.get(SETTING, "")
    if not name:
        return {}
    try:
        content = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ContactsError(f"{SETTING} : {name} ne s’ouvre pas ({reason(error)}).") from None
    except UnicodeDecodeError:
        raise ContactsError(f"{name} : enregistrez ce fichier en UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        place = toml_place(error)
        raise ContactsError(f"{name} : ce n’est plus du TOML lisible ({place}).") from None
    contacts = {}
    for space, networks in content.items():
        for network, entry in _table(networks, space).items():
            contact = _contact(space, network, _table(entry, f"{space}.{network}"))
            if space == workspace:
                contacts[network] = contact
    return contacts


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ContactsError(f"Contacts, « {name} » : attendu une table, [espace.reseau].")
    return value


def _contact(space: str, network: str, entry: dict[str, Any]) -> Contact:
    where = f"[{space}.{network}]"
    if unknown := sorted(entry.keys() - _KEYS):
        raise ContactsError(
            f"Contacts, {where} : « {unknown[0]} » est inconnu (au choix : adresse, sans)."
        )
    address, without = entry.get("adresse", ""), entry.get("sans", [])
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
