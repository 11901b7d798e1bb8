"""What a map shows: distinct states, scales that do not move, areas in true proportion."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from method.catalog import Indicator, load_catalog
from method.wording import NBSP
from observatory.territories import map_file, map_picture
from observatory.territories.classes import METHODS
from observatory.territories.map_file import Caption, standalone
from observatory.territories.maps import (
    FAINT,
    FAINT_LABEL,
    OUT_OF_SCOPE,
    interval_labels,
    is_blurred,
    is_readable,
    move,
    paint,
    remark,
    summary,
)
from observatory.territories.measures import OUTSIDE, not_reached, outside
from observatory.territories.neighbours import neighbours
from observatory.territories.sheet import by_place, sentences
from observatory.territories.words import read_out
from tests.hostile_texts import CANARY, TEXTS, was_run
from tests.unit.places import VINTAGE, department_rows, sheet_rows

INDICATORS = load_catalog().indicators
COUNT, RATE = INDICATORS["companies_active"], INDICATORS["tpe_pme_share"]
QUOTIENT = INDICATORS["members_location_quotient"]
PANEL = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def _counts(painting) -> dict[str, int]:
    return {entry.label: entry.count for entry in painting.entries if entry.count}


def test_zero_secret_no_data_and_out_of_scope_are_distinct() -> None:
    rows = department_rows(
        [(0.5, "ok"), (0.0, "ok"), (None, "no_data"), (None, "secret"), (None, OUT_OF_SCOPE),
         (None, "insufficient")]
    )  # fmt: skip
    painting = paint(rows, PANEL, RATE)
    assert len(set(painting.keys)) == 6
    looks = {(painting.entries[k].style.fill, painting.entries[k].style.pattern)
             for k in painting.keys}  # fmt: skip
    assert len(looks) == 6
    assert len(set(painting.texts)) == 6
    assert painting.texts[3] == "secret statistique"
    assert sum(entry.count for entry in painting.entries) == len(rows)


@pytest.mark.parametrize("method", METHODS)
def test_two_months_have_the_same_classes_and_colours(method: str) -> None:
    low = paint(department_rows([(0.2, "ok")] * 6), PANEL, RATE, method, 4, (25, 50))
    high = paint(department_rows([(0.9, "ok")] * 6), PANEL, RATE, method, 4, (25, 50))
    assert [(e.label, e.style) for e in low.entries] == [(e.label, e.style) for e in high.entries]
    assert set(low.keys) == {0}
    assert set(high.keys) == {len(low.classes or ()) - 1}


def test_bounds_of_a_legend_are_french_and_distinct() -> None:
    painting = paint(department_rows([(0.5, "ok")] * 6), [0.5001, 0.5002, 0.5003], RATE)
    labels = interval_labels(painting.classes, RATE)
    assert len(set(labels)) == 3
    assert labels[0] == f"50,01{NBSP}%"
    fixed = paint(department_rows([(0.5, "ok")] * 6), PANEL, RATE, "fixe", 5, (25, 50))
    assert interval_labels(fixed.classes, RATE)[1] == f"plus de 25,0{NBSP}% à 50,0{NBSP}%"


def test_no_value_at_all_still_makes_a_legend() -> None:
    for indicator in (RATE, COUNT, QUOTIENT):
        painting = paint(department_rows([(None, "no_data")] * 6), [], indicator)
        assert _counts(painting) == {"Aucune donnée": 6}
        assert painting.sizes == ()


def test_areas_of_circles_are_proportional_and_their_scale_is_the_panel_s() -> None:
    rows = department_rows([(100, "ok"), (25, "ok"), (0, "ok"), (None, "secret"), (4, "ok"),
                            (1, "ok")])  # fmt: skip
    circles = paint(rows, [100, 25, 400], COUNT).circles
    assert circles["code"].tolist() == ["18", "28", "41", "45"]
    areas = circles["radius"] ** 2
    assert (areas / areas.iloc[0]).tolist() == pytest.approx([1, 0.25, 0.04, 0.01], rel=0.03)
    assert circles["radius"].iloc[0] == 15.0
    sizes = paint(rows, [400], COUNT).sizes
    assert [size.label for size in sizes] == ["200", "100", "20"]
    assert sizes[0].radius / sizes[1].radius == pytest.approx(2**0.5, rel=0.01)


def test_a_quotient_has_its_two_colours_on_each_side_of_one() -> None:
    painting = paint(department_rows([(0.5, "ok")] * 6), [0.2, 3.0], QUOTIENT, "fixe", 5,
                     (0.5, 1, 2))  # fmt: skip
    rgb = [tuple(map(int, re.findall(r"\d+", e.style.fill))) for e in painting.entries[:4]]
    assert [red > blue for red, _, blue in rgb] == [True, True, False, False]
    assert len(set(rgb)) == 4


def test_a_small_proportion_says_its_counts() -> None:
    row = {"value": 1.0, "numerator": 3, "denominator": 3, "status": "ok"}
    assert remark(RATE, row) == "3 sur 3, effectif faible"
    assert remark(RATE, row | {"denominator": 30}) == ""
    assert remark(RATE, row | {"status": OUT_OF_SCOPE}) == "hors du périmètre du réseau"


def test_a_rate_on_few_units_is_hatched_and_says_so() -> None:
    rows = department_rows([(0.5, "ok")] * 5 + [(None, "secret")])
    rows["denominator"] = [9.0, 10.0, 100.0, 2.0, 50.0, None]
    for indicator in (RATE, QUOTIENT):
        painting = paint(rows, [0.5], indicator)
        assert painting.faint == ("18", "37")
        marked = [
            code for code, text in zip(painting.codes, painting.texts, strict=True) if FAINT in text
        ]
        assert tuple(marked) == painting.faint
        description = summary(painting, indicator, "departement", "31 décembre 2025")
        assert "dont 2 sur moins de 10 unités" in description
        text = standalone(painting, VINTAGE, "departement", Caption("T", "L", "M", "S"))
        assert text.count('"is_faint": true') == 2
        assert "url(#hatch-" in text
    assert paint(rows, [0.5], COUNT).faint == ()


def test_where_empty_cells_are_hidden_too_a_secret_may_be_nothing() -> None:
    rows = department_rows([(3, "ok")] * 5 + [(None, "secret")])
    painting = paint(rows, [3], COUNT, blurred=True)
    assert _counts(painting)["Secret ou nul"] == 1
    assert painting.texts[-1] == "secret ou nul"
    assert remark(COUNT, rows.iloc[-1], blurred=True) == "secret ou nul"
    assert is_blurred("commune", "*")
    assert is_blurred("epci", "semaphyte")
    assert not is_blurred("epci", "*")
    assert not is_blurred("region", "semaphyte")


def test_bounds_that_a_reader_chose_are_printed_as_chosen() -> None:
    painting = paint(department_rows([(0.5, "ok")] * 6), [0.2, 3.0], QUOTIENT, "fixe",
                     bounds=(0.5, 1.25))  # fmt: skip
    labels = [entry.label for entry in painting.entries[:3]]
    assert labels[1] == "plus de 0,50\u00a0fois à 1,25\u00a0fois"


def test_the_map_is_described_in_a_sentence() -> None:
    painting = paint(department_rows([(3, "ok")] * 5 + [(None, "secret")]), [3], COUNT)
    text = summary(painting, COUNT, "departement", "31 décembre 2025")
    assert text.startswith("Carte d’entreprises adhérentes par département, ")
    assert "5 «\u00a0Territoires avec un cercle\u00a0», 1 «\u00a0Secret statistique\u00a0»" in text


def test_the_choice_moves_up_to_the_territory_that_holds_it() -> None:
    places = pd.DataFrame(
        [
            ("commune-37261", "commune", "37", "243700754", "3799", None),
            ("epci-243700754", "epci", "37", None, None, None),
        ],
        columns=["id", "level", "department_code", "epci_code", "canton_code",
                 "circonscription_code"],
    )  # fmt: skip
    assert move(places, "commune-37261", "epci") == "epci-243700754"
    assert move(places, "commune-37261", "departement") == "departement-37"
    assert move(places, "commune-37261", "circonscription") == ""
    assert move(places, "epci-243700754", "commune") == ""
    assert move(places, "", "epci") == ""


def test_neighbours_share_a_border_both_ways() -> None:
    borders = neighbours(VINTAGE, "departement")
    assert borders["37"] == {"36", "41"}
    assert all(code in borders[other] for code, others in borders.items() for other in others)


def test_the_file_opens_without_any_other_host() -> None:
    painting = paint(department_rows([(3, "ok")] * 5 + [(None, "secret")]), [3], COUNT)
    text = standalone(
        painting, VINTAGE, "departement", Caption("Titre", "Légende", "Méthode", "<Source>", True)
    )
    # Leaflet names its site in a comment and in its attribution, which the map does not show.
    loaded = re.findall(
        r"""(?:src|href)\s*=\s*["']?(https?:[^"'\s>]+)|@import|url\(["']?http""", text
    )
    assert [address for address in loaded if "leafletjs.com" not in address] == []
    assert "&lt;Source&gt;" in text
    assert "DONNÉES FICTIVES" in text
    assert "imperial=false" in text
    assert 'id="dots"' in text
    assert "Indre-et-Loire" in text


def test_three_sentences_with_every_figure() -> None:
    place = {"level": "epci", "name": "CC du Val"}
    texts = sentences(place, sheet_rows(), RATE)
    assert [line.replace("\u202f", " ").replace(NBSP, " ") for line in texts] == [
        "La CC du Val compte 12 entreprises adhérentes ayant un établissement ouvert ici, dans 3 "
        "réseaux au moins ; 2 de plus qu’il y a un an.",
        "Dans les activités visées, 90 des 100 TPE et PME du territoire n’adhèrent à aucun réseau.",
        "Les TPE et PME y forment 75,0 % des adhérentes, contre 80,0 % dans le département et "
        "82,0 % dans la région.",
    ]


def test_an_unchanged_number_is_stated_as_such() -> None:
    place = {"level": "departement", "name": "Indre"}
    rows = sheet_rows()
    same = rows.assign(value_before=rows["value"])
    assert sentences(place, same, RATE)[0].startswith("L’Indre compte")
    assert "autant qu’il y a un an" in sentences(place, same, RATE)[0]
    fewer = rows.assign(value_before=rows["value"] + 3)
    assert "3 de moins" in sentences(place, fewer, RATE)[0]
    hardly = rows.replace({"value": {12: 202}, "value_before": {10: 200}})
    assert "stable en un an, à 2 près" in sentences(place, hardly, RATE)[0]


def _secret_here(*indicators: str) -> pd.DataFrame:
    """The rows of the sheet where these figures of the territory, or all, are secret."""
    rows = sheet_rows()
    hidden = rows["place"] == "territory"
    if indicators:
        hidden &= rows["indicator_id"].isin(indicators)
    return rows.assign(
        status=rows["status"].mask(hidden, "secret"), value=rows["value"].mask(hidden)
    )


def test_a_sentence_without_its_figure_says_why_once() -> None:
    place = {"level": "commune", "name": "Ars"}
    # Nothing is published around either: the reason stands alone.
    (hidden,) = sentences(place, _secret_here(), RATE, blurred=True)
    assert hidden.startswith(f"Ars{NBSP}: aucune, une ou deux entreprises adhérentes, ou un nombre")
    assert sentences({"level": "epci", "name": "CC du Val"}, _secret_here(), RATE) == [
        f"La CC du Val{NBSP}: le secret statistique couvre le nombre d’entreprises adhérentes."
    ]
    (none,) = sentences(place, sheet_rows().iloc[:0], RATE)
    assert "aucune donnée" in none
    both = sentences(place, _secret_here("tpe_pme_penetration", "tpe_pme_share"), RATE)
    assert both[1:] == [
        "Le nombre de TPE et PME non atteintes par les réseaux et la part des TPE et PME parmi "
        "les adhérentes ne sont pas publiés (secret statistique)."
    ]
    unsaid = sheet_rows().assign(status_before="secret")
    assert "n’est pas publiée (secret statistique)" in sentences(place, unsaid, RATE)[0]


def test_a_place_that_is_all_secret_is_answered_by_the_smallest_one_around() -> None:
    around = pd.DataFrame(
        [
            ("epci", "CC du Val", "companies_active", 16, None, None, "ok"),
            ("epci", "CC du Val", "tpe_pme_penetration", 0.1, 9, 10, "ok"),
            ("department", "Indre", "companies_active", 141, None, None, "ok"),
        ],
        columns=[
            "place", "name", "indicator_id", "value", "numerator", "denominator", "status",
        ],
    )  # fmt: skip
    rows = pd.concat([_secret_here(), around], ignore_index=True)
    texts = sentences({"level": "commune", "name": "Ars"}, rows, RATE, blurred=True)
    assert texts[1].replace("\u202f", " ").replace(NBSP, " ") == (
        "Son intercommunalité, la CC du Val, compte 16 entreprises adhérentes ; dans les activités "
        "visées, une seule de ses 10 TPE et PME n’adhère à aucun réseau."
    )
    secret = (rows["place"] == "epci") & (rows["indicator_id"] == "companies_active")
    wider = rows.assign(status=rows["status"].mask(secret, "secret"))
    assert "Son département, l’Indre, compte 141" in sentences(
        {"level": "commune", "name": "Ars"}, wider, RATE, blurred=True
    )[1].replace(NBSP, " ")


def test_none_all_and_one_are_said_in_french() -> None:
    place = {"level": "canton", "name": "Amboise"}

    def told(members: int, target: int, small: int, known: int, scope: str = "") -> list[str]:
        rows = sheet_rows().set_index("indicator_id")
        own = rows["place"] == "territory"
        rows.loc[own & (rows.index == "tpe_pme_penetration"), ["numerator", "denominator"]] = (
            members, target,
        )  # fmt: skip
        share = ["value", "numerator", "denominator"]
        rows.loc[own & (rows.index == "tpe_pme_share"), share] = (small / known, small, known)
        texts = sentences(place, rows.reset_index(), RATE, scope)
        assert texts[0].startswith("Le canton d’Amboise compte"), "the commune is another place"
        return [line.replace(NBSP, " ").partition(", contre")[0] for line in texts[1:]]

    gap = "Dans les activités visées, "
    of_known = "adhérentes de taille connue"
    assert told(0, 9, 4, 4) == [
        f"{gap}aucune des 9 TPE et PME du territoire n’adhère à un réseau.",
        f"Ici, toutes les {of_known} (4) sont des TPE ou des PME",
    ]
    assert told(8, 9, 0, 4) == [
        f"{gap}une seule des 9 TPE et PME du territoire n’adhère à aucun réseau.",
        f"Ici, aucune des 4 {of_known} n’est une TPE ou une PME",
    ]
    assert told(9, 9, 1, 4) == [
        f"{gap}toutes les 9 TPE et PME du territoire adhèrent à un réseau.",
        f"Ici, une seule des 4 {of_known} est une TPE ou une PME",
    ]
    assert told(0, 1, 3, 7, "Pôle Corvelune") == [
        f"{gap}la seule TPE ou PME du territoire n’adhère pas au Pôle Corvelune.",
        f"Ici, 3 des 7 {of_known} sont des TPE ou des PME",
    ]


def test_a_constituency_that_shares_a_town_is_not_said_to_have_sent_nothing() -> None:
    rows = sheet_rows()
    rows.loc[rows["indicator_id"] == "tpe_pme_penetration", "status"] = "no_data"
    texts = sentences({"level": "circonscription", "name": "1re circonscription"}, rows, RATE)
    assert texts[0].startswith("La 1re circonscription compte")
    assert "partagent une" in texts[-1]
    assert not any("transmise" in line for line in texts)


def test_nobody_has_no_share() -> None:
    rows = sheet_rows().replace({"value": {12: 0}})
    rows.loc[rows["indicator_id"] == "tpe_pme_share", "status"] = "no_data"
    texts = sentences({"level": "epci", "name": "CC du Val"}, rows, RATE)
    assert "ne compte aucune entreprise adhérente d’un réseau" in texts[0]
    assert not any("part des TPE et PME" in line for line in texts)


def test_what_remains_outside_is_the_target_less_the_members() -> None:
    rows = department_rows([(0.1, "ok"), (1.2, "ok"), *[(None, "secret")] * 4])
    rows = rows.assign(numerator=[10, 120, *[None] * 4], denominator=[100, 100, *[None] * 4])
    number = outside(rows)["value"]
    assert number.tolist()[:2] == [90, 0]
    assert number.isna().sum() == 4


def test_the_legend_contains_only_what_is_on_the_map() -> None:
    rows = department_rows([(3, "ok")] * 5 + [(None, "secret")])
    painting = paint(rows, [3], COUNT)
    assert [entry.label for entry in painting.legend] == [
        "Territoires avec un cercle", "Secret statistique",
    ]  # fmt: skip
    text = standalone(painting, VINTAGE, "departement", Caption("T", "L", "M", "S"))
    assert "Aucune donnée" not in text
    assert "Hors du périmètre" not in text


def test_where_nearly_all_is_hidden_a_map_shows_points_or_is_refused() -> None:
    rows = pd.concat([department_rows([(None, "secret")] * 6)] * 3)
    rows.iloc[0, rows.columns.get_loc("value")] = 4.0
    rows.iloc[0, rows.columns.get_loc("status")] = "ok"
    secret = next(e for e in paint(rows, [4.0], COUNT, blurred=True).legend if "Secret" in e.label)
    assert secret.style.pattern is None
    dotted = next(e for e in paint(rows.head(3), [4.0], COUNT).legend if "Secret" in e.label)
    assert dotted.style.pattern == "dots"
    assert is_readable(COUNT, 60, 1754)
    assert is_readable(OUTSIDE, 1, 1754)
    assert not is_readable(RATE, 60, 1754)
    assert is_readable(RATE, 52, 82)
    assert not is_readable(COUNT, 0, 1754)


def test_companies_not_reached_are_never_guessed() -> None:
    row = by_place(sheet_rows())["territory", "tpe_pme_penetration"]
    assert not_reached(row) == 90
    assert not_reached({**row, "status": "secret"}) is None
    assert not_reached(None) is None


def test_the_picture_has_an_area_a_line_of_the_legend_and_its_hatches() -> None:
    rows = department_rows(
        [(0.5, "ok"), (0.0, "ok"), (None, "no_data"), (None, "secret"), (None, OUT_OF_SCOPE),
         (0.9, "ok")]
    ).assign(denominator=[4, 40, 40, 40, 40, 40])  # fmt: skip
    painting = paint(rows, PANEL, RATE)
    chart = map_picture.chart(
        painting, VINTAGE, "departement", RATE.id, "source", "Part, mai"
    ).to_plotly()
    lines = [trace for trace in chart.data if trace.type == "scatter"]
    areas = [trace for trace in lines if trace.fill == "toself"]
    assert [area.name.rsplit(" (", 1)[0] for area in areas] == [
        *(entry.label for entry in painting.legend), FAINT_LABEL,
    ]  # fmt: skip
    secret = next(area for area in areas if "Secret" in area.name)
    assert secret.fillpattern.shape == "."
    # A département is drawn under exactly one line of the legend.
    counts = [np.isfinite(np.array(area.x, dtype=float)).sum() for area in areas[:-1]]
    whole = next(trace for trace in lines if trace.fill is None)
    squares = [trace for trace in chart.data if trace.type == "bar"]
    assert [square.name for square in squares] == [area.name for area in areas]
    assert [square.marker.color for square in squares] == [area.fillcolor for area in areas]
    assert "Part, mai" in chart.layout.legend.title.text
    assert "IGN" in chart.layout.annotations[0].text
    assert sum(counts) == np.isfinite(np.array(whole.x, dtype=float)).sum()
    assert chart.layout.meta["source"] == "source"


def test_the_picture_of_a_count_has_circles_of_the_same_area_rule() -> None:
    rows = department_rows(
        [(100, "ok"), (25, "ok"), (0, "ok"), (None, "secret"), (1, "ok"), (4, "ok")]
    )
    painting = paint(rows, [100.0], COUNT)
    chart = map_picture.chart(
        painting, VINTAGE, "departement", COUNT.id, "source", "Nombre, mai"
    ).to_plotly()
    circles, legend, texts = chart.data[-3:]
    assert list(circles.marker.size) == [2 * r for r in painting.circles["radius"]]
    assert circles.marker.size[0] == pytest.approx(2 * circles.marker.size[1])
    assert list(texts.text) == [size.label for size in painting.sizes]
    assert len(legend.x) == len(painting.sizes)


def test_the_figure_in_the_sentence_is_the_chosen_one_or_has_enough_units() -> None:
    rows = department_rows([(1.0, "ok"), (0.9, "ok"), (0.8, "ok"), *[(None, "secret")] * 3])
    rows = rows.assign(denominator=[3.0, 40.0, 60.0, None, None, None])
    first, second, third = rows["code"].tolist()[:3]
    assert read_out(rows, RATE, "")["code"] == second
    assert read_out(rows, RATE, third)["code"] == third
    assert read_out(rows.head(1), RATE, "")["code"] == first


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("indicator", [COUNT, RATE], ids=["circles", "classes"])
def test_no_text_of_the_file_is_code(
    text: str, indicator: Indicator, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = department_rows([(0.5, "ok"), (1.0, "ok"), *[(None, "secret")] * 4])
    painting = paint(rows.assign(denominator=20.0), [0.5, 1.0], indicator)
    painting = replace(
        painting,
        texts=[text] * len(painting.texts),
        entries=tuple(replace(entry, label=text) for entry in painting.entries),
        sizes=tuple(replace(size, label=text) for size in painting.sizes),
    )
    # Its own `json` alone: folium reads other files with the module when it is first used.
    own = SimpleNamespace(loads=lambda content: _named(json.loads(content), text))
    monkeypatch.setattr(map_file, "json", own)
    page = standalone(painting, VINTAGE, "departement", Caption(text, text, text, text))
    assert not was_run()
    # Some of the thousands of numbers in the geometry and the folium ids contain these digits.
    assert CANARY not in re.sub(r"[0-9a-f]{32}|\d*\.\d+", "", page)
    reader = _Read()
    reader.feed(page)
    assert reader.tags <= set(TAGS.split())
    assert not reader.handlers
    words = " ".join(text.split())
    assert words in " ".join(" ".join(reader.texts).split())


TAGS = "html head meta title style script body div svg defs pattern rect path circle h1 p ul li"


def _named(shapes, text: str):
    for feature in shapes["features"]:
        feature["properties"]["name"] = text
    return shapes


class _Read(HTMLParser):
    """What a browser parses from the page: tags, handlers, words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
