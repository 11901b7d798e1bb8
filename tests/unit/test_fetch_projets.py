"""`fetch projets` against a local server of archives in the form of CORDIS."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import pytest
from stdnum.fr.siren import to_tva

from pipelines.build.progress import silent
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.packages import FetchError
from pipelines.fetch.projets import PARTNERS, PROJECTS, fetch_projets
from pipelines.ingest import ingest_workspace
from tests.files.builder import SIREN_ZEROS, SIRET, SIRET_2
from tests.ingest.world import make_france
from tests.unit.fetch_site import Site, serve

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALPHA, OTHER = SIRET[:9], SIRET_2[:9]
PROJECT = [
    *("id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution"),
    *("legalBasis", "topics", "ecSignatureDate", "frameworkProgramme", "objective", "rcn"),
]
ORGANIZATION = [
    *("projectID", "projectAcronym", "organisationID", "vatNumber", "name", "SME", "country"),
    *("order", "role", "ecContribution", "netEcContribution", "totalCost", "active"),
]


def project(number: str, **changes) -> dict[str, str]:
    return {
        "id": number, "status": "SIGNED", "title": '"Doux" emballages', "totalCost": "960619,95",
        "ecMaxContribution": "528340.97", "ecSignatureDate": "2023-12-01",
        "frameworkProgramme": "HORIZON", "objective": "Sur deux\nlignes ; et plus" * 100,
    } | changes  # fmt: skip


def body(number: str, vat: str, **changes) -> dict[str, str]:
    return {
        "projectID": number, "vatNumber": vat, "name": "SECRET", "country": "FR", "order": "2",
        "role": "participant", "ecContribution": "0", "netEcContribution": "1000,5",
    } | changes  # fmt: skip


def archive(projects: list[dict], bodies: list[dict], absent: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, columns, rows in (
            ("project.csv", PROJECT, projects),
            ("organization.csv", ORGANIZATION, bodies),
        ):
            text = io.StringIO()
            names = [name for name in columns if name != absent]
            writer = csv.DictWriter(
                text, names, delimiter=";", quoting=csv.QUOTE_ALL, extrasaction="ignore"
            )
            writer.writeheader()
            writer.writerows(rows)
            opened.writestr(f"csv/{name}", "\ufeff" + text.getvalue())
    return content.getvalue()


HORIZON = archive(
    [project("101"), project("102"), project("103", status="TERMINATED", totalCost="0")],
    [
        body("101", to_tva(ALPHA)),
        body("101", f"FR {to_tva(OTHER)}", order="1", role="coordinator"),
        body("101", f"FR{to_tva(OTHER)}", order="3", role="thirdParty", netEcContribution="99.5"),
        body("101", "FR00123456789", order="4"),  # an invalid check digit
        body("101", "DE811569869", order="5", country="DE"),
        body("101", "", order="6"),
        body("102", to_tva(OTHER)),
        body("103", f"FR{to_tva(ALPHA)}", netEcContribution=""),
        body("103", f"FR{to_tva(SIREN_ZEROS)}", role="internationalPartner"),
    ],
)
H2020 = archive([project("7", status="CLOSED")], [body("7", to_tva(ALPHA), role="coordinator")])


@pytest.fixture
def site(monkeypatch):
    with serve(Site()) as site:
        site.pages = {
            "/cordis-HORIZONprojects-csv.zip": HORIZON,
            "/cordis-h2020projects-csv.zip": H2020,
        }
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_CORDIS_URL", site.address)
        yield site


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "workspace.toml").write_text('name = "x"\n')
    (tmp_path / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut;siren\n"
        f'alpha;Alpha;cluster;"bois,\n pierre";actif;{ALPHA}\nbeta;Bêta;cluster;bois;actif;\n'
        f"zeta;Zêta;cluster;bois;actif;{SIREN_ZEROS}\n"
    )
    return tmp_path


def fetch(raw):
    client = Client(per_second=1000, wait=lambda seconds: None)
    return fetch_projets(Errand(raw, make_france(), NOW, silent, client))


def test_projects_of_the_networks_and_their_french_partners(site, raw, capsys):
    assert fetch(raw).startswith("3\u00a0projets, 5\u00a0partenaires français (SHA-256 ")
    con = make_france()
    assert ingest_workspace(con, raw, NOW.date()).rows_rejected == 0
    projects = con.execute(
        "select id_projet, id_reseau, intitule, programme, statut, budget_total, aide_publique, "
        "cast(date_financement as varchar), date_labellisation, thematique, europeen "
        "from raw.projets order by id_projet"
    ).fetchall()
    title, signed = '"Doux" emballages', "2023-12-01"
    expected = (528_340.97, signed, None, None, True)
    assert projects == [
        ("CORDIS-101", "alpha", title, "Horizon Europe", "finance", 960_619.95, *expected),
        ("CORDIS-103", "alpha", title, "Horizon Europe", "finance", None, *expected),
        ("CORDIS-7", "alpha", title, "Horizon 2020", "acheve", 960_619.95, *expected),
    ]
    partners = con.execute(
        "select id_projet, siren, role, aide from raw.partenaires order by id_projet, siren"
    ).fetchall()
    assert (
        partners
        == sorted(
            [
                ("CORDIS-101", ALPHA, "partenaire", 1000.5),
                ("CORDIS-101", OTHER, "chef_de_file", 1100.0),  # two entries of one body
                ("CORDIS-103", ALPHA, "partenaire", None),
                ("CORDIS-103", SIREN_ZEROS, None, 1000.5),
                ("CORDIS-7", ALPHA, "chef_de_file", 1000.5),
            ],
            key=lambda row: row[:2],
        )
    )
    assert "SECRET" not in "".join(
        (raw / one.target).read_text(encoding="utf-8") for one in (PROJECTS, PARTNERS)
    )
    assert "laissés de côté : Bêta" in capsys.readouterr().err


def test_a_failure_changes_nothing(site, raw):
    fetch(raw)
    before = {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()}
    sound = dict(site.pages)
    old = archive([project("101")], [body("101", to_tva(ALPHA))], absent="ecSignatureDate")
    fewer = archive([project("101")], [body("101", to_tva(ALPHA))])
    alone = archive(
        [project("101"), project("103")], [body(n, to_tva(ALPHA)) for n in ("101", "103")]
    )
    for answer, message in (
        (b"<html>maintenance</html>", "illisible"),
        (HORIZON[:400], "illisible"),
        (old, r"colonnes attendues \(ecSignatureDate\)"),
        (fewer, "moins de projets"),
        (alone, "moins de partenaires"),
        ((302, {"Location": "https://localhost/x"}, b""), "redirection"),
    ):
        site.pages = sound | {"/cordis-HORIZONprojects-csv.zip": answer}
        with pytest.raises(FetchError, match=message):
            fetch(raw)
        assert {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()} == before
