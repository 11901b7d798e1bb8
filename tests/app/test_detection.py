"""The page Détection: the planted case comes first, thresholds are kept in the address."""

from __future__ import annotations

from method.catalog import load_catalog
from observatory.detection import figures
from observatory.figures import views
from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from observatory.pages import load_pages
from pipelines.demo import profiles
from tests.app.conftest import Open

PAGE = next(page for page in load_pages() if page.id == "detection")
STORY = f"{profiles.DENSE_EPCI}-{profiles.DENSE_DIVISION}"


def _opening() -> dict[str, float]:
    rules = load_catalog().detection
    return {
        "quotient": rules.quotient_min,
        "coverage": rules.coverage_max,
        "companies": rules.companies_min,
    }


def test_the_dense_activity_without_a_network_comes_first(gate: Store) -> None:
    session = gate.session("demo", PUBLIC)
    pairs = session.query("detection_pairs", epci="", division="", **_opening())
    first = pairs.iloc[0]
    assert first["id"] == STORY
    assert first["networks"] == "aucun"
    assert first["member_band"] == "few"
    assert first["low"] > 2
    # It stays first when specialisation is the only criterion.
    whole = session.query(
        "detection_pairs", epci="", division="", quotient=1.0, coverage=1.0, companies=1
    )
    assert whole.iloc[0]["id"] == STORY


def test_the_map_counts_what_the_list_holds(gate: Store) -> None:
    session = gate.session("demo", PUBLIC)
    pairs = session.query("detection_pairs", epci="", division="", **_opening())
    places = session.query("detection_map", division="", **_opening())
    assert places["value"].sum() == len(pairs)
    assert len(places) == 82


def test_no_count_of_one_or_two_members_is_published(gate: Store) -> None:
    session = gate.session("demo", "staff")
    pairs = session.query(
        "detection_pairs", epci="", division="", quotient=0.0, coverage=1.0, companies=0
    )
    counts = pairs.loc[pairs["member_status"] == "ok", "member_count"]
    assert len(counts)
    assert counts.min() >= 3
    hidden = pairs[pairs["member_status"] == "secret"]
    assert hidden["member_count"].isna().all()


def test_a_lead_is_a_dot_of_its_family_and_no_two_overlap(gate: Store) -> None:
    session = gate.session("demo", PUBLIC)
    view = views.of(session, session.build.as_of)
    painting, _ = figures.map_of(view)
    dots = painting.circles
    assert dots is not None
    pairs = session.query("detection_pairs", epci="", division="", **_opening())
    assert len(dots) == len(pairs)
    assert not dots.duplicated(["latitude", "longitude"]).any()
    counted = {entry.label: entry.count for entry in painting.legend if entry.is_dot}
    assert sum(counted.values()) == len(pairs)
    assert set(dots["fill"]) == {e.style.fill for e in painting.legend if e.is_dot}


def test_a_link_to_one_activity_of_one_place_opens_it(open_app: Open) -> None:
    at = open_app(
        PAGE, espace="demo", territoire="epci-200071587", activite="01", specialisation="0",
        entreprises="5", couverture="100",
    )  # fmt: skip
    assert not at.exception
    assert not at.warning
    assert [box.label for box in at.expander if "Culture et production animale" in box.label]


def test_the_address_keeps_the_thresholds(open_app: Open) -> None:
    at = open_app(
        PAGE,
        espace="demo",
        territoire=f"epci-{profiles.DENSE_EPCI}",
        specialisation="1.5",
        entreprises="20",
        couverture="50",
        activite="13",
    )
    assert not at.exception
    assert not at.warning
    assert at.selectbox(key="activite").value == "13"
    assert at.slider(key="couverture").value == 50
    assert [box.label for box in at.expander if "Loches" in box.label]
    assert at.query_params["specialisation"] == "1.5"


def test_thresholds_that_nothing_passes_are_reported(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo", specialisation="3", entreprises="100", couverture="0")
    assert not at.exception
    assert any("Aucune piste" in element.value for element in at.html)


def test_a_workspace_without_fabric_says_which_file_it_needs(open_app: Open) -> None:
    at = open_app(PAGE, espace="cvl")
    assert not at.exception
    assert any("«&nbsp;Tissu économique&nbsp;»" in element.value for element in at.html)
