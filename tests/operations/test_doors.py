"""Operators get a full status; anyone else gets one word."""

from __future__ import annotations

import html.parser
from pathlib import Path

import duckdb
import pytest
from prometheus_client.parser import text_string_to_metric_families as families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from method.log import log
from operations import doctor, doors
from operations.findings import fault, ok
from operations.kept import Places
from operations.meters import Installation
from pipelines.build.publish import POINTER
from ui.server import turns


@pytest.fixture
def client(cvl_curated: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(cvl_curated.parent))
    monkeypatch.delenv(doors.TOKEN, raising=False)
    return TestClient(doors.Operations(Starlette()), client=("127.0.0.1", 5000))


def test_a_proxy_learns_whether_readers_can_be_served(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    through = {"X-Forwarded-For": "192.0.2.1"}
    assert client.get("/healthz", headers=through).text == "ok"
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(tmp_path))
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/metrics", "/statut"])
def test_only_this_machine_or_the_token_is_answered(
    path: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_: [ok("x", "y")])
    elsewhere = TestClient(client.app, client=("192.0.2.7", 5000))
    assert client.get(path).status_code == 200
    assert elsewhere.get(path).status_code == 404
    for name in doors.FORWARDED:
        assert client.get(path, headers={name: "192.0.2.1"}).status_code == 404, name
    monkeypatch.setenv(doors.TOKEN, "secret-du-collecteur")
    assert client.get(path).status_code == 404
    assert client.get(path, headers={"Authorization": "Bearer autre"}).status_code == 404
    with_token = {"Authorization": "Bearer secret-du-collecteur"}
    assert elsewhere.get(path, headers=with_token).status_code == 200
    assert client.post(path).status_code == 405


def test_what_is_measured_can_be_collected(client: TestClient, cvl_curated: Path) -> None:
    turns.count("panorama")
    log.warning("essai_de_mesure")
    by_name = {family.name: family for family in families(client.get("/metrics").text)}
    events = {s.labels["event"]: s.value for s in by_name["observatoire_events"].samples}
    assert events["essai_de_mesure"] >= 1
    pages = {s.labels["page"]: s.value for s in by_name["observatoire_page_turns"].samples}
    assert pages["panorama"] >= 1
    own = {m.name: m for m in Installation(Places(cvl_curated, cvl_curated.parent)).collect()}
    for name in ("build_age_seconds", "build_seconds", "build_readable", "rows_rejected"):
        samples = own[f"observatoire_{name}"].samples
        assert samples and all(s.labels["workspace"] for s in samples), name


def test_rows_set_aside_are_counted_by_file_and_network(tmp_path: Path) -> None:
    published = tmp_path / "essai" / POINTER
    published.parent.mkdir()
    with duckdb.connect(str(published)) as con:
        con.execute("create schema meta; create schema core; create schema quality")
        con.execute("create table meta.build as select now()::timestamp built_at, 2 duration_s")
        con.execute(
            "create table meta.source_file as "
            "from (values ('labels'), ('equipes'), ('')) t(contract)"
        )
        con.execute("create table core.network as from (values ('alpha')) t(network_id)")
        rows = [
            ("equipes.csv", 2, '{"Réseau":"alpha","Fonction":"direction"}'),
            ("equipes.csv", 2, '{"Réseau":"alpha","Fonction":"direction"}'),
            ("equipes.csv", 3, '{"Réseau":"jeanne@exemple.example","Fonction":"x"}'),
            ("equipes.csv", 4, "alpha;{"),
            ("equipes.csv", 5, None),
        ]
        con.execute("create table quality.rejects (file text, line int, raw text, contract text)")
        con.executemany("insert into quality.rejects values (?, ?, ?, 'equipes')", rows)
    own = {m.name: m for m in Installation(Places(tmp_path, tmp_path)).collect()}
    counted = {
        (s.labels["contract"], s.labels["network"]): s.value
        for s in own["observatoire_rows_rejected"].samples
    }
    assert counted == {("equipes", "alpha"): 1, ("equipes", ""): 3, ("labels", ""): 0}


def test_the_page_of_the_state_says_faults_as_text(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [ok("a", "bien"), fault("b", "<script>x</script> abîmé", "Rendez-le.")]
    monkeypatch.setattr(doctor, "examine", lambda *_: checks)
    answer = client.get("/statut")
    assert answer.status_code == 503
    tags: list[str] = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, _: tags.append(tag)  # ty: ignore
    parser.feed(answer.text)
    assert "script" not in tags and tags.count("tr") == 3
    assert "Rendez-le." in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
