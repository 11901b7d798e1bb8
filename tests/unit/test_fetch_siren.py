"""`fetch siren` against a local server that answers, and fails, like the official one."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from stdnum import luhn

from pipelines.build.progress import silent
from pipelines.desk import history
from pipelines.fetch import siren
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.matching import queue
from pipelines.fetch.packages import FetchError
from tests.ingest.world import make_france
from tests.unit.fetch_site import Site, serve

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


def number(eight: str) -> str:
    return eight + luhn.calc_check_digit(eight)


TRUE, SECOND, CLOSED, FIRM, PERSON, SECRET = (number(f"9000000{i}") for i in range(1, 7))


def entity(siren, name, category="9220", commune="28085", **changes):
    seat = {"siret": siren + "00014", "commune": commune, "libelle_commune": "CHARTRES",
            "departement": commune[:2], "etat_administratif": "A"}  # fmt: skip
    one = {"siren": siren, "nom_complet": name, "sigle": None, "nature_juridique": category,
           "date_creation": "2009-05-01", "etat_administratif": "A", "statut_diffusion": "O",
           "siege": seat}  # fmt: skip
    return one | changes


def page(*results, total=1):
    answer = {"results": results, "total_results": len(results), "page": 1, "total_pages": total}
    return json.dumps(answer).encode()


@pytest.fixture
def api(monkeypatch):
    """Records of the site by first word of the search; answers in `queue` are sent first."""
    with serve(Site()) as site:
        site.holds, site.first = {}, []

        def search(path, query):
            if site.first:
                return site.first.pop(0)
            hits = [one for one in site.holds.values() if query["q"] in one["nom_complet"].lower()
                     or query["q"] == one["siren"]]  # fmt: skip
            for name in ("nature_juridique", "departement"):
                accepted = query.get(name)
                if accepted and not query["q"].isdigit():
                    of = (lambda one: one["siege"]) if name == "departement" else (lambda one: one)
                    hits = [one for one in hits if of(one)[name] in accepted.split(",")]
            return page(*hits)

        site.search = search
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_RECHERCHE_ENTREPRISES_URL", site.address)
        yield site


@pytest.fixture
def raw(tmp_path):
    raw = tmp_path / "x"
    raw.mkdir()
    (raw / "workspace.toml").write_text('name = "x"\n')
    (raw / "reseaux.csv").write_text(
        "id_reseau;nom;type;siren;filiere;commune_siege;departements;statut;source;site_web\n"
        "atelier;l'atelier;cluster;;bois;28085;28|45;actif;Presse 2024.;https://a.example\n"
        f"connu;Connu;cluster;{number('91000000')};bois;;45;actif;;\n"
    )
    return raw


def fetch(raw, now=NOW, waits=None, **options):
    wait = (waits if waits is not None else []).append
    client = Client(per_second=1000, wait=wait, **options)
    return siren.fetch_siren(Errand(raw, make_france(), now, silent, client))


def accept(raw, *choices, who="Lena"):
    return siren.accept(raw, choices, who, NOW, make_france(), Client(per_second=1000))


def rows(raw):
    return {
        path.name: path.read_text() for path in raw.rglob("*.csv") if "_history" not in path.parts
    }


def pending(raw):
    return [(match.pair.candidate, match.pair.facts) for match in queue.pending(raw)]


def test_candidates_wait_for_a_person_and_nothing_is_written(api, raw):
    api.holds = {
        1: entity(TRUE, "L'ATELIER"),
        2: entity(SECOND, "ASSOCIATION L'ATELIER", commune="45234"),
        3: entity(CLOSED, "L'ATELIER", etat_administratif="C", date_fermeture="2020-01-31"),
        4: entity(PERSON, "L'ATELIER DUPONT", category="1000"),
        5: entity(SECRET, "L'ATELIER", statut_diffusion="P"),
        6: entity("123456789", "L'ATELIER"),  # its check digit is wrong
    }
    before = rows(raw)
    assert "1\u00a0réseau à confirmer" in fetch(raw)
    assert rows(raw) == before
    title, first, *_ = siren.listing(raw)
    assert title == "l'atelier (atelier)"
    assert TRUE in first and "L'ATELIER" in first and "siège\u00a0: CHARTRES (28)" in first
    candidates = dict(pending(raw))
    # A head office in the network's own town, then in its départements, then a closed body.
    assert list(candidates) == [TRUE, SECOND, CLOSED]
    assert candidates[TRUE] == {
        "Ressemblance": "probable",
        "Siège": "CHARTRES (28)",
        "Forme": "association déclarée",
        "Création": "1er mai 2009",
        "État": "en activité",
    }
    assert candidates[CLOSED]["État"] == "cessée 31 janvier 2020"
    files = "".join(path.read_text() for path in (raw / "_fetch").rglob("*.json"))
    assert "DUPONT" not in files and SECRET not in files
    # The site was queried only about the network without a SIREN.
    assert not [path for path in api.asked if "connu" in path.lower()]


def test_answers_are_kept_a_week_with_their_date(api, raw):
    api.holds = {1: entity(TRUE, "L'ATELIER")}
    fetch(raw)
    count = len(api.asked)
    assert "0\u00a0réponse de la source" in fetch(raw, NOW + timedelta(days=6))
    assert len(api.asked) == count
    assert queue.pending(raw)[0].pair.read_at[:4] == f"{datetime.now(UTC):%Y}"
    fetch(raw, datetime.now(UTC) + timedelta(days=8))
    assert len(api.asked) == 2 * count


def test_an_answer_of_a_wrong_clock_is_not_kept_until_then(api, raw):
    api.holds = {1: entity(TRUE, "L'ATELIER")}
    fetch(raw)
    count = len(api.asked)
    fetch(raw, NOW - timedelta(days=300))
    assert len(api.asked) == 2 * count


def test_a_folder_brought_by_hand_answers_in_the_sites_place(api, raw, monkeypatch, tmp_path):
    api.holds = {1: entity(TRUE, "L'ATELIER")}
    fetch(raw)
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (raw / "_fetch" / "answers" / "recherche-entreprises").rename(mirror / "recherche-entreprises")
    queue.path(raw).unlink()
    monkeypatch.setenv("OBSERVATOIRE_MIROIR", str(mirror))
    monkeypatch.setenv("OBSERVATOIRE_RECHERCHE_ENTREPRISES_URL", "http://127.0.0.1:9")
    fetch(raw, NOW + timedelta(days=90))
    assert [candidate for candidate, _ in pending(raw)] == [TRUE]


def test_companies_are_looked_for_only_where_no_association_is_near(api, raw):
    api.holds = {1: entity(FIRM, "L'ATELIER", category="5710")}
    fetch(raw)
    ((candidate, facts),) = pending(raw)
    assert candidate == FIRM and facts["Forme"] == "catégorie juridique 5710"
    assert facts["Ressemblance"] != "probable"
    api.holds[2] = entity(TRUE, "L'ATELIER")
    queue.path(raw).unlink()
    fetch(raw, datetime.now(UTC) + timedelta(days=8))
    assert [candidate for candidate, _ in pending(raw)] == [TRUE]


def test_what_a_person_accepts_is_written_with_its_source_and_date(api, raw):
    api.holds = {1: entity(TRUE, "L'ATELIER"), 2: entity(SECOND, "ASSOCIATION L'ATELIER")}
    fetch(raw)
    assert accept(raw, f"atelier={TRUE}") == ["atelier"]
    text = "".join(rows(raw).values())
    (line,) = [line for line in text.splitlines() if line.startswith("atelier;")]
    assert TRUE in line and "Presse 2024. SIREN" in line and "https://a.example" in line
    assert f"/search?q={TRUE}, lu le" in line
    assert "Lena" not in text, "who said it is in the queue and the history, not in a public column"
    assert f"connu;Connu;cluster;{number('91000000')}" in text
    (match,) = queue.settled(raw, siren.KIND)["atelier"]
    assert (match.who, match.at[:10]) == ("Lena", "2026-11-29")
    assert history.entries(raw)[-1].who == "Lena"
    assert pending(raw) == []
    count = len(api.asked)
    fetch(raw)
    assert len(api.asked) == count, "no network is left without a SIREN"


def test_a_yes_of_the_page_is_written_by_the_next_fetch(api, raw):
    api.holds = {1: entity(TRUE, "L'ATELIER")}
    fetch(raw)
    queue.settle(raw, (siren.KIND, "atelier", TRUE), "yes", "Sam", NOW)
    assert [match.who for match in siren.to_write(raw, {"atelier": ""})] == ["Sam"]
    assert "1\u00a0SIREN confirmé inscrit" in fetch(raw)
    assert TRUE in "".join(rows(raw).values())


def test_a_siren_that_no_search_found_is_looked_up_before_it_is_accepted(api, raw):
    api.holds = {1: entity(TRUE, "AUTRE NOM")}
    assert accept(raw, f"atelier={TRUE[:3]} {TRUE[3:6]} {TRUE[6:]}") == ["atelier"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("nulle-part=900000010", "aucun réseau « nulle-part »"),
        ("atelier=123456789", "n’est pas un SIREN"),
        (f"atelier={SECOND}", "ne connaît pas ce SIREN"),
        (f"connu={TRUE}", "a déjà le SIREN"),
        ("atelier", "n’est pas un SIREN"),
    ],
)
def test_a_wrong_word_accepts_nothing(api, raw, asked, message):
    api.holds = {1: entity(TRUE, "L'ATELIER")}
    before = rows(raw)
    with pytest.raises(FetchError, match=message):
        accept(raw, f"atelier={TRUE}", asked)
    assert rows(raw) == before and queue.settled(raw, siren.KIND) == {}


def test_pages_are_read_to_the_end_and_an_empty_one_is_an_end(api, raw):
    api.first = [
        page(entity(SECOND, "ATELIER BOIS"), total=3),
        page(entity(TRUE, "L'ATELIER"), total=3),
        page(total=3),
    ]
    fetch(raw)
    assert TRUE in dict(pending(raw))
    assert [path.split("page=")[1][0] for path in api.asked[:3]] == ["1", "2", "3"]


def test_a_busy_site_is_waited_for_and_one_damaged_entity_does_not_lose_the_others(
    api, raw, capsys
):
    waits = []
    api.first = [
        (429, {"Retry-After": "7"}, b""),
        (200, {}, b'{"results": ['),
        page({"siren": None}, entity(TRUE, "L'ATELIER")),
    ]
    fetch(raw, waits=waits)
    assert waits == [7.0, 2.0]
    assert [candidate for candidate, _ in pending(raw)] == [TRUE]
    assert "1\u00a0réponse illisible" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((500, {}, b""), "5 essais"),
        ((429, {"Retry-After": "3600"}, b""), "3600 s"),
        ((200, {}, b'{"resultats": []}'), "forme attendue"),
        ((200, {}, b'{"results": [{"siren": null}]}'), "forme attendue"),
    ],
)
def test_a_failure_changes_nothing(api, raw, answer, message):
    api.first = [answer] * 5
    with pytest.raises(FetchError, match=message):
        fetch(raw)
    assert not queue.path(raw).exists()
    assert not list(raw.rglob("*.json")), "no answer that was not understood is kept"


def test_a_request_that_the_site_refuses_is_reported_and_skipped(api, raw, capsys):
    api.first = [(400, {}, b"{}")]
    assert "1\u00a0réseau sans candidat" in fetch(raw)
    assert "1\u00a0réponse illisible" in capsys.readouterr().err


def test_a_source_that_takes_too_long_is_left(api, raw):
    with pytest.raises(FetchError, match="délai de 0 min dépassé"):
        fetch(raw, minutes=0)
    assert api.asked == [] and not queue.path(raw).exists()
