"""The audit: append-only, chained line by line, naming nobody, and purged in time."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from method import audit as audit_module
from method.audit import KEPT_MONTHS, WHATS, Audit
from pipelines.__main__ import main

ADDRESS = "Prenom.Nom@devup.example"


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    book = Audit(tmp_path)
    for rank, what in enumerate(WHATS):
        book.add(what, who=ADDRESS, role="staff", workspace="demo", about=f"page {rank}")
    return book


def _file(audit: Audit) -> Path:
    (file,) = audit.folder.glob("*-*.jsonl")
    return file


def test_lines_are_chained_and_name_nobody(audit: Audit) -> None:
    assert audit.verify() == replace(audit.verify(), lines=len(WHATS), fault="")
    assert [line.what for line in audit.lines()] == list(WHATS)
    assert len({line.account for line in audit.lines()}) == 1
    assert audit.account(ADDRESS.upper()) == next(audit.lines()).account
    content = b"".join(path.read_bytes() for path in audit.folder.iterdir())
    for part in (b"prenom", b"Prenom", b"devup"):
        assert part not in content
    assert Audit(audit.folder / "elsewhere").account(ADDRESS) != audit.account(ADDRESS)
    assert {oct(p.stat().st_mode & 0o077) for p in audit.folder.glob("key")} == {"0o0"}


def test_any_line_changed_removed_moved_or_added_is_found(audit: Audit) -> None:
    whole = _file(audit).read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    forged = json.dumps({**json.loads(lines[-1]), "about": "rien"}) + "\n"
    attempts = [
        *("".join(lines[:rank] + lines[rank + 1 :]) for rank in range(len(lines))),
        *(whole.replace(f"page {rank}", "page x") for rank in range(len(lines))),
        "".join([lines[1], lines[0], *lines[2:]]),
        whole + lines[-1],
        whole + forged,
        whole + "{}\n",
        whole + "pas du JSON\n",
        "",
    ]
    missed = []
    for rank, text in enumerate(attempts):
        _file(audit).write_text(text, encoding="utf-8")
        if not audit.verify().fault:
            missed.append(rank)
    assert missed == []
    _file(audit).write_text(whole, encoding="utf-8")
    assert not audit.verify().fault


def test_months_go_whole_and_what_is_left_still_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        at = datetime(2025, 1, 15, tzinfo=UTC)

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return cls.at

    monkeypatch.setattr(audit_module, "datetime", Clock)
    book = Audit(tmp_path)
    for month in range(15):
        Clock.at = datetime(2025 + month // 12, month % 12 + 1, 3, tzinfo=UTC)
        book.add("view", about=f"mois {month}")
        assert not book.verify().fault
    subjects = [line.about for line in book.lines()]
    assert subjects == [f"mois {month}" for month in range(15 - KEPT_MONTHS - 1, 15)]
    Clock.at = datetime(2027, 1, 3, tzinfo=UTC)
    assert book.purge() == len(subjects) - 3
    assert book.verify() == replace(book.verify(), lines=3, fault="")


def test_a_kill_between_a_line_and_its_head_breaks_nothing(audit: Audit) -> None:
    head = (audit.folder / "head.json").read_bytes()
    audit.add("view", about="tué après la ligne")
    (audit.folder / "head.json").write_bytes(head)
    assert not audit.verify().fault
    with _file(audit).open("a", encoding="utf-8") as book:
        book.write('{"at": "2026-')
    audit.add("view", about="suivante")
    assert audit.verify().lines == len(WHATS) + 2
    assert not audit.verify().fault


def test_what_the_disk_refuses_is_in_the_log(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no room")

    monkeypatch.setattr(audit_module.os, "fsync", full)
    with capture_logs() as logs:
        assert audit.add("view", who=ADDRESS) is None
    assert [(line["event"], line["what"]) for line in logs] == [("audit_lost", "view")]
    assert ADDRESS not in str(logs)


def test_threads_write_one_chain(audit: Audit) -> None:
    def write() -> None:
        for _ in range(10):
            Audit(audit.folder.parent).add("view", about="x")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert audit.verify().lines == len(WHATS) + 40
    assert not audit.verify().fault


def test_roles_are_logged_once_for_each_change(tmp_path: Path) -> None:
    book = Audit(tmp_path)
    first = {ADDRESS: "admin", "devup": "staff"}
    assert len(book.roles(first)) == 2
    assert book.roles(first) == ()
    (line,) = book.roles({ADDRESS: "reseau:alpha", "devup": "staff"})
    assert line.about.endswith("admin → reseau:alpha")
    assert len(book.roles({})) == 2
    assert ADDRESS not in (book.folder / "roles.json").read_text(encoding="utf-8")


def test_the_command_verifies_purges_and_says_an_account(
    audit: Audit, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["audit", "--curated", str(audit.folder.parent)]
    assert main([*command, "--account", ADDRESS]) == 0
    assert capsys.readouterr().out.strip() == audit.account(ADDRESS)
    assert main([*command, "--purge"]) == 0
    assert f"{len(WHATS)}\u00a0lignes, toutes intactes" in capsys.readouterr().out
    _file(audit).write_text("", encoding="utf-8")
    assert main(command) == 1
    assert "coupé" in capsys.readouterr().err
