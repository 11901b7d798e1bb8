"""The territories page by mouse and by keyboard, on a desktop and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, WebSocket, expect
from pypdf import PdfReader

from method.wording import fr
from observatory.gate.access import PUBLIC, STAFF
from observatory.gate.store import Store
from observatory.territories.maps import LEVELS
from observatory.territories.names import proper
from tests.browser.conftest import NARROW, READY, WIDE, choose, click, printed

Open = Callable[[str], Page]
MAP = ".obs-map[data-ready]"
TOURS, LOCHES = "epci-243700754", "epci-200071587"
ANSWER = ".obs-answer"


def _ready(page: Page) -> None:
    """Wait until the run is over and the map has drawn its data."""
    page.wait_for_selector(READY)
    frame = page.locator(MAP)
    expect(frame).to_be_visible()
    expect(frame).to_have_attribute("aria-label", re.compile("."))


def _map(open_page: Open, address: str) -> Page:
    page = open_page(f"/territoires?espace=demo{address}")
    _ready(page)
    return page


def _legend(page: Page) -> list[str]:
    """Labels of the legend, without the counts, which change with the month."""
    lines = page.locator(".obs-legend li:has(.obs-legend-count)").all_inner_texts()
    return [re.sub(r"\s*[\d\u202f]+$", "", line.strip()) for line in lines]


def _classes(page: Page) -> list[str]:
    return [line for line in _legend(page) if "%" in line]


def _settings(page: Page) -> None:
    """Open the collapsed settings: the figure of the map, its level, month and layers."""
    click(page.get_by_text("Réglages", exact=True))


def _click_the_middle(page: Page) -> None:
    """Click at a point where the tooltip names a territory."""
    page.wait_for_timeout(800)
    x, y = _middle(page)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator(".leaflet-tooltip").first).to_be_visible()
    page.mouse.click(x, y)


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator(MAP).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_table_holds_the_figures_of_the_database(open_page: Open, gate: Store) -> None:
    page = _map(open_page, "&indicateur=companies_active")
    _settings(page)
    session = gate.session("demo", PUBLIC)
    as_of = session.query("months")["as_of"].max()
    for level in ("epci", "commune", "canton", "circonscription", "departement"):
        if level != "epci":  # the level that the page opens with
            choose(page.get_by_role("combobox", name="Échelon"), LEVELS[level], by_keyboard=True)
            expect(page).to_have_url(re.compile(f"niveau={level}"))
        rows = session.query(
            "territory_map",
            as_of=as_of,
            level=level,
            network_id="*",
            indicator_id="companies_active",
            is_count=True,
        )
        table = page.locator(".obs-table").first
        for row in rows[rows["status"] == "ok"].nlargest(5, "value").to_dict("records"):
            # An EPCI partly in the region is marked so after its name.
            words = r"\s+".join(map(re.escape, proper(row["name"]).split()))
            name = re.compile(rf"^{words}(?:\s\(|$)")
            line = table.locator("tr", has=page.get_by_role("rowheader", name=name))
            expect(line.first).to_contain_text(fr(row["value"]))
        hidden = int((rows["status"] == "secret").sum())
        words = "Secret ou nul" if level == "commune" else "Secret statistique"
        secret = page.locator(".obs-legend li", has_text=words)
        if hidden:
            expect(secret).to_contain_text(fr(hidden))
        else:
            expect(secret).to_have_count(0)


def test_a_click_opens_the_sheet_and_a_second_one_closes_it(open_page: Open) -> None:
    page = _map(open_page, f"&territoire={TOURS}")
    expect(page.locator(ANSWER)).to_contain_text("Tours Métropole Val de Loire compte")
    _click_the_middle(page)
    expect(page).not_to_have_url(re.compile("territoire="))
    expect(page.locator(ANSWER)).to_contain_text("en région")
    _click_the_middle(page)
    expect(page).to_have_url(re.compile("territoire=epci-"))
    expect(page.get_by_role("button", name="PDF, une page")).to_be_visible()


@pytest.mark.deep
def test_the_search_takes_a_postal_code_from_the_keyboard(open_page: Open) -> None:
    page = _map(open_page, "")
    box = page.get_by_role("combobox", name="Votre commune")
    choose(box, "37600", by_keyboard=True)
    # The main commune of that code.
    expect(page).to_have_url(re.compile("territoire=commune-37132"))
    expect(page.locator(ANSWER)).to_contain_text("Loches compte")
    # Changing the level moves to the territory that contains the commune.
    _settings(page)
    choose(page.get_by_role("combobox", name="Échelon"), "Cantons", by_keyboard=True)
    expect(page).to_have_url(re.compile("territoire=canton-"))


def test_the_sheet_is_in_the_first_screen_with_its_page(open_page: Open, tmp_path: Path) -> None:
    page = _map(open_page, f"&territoire={LOCHES}")
    for part in (page.locator(ANSWER), page.locator(MAP),
                 page.get_by_role("button", name="PDF, une page")):  # fmt: skip
        box = part.bounding_box()
        assert box
        assert box["y"] < WIDE["height"]
    with page.expect_download(timeout=60_000) as download:
        click(page.get_by_role("button", name="PDF, une page"))
    file = tmp_path / "fiche.pdf"
    download.value.save_as(file)
    assert len(PdfReader(file).pages) == 1


@pytest.mark.parametrize("space", ["demo", "cvl"])
def test_a_territory_prints_on_one_sheet(open_page: Open, space: str) -> None:
    page = open_page(f"/territoires?espace={space}&territoire={LOCHES}")
    _ready(page)
    page.wait_for_timeout(800)
    sheets = printed(page).pages
    assert len(sheets) == 1
    text = sheets[0].extract_text()
    assert "Loches Sud Touraine" in text
    assert "Réglages" not in text


def test_a_gap_opens_detection_on_its_activity(open_page: Open) -> None:
    page = _map(open_page, f"&territoire={LOCHES}")
    gaps = page.locator(".st-key-figure_manques tbody tr")
    expect(gaps).to_have_count(3)
    click(gaps.first.get_by_role("link"))
    expect(page).to_have_url(re.compile(f"detection.*territoire={LOCHES}"))
    expect(page.locator('[data-testid="stExpander"] summary').nth(1)).to_contain_text("Loches")


def test_a_seat_opens_the_sheet_of_its_network(open_page: Open) -> None:
    page = _map(open_page, "&sieges=oui")
    page.get_by_title(re.compile("Siège de Goûtelune$")).press("Enter")
    expect(page).to_have_url(re.compile("fiche.*reseau=goutelune"))


def test_an_elected_official_ends_with_figures_sources_and_networks(open_page: Open) -> None:
    page = open_page("/territoires?espace=cvl&profil=public")
    for asked, place, department in (
        ("Loches Sud", "CC Loches Sud Touraine", "l’Indre-et-Loire"),
        ("18000", "CA Bourges Plus", "le Cher"),
        ("Dreux", "CA Agglo du Pays de Dreux", "l’Eure-et-Loir"),
    ):
        choose(page.get_by_role("combobox", name="Votre commune"), asked, by_keyboard=True)
        answer = page.locator(ANSWER)
        expect(answer).to_contain_text(place)
        expect(answer).to_contain_text(
            re.compile(r"habitants, [\d\u202f]+\s?emplois et [\d\u202f]+")
        )
        expect(answer).to_contain_text(
            re.compile(r"établissements employeurs \(dont .*\) en 20\d\d")
        )
        expect(answer).to_contain_text(f"réseaux recensés agissent dans {department}")
        facts = page.locator(".st-key-figure_reperes")
        expect(facts.get_by_role("link", name="2018, INSEE").first).to_have_attribute(
            "href", re.compile("^https://www.insee.fr/")
        )
        networks = page.locator(".st-key-figure_reseaux tbody tr")
        expect(networks.nth(9)).to_be_visible()
        expect(networks.first.get_by_role("link")).to_have_attribute("href", re.compile("^fiche"))
        expect(page.locator(MAP)).to_be_visible()
        expect(page.locator(".obs-empty")).to_have_count(0)
        # The figures of a real place can be quoted like any other.
        expect(facts.get_by_role("button", name="Citer")).to_be_visible()


def test_classes_stay_when_the_month_changes(open_page: Open) -> None:
    page = _map(open_page, "&indicateur=tpe_pme_share&classes=jenks&nombre=4")
    before = _classes(page)
    sentence = page.locator(MAP).get_attribute("aria-label")
    assert len(before) == 4
    _settings(page)
    choose(page.get_by_role("combobox", name="Mois"), "juillet 2026", by_keyboard=True)
    expect(page.locator(MAP)).not_to_have_attribute("aria-label", sentence or "")
    assert _classes(page) == before
    expect(page).to_have_url(re.compile("mois="))


def test_moving_the_map_asks_nothing_of_the_server(page: Page, open_page: Open) -> None:
    messages: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: messages.append(frame))

    page.on("websocket", listen)
    _map(open_page, "&indicateur=tpe_pme_share")
    page.wait_for_timeout(800)
    messages.clear()
    x, y = _middle(page)
    page.mouse.move(x, y)
    expect(page.locator(".leaflet-tooltip").first).to_be_visible()
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=6)
    page.mouse.up()
    click(page.get_by_role("button", name="Zoomer", exact=True))
    page.locator(MAP).focus()
    for key in ("ArrowLeft", "ArrowUp", "+", "-"):
        page.keyboard.press(key)
    page.wait_for_timeout(1200)
    assert messages == []


def test_a_rerun_sends_no_geometry(page: Page, open_page: Open) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
    )
    _map(open_page, "&niveau=commune")
    _settings(page)
    received.clear()
    sentence = page.locator(MAP).get_attribute("aria-label")
    choose(page.get_by_role("combobox", name="Indicateur"), "Adhérents", by_keyboard=True)
    expect(page.locator(MAP)).not_to_have_attribute("aria-label", sentence or "")
    page.wait_for_timeout(500)
    assert len([url for url in fetched if url.endswith("commune.json")]) == 1
    geometry = Path("static/territoires").glob("*/commune.json")
    assert sum(received) < next(geometry).stat().st_size / 3


def test_member_points_are_for_staff_and_rapporteur(open_page: Open, gate: Store) -> None:
    page = _map(open_page, "&adherents=oui&sieges=oui")
    expect(page.locator(".obs-seat").first).to_be_visible()
    expect(page.get_by_text("Adhérents", exact=True)).to_have_count(0)
    assert page.locator(".obs-cluster, .obs-member").count() == 0
    session = gate.session("demo", STAFF)
    months = session.query("months")["as_of"]
    members = session.query("territory_members", as_of=months.max(), network_id="*")
    page = _map(open_page, "&adherents=oui&profil=rapporteur")
    expect(page.locator(".obs-cluster").first).to_be_visible()
    counts = page.locator(".obs-cluster").all_inner_texts()
    clustered = sum(int(re.sub(r"\D", "", count)) for count in counts)
    assert clustered + page.locator(".obs-member").count() == len(members)


def test_the_plan_is_requested_only_when_switched_on(context: BrowserContext) -> None:
    page = context.new_page()
    requests: list[str] = []

    def answer(route: Route) -> None:
        requests.append(route.request.url)
        route.fulfill(body=b"", content_type="image/png")

    page.route("https://**/*", answer)
    page.goto("/territoires?espace=demo")
    _ready(page)
    assert requests == []
    _settings(page)
    with page.expect_request("https://data.geopf.fr/**"):
        click(page.get_by_text("Fond Plan IGN"))
    expect(page.get_by_text("transmet votre adresse IP")).to_be_visible()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Géoplateforme")
    assert requests
    assert all(url.startswith("https://data.geopf.fr/wmts?") for url in requests)


def test_the_file_of_the_map_can_be_kept(open_page: Open, tmp_path: Path) -> None:
    page = _map(open_page, "&indicateur=tpe_pme_share&niveau=departement")
    with page.expect_download() as waiting:
        click(page.get_by_role("button", name="Télécharger la carte"))
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name.startswith("carte-tpe_pme_share-departement-")
    offline = page.context.new_page()
    requests: list[str] = []
    offline.on("request", lambda request: requests.append(request.url))
    offline.goto(file.as_uri())
    expect(offline.locator("path.leaflet-interactive")).to_have_count(6)
    expect(offline.locator(".panel li svg").first).to_be_visible()
    # Nothing is secret at this level: the legend contains only what is on the map.
    expect(offline.locator(".panel")).not_to_contain_text("Secret statistique")
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


def test_the_real_workspace_shows_seats_and_public_facts(open_page: Open) -> None:
    page = open_page("/territoires?espace=cvl")
    _ready(page)
    expect(page.locator(ANSWER)).to_contain_text("aucun n’a encore transmis")
    expect(page.locator(".obs-seat").first).to_be_visible()
    expect(page.locator(".obs-legend")).to_contain_text("2018")
    expect(page.get_by_text("python -m")).to_have_count(0)


def test_it_fits_a_telephone(page: Page, open_page: Open) -> None:
    page.set_viewport_size(NARROW)  # ty: ignore[invalid-argument-type]
    _map(open_page, f"&territoire={TOURS}&indicateur=tpe_pme_share")
    answer = page.locator(ANSWER).bounding_box()
    assert answer
    # The sentence is above the map, in the first screen.
    assert answer["y"] + answer["height"] < NARROW["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    box = page.locator(MAP).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] > answer["y"]
    assert box["x"] + box["width"] <= NARROW["width"]


def test_the_overview_has_its_map(open_page: Open) -> None:
    page = open_page("/?espace=demo&onglet=carte")
    _ready(page)
    expect(page.locator(".obs-seat").first).to_be_visible()
    assert page.locator(".obs-cluster").count() == 0


def test_the_map_is_exported_as_a_picture_with_its_legend(open_page: Open, tmp_path: Path) -> None:
    page = _map(open_page, "&profil=public&indicateur=tpe_pme_share")
    click(page.locator(".st-key-figure_chiffres").get_by_role("button", name="Télécharger"))
    with page.expect_download(timeout=60_000) as download:
        click(page.get_by_role("button", name="Image SVG"))
    file = tmp_path / "carte.svg"
    download.value.save_as(file)
    svg = file.read_text(encoding="utf-8")
    assert "<image" not in svg
    for text in (*_legend(page)[:2], "DÉMONSTRATION", "Lecture"):
        assert text in svg.replace("\xa0", " ") or text in svg


@pytest.mark.parametrize(
    ("typed", "place"),
    [("chateau-renault", "commune-37063"), ("canton d’amboise", "canton-3701")],
)
def test_the_box_of_places_forgives_what_the_search_forgives(
    open_page: Open, typed: str, place: str
) -> None:
    page = open_page("/territoires?espace=demo")
    box = page.get_by_role("combobox", name="Votre commune")
    box.fill(typed)
    expect(page.get_by_role("option", name=f"Chercher «\u00a0{typed}\u00a0»")).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"territoire={place}"))


def test_a_place_that_nobody_knows_keeps_the_one_that_was_chosen(open_page: Open) -> None:
    page = open_page(f"/territoires?espace=demo&territoire={LOCHES}")
    box = page.get_by_role("combobox", name="Votre commune")
    box.fill("xqzzyk")
    box.press("Enter")
    expect(page.get_by_text("Aucun territoire ne répond")).to_be_visible()
    expect(page).to_have_url(re.compile(f"territoire={LOCHES}"))
