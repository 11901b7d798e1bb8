"""A file that someone loads: staged, out of sight of any build, until published or discarded.

A staged file waits in a folder of its own under `_history/staging/`, with who sent it and for what,
so that a closed tab or a server that stopped loses nothing and another visit finds it again. It
enters the history when it is published, not before.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipelines import contracts
from pipelines.build import releases
from pipelines.build.workspace import NOT_SENT
from pipelines.desk import history
from pipelines.ingest.files import HISTORY
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.limits import (
    MAX_FILE_BYTES,
    MAX_STAGED_AGE_SECONDS,
    MAX_SUBMITTED_AGE_SECONDS,
)
from pipelines.ingest.read.reader import UPLOAD_SUFFIXES

# `networks` replaces the rows of the networks that the file names, `add` adds to what is there,
# `all` replaces the whole contract, `source` the one file of an official source.
Mode = Literal["networks", "add", "all", "source"]
MODES: tuple[Mode, ...] = ("networks", "add", "all")
STAGING = "staging"
MIRROR, BUILT, CARD, ASKED = "raw", "built", "upload.json", "asked"
# Written where a network hands its upload over: it waits for staff, longer than a day.
SUBMITTED = "submitted.json"
MAX_NAME = 100
WHO = re.compile(r"[^\x00-\x1f\x7f]{1,120}")
_NAME = re.compile(r"[^\W_](?:[\w .,'’()+-]*[\w)])?\.[A-Za-z]{3,4}")


@dataclass(frozen=True)
class Staged:
    """One upload waiting for a decision."""

    id: str
    raw: Path
    contract: str
    name: str
    who: str
    at: datetime
    mode: Mode

    @property
    def folder(self) -> Path:
        """Where the upload waits."""
        return self.raw / HISTORY / STAGING / self.id

    @property
    def file(self) -> Path:
        """The file as sent."""
        return self.folder / self.name

    @property
    def mirror(self) -> Path:
        """The raw folder as it will be, which a build reads before anybody decides."""
        return self.folder / MIRROR

    @property
    def built(self) -> Path:
        """The build of the mirror."""
        return self.folder / BUILT

    @property
    def submitted_by(self) -> str:
        """Network that handed it over for staff to publish; empty for an upload of staff."""
        told = self.folder / SUBMITTED
        return json.loads(told.read_text(encoding="utf-8"))["network"] if told.exists() else ""

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked for it to be published, and it has not come to an end."""
        return (self.folder / ASKED).exists()

    @property
    def is_under_way(self) -> bool:
        """Whether it is being published now; the lock goes with whoever held it."""
        try:
            with (self.folder / ASKED).open("rb") as asked:
                fcntl.flock(asked, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False


def safe_name(name: str) -> str:
    """A plain file name with the ending of a table.

    Raises:
        FileRefused: a path, a hidden file, a control character, or an unknown ending.
    """
    if len(name) > MAX_NAME or ".." in name or not _NAME.fullmatch(name):
        raise FileRefused("unsafe_name", value=name)
    if Path(name).suffix.lower() not in UPLOAD_SUFFIXES:
        raise FileRefused("file_kind_unknown", value=Path(name).suffix)
    return name


def stage(
    raw: Path,
    contract: str,
    name: str,
    content: bytes,
    who: str,
    now: datetime,
    *,
    mode: Mode = "networks",
) -> Staged:
    """Put an upload aside, out of sight of any build.

    Args:
        raw: raw folder of the workspace.
        contract: name of the contract that the file answers.
        name: file name as given by the sender.
        content: the file.
        who: role, pseudonym or e-mail of the person.
        now: moment of the upload.
        mode: what becomes of the rows that are there.

    Raises:
        KeyError: no such contract.
        FileRefused: the name or the size is refused.
        ValueError: `who` is empty or holds control characters.
    """
    contracts.load(contract)
    name = safe_name(name)
    if not WHO.fullmatch(who.strip()):
        raise ValueError("who must be 1 to 120 printable characters")
    if len(content) > MAX_FILE_BYTES:
        raise FileRefused(
            "file_too_large",
            value=f"{len(content) // 1024**2} Mo",
            expected=f"{MAX_FILE_BYTES // 1024**2} Mo",
        )
    sweep(raw, now)
    staged = Staged(history.new_id(now), raw, contract, name, who.strip(), now, mode)
    staged.folder.mkdir(parents=True)
    staged.file.write_bytes(content)
    card = {
        "contract": contract,
        "name": name,
        "who": staged.who,
        "at": now.isoformat(),
        "mode": mode,
    }
    history.write_durably(staged.folder / CARD, json.dumps(card, ensure_ascii=False).encode())
    return staged


@contextmanager
def asked(staged: Staged) -> Generator[None]:
    """Say that an upload is being published, so that a visit after a closed tab is told."""
    with (staged.folder / ASKED).open("wb") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        try:
            yield
        except Exception:
            # Told at once to who asked: nothing is left to be said later.
            (staged.folder / ASKED).unlink(missing_ok=True)
            raise


def waiting(raw: Path) -> list[Staged]:
    """Uploads that nobody has decided on, oldest first."""
    found = []
    for card in sorted((raw / HISTORY / STAGING).glob(f"*/{CARD}")):
        told = json.loads(card.read_text(encoding="utf-8"))
        told["at"] = datetime.fromisoformat(told["at"])
        found.append(Staged(id=card.parent.name, raw=raw, **told))
    return found


def submit(staged: Staged, network: str) -> None:
    """Hand an upload over to staff, in the name of a network."""
    told = json.dumps({"network": network}, ensure_ascii=False).encode()
    history.write_durably(staged.folder / SUBMITTED, told)


def discard(staged: Staged) -> None:
    """Forget an upload; what is published does not move."""
    # The card first: a folder without one is no upload, whatever is left of it.
    (staged.folder / CARD).unlink(missing_ok=True)
    shutil.rmtree(staged.folder, ignore_errors=True)


def sweep(raw: Path, now: datetime) -> None:
    """Drop what nobody decided on within a day, or within `MAX_SUBMITTED_AGE_SECONDS`."""
    for folder in (raw / HISTORY / STAGING).glob("*"):
        is_submitted = (folder / SUBMITTED).exists()
        most = MAX_SUBMITTED_AGE_SECONDS if is_submitted else MAX_STAGED_AGE_SECONDS
        if now.timestamp() - folder.stat().st_mtime > most:
            (folder / CARD).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)


def mirror(raw: Path, into: Path, contents: Mapping[str, Path]) -> None:
    """Lay a raw folder as it would be: what is no data as it is, and the data files wanted.

    Args:
        raw: the raw folder.
        into: folder to make anew; files are linked, not copied.
        contents: where the content of each path is found.
    """
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    data = history.visible_state(raw)
    for place in raw.iterdir():
        for path in [place] if place.is_file() else place.rglob("*"):
            name = str(path.relative_to(raw))
            is_kept_apart = place.name in NOT_SENT
            if not is_kept_apart and path.is_file() and name not in data:
                _link(path, into / name)
    releases.carry(raw, into)
    for name, source in contents.items():
        _link(source, into / name)


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source.resolve(), target)
    except OSError:  # another disk
        shutil.copyfile(source, target)
