"""A contract read while a deposit is examined is taken over by its build, if nothing differs."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.build.memory import Memory, content_of
from pipelines.ingest import handed
from pipelines.ingest.folder import _Reading, ingest_workspace
from pipelines.ingest.handed import Handed, handed_in
from pipelines.ingest.issues import IngestReport
from pipelines.ingest.remembered import REFERENCE
from pipelines.ingest.run import RECORDED
from tests.files.builder import MEMBERS, member
from tests.ingest.world import TODAY, make_france

TABLES = ("raw.adhesions", *RECORDED)


def read(
    raw: Path, day: date = TODAY, given: Handed | None = None, into: Path | None = None
) -> tuple[IngestReport, dict[str, str]]:
    """Report, and content of the tables, of a build that remembers nothing."""
    with make_france() as connection:
        memory = Memory(connection)
        memory.contents |= {table: content_of(table, connection) for table in REFERENCE}
        report = ingest_workspace(connection, raw, day, memory, given)
        if into:
            step = memory.steps["raw.adhesions"]
            handed.save(connection, {"adhesions": (step.ingredients, step.told)}, into)
        return report, {table: content_of(table, connection) for table in TABLES}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    of_contract = _Reading._read

    def counts(self: _Reading, *told: object) -> object:
        names.append(told[0].name)
        return of_contract(self, *told)

    monkeypatch.setattr(_Reading, "_read", counts)
    return names


@pytest.fixture
def members(raw: Path) -> Path:
    file = raw / "adhesions" / "alpha.csv"
    file.parent.mkdir()
    lines = [MEMBERS, member(), member(joined="jamais"), member("inconnu")]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_a_build_takes_the_contract_with_its_reports_and_reads_the_others(
    members: Path, raw: Path, tmp_path: Path, counted: list[str]
) -> None:
    expected = read(raw, into=tmp_path / "reading.duckdb")
    assert counted.count("adhesions") == 1
    assert read(raw, given=handed_in(tmp_path / "reading.duckdb")) == expected
    assert counted.count("adhesions") == 1
    assert counted.count("reseaux") == 2


@pytest.mark.parametrize("other", ["content", "name", "day", "software", "damaged"])
def test_a_build_that_would_read_something_else_reads_it(
    other: str,
    members: Path,
    raw: Path,
    tmp_path: Path,
    counted: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, day = tmp_path / "reading.duckdb", TODAY
    read(raw, into=file)
    if other == "content":
        members.write_text(f"{MEMBERS}\n{member()}\n", encoding="utf-8")
    elif other == "name":
        members.rename(members.with_name("beta.csv"))
    elif other == "day":
        day += timedelta(days=1)
    elif other == "software":
        monkeypatch.setattr(handed, "environment", lambda: "another")
    else:
        file.write_bytes(file.read_bytes()[:100])
    counted.clear()
    told = read(raw, day, handed_in(file))
    assert counted.count("adhesions") == 1
    assert told == read(raw, day)
