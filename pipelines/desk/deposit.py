"""An uploaded file: staged, invisible to builds, until it is published or discarded.

A staged file waits in its own folder under `_history/staging/`, with its sender and purpose, so
that nothing is lost if a tab is closed or the server stops, and a later visit finds it again. It
enters the history only when it is published.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from method.durable import linked
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

# `networks` replaces the rows of the networks that the file names, `add` adds to existing rows,
# `all` replaces the whole contract, `source` the file of an official source.
Mode = Literal["networks", "add", "all", "source"]
MODES: tuple[Mode, ...] = ("networks", "add", "all")
STAGING = "staging"
MIRROR, BUILT, CARD, ASKED = "raw", "built", "upload.json", "asked"
# Written when a network submits its upload: it waits for staff, for longer than a day.
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
        """Folder of the upload."""
        return self.raw / HISTORY / STAGING / self.id

    @property
    def file(self) -> Path:
        """Path of the file as sent."""
        return self.folder / self.name

    @property
    def mirror(self) -> Path:
        """Copy of the raw folder with the change, built before anybody decides."""
        return self.folder / MIRROR

    @property
    def built(self) -> Path:
        """Folder of the mirror's build."""
        return self.folder / BUILT

    @property
    def submitted_by(self) -> str:
        """Network that submitted it for staff to publish; empty for an upload by staff."""
        file = self.folder / SUBMITTED
        return json.loads(file.read_text(encoding="utf-8"))["network"] if file.exists() else ""

    @property
    def is_asked(self) -> bool:
        """Whether its publication was requested and has not finished."""
        return (self.folder / ASKED).exists()

    @property
    def is_under_way(self) -> bool:
        """Whether it is being published now; the lock ends with the process that holds it."""
        try:
            with (self.folder / ASKED).open("rb") as mark:
                fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False


def safe_name(name: str) -> str:
    """Check that a name is a plain file name with a table's extension.

    Raises:
        FileRefused: a path, a hidden file, a control character, or an unknown extension.
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
    """Stage an upload, invisible to builds.

    Args:
        raw: raw folder of the workspace.
        contract: name of the contract that the file follows.
        name: file name as given by the sender.
        content: content of the file.
        who: role, pseudonym or e-mail of the person.
        now: time of the upload.
        mode: what happens to the existing rows.

    Raises:
        KeyError: no such contract.
        FileRefused: the name or the size is refused.
        ValueError: `who` is empty or contains control characters.
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
    """Mark an upload as being published, so that a visit after a closed tab knows it."""
    with (staged.folder / ASKED).open("wb") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        try:
            yield
        except Exception:
            # The error is reported to the requester now, so no mark is left for later.
            (staged.folder / ASKED).unlink(missing_ok=True)
            raise


def waiting(raw: Path) -> list[Staged]:
    """Uploads still waiting for a decision, oldest first."""
    uploads = []
    for card in sorted((raw / HISTORY / STAGING).glob(f"*/{CARD}")):
        fields = json.loads(card.read_text(encoding="utf-8"))
        fields["at"] = datetime.fromisoformat(fields["at"])
        uploads.append(Staged(id=card.parent.name, raw=raw, **fields))
    return uploads


def submit(staged: Staged, network: str) -> None:
    """Submit an upload to staff on behalf of a network."""
    content = json.dumps({"network": network}, ensure_ascii=False).encode()
    history.write_durably(staged.folder / SUBMITTED, content)


def discard(staged: Staged) -> None:
    """Delete an upload; published data is unchanged."""
    # First: whatever else remains in the folder, it waits for nobody.
    close(staged)
    shutil.rmtree(staged.folder, ignore_errors=True)


def close(staged: Staged) -> None:
    """Have an upload wait for no decision; its file is there to be read until it is swept."""
    (staged.folder / CARD).unlink(missing_ok=True)


def sweep(raw: Path, now: datetime) -> None:
    """Delete undecided uploads after a day, or after `MAX_SUBMITTED_AGE_SECONDS`."""
    for folder in (raw / HISTORY / STAGING).glob("*"):
        is_submitted = (folder / SUBMITTED).exists()
        max_age = MAX_SUBMITTED_AGE_SECONDS if is_submitted else MAX_STAGED_AGE_SECONDS
        if now.timestamp() - folder.stat().st_mtime > max_age:
            (folder / CARD).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)


def mirror(raw: Path, into: Path, contents: Mapping[str, Path]) -> None:
    """Build a raw folder as it would be: non-data files unchanged, with the given data files.

    Args:
        raw: the raw folder.
        into: folder to recreate; files are linked, not copied.
        contents: source file of each path.
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
    if not linked(source.resolve(), target):
        shutil.copyfile(source, target)
