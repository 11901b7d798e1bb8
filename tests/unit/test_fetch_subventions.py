"""`fetch subventions` against a local data.gouv.fr whose files are damaged like real ones."""

import csv
import json
from datetime import UTC, datetime

import httpx
import pandas as pd
import pytest

from method.settings import TERRITORIES
from pipelines.build.progress import silent
from pipelines.fetch.client import Client, public_or
from pipelines.fetch.datagouv import publishers
from pipelines.fetch.errand import Errand
from pipelines.fetch.packages import FetchError
from pipelines.fetch.subventions import OFFICIAL, fetch_subventions
from pipelines.ingest import ingest_workspace
from pipelines.ingest.identifiers import is_siren
from tests.files.builder import REGION, SCDL, SIRET, SIRET_2, SIRET_ZEROS, grant
from tests.ingest.world import make_france
from tests.unit.fetch_site import Site, serve

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 23, tzinfo=UTC)
NBSP = "\u00a0"
CASH = "aide en numéraire,unique,2025-04-01,,non"
# A file of the Region with the damage of sources.md: no quotes around thousands and decimals, a
# SIRET with an apostrophe, an abbreviated nature, another period mark; a grant shared by two
# networks, a row without a date, and one about another beneficiary.
DAMAGED = "\n".join(
    [
        SCDL,
        f"{REGION},14/03/2025,D-1,Alpha,{SIRET[:3]} {SIRET[3:]}',Actions,25{NBSP}000,00,Numéraire,"
        "Echelonne,2025-04-01_2026-03-31,sans objet,non,1",
        f"{REGION},2025-03-14,D-2,Alpha,{SIRET},Salon,1000,{CASH},0.5",
        f"{REGION},2025-03-14,D-2,Gamma,{SIRET_2},Salon,1000,{CASH},0.5",
        f"{REGION},,D-3,Alpha,{SIRET},Sans date,10,{CASH},1",
        f"{REGION},2025-03-14,D-9,Autre,{SIRET_ZEROS},Ailleurs,7,{CASH},1",
    ]
)
OLDER = "\n".join([SCDL, grant("D-1", amount="1"), grant("D-0", amount="500")])


def page(rows: list, more: bool = False) -> bytes:
    return json.dumps({"data": rows, "next_page": "…" if more else None}).encode()


def resource(url: str, modified: str, **changes) -> dict:
    schema = {"name": "scdl/subventions", "version": "2.1.1"}
    one = {"title": "t", "url": url, "format": "csv", "schema": schema, "last_modified": modified}
    return one | changes


@pytest.fixture
def site(monkeypatch):
    def search(path, query):
        if path == "/api/1/organizations/" and query["q"] == "Centre-Val de Loire":
            impostor = {"id": "other", "business_number_id": "55203253400646"}
            if query["page"] == "1":
                return page([impostor, {"id": "silent", "business_number_id": None}], more=True)
            return page([{"id": "region", "business_number_id": "234 500 023 00028"}])
        if path == "/api/1/organizations/":
            return page([])
        if path == "/api/1/datasets/" and query["schema"] == "scdl/subventions":
            assert query["organization"] == "region"
            return page(datasets)
        return None

    with serve(Site(search=search)) as site:
        here = site.address
        datasets = [
            {"title": "Anciennes", "resources": [resource(f"{here}/old", "2024-01-01T00:00:00")]},
            {
                "title": "Région",
                "resources": [
                    resource(f"{here}/r?format=csv", "2026-01-01T00:00:00+00:00"),
                    resource(f"{here}/gone.csv", "2025-01-01T00:00:00+00:00"),
                    resource(f"{here}/notice", "2026-01-01T00:00:00+00:00", schema={}),
                    resource(f"{here}/all.json", "2026-01-01T00:00:00+00:00", format="json"),
                ],
            },
        ]
        moved = {"Location": "/old.csv"}
        site.pages = {
            "/r": DAMAGED.encode("cp1252"),
            "/old": (302, moved, b""),
            "/old.csv": OLDER.encode(),
        }
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_DATA_GOUV_URL", here)
        yield site


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "workspace.toml").write_text('name = "x"\n')
    (tmp_path / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut;siren\n"
        f"alpha;Alpha;cluster;bois;actif;{SIRET[:9]}\nbeta;Bêta;cluster;bois;actif;\n"
        f"gamma;Gamma;cluster;bois;actif;{SIRET_2[:9]}\n"
    )
    return tmp_path


def fetch(raw):
    client = Client(per_second=1000, wait=lambda seconds: None)
    return fetch_subventions(Errand(raw, make_france(), NOW, silent, client))


