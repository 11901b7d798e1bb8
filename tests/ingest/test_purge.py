"""Purge of people who left: whose lines go, what stays, what can no longer be had again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from pipelines.build.workspace import load_workspace
from pipelines.desk import deposit, history
from pipelines.desk.purge import NotPurged, Purged, purge
from tests.ingest.world import TODAY, make_france

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
    staged = deposit.stage(raw, contract, name, content.encode(), "equipe", NOW)
    with make_france() as connection:
        deposit.publish(staged, deposit.examine(staged, connection, TODAY))


def _purge(raw: Path, until: date = UNTIL) -> Purged:
    with make_france() as connection:
        return purge(raw, until, NOW, connection)


def _all_bytes(raw: Path) -> bytes:
    return b"".join(path.read_bytes() for path in raw.rglob("*") if path.is_file())


def test_only_people_wholly_gone_are_taken_out_everywhere(people: Path) -> None:
    _send(people, "equipes", TEAM.replace("A3", "A9"), "equipes.csv")
    _send(people, "equipes", TEAM, "equipes.csv")
    assert _purge(people) == Purged(lines=2, versions=2)
    left = pd.read_csv(people / "equipes.csv", sep=";", dtype=str)
    assert list(zip(left["id_reseau"], left["id_agent"], strict=True)) == [
        ("alpha", "A1"), ("alpha", "A3"), ("alpha", "A3"), ("beta", "A2"),
    ]  # fmt: skip
    assert left["date_sortie"].tolist()[2] == "2023-11-01"
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
    _send(people, "equipes", TEAM.replace("0,8", "0,9"), "equipes.csv")
    sent = history.entries(people)[-1]
    _purge(people)
    for entry in (sent, history.entries(people)[-1]):
        with pytest.raises(deposit.NotPublishable, match="purgée"):
            deposit.restore(people, entry.id, "equipe", NOW)
