"""`fetch etat` against a local portal that answers as data.economie.gouv.fr does."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from observatory.figures.declared import declared_labels
from pipelines.build.progress import silent
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.etat import INDICATOR, OFFICIAL, PAGE_SIZE, editions, fetch_etat
from pipelines.fetch.packages import FetchError
from pipelines.ingest import ingest_workspace
from tests.files.builder import SIRET, SIRET_2
from tests.ingest.world import make_france
from tests.unit.fetch_site import Site, serve

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALPHA, OTHER = SIRET[:9], SIRET_2[:9]
LAST = editions()[0]


def line(siren: str, amount: object, programme: str = "134") -> dict[str, object]:
    return {"programme": programme, "siren": siren, "denomination": "ALPHA", "montant": amount}


LINES = [line(ALPHA, 100.25) for _ in range(PAGE_SIZE)] + [
    line(ALPHA, "30 000,50", "192"),
    line(OTHER, 7),
    line("NR CHORUS", 1_078_000_000.0),
]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    def search(path: str, query: dict[str, str]) -> bytes | None:
        if path != f"/api/explore/v2.1/catalog/datasets/{LAST.dataset}/records":
            return None
        lines = [one for one in LINES if query["where"] == f'siren="{one["siren"]}"']
        start = int(query["offset"])
        page = lines[start : start + int(query["limit"])]
        return json.dumps({"total_count": len(lines), "results": page}).encode()

    with serve(Site(search=search)) as site:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_DATA_ECONOMIE_URL", site.address)
        yield site


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "workspace.toml").write_text('name = "x"\n')
    (folder / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut;siren\n"
        f"alpha;Alpha;cluster;bois;actif;{ALPHA}\nbeta;Bêta;cluster;bois;actif;\n"
    )
    return folder


def fetch(raw: Path) -> str:
    client = Client(per_second=1000, wait=lambda seconds: None)
    return fetch_etat(Errand(raw, make_france(), NOW, silent, client))


def deposited(raw: Path) -> list[dict[str, str]]:
    with (raw / OFFICIAL.target).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_all_lines_of_a_network_make_one_published_figure_of_the_year(
    site: Site, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(raw).startswith(
        "1\u00a0montant annuel versé par l’État (2\u00a0réponses, SHA-256 "
    )
    (row,) = deposited(raw)
    assert (row["id_reseau"], row["annee"], row["unite"]) == ("alpha", str(LAST.year), "€")
    assert float(row["valeur"]) == 100.25 * PAGE_SIZE + 30_000.5
    assert row["source_url"] == f"https://data.economie.gouv.fr/explore/dataset/{LAST.dataset}/"
    output = capsys.readouterr().err
    assert f"Année {editions()[1].year} : " in output and "Bêta" in output
    con = make_france()
    assert ingest_workspace(con, raw, NOW.date()).rows_rejected == 0
    # A year is not a date: no line becomes a grant or an instalment.
    assert con.execute("select count(*) from raw.subventions").fetchone() == (0,)
    assert con.execute("select count(*) from raw.versements").fetchone() == (0,)


def test_an_export_brought_by_hand_gives_the_same(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mirror" / "etat"
    folder.mkdir(parents=True)
    (folder / f"{LAST.dataset}.json").write_text(json.dumps(LINES))
    monkeypatch.setenv("OBSERVATOIRE_MIROIR", str(tmp_path / "mirror"))
    with serve(Site()) as site:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_DATA_ECONOMIE_URL", site.address)
        assert fetch(raw).startswith("1\u00a0montant annuel versé par l’État (1\u00a0réponse")
    assert float(deposited(raw)[0]["valeur"]) == 100.25 * PAGE_SIZE + 30_000.5


@pytest.mark.parametrize(
    "answer",
    [
        {"records": []},
        {"total_count": 1, "results": [line(ALPHA, "n.c. x")]},
        {"total_count": 0, "results": []},
    ],
)
def test_a_source_that_gives_less_changes_nothing(site: Site, raw: Path, answer: dict) -> None:
    fetch(raw)
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    path = f"/api/explore/v2.1/catalog/datasets/{LAST.dataset}/records"
    site.pages = {path: json.dumps(answer).encode()}
    with pytest.raises(FetchError, match="moins de montants"):
        fetch(raw)
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_lines_that_change_while_they_are_read_make_no_sum(site: Site, raw: Path) -> None:
    fetch(raw)
    before = (raw / OFFICIAL.target).read_bytes()
    found = site.search

    def shrinking(path: str, query: dict[str, str]) -> bytes | None:
        answer = found(path, query)
        if answer is None or query["offset"] == "0":
            return answer
        return json.dumps({"total_count": PAGE_SIZE + 1, "results": []}).encode()

    site.search = shrinking
    with pytest.raises(FetchError):
        fetch(raw)
    assert (raw / OFFICIAL.target).read_bytes() == before


def test_a_site_that_gives_nothing_at_all_is_a_failure(site: Site, raw: Path) -> None:
    site.search = lambda path, query: None
    with pytest.raises(FetchError, match="Aucune édition"):
        fetch(raw)


def test_the_figure_has_its_words() -> None:
    assert INDICATOR in declared_labels()
