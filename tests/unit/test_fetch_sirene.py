"""`fetch sirene` against a local server that answers, and fails, like the official one."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from pipelines.build.progress import silent
from pipelines.build.reference import SUCCESSION, load_succession
from pipelines.desk import deposit, history
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.packages import FetchError
from pipelines.fetch.sirene import OFFICIAL, fetch_sirene
from tests.files.builder import SIRET, SIRET_2
from tests.ingest.world import make_france
from tests.unit.fetch_site import Site, serve

pytestmark = pytest.mark.deep

TARGET = OFFICIAL.target
NOW = datetime(2026, 11, 23, tzinfo=UTC)
UNKNOWN = "005720784"


def company(siret: str, state: str = "A", **changes) -> bytes:
    place = {"siret": siret, "commune": "28085", "etat_administratif": state,
             "activite_principale": "20.42Z", "longitude": "1.48", "latitude": "48.44"}  # fmt: skip
    one = {"siren": siret[:9], "nom_raison_sociale": "SECRET", "nature_juridique": "5710",
           "statut_diffusion": "O", "siege": place, "matching_etablissements": []}  # fmt: skip
    return json.dumps({"results": [one | changes]}).encode()


SOUND = {SIRET: company(SIRET), SIRET_2: company(SIRET_2, nature_juridique="1000"),
         UNKNOWN: b'{"results": []}'}  # fmt: skip


@pytest.fixture
def api(monkeypatch):
    """Answers queued by number: (status, headers, body); the valid one follows."""
    queue: dict[str, list] = {}

    def search(path, query):
        if path.startswith("/api/1/datasets/r/"):
            return queue.pop("links", None)
        number = query["q"]
        waiting = queue.get(number)
        return waiting.pop(0) if waiting else SOUND[number]

    with serve(Site(search=search)) as site:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_RECHERCHE_ENTREPRISES_URL", site.address)
        monkeypatch.setenv("OBSERVATOIRE_DATA_GOUV_URL", site.address)
        yield queue


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "workspace.toml").write_text('name = "x"\n')
    (tmp_path / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut\nalpha;Alpha;cluster;bois;actif\n"
    )
    lines = [f"alpha;{SIRET};;entreprise;2020-01-01", f"alpha;{SIRET_2};;entreprise;2020-01-01"]
    lines.append(f"alpha;;{UNKNOWN};entreprise;2020-01-01")
    (tmp_path / "adhesions.csv").write_text(
        "id_reseau;siret;siren;college;date_adhesion\n" + "\n".join(lines) + "\n"
    )
    return tmp_path


def fetch(raw, waits=None):
    wait = (waits if waits is not None else []).append
    return fetch_sirene(Errand(raw, make_france(), NOW, silent, Client(per_second=1000, wait=wait)))


def test_establishments_are_deposited_without_a_persons_name(api, raw, capsys):
    waits = []
    api[SIRET] = [
        (429, {"Retry-After": "7"}, b""),
        (200, {}, b'{"results": ['),
        (200, {"Content-Length": "9999"}, b"{}"),
    ]
    assert "2\u00a0établissements" in fetch(raw, waits)
    _header, firm, person = (raw / TARGET).read_text().splitlines()
    assert firm.startswith(f"{SIRET};{SIRET[:9]};SECRET;20.42Z;")
    assert person.startswith(f"{SIRET_2};{SIRET_2[:9]};;20.42Z;") and person.endswith(";;")
    assert waits == [7.0, 2.0, 4.0]
    assert "1\u00a0identifiant inconnu" in capsys.readouterr().err
    _, entry = history.entries(raw)
    assert history.kept_file(raw, entry.sha256, ".csv").read_text() == (raw / TARGET).read_text()


def test_a_closed_establishment_is_followed_to_where_it_moved(api, raw):
    then, now = SIRET[:9] + "00035", SIRET[:9] + "00043"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(
            "StockEtablissementLiensSuccession_utf8.csv",
            "siretEtablissementPredecesseur,siretEtablissementSuccesseur,dateLienSuccession,"
            "transfertSiege,continuiteEconomique,dateDernierTraitementLienSuccession\n"
            f"{then},{now},2024-05-01,true,true,2024-05-02T00:00:00\n"
            f"{SIRET},{then},2020-05-01,true,true,2020-05-02T00:00:00\n"
            f"{SIRET},{SIRET_2},2020-05-01,false,true,2020-05-02T00:00:00\n"
            f"{SIRET_2},{SIRET_2[:9]}00023,2020-05-01,false,true,2020-05-02T00:00:00\n",
        )
    api["links"] = archive.getvalue()
    for siret, state in ((SIRET, "F"), (then, "F"), (now, "A")):
        api[siret] = [(200, {}, company(siret, state))]
    assert "4\u00a0établissements (6\u00a0réponses" in fetch(raw)
    listed = [line.split(";")[0] for line in (raw / TARGET).read_text().splitlines()[1:]]
    assert listed == sorted([SIRET, then, now, SIRET_2])

    deposit.mirror(raw, raw.parent / "mirror", {})
    for folder in (raw, raw.parent / "mirror"):
        assert (folder / SUCCESSION).exists()
        with make_france() as con:
            con.execute(
                "create table reference.succession "
                "(predecessor_siret varchar, successor_siret varchar, linked_on date)"
            )
            load_succession(con, folder)
            assert con.execute("select * from reference.succession").fetchall() == [
                (SIRET, then, date(2020, 5, 1)),
                (then, now, date(2024, 5, 1)),
            ]


HEADER = (
    "siretEtablissementPredecesseur,siretEtablissementSuccesseur,dateLienSuccession,"
    "transfertSiege,continuiteEconomique,dateDernierTraitementLienSuccession\n"
)


@pytest.mark.parametrize("moved_on", ["", "01/05/2024"])
def test_links_that_are_gone_or_have_another_date_keep_those_of_before(api, raw, moved_on):
    def archive(text):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as opened:
            opened.writestr("StockEtablissementLiensSuccession_utf8.csv", HEADER + text)
        return content.getvalue()

    moved = f"{SIRET},{SIRET[:9]}00043,{{}},true,true,\n"
    for day in ("2024-05-01", moved_on):
        api[SIRET] = [(200, {}, company(SIRET, "F"))]
        api[SIRET[:9] + "00043"] = [(200, {}, company(SIRET[:9] + "00043"))]
        api["links"] = archive(moved.format(day) if day else "")
        if day == moved_on:
            with pytest.raises(FetchError, match="succession"):
                fetch(raw)
        else:
            fetch(raw)
            before = {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()}
    assert {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()} == before


def test_a_field_that_was_renamed_is_no_empty_column(api, raw):
    fetch(raw)
    before = (raw / TARGET).read_bytes()
    for old in (b"commune", b"etat_administratif", b"statut_diffusion"):
        for siret in (SIRET, SIRET_2):
            api[siret] = [(200, {}, company(siret).replace(old, b"new"))]
        with pytest.raises(FetchError, match=f"champs disparus.*{old.decode()}"):
            fetch(raw)
        assert (raw / TARGET).read_bytes() == before


def test_a_company_that_does_not_say_it_is_open_has_no_name(api, raw):
    api[SIRET] = [(200, {}, company(SIRET, statut_diffusion=None))]
    fetch(raw)
    assert "SECRET" not in (raw / TARGET).read_text()


@pytest.mark.parametrize(
    "answer",
    [
        (400, {}, b'{"erreur": "parametres"}'),
        (200, {}, b'{"results": [{"siren": null, "siege": null}]}'),
        (200, {}, b'{"results": [{"siren": ["x"]}]}'),
        (200, {}, company(SIRET_2, siege={"siret": None}, matching_etablissements=None)),
    ],
)
def test_one_damaged_company_does_not_lose_the_others(api, raw, answer, capsys):
    api[SIRET_2] = [answer]
    assert fetch(raw).startswith("1\u00a0établissement")
    _header, firm = (raw / TARGET).read_text().splitlines()
    assert firm.startswith(SIRET)
    assert "1\u00a0réponse illisible" in capsys.readouterr().err or b'"siege"' in answer[2]


def test_numbers_are_taken_as_texts_and_the_sentence_counts_what_is_kept(api, raw):
    place = {"siret": SIRET, "commune": "28085", "longitude": 1.48, "latitude": 48.44,
             "etat_administratif": "A", "activite_principale": "20.42Z"}  # fmt: skip
    wrong = {"siret": SIRET_2[:-1] + "6", "commune": "28085"}  # its check digit is wrong
    api[SIRET] = [(200, {}, company(SIRET, siege=place, matching_etablissements=[place, None]))]
    api[SIRET_2] = [(200, {}, company(SIRET_2, siege=wrong, siren=SIRET_2))]
    assert fetch(raw).startswith("1\u00a0établissement")
    text = (raw / TARGET).read_text()
    assert "1.48;48.44" in text and wrong["siret"] in text


FAILURES = [
    ((302, {"Location": "http://localhost:9/search"}, b""), "redirection vers localhost"),
    ((429, {"Retry-After": "3600"}, b""), "3600 s"),
    ((403, {}, b""), "code 403"),
    ((500, {}, b""), "5 essais"),
    ((200, {}, b'{"resultats": []}'), "forme attendue"),
    ((200, {}, b'{"results": []}'), "qu’au dernier relevé"),
    # Closed, and the succession links are unavailable.
    ((200, {}, company(SIRET, "F")), "datasets/r/.* refusé"),
]


def test_a_failure_changes_nothing(api, raw):
    fetch(raw)
    before = {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()}
    for answer, message in FAILURES:
        api[SIRET] = [answer] * 5
        with pytest.raises(FetchError, match=message):
            fetch(raw)
        api.pop(SIRET, None)
        assert {p: p.read_bytes() for p in raw.rglob("*") if p.is_file()} == before, message
