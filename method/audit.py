"""Audit log of who did what and when: append-only lines, each chained to the previous by its hash.

A line identifies an account by a pseudonym that only this server can derive from an address
(`account`), never a person. Each file holds one month. Files older than `KEPT_MONTHS` are deleted
when a month begins, and `anchor.json` keeps the hash of the last deleted line, so that the rest can
still be verified. `verify` detects a line that was changed, removed or inserted. It does not detect
somebody with write access who rewrites every later line, unless a copy of the last hash is kept
elsewhere.
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
    """One audited action.

    Attributes:
        at: time, UTC.
        what: one of `WHATS`.
        account: pseudonym of who did it; empty when nobody is identified.
        role: as `observatory.gate.roles.Role` spells it.
        workspace: name of the workspace, empty if there is none.
        about: what the action applies to: a page, a figure, a kind of file, a network.
        before: hash of the previous line.
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
    """Result of a verification: number of valid lines, and the first invalid one."""

    lines: int
    fault: str = ""


class Audit:
    """The audit log of a server, stored next to what it publishes."""

    def __init__(self, curated: Path | None = None) -> None:
        """Set the folder, which is created with the first line.

        Args:
            curated: root of the published workspaces, by default the project's.
        """
        self.folder = (curated or curated_root()) / FOLDER

    def account(self, who: str) -> str:
        """Stable pseudonym of an address, a name or a subject; empty for an empty string."""
        if not who:
            return ""
        with self._locked():
            key = self._key()
        return hmac.new(key, who.strip().lower().encode(), hashlib.sha256).hexdigest()[:12]

    def add(
        self, what: What, *, who: str = "", role: str = "", workspace: str = "", about: str = ""
    ) -> Line | None:
        """Add a line; if it cannot be written, log the loss without failing the action.

        Args:
            what: kind of action.
            who: address, name or subject of who did it; only its pseudonym is kept.
            role: their role.
            workspace: where it was done.
            about: what the action applies to, in the project's terms; cut after 200 characters.
        """
        try:
            fields = {"what": what, "account": self.account(who), "role": role}
            return self._add({**fields, "workspace": workspace, "about": about[:_LONGEST]})
        except OSError as error:
            log.error("audit_lost", what=what, reason=type(error).__name__)
            return None

    def _add(self, fields: dict[str, str]) -> Line:
        now = datetime.now(UTC)
        with self._locked():
            name = f"{now:%Y-%m}.jsonl"
            if not (self.folder / name).exists():
                self._purge(now)
            entry = {"at": now.isoformat(timespec="seconds"), **fields, "before": self._before()}
            line = Line(**entry, mark=_mark(entry))
            with (self.folder / name).open("ab+") as book:
                # A killed process may have left a partial last line, not yet in the head.
                book.seek(0)
                book.truncate(book.read().rfind(b"\n") + 1)
                book.write((json.dumps(asdict(line), ensure_ascii=False) + "\n").encode())
                book.flush()
                os.fsync(book.fileno())
            self._write(_HEAD, {"mark": line.mark})
        return line

    def lines(self) -> Iterator[Line]:
        """Every stored line, oldest first; an unreadable line ends the iteration."""
        for file in self._files():
            for text in file.read_text(encoding="utf-8").splitlines():
                try:
                    yield Line(**json.loads(text))
                except (ValueError, TypeError):
                    return

    def verify(self) -> Verdict:
        """Check that nothing was changed, removed or inserted since the oldest stored line."""
        before, count = self._read(_ANCHOR)["mark"], 0
        for file in self._files():
            for rank, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                try:
                    entry = json.loads(text)
                    mark = entry.pop("mark")
                    is_valid = entry["before"] == before and _mark(entry) == mark
                except (ValueError, TypeError, KeyError, AttributeError):
                    is_valid, mark = False, ""
                if not is_valid:
                    return Verdict(count, f"{file.name}, ligne {rank}")
                before, count = mark, count + 1
        if self._before() != before:
            return Verdict(count, "les dernières lignes manquent")
        return Verdict(count)

    def copy(self, into: Path) -> None:
        """Copy the whole log between two writes, with the key that derives the pseudonyms."""
        if not self.folder.exists():
            return
        with self._locked():
            shutil.copytree(self.folder, into, ignore=shutil.ignore_patterns(".*"))

    def purge(self) -> int:
        """Delete the months past retention; return how many were deleted."""
        with self._locked():
            return self._purge(datetime.now(UTC))

    def roles(self, roles: dict[str, str]) -> tuple[Line, ...]:
        """Record what changed in the list of roles since it was last recorded.

        Args:
            roles: address or value of a claim → role.
        """
        now = {self.account(name): role for name, role in roles.items()}
        with self._locked():
            then: dict[str, str] = self._read("roles.json", {})
        names = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
        changes = (f"{name}\u00a0: {then.get(name, '—')} → {now.get(name, '—')}" for name in names)
        lines = tuple(filter(None, [self.add("roles", about=about) for about in changes]))
        if names:
            with self._locked():
                self._write("roles.json", now)
        return lines

    def _purge(self, now: datetime) -> int:
        months = now.year * 12 + now.month - 1 - KEPT_MONTHS
        oldest = f"{months // 12:04}-{months % 12 + 1:02}.jsonl"
        expired = [file for file in self._files() if file.name < oldest]
        for file in expired:
            last = file.read_text(encoding="utf-8").splitlines()[-1:]
            if last:
                self._write(_ANCHOR, {"mark": json.loads(last[0])["mark"]})
            file.unlink()
        return len(expired)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(_MONTHS))

    def _before(self) -> str:
        """Hash that the next line is chained to: the head's, or that of the line after the head.

        Such a line exists only if the process was killed between writing it and its head.
        """
        head, newest = str(self._read(_HEAD)["mark"]), self._files()[-1:]
        try:
            entry = json.loads(newest[0].read_bytes().split(b"\n")[-2]) if newest else {}
            return str(entry["mark"]) if entry["before"] == head else head
        except (ValueError, TypeError, KeyError, IndexError):
            return head

    def _read(self, name: str, default: dict[str, str] | None = None) -> dict[str, Any]:
        file = self.folder / name
        nothing = {"mark": START} if default is None else default
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else nothing

    def _write(self, name: str, content: dict[str, str]) -> None:
        part = self.folder / f".{name}.new"
        part.write_text(json.dumps(content), encoding="utf-8")
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


def _mark(entry: dict[str, Any]) -> str:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
