"""`fetch reperes` against a local server that answers like Mélodi, and from saved pages."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from method.settings import TERRITORIES
from observatory.figures.declared import landmark_labels
from pipelines.build.progress import silent
from pipelines.build.reference import reference_database
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.packages import FetchError
from pipelines.fetch.reperes import OFFICIAL, datasets, fetch_reperes
from pipelines.ingest import ingest_workspace
from tests.unit.fetch_site import Site, serve

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 23, tzinfo=UTC)
POPULATION, FLORES = "DS_POPULATIONS_REFERENCE", "DS_FLORES_A5"
LOCHES, DREUX = "200071587", "200040277"


def seen(place: str, value: float | None, year: str = "2023", **dimensions: str) -> dict:
    """One observation in the form of the API; a secret one has no value."""
    return {
        "dimensions": {"GEO": place, "TIME_PERIOD": year} | dimensions,
        "attributes": {"OBS_STATUS": "A" if value is not None else "K"},
        "measures": {"OBS_VALUE_NIVEAU": {} if value is None else {"value": value}},
    }


def people(place: str, value: float | None, **changes: str) -> dict:
    return seen(place, value, **({"FREQ": "A", "POPREF_MEASURE": "PMUN"} | changes))


def industry(place: str, value: float | None, **changes: str) -> dict:
    fixed = {"ACTIVITY": "BE", "NUMBER_EMPL": "_T", "LEGAL_FORM_WITH_PUBLIC": "1T9X7"}
    return seen(place, value, "2024", **({"FLORES_MEASURE": "UNIT_LOC"} | fixed | changes))


PAGES = {
    POPULATION: [
        [
            people("2025-DEP-28", 433129),
            people("2024-DEP-28", 999),  # an older map of the same place
            people("2025-DEP-28", 440000, POPREF_MEASURE="PTOT"),
            people("2025-DEP-75", 2_100_000),
            people("2025-REG-24", None),
        ],
        [people(f"2025-EPCI-{DREUX}", 115000.5), people(f"2025-EPCI-{LOCHES}", 52000)],
    ],
    FLORES: [
        [
            industry("2025-DEP-28", 900),
            industry("2025-DEP-28", 12, NUMBER_EMPL="E50T99"),
            industry("2025-DEP-28", 700, SOMETHING_NEW="1"),
            industry("2025-DEP-28", 901, SOMETHING_ELSE="_T", ACTIVITY="FZ"),
        ]
    ],
}


def answer(observations: list[dict], next_page: str | None) -> bytes:
    paging = {"isLast": next_page is None, "next": next_page}
    return json.dumps({"observations": observations, "paging": paging}).encode()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    def search(path: str, query: dict[str, str]) -> bytes | tuple | None:
        pages = PAGES.get(path.removeprefix("/data/"))
        if pages is None:
            return None
        number = int(query["page"])
        return answer(pages[number - 1], "suite" if number < len(pages) else None)

    with serve(Site(search=search)) as site:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_MELODI_URL", site.address)
        yield site


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "workspace.toml").write_text('name = "x"\n')
    (folder / "reperes.csv").write_text(
        "niveau;code;indicateur;annee;valeur;unite;source_url\n"
        "departement;28;population;2023;430000;personnes;https://exemple.fr/autre\n"
    )
    return folder


def fetch(raw: Path) -> str:
    client = Client(per_second=1000, wait=lambda seconds: None)
    with reference_database(TERRITORIES) as connection:
        return fetch_reperes(Errand(raw, connection, NOW, silent, client))


def deposited(raw: Path) -> list[dict[str, str]]:
    with (raw / OFFICIAL.target).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_figures_of_the_region_are_kept_page_by_page(site: Site, raw: Path) -> None:
    assert fetch(raw).startswith("5\u00a0repères (3\u00a0réponses, SHA-256 ")
    rows = {(row["indicateur"], row["code"]): row for row in deposited(raw)}
    assert {key: row["valeur"] for key, row in rows.items()} == {
        ("population", "28"): "433129",
        ("population", DREUX): "115000.5",
        ("population", LOCHES): "52000",
        ("etablissements_industrie", "28"): "900",
        ("etablissements_construction", "28"): "901",
    }
    epci = rows["population", DREUX]
    assert (epci["niveau"], epci["annee"], epci["unite"]) == ("epci", "2023", "personnes")
    assert (
        epci["source_url"]
        == f"https://catalogue-donnees.insee.fr/fr/catalogue/recherche/{POPULATION}"
    )
    assert epci["date_source"] == "2026-11-23"
    assert "géographie 2025" in epci["note"] and "communes hors région comprises" in epci["note"]
    assert "hors région" not in rows["population", LOCHES]["note"]
    places = parse_qs(urlsplit(site.asked[0]).query)["GEO"]
    assert len(places) == 1 + 6 + 82 and "REG-24" in places


def test_what_another_source_says_of_the_same_year_stays_beside(site: Site, raw: Path) -> None:
    fetch(raw)
    with reference_database(TERRITORIES) as connection:
        report = ingest_workspace(connection, raw, NOW.date())
        assert report.rows_rejected == 0
        rows = connection.execute(
            "select valeur from raw.reperes where code = '28' and indicateur = 'population' "
            "order by valeur"
        ).fetchall()
    assert rows == [(430_000,), (433_129,)]


def test_pages_that_somebody_saved_need_no_site(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mirror" / "melodi"
    folder.mkdir(parents=True)
    for number, page in enumerate(PAGES[POPULATION], 1):
        (folder / f"{POPULATION}-{number}.json").write_bytes(answer(page, None))
    monkeypatch.setenv("OBSERVATOIRE_MIROIR", str(tmp_path / "mirror"))
    with serve(Site()) as site:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_MELODI_URL", site.address)
        assert fetch(raw).startswith("3\u00a0repères (2\u00a0réponses")
        assert not any(POPULATION in path for path in site.asked)
    assert f"{FLORES} : " in capsys.readouterr().err


def test_a_source_that_gives_less_or_changes_its_form_changes_nothing(
    site: Site, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(raw)
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    for body in (b'{"data": []}', answer([], None), answer(PAGES[FLORES][0], "encore")):
        site.pages = {f"/data/{POPULATION}": body}
        with pytest.raises(FetchError, match="moins de repères"):
            fetch(raw)
        assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_what_a_lost_page_or_data_set_gave_is_not_lost(
    site: Site, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other data sets that grew do not make up for the one that is missing."""
    fetch(raw)
    before = (raw / OFFICIAL.target).read_bytes()
    more = [industry(f"2025-DEP-{code}", 10) for code in (18, 28, 36, 37, 41, 45)]
    for lost in (None, answer(PAGES[POPULATION][0], "suite")):
        pages = {1: lost, 2: answer([], "suite")}

        def search(path: str, query: dict[str, str], pages: dict = pages) -> bytes | None:
            is_lost = path == f"/data/{POPULATION}"
            return pages.get(int(query["page"])) if is_lost else answer(more, None)

        site.search = search
        with pytest.raises(FetchError, match="pas été lue"):
            fetch(raw)
        assert (raw / OFFICIAL.target).read_bytes() == before


def test_a_site_that_gives_nothing_at_all_is_a_failure(site: Site, raw: Path) -> None:
    site.search = lambda path, query: None
    with pytest.raises(FetchError, match="Aucun jeu de données"):
        fetch(raw)


def test_every_requested_figure_has_its_words() -> None:
    indicators = [figure.indicator for one in datasets() for figure in one.figures]
    assert set(indicators) <= landmark_labels().keys()
    assert len(indicators) == len(set(indicators))
