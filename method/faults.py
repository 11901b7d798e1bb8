"""Errors of the machine told in French: Python gives their reasons in English."""

from __future__ import annotations

import errno
import re
import tomllib

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Numbers of the errors of a disk, or of an account's share of it, that is full."""

_REASONS = {
    errno.ENOENT: "introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "accès refusé en écriture",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un dossier attendu est un fichier",
    errno.EEXIST: "un fichier de ce nom existe déjà",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ENOSPC: "plus de place sur le disque",
    errno.EDQUOT: "plus de place sur le disque",
    errno.EIO: "disque ou support défectueux",
}


def reason(error: OSError) -> str:
    """Why a file cannot be read or written; an error that has no name here keeps its number."""
    return _REASONS.get(error.errno or 0, f"erreur système {error.errno}")


def toml_place(error: tomllib.TOMLDecodeError) -> str:
    """Where a TOML file stops being readable: `ligne 3, colonne 5`, or its end."""
    match = re.search(r"line (\d+), column (\d+)", str(error))
    return f"ligne {match[1]}, colonne {match[2]}" if match else "à la fin"
