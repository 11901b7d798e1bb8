"""Every page with every role, and how the router handles an address."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from method.plain_text import plain
from observatory.gate.access import ADMIN, ROLES
from observatory.gate.store import Store
from observatory.pages import PageEntry, load_pages, pages_for
from tests.app.conftest import Open, html_of, plots

FICTIONAL = "DÉMONSTRATION — DONNÉES FICTIVES"


def _assert_healthy(at: AppTest) -> None:
    assert not at.exception, [f"{e.message}\n{e.stack_trace}" for e in at.exception]
    assert not at.error, [e.value for e in at.error]


@pytest.mark.parametrize(
    ("entry", "role"),
    # An administrator has the pages of staff, and the administration pages.
    [
        (page, role)
        for role in ROLES
        for page in pages_for(role)
        if role != ADMIN or page not in pages_for("staff")
    ],
    ids=lambda value: value.id if isinstance(value, PageEntry) else value,
)
def test_each_page_opens_on_the_fictional_workspace(
    open_app: Open, entry: PageEntry, role: str
) -> None:
    at = open_app(entry, espace="demo", profil=role)
    _assert_healthy(at)
    assert f"<h1>{entry.title}</h1>" in html_of(at)
    assert html_of(at).count(FICTIONAL) >= 2


@pytest.mark.parametrize(
    "entry",
    [
        page if rank % 4 == 0 else pytest.param(page, marks=pytest.mark.deep)
        for rank, page in enumerate(pages_for("staff"))
    ],
    ids=lambda page: page.id,
)
def test_a_page_is_the_same_from_the_home_page_as_from_a_link(
    open_app: Open, walk: Open, entry: PageEntry
) -> None:
    there, here = (go(entry, espace="demo", profil="staff") for go in (open_app, walk))
    _assert_healthy(here)
    assert html_of(here) == html_of(there)


@pytest.mark.parametrize(
    ("entry", "role"),
    [(page, role) for role in ROLES for page in load_pages() if page not in pages_for(role)],
    ids=lambda value: value.id if isinstance(value, PageEntry) else value,
)
@pytest.mark.parametrize("workspace", ["demo", pytest.param("cvl", marks=pytest.mark.deep)])
def test_a_closed_page_says_why_and_shows_nothing(
    open_app: Open, entry: PageEntry, role: str, workspace: str
) -> None:
    at = open_app(entry, espace=workspace, profil=role)
    assert not at.exception
    assert "Cette page est réservée" in at.error[0].value
    assert "<table" not in html_of(at)
    assert not plots(at)


@pytest.mark.parametrize(
    ("address", "name", "says", "way_on"),
    [
        ({"espace": "demo"}, "fragilite", "Équipe Dév’Up", "profil=staff"),
        ({"espace": "demo", "profil": "staff"}, "journal", "Administration", "profil=admin"),
        ({"espace": "demo"}, "reseau", "à chaque réseau pour ses propres données", "profil=staff"),
        ({"espace": "cvl"}, "donnees", "Équipe Dév’Up", "espace=demo&profil=staff"),
    ],
)
def test_a_closed_page_says_what_to_do_next(
    open_app: Open, address: dict[str, str], name: str, says: str, way_on: str
) -> None:
    entry = next(page for page in load_pages() if page.id == name)
    at = open_app(entry, **address)
    assert says in at.error[0].value
    assert way_on in unescape(html_of(at))
    is_alone = address["espace"] == "cvl"
    assert any("Personne ne peut se connecter" in text.value for text in at.markdown) == is_alone
    assert at.get("page_link"), "a page that this reader may open"


@pytest.mark.parametrize("entry", pages_for("public"), ids=lambda page: page.id)
def test_each_public_page_opens_on_the_real_workspace(open_app: Open, entry: PageEntry) -> None:
    at = open_app(entry, espace="cvl")
    _assert_healthy(at)
    assert FICTIONAL not in html_of(at)


def test_a_real_workspace_offers_no_role_and_ignores_one_in_the_address(open_app: Open) -> None:
    at = open_app(espace="cvl", profil="staff")
    _assert_healthy(at)
    assert not [box for box in at.selectbox if box.key == "profil"]
    assert "Profil&nbsp;: Public" in html_of(at)


def test_the_fictional_workspace_lets_the_reader_choose(open_app: Open) -> None:
    at = open_app(espace="demo")
    assert "Profil&nbsp;: Public" in html_of(at)
    at.selectbox(key="profil").select("staff").run()
    assert "Profil&nbsp;: Équipe" in html_of(at)
    assert at.query_params["profil"] == "staff"
    at.selectbox(key="espace").select("cvl").run()
    _assert_healthy(at)
    assert "Profil&nbsp;: Public" in html_of(at)


def test_an_unknown_value_is_ignored_with_a_notice(open_app: Open) -> None:
    at = open_app(espace="atlantide", mois="<script>", profil="roi")
    _assert_healthy(at)
    notice = at.warning[0].value
    assert "atlantide" in notice
    assert plain("mois=<script>") in notice
    assert "mois" not in at.query_params


def test_the_address_brings_the_same_view_back(open_app: Open) -> None:
    at = open_app(espace="demo")
    months = at.selectbox(key="mois").options
    at.selectbox(key="mois").select_index(6).run()
    address = {key: str(value) for key, value in at.query_params.items()}
    again = open_app(**address)
    assert again.selectbox(key="mois").value == at.selectbox(key="mois").value
    assert again.markdown[0].value == at.markdown[0].value
    assert len(months) >= 36


def test_a_role_change_changes_what_the_menu_holds() -> None:
    for viewer, role in [("staff", "public"), ("staff", "rapporteur"), ("rapporteur", "public")]:
        assert not [page for page in pages_for(role) if page.viewer == viewer]
    assert pages_for("admin") == load_pages()


@pytest.fixture
def error_details() -> Iterator[None]:
    """Show exceptions as raised: the configuration of the project hides them from readers."""
    hidden = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")
    yield
    config.set_option("client.showErrorDetails", hidden)


@pytest.mark.usefixtures("error_details")
@pytest.mark.parametrize("entry", load_pages(), ids=lambda page: page.id)
def test_a_page_that_skips_the_router_shows_nothing(entry: PageEntry) -> None:
    at = AppTest.from_file(str(entry.file), default_timeout=60).run()
    assert [e.message for e in at.exception] == [
        "Aucun profil n’a été défini : rien ne peut être consulté."
    ]
    assert not at.html
    assert not plots(at)


def test_nothing_published_is_reported_in_french(
    open_app: Open, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(tmp_path))
    at = open_app()
    assert not at.exception
    assert "Aucun espace de données n’est encore publié" in at.error[0].value


def test_no_link_waits_for_files_closed_only_line_by_line(open_app: Open) -> None:
    at = open_app(espace="demo", profil="public")
    doors = [link.proto.label for link in at.get("page_link")]
    assert {"Adhésions TPE/PME", "Projets et financements"} <= set(doors)


@pytest.mark.parametrize("entry", pages_for("staff"), ids=lambda page: page.id)
def test_the_menu_marks_only_the_pages_that_wait_for_data(
    open_app: Open, gate: Store, entry: PageEntry
) -> None:
    files = gate.session("cvl", "public").query("source_files")
    contracts_sent = set(files.loc[files["rows_kept"] > 0, "contract"])
    if entry not in pages_for("public"):
        return  # no role without signing in here
    at = open_app(entry, espace="cvl")
    has_something = "<table" in html_of(at) or bool(plots(at))
    is_empty = 'class="obs-empty' in html_of(at) and not has_something
    assert entry.waits(contracts_sent) is is_empty
    assert ("Voir cette page dans la démonstration" in html_of(at)) is is_empty
