"""`fetch tissu` against a small SIRENE stock, from a mirror and from a local data.gouv.fr."""

from __future__ import annotations

import csv
import itertools
import re
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from method.settings import ROOT, TERRITORIES
from pipelines.build.progress import silent
from pipelines.build.reference import reference_database
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.packages import FetchError
from pipelines.fetch.tissu import FILES, OFFICIAL, fetch_tissu
from pipelines.ingest import ingest_workspace
from tests.unit.fetch_site import Site, serve
from tests.unit.stock import STATE, company, establishment, write

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 23, tzinfo=UTC)
A, B, C, D, E, F, G, H = (f"{number}".zfill(9) for number in range(1, 9))
ESTABLISHMENTS = [
    establishment(A),
    establishment(A, siret="00000000100023"),  # the same company, commune and division: once
    establishment(A, siret="00000000100031", codeCommuneEtablissement="28085"),
    establishment(B, activitePrincipaleEtablissement="62.01Z", codeCommuneEtablissement="28276"),
    establishment(C, **{STATE: "F"}),
    establishment(D, codeCommuneEtablissement="75056"),
    establishment(E),
    establishment(F),
    establishment(G),
    establishment(H, nomenclatureActivitePrincipaleEtablissement="NAF2025"),
]
COMPANIES = [
    company(A),
    company(B, categorieEntreprise=None, trancheEffectifsUniteLegale="NN"),
    company(C),
    company(D),
    company(E, categorieJuridiqueUniteLegale=9220),  # an association is not a company
    company(F, etatAdministratifUniteLegale="C"),
    company(G, trancheEffectifsUniteLegale=None),  # a PME with no band may be a TPE
    company(H),
]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "workspace.toml").write_text('name = "x"\n')
    return folder


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OBSERVATOIRE_MIROIR", str(tmp_path / "mirror"))
    write(tmp_path / "mirror" / "sirene", ESTABLISHMENTS, COMPANIES)
    return tmp_path / "mirror" / "sirene"


def fetch(raw: Path) -> str:
    client = Client(per_second=1000, wait=lambda seconds: None)
    with reference_database(TERRITORIES) as connection:
        return fetch_tissu(Errand(raw, connection, NOW, silent, client))


def deposited(raw: Path) -> list[tuple[str, ...]]:
    with (raw / OFFICIAL.target).open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file, delimiter=";")]


def test_open_companies_of_the_region_are_counted_with_their_vintage(
    raw: Path, mirror: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = fetch(raw)
    assert summary.startswith(
        "3\u00a0lignes de tissu économique, SIRENE au 30 octobre 2026 (2\u00a0fichiers"
    )
    assert deposited(raw) == [
        ("28085", "20", "PME", "1", "2026-10-30"),
        ("28319", "62", "TPE", "1", "2026-10-30"),  # 28276 has been part of 28319 since 2025
        ("45234", "20", "PME", "1", "2026-10-30"),
    ]
    output = capsys.readouterr().err
    assert "1\u00a0établissement sur 8 dans une autre nomenclature" in output
    assert "1\u00a0entreprise sans classe de taille" in output
    with reference_database(TERRITORIES) as connection:
        report = ingest_workspace(connection, raw, NOW.date())
        assert report.rows_rejected == 0
        dates = connection.execute("select distinct date_source from raw.tissu_economique")
        assert dates.fetchall() == [(date(2026, 10, 30),)]


def test_the_stock_comes_from_the_site_when_nobody_brought_it(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write(tmp_path / "site", ESTABLISHMENTS, COMPANIES)
    ids = [FILES[name][0] for name in ("StockEtablissement", "StockUniteLegale")]
    with serve(Site()) as site:
        site.pages = {
            f"/api/1/datasets/r/{one}": (302, {"Location": f"/{path.name}"}, b"")
            for one, path in zip(ids, paths, strict=True)
        } | {f"/{path.name}": path.read_bytes() for path in paths}
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_DATA_GOUV_URL", site.address)
        assert fetch(raw).startswith("3\u00a0lignes")
        assert [path for path in site.asked if "/r/" in path] == [
            f"/api/1/datasets/r/{one}" for one in ids
        ]


def test_a_company_listed_twice_counts_once(raw: Path, mirror: Path) -> None:
    write(mirror, ESTABLISHMENTS, [*COMPANIES, company(A)])
    fetch(raw)
    assert deposited(raw)[0] == ("28085", "20", "PME", "1", "2026-10-30")


@pytest.mark.parametrize(
    ("establishments", "message"),
    [
        ([{"siren": A, "siret": A}], "colonnes changées"),
        ([establishment(D, codeCommuneEtablissement="75056")], "aucune entreprise ouverte"),
        (
            [
                establishment(A),
                establishment(B, nomenclatureActivitePrincipaleEtablissement="NAF2025"),
            ],
            "ne sont pas en NAF rév. 2",
        ),
    ],
)
def test_a_stock_that_cannot_be_counted_changes_nothing(
    raw: Path, mirror: Path, establishments: list[dict], message: str
) -> None:
    fetch(raw)
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    write(mirror, establishments, COMPANIES)
    with pytest.raises(FetchError, match=message):
        fetch(raw)
    (mirror / "StockEtablissement_utf8.parquet").write_bytes(b"<html>maintenance</html>")
    with pytest.raises(FetchError, match="illisible"):
        fetch(raw)
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_classes_are_those_of_the_members() -> None:
    """All local companies (denominator) and members (numerator) are classed by the same rule."""
    categories = [None, "PME", "ETI", "GE"]
    bands = [None, "NN", "00", "01", "03", "11", "21", "31", "32", "41", "51", "52", "53"]
    core = _case((ROOT / "pipelines/sql/core/company.sql").read_text(encoding="utf-8"))
    stock = _case((ROOT / "pipelines/fetch/sql/fabric.sql").read_text(encoding="utf-8"))
    stock = stock.replace("categorieEntreprise", "u.category")
    stock = stock.replace("trancheEffectifsUniteLegale", "u.band")
    with duckdb.connect() as connection:
        connection.execute("create table u (category varchar, band varchar)")
        connection.executemany(
            "insert into u values (?, ?)", [*itertools.product(categories, bands)]
        )
        query = f"select category, band, {core}, coalesce({stock}, 'inconnue') from u"
        assert [row for row in connection.execute(query).fetchall() if row[2] != row[3]] == []


def _case(sql: str) -> str:
    """The SQL expression of a size class."""
    match = re.search(r"case\s+when \S*(?:category|categorieEntreprise) in.*?\bend", sql, re.DOTALL)
    assert match is not None
    return match.group()
