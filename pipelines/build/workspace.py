"""A workspace: its `workspace.toml`, and the hash of the inputs of its builds."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from method.errors import ReaderError
from method.faults import reason, toml_place

# Everything that a build loads, which `tests/architecture/test_loaded.py` checks.
CODE_ROOTS = ("method", "pipelines", "observatory/gate")
NOT_SENT = frozenset({"_history", "_releases", "_matching", "_fetch"})
CODE_SUFFIXES = frozenset({".py", ".sql", ".yaml", ".json"})
# Type of each key of `workspace.toml`, and how to write it.
KEYS: dict[str, tuple[type, str]] = {
    "name": (str, 'name = "cvl"'),
    "label": (str, 'label = "Centre-Val de Loire"'),
    "fictional": (bool, "fictional = false"),
    "region": (str, 'region = "24"'),
    "as_of": (date, "as_of = 2026-10-31"),
    "people_since": (date, "people_since = 2023-10-31"),
}


class WorkspaceError(ReaderError):
    """The folder is not a workspace; the message is in French and says what to do."""


@dataclass(frozen=True)
class Workspace:
    """Content of `workspace.toml`.

    `as_of` is None when the facts decide; `people_since` is the day by which people who had left
    were purged, None without a purge.
    """

    name: str
    label: str
    is_fictional: bool
    region: str
    as_of: date | None
    people_since: date | None


def load_workspace(raw: Path) -> Workspace:
    """Read `workspace.toml` of a raw folder.

    Raises:
        WorkspaceError: the file is missing, is not TOML, lacks a key or has one of another type.
    """
    file = raw / "workspace.toml"
    try:
        # Notepad puts a mark before the first key.
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        workspace = Workspace(
            name=content["name"],
            label=content["label"],
            is_fictional=content["fictional"],
            region=content["region"],
            as_of=content.get("as_of"),
            people_since=content.get("people_since"),
        )
    except FileNotFoundError:
        raise WorkspaceError(
            f"{file} : fichier absent. Ajoutez un workspace.toml (name, label, fictional, region)."
        ) from None
    except OSError as error:
        raise WorkspaceError(f"{file} : le fichier ne s’ouvre pas ({reason(error)}).") from None
    except UnicodeDecodeError:
        raise WorkspaceError(f"{file} : enregistrez ce fichier en UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise WorkspaceError(
            f"{file} : le TOML n’est plus lisible ({toml_place(error)}). Corrigez cette ligne."
        ) from None
    except KeyError as error:
        key = error.args[0]
        raise WorkspaceError(
            f"{file} : la clé « {key} » manque. Ajoutez-la, par exemple {KEYS[key][1]}."
        ) from None
    for key, (kind, example) in KEYS.items():
        if key in content and type(content[key]) is not kind:
            raise WorkspaceError(f"{file} : la clé « {key} » est mal écrite. Exemple : {example}.")
    if workspace.as_of and not is_month_end(workspace.as_of):
        raise WorkspaceError(
            f"{file} : « as_of » ({workspace.as_of}) n’est pas le dernier jour d’un mois. "
            "Corrigez-le."
        )
    if workspace.as_of and workspace.as_of > datetime.now(UTC).date():
        raise WorkspaceError(
            f"{file} : « as_of » ({workspace.as_of}) n’est pas encore arrivé : aucun chiffre ne "
            "peut être connu ce jour-là. Donnez une fin de mois passée."
        )
    return workspace


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month, as the figures of a build need."""
    return (day + timedelta(days=1)).day == 1


def inputs_hash(raw: Path, territories: Path, root: Path) -> str:
    """SHA-256 of the raw files, the territories' source sheet and the code of the build.

    `NOT_SENT` lists folders that are not received files, such as the ledger of releases.
    """
    # By relative path, so that a mirror of a workspace has the same hash.
    files = [(str(path.relative_to(raw)), path) for path in raw.rglob("*") if path.is_file()]
    files = [(name, path) for name, path in files if NOT_SENT.isdisjoint(Path(name).parts)]
    files.append(("territories", territories / "source.json"))
    return _hash([*files, *_code_files(root)])


def code_hash(root: Path) -> str:
    """SHA-256 of the code of the build, wherever its folder is."""
    return _hash(_code_files(root))


def _code_files(root: Path) -> list[tuple[str, Path]]:
    paths = [path for name in CODE_ROOTS for path in (root / name).rglob("*")]
    return [(f"/{p.relative_to(root)}", p) for p in paths if p.suffix in CODE_SUFFIXES]


def _hash(files: Iterable[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, file in sorted(files):
        digest.update(name.encode())
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()
