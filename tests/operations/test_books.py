"""A register that is locked, damaged, unreadable or out of space is reported; nothing is lost."""

from __future__ import annotations

import ast
import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from method.settings import ROOT
from observatory import books
from observatory.exports import quotations
from observatory.fragility import alert_book
from observatory.gate import sign_ins
from observatory.gate.access import PUBLIC, STAFF
from observatory.opinion.follow_up import FILE_NAME, FollowUp
from operations import kept
from ui.server import doors

BOOKS: dict[str, Callable[[Path], object]] = {
    alert_book.FILE_NAME: lambda folder: alert_book.open_book(
        folder.parent, folder.name, STAFF
    ).note("alpha", "vu", date(2026, 1, 1)),
    FILE_NAME: lambda folder: FollowUp(folder.parent, folder.name, STAFF).steps(),
    quotations.FILE_NAME: lambda folder: quotations.Quotations(folder.parent, folder.name).find(
        "a1b2", PUBLIC, date(2026, 1, 1)
    ),
    sign_ins.FILE_NAME: lambda folder: sign_ins.SignIns(folder / sign_ins.FILE_NAME).open("a"),
    "sauvegarde": lambda folder: kept.copy_book(folder / "sauvegarde", folder / "copie"),
}
# Modules that open SQLite: each is covered in `BOOKS`, through `books.opened` or directly.
OPENING = {"observatory/books.py", "operations/kept.py"}


@contextmanager
def held(book: Path):
    with closing(sqlite3.connect(book)) as other:
        other.execute("create table une_autre (x)")
        other.execute("begin exclusive")
        yield


@contextmanager
def damaged(book: Path):
    book.write_bytes(b"SQLite format 3\0" + os.urandom(8_000))
    yield


@contextmanager
def not_a_book(book: Path):
    book.write_text("ceci n’est pas un registre" * 100)
    yield


@contextmanager
def closed(book: Path):
    """Replace the file with a folder: permissions do not stop root."""
    book.mkdir()
    yield
    book.rmdir()


KINDS = {"tenu": held, "abîmé": damaged, "abîmé ": not_a_book, "fermé": closed}


@pytest.mark.parametrize("name", BOOKS)
def test_errors_of_sqlite_are_reported_in_french_by_kind(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(kept, "BUSY_SECONDS", 0.05)
    folder = tmp_path / "demo"
    folder.mkdir()
    for kind, harm in KINDS.items():
        with harm(folder / name), pytest.raises(books.ReaderError, match=kind.strip()) as caught:
            BOOKS[name](folder)
        assert "database" not in str(caught.value)
        if (folder / name).exists():
            (folder / name).unlink()


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    with pytest.raises(books.BookError, match="place"), books.opened(tmp_path / "x") as book:
        book.execute("pragma max_page_count = 2")
        book.execute("create table note (said text)")
        book.execute("insert into note values (?)", ("x" * 100_000,))
    with pytest.raises(sqlite3.IntegrityError), books.opened(tmp_path / "x") as book:
        book.execute("create table a (b primary key)")
        book.executemany("insert into a values (?)", [(1,), (1,)])


def test_sqlite_is_opened_in_two_places() -> None:
    calls = {
        str(file.relative_to(ROOT))
        for root in ("method", "pipelines", "observatory", "operations", "ui", "pages")
        for file in (ROOT / root).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "sqlite3.connect"
    }
    assert calls == OPENING


@pytest.mark.parametrize("path", ["/auth/logout", "/oauth2callback"])
def test_signing_in_or_out_with_a_damaged_register_is_reported(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She is not signed in either: the response that would sign her in is not sent."""
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(tmp_path))
    monkeypatch.setattr(doors.sign_ins, "mark_of", lambda cookies: "a" if cookies else None)
    (tmp_path / sign_ins.FILE_NAME).write_bytes(os.urandom(4_000))
    assert not doors.sign_ins.is_known_open("a")
    with pytest.raises(sign_ins.SignInsError, match="abîmé"):
        doors.sign_ins.is_open({"x": "y"})

    async def signed(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("ok", headers={"set-cookie": "_streamlit_user=s"})(
            scope, receive, send
        )

    messages: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b""}

    async def send(message: dict) -> None:
        messages.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "scheme": "http",
        "headers": [(b"cookie", b"_streamlit_user=s")], "client": ("127.0.0.1", 1),
    }  # fmt: skip
    asyncio.run(doors.Doors(signed)(scope, receive, send))
    assert [m["status"] for m in messages if m["type"] == "http.response.start"] == [503]
    assert not [name for name, _ in messages[0]["headers"] if name == b"set-cookie"]
    assert "connexions est abîmé" in b"".join(m.get("body", b"") for m in messages).decode()