def deposited(raw) -> list[dict]:
    with (raw / OFFICIAL.target).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_only_grants_of_the_networks_are_kept_as_they_are(site, raw, capsys):
    summary = fetch(raw)
    assert summary.startswith(
        "4\u00a0subventions (2\u00a0fichiers lus, 1\u00a0inutilisable, SHA-256 "
    )
    rows = {(row["referenceDecision"], row["id_reseau"]): row for row in deposited(raw)}
    assert {name: float(row["montant"]) for name, row in rows.items()} == {
        ("D-0", "alpha"): 500,
        ("D-1", "alpha"): 25_000,  # the newer of the two files that contain it
        ("D-2", "alpha"): 500,  # granted before the split
        ("D-2", "gamma"): 500,
    }
    first = rows["D-1", "alpha"]
    assert (first["idBeneficiaire"], first["id_reseau"], first["type_financeur"]) == (
        SIRET, "alpha", "region",
    )  # fmt: skip
    assert (first["dateConvention"], first["nature"]) == ("2025-03-14", "aide en numéraire")
    assert first["datesPeriodeVersement"] == "2025-04-01/2026-03-31"
    assert (first["duree_mois"], first["dispositifAide"]) == ("", "")
    output = capsys.readouterr().err
    assert "Réseaux sans SIREN, laissés de côté : Bêta." in output
    assert "Département du Loiret : inconnu" in output
    assert "ligne 5 écartée" in output and "code 404" in output
    assert "/all.json" not in site.asked and "/notice" not in site.asked

    con = make_france()
    assert ingest_workspace(con, raw, NOW.date()).rows_rejected == 0
    # A second fetch gives the same amounts: the share is not applied twice.
    assert con.execute("select sum(montant) from raw.subventions").fetchone() == (26_500.0,)


def test_a_grant_that_someone_sent_stays_theirs(site, raw):
    (raw / "subventions.csv").write_text("\n".join([SCDL, grant("D-1", amount="24000")]))
    assert fetch(raw).startswith("3\u00a0subventions")
    assert (raw / "subventions" / "subventions.csv").exists()


def test_a_failure_changes_nothing(site, raw):
    fetch(raw)
    before = {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()}
    sound = dict(site.pages)
    for path, answer, message in (
        ("/r", (200, {}, b"<html>maintenance</html>"), "qu’au dernier relevé"),
        ("/r", (302, {"Location": "http://example.org/r"}, b""), "qu’au dernier relevé"),
        ("/api/1/datasets/", (200, {}, b'{"items": []}'), "forme attendue"),
        ("/api/1/organizations/", (302, {"Location": "https://localhost/"}, b""), "redirection"),
        ("/api/1/organizations/", page([], more=True), "plus de 20 pages"),
    ):
        site.pages = sound | {path: answer}
        with pytest.raises(FetchError, match=message):
            fetch(raw)
        assert {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()} == before


def test_an_older_file_does_not_undo_what_the_missing_one_corrected(site, raw):
    site.pages["/r"] = "\n".join([SCDL, grant("D-1", amount="25000")]).encode()
    fetch(raw)
    before = (raw / OFFICIAL.target).read_bytes()
    for answer in ((500, {}, b""), b"<html>maintenance</html>"):
        site.pages["/r"] = answer
        with pytest.raises(FetchError, match="pas été lue"):
            fetch(raw)
        assert (raw / OFFICIAL.target).read_bytes() == before


def test_a_site_that_gives_no_file_at_all_is_a_failure(site, raw):
    site.pages = {}
    with pytest.raises(FetchError, match="Aucun fichier"):
        fetch(raw)


def test_without_a_siren_nothing_is_requested(site, raw):
    (raw / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut\nbeta;Bêta;cluster;bois;actif\n"
    )
    with pytest.raises(FetchError, match="Aucun réseau n’a de SIREN"):
        fetch(raw)
    assert site.asked == []


def test_publishers_are_known_bodies():
    epci = set(pd.read_parquet(TERRITORIES / "epci.parquet", columns=["code"])["code"])
    for publisher in publishers():
        assert is_siren(publisher.siren)
        assert (publisher.siren in epci) == (publisher.type == "epci")


@pytest.mark.parametrize(
    "address",
    ["http://93.184.216.34/a", "https://127.0.0.1/a", "https://169.254.169.254/", "file:///etc",
     "https://[::1]/a", "https://10.0.0.1/a"],
)  # fmt: skip
def test_only_public_addresses_over_https_are_called(address):
    with pytest.raises(FetchError, match=r"sans https|réseau privé"):
        public_or("http://127.0.0.1:1")(httpx.URL(address))
    public_or("http://127.0.0.1:1")(httpx.URL("https://93.184.216.34/a"))
