"""The sentences of the audit page count the same lines as its table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from method.audit import WHATS, Audit
from ui import journal


def test_the_sentence_counts_the_lines_that_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(tmp_path))
    audit = Audit(tmp_path)
    for about in ("tresorerie *", "fiche *"):
        audit.add("view", who="a@b.example", role="staff", about=about)
    lines = tuple(audit.lines())
    audit.add("sign_in", who="c@d.example", role="staff")
    assert journal.sentence(lines).startswith("2\u00a0lignes")
    file = next(audit.folder.glob("*.jsonl"))
    file.write_text(file.read_text().replace("tresorerie", "equipes"))
    assert "ligne 1" in journal.sentence(lines)


def test_the_last_days_are_counted_by_kind(tmp_path: Path) -> None:
    audit, now = Audit(tmp_path), datetime.now(UTC)
    for what in ("view", "view", "refusal", "note"):
        audit.add(what, who="a@b.example", role="staff")
    lines = tuple(audit.lines())
    text = journal.recent(lines, now)
    assert text == "En 30\u00a0jours\u00a0: 1\u00a0refus et 2\u00a0lectures de chiffres réservés."
    assert "ni refus" in journal.recent(lines, now + timedelta(days=40))
    assert set(journal.TOLD) <= set(WHATS)
