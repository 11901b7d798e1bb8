"""A book that is held or damaged is told in a sentence, and nothing of it is lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from observatory import books
from observatory.exports import quotations
from observatory.fragility import alert_book
from observatory.gate.access import PUBLIC, STAFF
from observatory.opinion.follow_up import FILE_NAME, FollowUp

BOOKS: dict[str, Callable[[Path], object]] = {
    alert_book.FILE_NAME: lambda folder: alert_book.open_book(
        folder.parent, folder.name, STAFF
    ).note("alpha", "vu", date(2026, 1, 1)),
    FILE_NAME: lambda folder: FollowUp(folder.parent, folder.name, STAFF).steps(),
    quotations.FILE_NAME: lambda folder: quotations.Quotations(folder.parent, folder.name).find(
        "a1b2", PUBLIC, date(2026, 1, 1)
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_what_sqlite_says_is_said_in_french(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "BUSY_SECONDS", 0.05)
    folder = tmp_path / "demo"
    folder.mkdir()
    with closing(sqlite3.connect(folder / name)) as held:
        held.execute("create table une_autre (x)")
        held.execute("begin exclusive")
        with pytest.raises(books.BookError, match="Réessayez"):
            BOOKS[name](folder)
    (folder / name).write_bytes(b"SQLite format 3\0" + os.urandom(8_000))
    with pytest.raises(books.BookError, match="abîmé"):
        BOOKS[name](folder)
