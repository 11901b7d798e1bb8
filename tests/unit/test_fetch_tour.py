"""`fetch tout`: a failure does not stop the rest, and an interrupted run is resumed."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from method.settings import ROOT
from pipelines.__main__ import main
from pipelines.build.progress import silent
from pipelines.fetch import melodi, tour, tour_state
from pipelines.fetch.client import PER_SECOND
from pipelines.fetch.packages import FetchError
from pipelines.fetch.registry import ALL, FETCHERS, Fetcher
from tests.files.builder import SIRET, SIRET_2
from tests.ingest.world import make_france
from tests.unit.fetch_site import Site, serve

NETWORK_SIREN = "900000019"


@contextmanager
def france():
    with make_france() as connection:
        yield connection


@dataclass
class Source:
    """A fetcher that does what the test specifies, and records its calls."""

    name: str
    does: object = "reçu."
    options: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    @property
    def fetcher(self):
        return Fetcher(self.name, f"Source {self.name}", self.run, **self.options)

    def run(self, errand):
        self.asked.append(errand.client.minutes)
        errand.progress("lecture", 1, 2)
        if isinstance(self.does, BaseException):
            raise self.does
        print(f"ligne 3 de {self.name} écartée.", file=sys.stderr)
        return self.does


def go(raw, *sources, **options):
    fetchers = [source.fetcher for source in sources]
    return tour.run(raw, fetchers, "Lena", silent, reference=france, **options)


@pytest.fixture
def raw(tmp_path):
    raw = tmp_path / "x"
    raw.mkdir()
    (raw / "workspace.toml").write_text(
        'name = "x"\nlabel = "X"\nfictional = false\nregion = "24"\n'
    )
    write_networks(raw, "")
    return raw


def write_networks(raw, siren):
    (raw / "reseaux.csv").write_text(
        f"id_reseau;nom;type;siren;filiere;statut\nalpha;Alpha;cluster;{siren};bois;actif\n"
    )


def test_what_fails_is_reported_with_its_reason_and_does_not_stop_the_rest(raw, capsys):
    sources = [
        Source("a", FetchError("a.example : code 403.")),
        Source("b"),
        Source("c", ValueError("un cas oublié")),
    ]
    result = go(raw, *sources)
    assert [step.status for step in result.steps] == ["failed", "done", "failed"]
    report = tour_state.report(result)
    assert "1\u00a0source reçue sur 3, 2\u00a0en échec." in report
    assert "✗ Source a\u00a0: a.example : code 403." in report
    assert "✓ Source b\u00a0: reçu. (" in report and "· ligne 3 de b écartée." in report
    assert "erreur imprévue (ValueError : un cas oublié)" in report
    assert "À relancer\u00a0: Source a et Source c." in report
    # The exception itself is in the log.
    assert "Traceback" in capsys.readouterr().err
    assert tour_state.load(raw) == result


def test_only_what_failed_is_fetched_again(raw):
    a, b, cheap = Source("a"), Source("b", FetchError("non.")), Source("c", options=CHEAP)
    go(raw, a, b, cheap)
    b.does = "reçu enfin."
    result = go(raw, a, b, cheap)
    assert [len(one.asked) for one in (a, b, cheap)] == [1, 2, 2]
    assert result.is_whole and result.steps[0].said == "reçu."
    # After a complete run, the next one starts from the beginning.
    go(raw, a, b, cheap)
    assert [len(one.asked) for one in (a, b, cheap)] == [2, 3, 3]


CHEAP = {"is_cheap": True}


def test_everything_is_fetched_again_on_demand_or_after_a_week(raw):
    a, b = Source("a"), Source("b", FetchError("non."))
    go(raw, a, b)
    go(raw, a, b, is_restarted=True)
    assert len(a.asked) == 2
    last = tour_state.load(raw)
    last.begun = (datetime.now(UTC) - timedelta(days=8)).isoformat()
    tour_state.save(raw, last)
    go(raw, a, b)
    assert len(a.asked) == 3


def test_a_confirmed_siren_calls_for_what_depends_on_it(raw):
    free, bound = Source("a"), Source("b", options={"needs_siren": True})
    failing = Source("c", FetchError("non."))
    go(raw, free, bound, failing)
    go(raw, free, bound, failing)
    assert [len(one.asked) for one in (free, bound)] == [1, 1]
    write_networks(raw, NETWORK_SIREN)
    go(raw, free, bound, failing)
    assert [len(one.asked) for one in (free, bound)] == [1, 2]
    # The same after a complete run, and the following one fetches everything.
    failing.does = "reçu."
    assert go(raw, free, bound, failing).is_whole
    write_networks(raw, "")
    go(raw, free, bound, failing)
    assert [len(one.asked) for one in (free, bound)] == [1, 3]
    go(raw, free, bound, failing)
    assert [len(one.asked) for one in (free, bound)] == [2, 4]


def test_each_source_has_its_own_longest_time(raw):
    a, b = Source("a", options={"minutes": 3}), Source("b")
    go(raw, a, b)
    go(raw, a, b, minutes=1.5)
    assert a.asked == [3, 1.5] and b.asked == [20, 1.5]


def test_two_tours_of_a_workspace_do_not_run_at_once(raw):
    assert not tour_state.is_under_way(raw)
    with tour_state.locked(raw):
        assert tour_state.is_under_way(raw)
        with pytest.raises(FetchError, match="déjà en cours"):
            go(raw, Source("a"))
    assert not tour_state.is_under_way(raw)


def test_a_state_that_cannot_be_read_is_ignored(raw):
    go(raw, Source("a"))
    (raw / "_fetch" / "tour.json").write_text('{"steps": [')
    assert tour_state.load(raw) is None
    assert go(raw, Source("a")).is_whole


def test_the_list_of_sources_is_one(capsys):
    names = [one.name for one in FETCHERS]
    assert len(names) == len(set(names)) and ALL not in names
    # The SIREN of networks are fetched before the sources searched by SIREN.
    first = names.index("siren")
    assert all(names.index(one.name) > first for one in FETCHERS if one.needs_siren)
    with pytest.raises(SystemExit):
        main(["fetch", "--help"])
    output = capsys.readouterr().out
    page = (ROOT / "docs" / "fetch.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    line = next(line for line in readme if "pipelines fetch" in line)
    for name in [*names, ALL]:
        assert re.search(rf"\b{name}\b", output), name
        assert re.search(rf"^\| `fetch {name}\b", page, re.MULTILINE), name
        assert re.search(rf"\b{name}\b", line), name


@pytest.mark.parametrize(
    "words",
    [
        ["sirene", "--accept", "a=900000019"],
        ["sirene", "--only", "projets"],
        ["projets", "--restart"],
        ["tout", "--only", "projets,nulle-part"],
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(raw, monkeypatch, words, capsys):
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(raw.parent))
    assert main(["fetch", *words, "--workspace", "x"]) == 2
    assert "--" in capsys.readouterr().err


def test_what_came_is_published_as_one_more_step(raw, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(raw.parent))
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(tmp_path / "curated"))
    builds = []

    def build(folder, into, *, progress):
        progress("core.network", 1, 2)
        builds.append((folder, into))
        return into / "observatory-20261129-abc.duckdb"

    monkeypatch.setattr("pipelines.fetch.command.build_workspace", build)
    words = ["fetch", "tout", "--workspace", "x", "--only", "projets", "--build", "--who", "Lena"]
    # The only source fails, since no network has a SIREN: reported, and existing data published.
    assert main(words) == 1
    output = capsys.readouterr().out
    assert "✗ Projets européens (CORDIS)\u00a0: Aucun réseau n’a de SIREN" in output
    assert "✓ Publication des chiffres\u00a0: version 20261129-abc." in output
    assert builds == [(raw, tmp_path / "curated" / "x")]
    assert tour_state.load(raw).who == "Lena"
    main(words)
    assert len(builds) == 2, "each tour publishes"


def test_a_fictional_workspace_takes_nothing_real(raw, monkeypatch, capsys):
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(raw.parent))
    toml = raw / "workspace.toml"
    toml.write_text(toml.read_text().replace("false", "true"))
    for source in ("tout", "siren"):
        assert main(["fetch", source, "--workspace", "x"]) == 1
        assert "Espace fictif" in capsys.readouterr().err


# ── The real command, killed midway, against local servers ───────────────────────────────────────


@pytest.fixture
def sites():
    """The company search, and data.gouv.fr, whose first request hangs until it is released."""
    let_go = threading.Event()
    reached = threading.Event()

    def companies(path, query):
        siret = {SIRET: SIRET, SIRET_2: SIRET_2}.get(query["q"])
        place = {"siret": siret, "commune": "28085", "etat_administratif": "A",
                 "activite_principale": "20.42Z"}  # fmt: skip
        firm = {"siren": (siret or "")[:9], "nom_raison_sociale": "X", "nature_juridique": "5710",
                "statut_diffusion": "O", "siege": place}  # fmt: skip
        return json.dumps({"results": [firm] if siret else [], "total_pages": 1}).encode()

    def datagouv(path, query):
        reached.set()
        let_go.wait(60)
        return b'{"data": [], "next_page": null}'

    with serve(Site(search=companies)) as search, serve(Site(search=datagouv)) as portal:
        yield search, portal, reached, let_go
        let_go.set()


def test_a_tour_killed_in_the_middle_is_taken_up_where_it_was(raw, sites):
    search, portal, reached, let_go = sites
    write_networks(raw, NETWORK_SIREN)
    (raw / "adhesions.csv").write_text(
        f"id_reseau;siret;college;date_adhesion\nalpha;{SIRET};entreprise;2020-01-01\n"
        f"alpha;{SIRET_2};entreprise;2020-01-01\n"
    )
    environment = {
        **os.environ, "NO_PROXY": "127.0.0.1", "OBSERVATOIRE_RAW": str(raw.parent),
        "OBSERVATOIRE_RECHERCHE_ENTREPRISES_URL": search.address,
        "OBSERVATOIRE_DATA_GOUV_URL": portal.address,
    }  # fmt: skip
    command = [sys.executable, "-m", "pipelines", "fetch", "tout", "--workspace", "x"]
    command += ["--only", "sirene,subventions"]
    options = {"cwd": ROOT, "env": environment, "stdout": -1, "stderr": -1, "text": True}
    first = subprocess.Popen(command, **options)
    assert reached.wait(120), first.communicate(timeout=1)
    state = _until(lambda: tour_state.load(raw), lambda t: t.steps[1].status == "running")
    assert state.steps[0].status == "done" and tour_state.is_under_way(raw)
    assert "Subventions" in state.now
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not tour_state.is_under_way(raw), "the lock goes with who held it"
    content = (raw / "etablissements" / "recherche-entreprises.csv").read_bytes()
    requests = list(search.asked)
    let_go.set()
    second = subprocess.run(command, timeout=240, check=False, **options)
    assert second.returncode == 0, second.stderr
    assert search.asked == requests, "what had come was asked again"
    assert (raw / "etablissements" / "recherche-entreprises.csv").read_bytes() == content
    assert "2\u00a0sources reçues sur 2." in second.stdout
    assert "Région Centre-Val de Loire : inconnu de data.gouv.fr" in second.stdout


def _until(have, is_right):
    for _ in range(200):
        if (value := have()) and is_right(value):
            return value
        time.sleep(0.05)
    raise AssertionError(f"never: {value}")


def test_each_site_is_called_at_the_pace_it_allows() -> None:
    paces = {one.name: one.client(None).per_second for one in FETCHERS}
    assert paces.pop("reperes") == melodi.PER_SECOND
    assert set(paces.values()) == {PER_SECOND}
