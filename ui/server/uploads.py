"""Which sessions may send files, and how much: other uploads are refused before they are read.

Streamlit stores what any session sends, whatever its page shows. Here a page that draws an uploader
declares it (`allow`), for a role that may use it and as long as it is drawn; `ui.server.doors`
calls `may_send` and `refusal` for each upload.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from observatory.gate.access import AccessError, may_deposit
from pipelines.ingest.limits import MAX_FILE_BYTES
from ui.server import browsers, sign_ins

# A file and the form around it.
MAX_BODY_BYTES = MAX_FILE_BYTES + 64 * 1024
# Stored at once: two of the largest files per session, four in total, and these counts of files.
SESSION_BYTES = 2 * MAX_BODY_BYTES
SESSION_FILES = 20
TOTAL_BYTES = 4 * MAX_BODY_BYTES
TOTAL_FILES = 100


@dataclass(frozen=True)
class Leave:
    """A session that may send files: its browser, and its sign-in if the role comes from one."""

    browser: str | None
    sign_in: str | None


class Uploads:
    """Sessions that may send files, and the uploads in progress. Thread-safe."""

    def __init__(self) -> None:
        self._leaves: dict[str, Leave] = {}
        self._drawn: set[str] = set()
        self._coming: dict[str, list[int]] = {}
        self._lock = threading.Lock()

    def begin(self, session: str) -> None:
        """Begin a run; the uploader of the previous run remains valid until this one ends."""
        with self._lock:
            self._drawn.discard(session)

    def allow(self, session: str, leave: Leave) -> None:
        """Declare that the session's page shows an uploader."""
        with self._lock:
            self._leaves[session] = leave
            self._drawn.add(session)

    def end(self, session: str) -> None:
        """End a run; if it drew no uploader, the session may no longer send files."""
        with self._lock:
            if session not in self._drawn:
                self._leaves.pop(session, None)
            self._drawn.discard(session)
            for gone in [name for name in self._leaves if not _is_active(name)]:
                del self._leaves[gone]

    def may_send(self, session: str, cookies: Mapping[str, str]) -> bool:
        """Whether these cookies belong to a session whose page shows an uploader."""
        with self._lock:
            leave = self._leaves.get(session)
        return leave is not None and _is_active(session) and _is_same_reader(leave, cookies)

    def refusal(self, session: str, size: int) -> tuple[int, str] | None:
        """Status and French sentence that refuse one more file; None accepts it.

        An accepted file counts until `done`.

        Args:
            session: a session for which `may_send` is true.
            size: declared size of the body, in bytes.
        """
        if size > MAX_BODY_BYTES:
            return 413, "Le fichier est trop grand."
        with self._lock:
            own = _amount_held(session) + _Amount.of(self._coming.get(session, []))
            coming = [one for sizes in self._coming.values() for one in sizes]
            in_all = _amount_held() + _Amount.of(coming)
            if own.passes(size, SESSION_BYTES, SESSION_FILES):
                return 429, "Trop de fichiers dans cette session : rechargez la page."
            if in_all.passes(size, TOTAL_BYTES, TOTAL_FILES):
                return 429, "Trop de fichiers à la fois : réessayez dans quelques minutes."
            self._coming.setdefault(session, []).append(size)
        return None

    def done(self, session: str, size: int) -> None:
        """End an accepted upload, successful or not."""
        with self._lock:
            self._coming[session].remove(size)
            if not self._coming[session]:
                del self._coming[session]


@dataclass(frozen=True)
class _Amount:
    size: int
    count: int

    @classmethod
    def of(cls, sizes: list[int]) -> _Amount:
        return cls(sum(sizes), len(sizes))

    def __add__(self, other: _Amount) -> _Amount:
        return _Amount(self.size + other.size, self.count + other.count)

    def passes(self, size: int, most: int, most_files: int) -> bool:
        """Whether one more file of that size exceeds the limits."""
        return self.size + size > most or self.count + 1 > most_files


def _is_active(session: str) -> bool:
    return runtime.exists() and bool(runtime.get_instance().is_active_session(session))


def _is_same_reader(leave: Leave, cookies: Mapping[str, str]) -> bool:
    if leave.browser is None or browsers.key_of(cookies) != leave.browser:
        return False
    own = sign_ins.mark_of(cookies)
    return leave.sign_in is None or (own == leave.sign_in and sign_ins.is_known_open(own))


def _amount_held(session: str | None = None) -> _Amount:
    """Files that the server stores for a session, or for all sessions if None."""
    manager = runtime.get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        raise RuntimeError("uploads are kept where they cannot be counted")
    folders = dict(manager.file_storage)
    chosen = [folders.get(session, {})] if session else list(folders.values())
    return _Amount.of([len(file.data) for files in chosen for file in list(files.values())])


uploads = Uploads()


@contextmanager
def watched() -> Generator[None]:
    """Wrap one run of the application: an uploader that it draws may be used afterwards."""
    context = get_script_run_ctx()
    if context is None:
        yield
        return
    uploads.begin(context.session_id)
    try:
        yield
    finally:
        uploads.end(context.session_id)


def allow(role: str) -> None:
    """Declare that the page being drawn shows an uploader; called just before it is drawn.

    Raises:
        AccessError: the role may not load files.
    """
    if not may_deposit(role):
        raise AccessError("Ce profil ne dépose pas de fichiers.")
    context = get_script_run_ctx()
    if context is not None:
        cookies = st.context.cookies.to_dict()
        signed_in = sign_ins.mark_of(cookies)
        uploads.allow(context.session_id, Leave(browsers.key_of(cookies), signed_in))
