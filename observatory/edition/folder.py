"""The folder of the edition: written next to the former one, then swapped in atomically.

The address is a symbolic link, replaced by a rename: a reader sees either the complete former
edition or the complete new one. An interrupted run leaves a folder that nobody reads, and that the
next run removes.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from method.errors import ReaderError
from observatory.edition import addresses


class EditionRefused(ReaderError):
    """The edition cannot be written there; the message is in French and says what to do."""


class Folder:
    """An edition being written; nobody reads it before the end of the `swapped` block."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: list[str] = []

    def write(self, path: str, content: bytes) -> None:
        """Write one file.

        Raises:
            EditionRefused: a path outside the folder, or already written.
        """
        if not addresses.is_lawful(path):
            raise EditionRefused(f"« {path} » n’est pas un nom de fichier de l’édition.")
        target = self.path / path
        if target.exists():
            raise EditionRefused(f"« {path} » serait écrit deux fois dans l’édition.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        # The web server may run under another account than the one that writes.
        target.chmod(0o644)
        self.files.append(path)


@contextmanager
def swapped(out: Path) -> Generator[Folder]:
    """Give a folder to fill, which replaces `out` when the block ends without an error.

    Args:
        out: path of a former edition, of an empty folder, or that does not exist.

    Raises:
        EditionRefused: the path is anything else.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 — the link itself, not where it leads
    _check(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(out):
        former = out.resolve() if out.is_symlink() else None
        _sweep(out, former)
        part = out.with_name(f".{out.name}.{secrets.token_hex(6)}")
        part.mkdir()
        try:
            yield Folder(part)
            for place in (part, *(one for one in part.rglob("*") if one.is_dir())):
                place.chmod(0o755)
            _switch_link(part, out)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        _sweep(out, part)


def _check(out: Path) -> None:
    if out.is_symlink() or not out.exists():
        return
    if not out.is_dir() or any(out.iterdir()):
        raise EditionRefused(
            f"« {out} » existe et n’est pas une édition : donnez un dossier vide ou à créer."
        )


def _switch_link(part: Path, out: Path) -> None:
    link = part.with_name(f"{part.name}.lien")
    link.symlink_to(part.name)
    if out.is_dir() and not out.is_symlink():
        out.rmdir()
    link.replace(out)


def _sweep(out: Path, current: Path | None) -> None:
    """Remove the editions next to `out` that are no longer read."""
    for other in out.parent.glob(f".{out.name}.*"):
        if other == current or other.name.endswith(".verrou"):
            continue
        if other.is_symlink():
            other.unlink()
        elif other.is_dir():
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _one_at_a_time(out: Path) -> Generator[None]:
    """Make the second of two publications in quick succession wait for the first."""
    with out.with_name(f".{out.name}.verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
