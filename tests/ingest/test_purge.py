"""Purge of people who left: which rows are removed, what stays, what cannot be restored."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from pipelines.build.progress import silent
from pipelines.build.workspace import load_workspace
from pipelines.desk import history
from pipelines.desk.examine import NotPublishable
from pipelines.desk.purge import NotPurged, Purged, purge
from tests.ingest.desk_world import is_pair, open_desk, send, tiny_build
from tests.ingest.world import borrowed_france

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 23, 10, 0)
UNTIL = date(2023, 10, 31)
TEAM = (
    "id_reseau;id_agent;fonction;type_contrat;etp;date_entree;date_sortie\n"
    "alpha;A1;direction;CDI;1;2019-01-01;\n"
    "alpha;A2;projets;CDD;0,5;2018-01-01;2019-12-31\n"
    "alpha;A2;projets;CDI;0,5;2020-01-01;2023-10-31\n"
    "alpha;A3;projets;CDD;1;2018-01-01;2019-12-31\n"
    "alpha;A3;projets;CDI;1;2022-01-01;2023-11-01\n"
    "beta;A2;autre;CDI;0,8;2020-01-01;\n"
)
BOARD = (
    "id_reseau;id_mandat;fonction;college;date_debut;date_fin\n"
    "alpha;M1;presidence;entreprise;2018-01-01;2021-01-01\n"
    "alpha;M2;presidence;entreprise;2021-01-01;\n"
)


@pytest.fixture
def people(raw: Path) -> Path:
    (raw / "workspace.toml").write_text(
        '# à garder\nname = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\n',
        encoding="utf-8",
    )
    return raw


def _send(raw: Path, contract: str, content: str, name: str) -> None:
    send(open_desk(raw), contract, content.encode(), name=name)


def _purge(raw: Path, until: date = UNTIL) -> Purged:
    with borrowed_france() as connection:
        return purge(raw, raw.parent / "curated", until, NOW, connection, tiny_build)


def _all_bytes(raw: Path) -> bytes:
    return b"".join(path.read_bytes() for path in raw.rglob("*") if path.is_file())


def test_only_people_who_left_everywhere_are_removed_everywhere(people: Path) -> None:
    _send(people, "equipes", TEAM.replace("A3", "A9"), "equipes.csv")
    _send(people, "equipes", TEAM, "equipes.csv")
    assert _purge(people).lines == 2
    remaining = pd.read_csv(people / "equipes" / "alpha.csv", sep=";", dtype=str)
    assert list(zip(remaining["id_reseau"], remaining["id_agent"], strict=True)) == [
        ("alpha", "A1"), ("alpha", "A3"), ("alpha", "A3"),
    ]  # fmt: skip
    assert is_pair(people)
    assert remaining["date_sortie"].tolist()[2] == "2023-11-01"
    assert b"2018-01-01;2019-12-31" in _all_bytes(people)
    assert b"alpha;A2" not in _all_bytes(people)
    assert load_workspace(people).people_since == UNTIL
    assert "# à garder" in (people / "workspace.toml").read_text(encoding="utf-8")


def test_a_board_seat_that_ended_goes_and_other_files_stay(people: Path) -> None:
    (people / "gouvernance.csv").write_text(BOARD, encoding="utf-8")
    networks = (people / "reseaux.csv").read_bytes()
    assert _purge(people).lines == 1
    assert "M1" not in (people / "gouvernance.csv").read_text(encoding="utf-8")
    assert (people / "reseaux.csv").read_bytes() == networks


def test_a_file_of_people_all_gone_leaves_no_file(people: Path) -> None:
    (people / "gouvernance.csv").write_text(
        "\n".join(BOARD.splitlines()[:2]) + "\n", encoding="utf-8"
    )
    assert _purge(people).lines == 1
    assert not (people / "gouvernance.csv").exists()


def test_nobody_to_take_out_changes_nothing(people: Path) -> None:
    (people / "equipes.csv").write_text(TEAM, encoding="utf-8")
    before = _all_bytes(people)
    assert _purge(people, date(2019, 12, 30)) == Purged(lines=0, versions=0)
    assert _all_bytes(people) == before
    assert load_workspace(people).people_since is None


def test_a_later_purge_moves_the_day_and_never_back(people: Path) -> None:
    (people / "equipes.csv").write_text(TEAM, encoding="utf-8")
    _purge(people)
    (people / "gouvernance.csv").write_text(BOARD, encoding="utf-8")
    _purge(people, date(2022, 1, 1))
    assert load_workspace(people).people_since == UNTIL


def test_lines_set_aside_stop_the_purge(people: Path) -> None:
    (people / "equipes.csv").write_text(TEAM + "alpha;A4;projets;CDI;1;hier;\n", encoding="utf-8")
    with pytest.raises(NotPurged, match=r"equipes\.csv"):
        _purge(people)
    assert "A2" in (people / "equipes.csv").read_text(encoding="utf-8")


def test_a_purged_version_cannot_be_given_back(people: Path) -> None:
    _send(people, "equipes", TEAM, "equipes.csv")
    _send(people, "equipes", TEAM.replace("0,5", "0,4"), "equipes.csv")
    entry = history.entries(people)[-1]
    _purge(people)
    desk = open_desk(people)
    assert not desk.can_restore(entry)
    with pytest.raises(NotPublishable, match="purgé"):
        desk.restore(entry.id, silent)
    with pytest.raises(NotPublishable, match="purgé"):
        desk.undo(silent)


def test_no_byte_of_a_purged_person_is_left(people: Path) -> None:
    """Published, staged, discarded, pending, replaced, restored, built: no copy survives."""
    person = "ZZ-PERSONNE-PARTIE"
    content = TEAM.replace("A2", person)
    desk = open_desk(people)
    send(desk, "equipes", content.encode(), name="equipes.csv")
    first = history.entries(people)[-1]
    send(desk, "equipes", content.replace("0,5", "0,4").encode(), name="corrige.csv")
    desk.restore(first.id, silent)
    tried = desk.stage("equipes", "essai.csv", content.encode())
    desk.examine(tried)
    desk.discard(tried)
    waits = desk.stage("adhesions", "mauvais contrat.csv", content.encode())
    desk.examine(waits)
    seat = people / "_history" / "files" / "orphan.csv"
    seat.write_text(content, encoding="utf-8")  # left by an older version of the history
    work = people.parent / "curated" / "work-killed"
    work.mkdir()
    (work / "work.duckdb").write_text(content, encoding="utf-8")
    for network in ("alpha", "beta"):
        # Rows of people still present are kept: the person must have left both networks.
        path = people / "equipes" / f"{network}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("2020-01-01;;\n", "2020-01-01;2020-12-31;\n"), encoding="utf-8"
        )
    assert person.encode() in _all_bytes(people.parent)
    _purge(people)
    remaining = [
        path for path in people.parent.rglob("*")
        if path.is_file() and person.encode() in path.read_bytes()
    ]  # fmt: skip
    assert remaining == []
    assert is_pair(people)


def test_a_version_replaced_before_the_day_goes_even_without_anybody_to_remove(
    people: Path,
) -> None:
    send(open_desk(people), "equipes", TEAM.encode(), name="equipes.csv")
    sole = "\n".join(TEAM.splitlines()[:2]) + "\n"
    send(open_desk(people), "equipes", sole.encode(), mode="all")
    log = people / "_history" / "log.jsonl"
    log.write_text(re.sub(r'"at": "\d{4}', '"at": "2019', log.read_text()), encoding="utf-8")
    assert b"A3" in _all_bytes(people)
    _purge(people)
    assert b"A3" not in _all_bytes(people)
