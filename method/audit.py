"""Who did what, when: lines that are only added, each bound to the one before by its hash.

A line names an account by a pseudonym that this server alone can make from an address (`account`),
never a person. A file holds a month; those older than `KEPT_MONTHS` go when a month begins, and
`anchor.json` keeps the hash of the last line that went, so that what is left can still be verified.
A line changed, removed or put between two others is found by `verify`; who may write in the folder
and rewrites all that follows is not, unless a copy of the last hash is kept elsewhere.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from method.log import log
from method.settings import curated_root

What = Literal[
    "sign_in",
    "sign_out",
    "refusal",
    "view",
    "export",
    "deposit",
    "submission",
    "publication",
    "restore",
    "erasure",
    "note",
    "roles",
    "audit",
]
WHATS: tuple[str, ...] = get_args(What)
FOLDER = "_audit"
KEPT_MONTHS = 12
START = "0" * 64
_KEY, _LOCK, _ANCHOR, _HEAD = "key", ".lock", "anchor.json", "head.json"
_MONTHS = "[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"
_LONGEST = 200


@dataclass(frozen=True)
class Line:
    """One thing done.

    Attributes:
        at: moment, UTC.
        what: one of `WHATS`.
        account: pseudonym of who did it; empty for nobody in particular.
        role: as `observatory.gate.roles.Role` writes it.
        workspace: name of the workspace, empty where there is none.
        about: what it was done to: a page, a figure, a file's nature, a network.
        before: hash of the line before.
        mark: hash of this line.
    """

    at: str
    what: str
    account: str
    role: str
    workspace: str
    about: str
    before: str
    mark: str


@dataclass(frozen=True)
class Verdict:
    """What a verification found: how many lines hold, and the first that does not."""

    lines: int
    fault: str = ""


class Audit:
    """The audit of a server, beside what it publishes."""

    def __init__(self, curated: Path | None = None) -> None:
        """Point to the folder; it is made with the first line.

        Args:
            curated: root of the published workspaces, by default the project's.
        """
        self.folder = (curated or curated_root()) / FOLDER

    def account(self, who: str) -> str:
        """Pseudonym of an address, a name or a subject; the same for the same, empty for nobody."""
        if not who:
            return ""
        with self._locked():
            key = self._key()
        return hmac.new(key, who.strip().lower().encode(), hashlib.sha256).hexdigest()[:12]

    def add(
        self, what: What, *, who: str = "", role: str = "", workspace: str = "", about: str = ""
    ) -> Line | None:
        """Write a line down; where the disk takes none, the log says so and the thing stands.

        Args:
            what: kind of the thing done.
            who: address, name or subject of who did it; it is not kept, its pseudonym is.
            role: her role.
            workspace: where.
            about: what it was done to, in words of the project; cut after 200 letters.
        """
        try:
            told = {"what": what, "account": self.account(who), "role": role}
            return self._add({**told, "workspace": workspace, "about": about[:_LONGEST]})
        except OSError as error:
            log.error("audit_lost", what=what, reason=type(error).__name__)
            return None

    def _add(self, said: dict[str, str]) -> Line:
        now = datetime.now(UTC)
        with self._locked():
            name = f"{now:%Y-%m}.jsonl"
            if not (self.folder / name).exists():
                self._purge(now)
            told = {"at": now.isoformat(timespec="seconds"), **said, "before": self._before()}
            line = Line(**told, mark=_mark(told))
            with (self.folder / name).open("ab+") as book:
                # A kill may have cut the last line short, before the head told of it.
                book.seek(0)
                book.truncate(book.read().rfind(b"\n") + 1)
                book.write((json.dumps(asdict(line), ensure_ascii=False) + "\n").encode())
                book.flush()
                os.fsync(book.fileno())
            self._write(_HEAD, {"mark": line.mark})
        return line

    def lines(self) -> Iterator[Line]:
        """Every line that is kept, oldest first; one that is no line ends the reading."""
        for file in self._files():
            for text in file.read_text(encoding="utf-8").splitlines():
                try:
                    yield Line(**json.loads(text))
                except (ValueError, TypeError):
                    return

    def verify(self) -> Verdict:
        """Whether nothing was changed, removed or put in since the oldest line that is kept."""
        before, count = self._read(_ANCHOR)["mark"], 0
        for file in self._files():
            for rank, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                try:
                    told = json.loads(text)
                    mark = told.pop("mark")
                    holds = told["before"] == before and _mark(told) == mark
                except (ValueError, TypeError, KeyError, AttributeError):
                    holds, mark = False, ""
                if not holds:
                    return Verdict(count, f"{file.name}, ligne {rank}")
                before, count = mark, count + 1
        if self._before() != before:
            return Verdict(count, "les dernières lignes manquent")
        return Verdict(count)

    def copy(self, into: Path) -> None:
        """Copy all of it as it stands between two lines, with what names accounts."""
        if not self.folder.exists():
            return
        with self._locked():
            shutil.copytree(self.folder, into, ignore=shutil.ignore_patterns(".*"))

    def purge(self) -> int:
        """Remove the months that are kept no longer; how many went."""
        with self._locked():
            return self._purge(datetime.now(UTC))

    def roles(self, given: dict[str, str]) -> tuple[Line, ...]:
        """Write down what changed in the list of roles since it was last told.

        Args:
            given: address or value of a claim → role.
        """
        now = {self.account(name): role for name, role in given.items()}
        with self._locked():
            then: dict[str, str] = self._read("roles.json", {})
        names = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
        told = (f"{name}\u00a0: {then.get(name, '—')} → {now.get(name, '—')}" for name in names)
        lines = tuple(filter(None, [self.add("roles", about=about) for about in told]))
        if names:
            with self._locked():
                self._write("roles.json", now)
        return lines

    def _purge(self, now: datetime) -> int:
        months = now.year * 12 + now.month - 1 - KEPT_MONTHS
        oldest = f"{months // 12:04}-{months % 12 + 1:02}.jsonl"
        gone = [file for file in self._files() if file.name < oldest]
        for file in gone:
            last = file.read_text(encoding="utf-8").splitlines()[-1:]
            if last:
                self._write(_ANCHOR, {"mark": json.loads(last[0])["mark"]})
            file.unlink()
        return len(gone)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(_MONTHS))

    def _before(self) -> str:
        """Hash that the next line is bound to: that of the head, or of the one line after it.

        A kill between a line and its head leaves one; nothing else does.
        """
        head, newest = str(self._read(_HEAD)["mark"]), self._files()[-1:]
        try:
            told = json.loads(newest[0].read_bytes().split(b"\n")[-2]) if newest else {}
            return str(told["mark"]) if told["before"] == head else head
        except (ValueError, TypeError, KeyError, IndexError):
            return head

    def _read(self, name: str, default: dict[str, str] | None = None) -> dict[str, Any]:
        file = self.folder / name
        nothing = {"mark": START} if default is None else default
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else nothing

    def _write(self, name: str, told: dict[str, str]) -> None:
        part = self.folder / f".{name}.new"
        part.write_text(json.dumps(told), encoding="utf-8")
        part.chmod(0o600)
        part.replace(self.folder / name)

    def _key(self) -> bytes:
        file = self.folder / _KEY
        if not file.exists():
            file.touch(mode=0o600)
            file.write_bytes(secrets.token_bytes(32))
        return file.read_bytes()

    @contextmanager
    def _locked(self) -> Generator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _mark(told: dict[str, Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
