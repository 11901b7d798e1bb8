"""Sentences and titles of the first page, on edge cases."""

from __future__ import annotations

from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from observatory.figures.figure import View
from observatory.figures.public_wording import value_words, year_words
from observatory.gate.access import ROLES
from observatory.overview import declared, first_visit, history, moments, reach, words
from observatory.pages import READERS, load_pages
from pipelines import contracts


def plain(text: str | None) -> str:
    return (text or "").replace("\u00a0", " ").replace("\u202f", " ")


FACTS = {
    "active_count": 13,
    "cluster_pole_count": 5,
    "known_count": 19,
    "known_pole_count": 5,
    "known_cluster_count": 7,
    "known_emerging_count": 7,
    "companies_active": 1884,
    "companies_in_region": 1431,
    "tpe_pme_share": 0.83,
}


def test_the_region_is_described_by_what_is_known() -> None:
    assert plain(words.listed(FACTS)) == (
        "19 réseaux recensés : 5 pôles, 7 clusters, 7 démarches émergentes ; "
        "13 documentés comme actifs."
    )
    alone = {**FACTS, "known_count": 1, "known_pole_count": 0, "known_emerging_count": 0}
    alone |= {"known_cluster_count": 1, "active_count": 1}
    assert plain(words.listed(alone)) == ("1 réseau recensé : 1 cluster ; 1 documenté comme actif.")


def test_members_are_counted_with_those_in_the_region() -> None:
    assert plain(words.gathered(FACTS)) == (
        "13 réseaux, dont 5 pôles de compétitivité, réunissent 1 884 entreprises, dont 1 431 dans "
        "la région ; 83,0 % sont des TPE ou des PME."
    )
    unknown = {**FACTS, "companies_in_region": None, "tpe_pme_share": None}
    assert plain(words.gathered(unknown)).endswith("réunissent 1 884 entreprises.")


def ends(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "label", "ended_on", "ended_precision"])
    return frame.assign(ended_on=pd.to_datetime(frame["ended_on"]))


def test_labels_that_end_are_named_and_dated_no_further_than_their_source() -> None:
    year = ("pole_competitivite", "2026-12-31", "annee")
    assert plain(words.labels_ending(ends(("A", *year), ("B", *year)))) == (
        "2 labels (pôle de compétitivité) prennent fin à la fin de 2026 : A et B."
    )
    assert plain(
        words.labels_ending(ends(("A", *year), ("C", "french_tech", "2026-06-30", None)))
    ) == (
        "1 label (pôle de compétitivité) prend fin à la fin de 2026 : A ; "
        "1 label (communauté French Tech) prend fin le 30 juin 2026 : C."
    )
    month = words.labels_ending(ends(("A", "french_tech", "2026-06-30", "mois")))
    assert "en juin 2026" in plain(month)
    assert words.labels_ending(ends()) is None


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (100, "adhérents (plus de)", "plus de 100 adhérents"),
        (5_000_000, "€ (environ, produits)", "environ 5 M€ (produits)"),
        (8, "M€", "8 M€"),
        (3.7, "Md€", "3,7 Md€"),
        (20.75, "M€ (contrat 2015-2018)", "20,75 M€ (contrat 2015-2018)"),
        (80, "% (plus de)", "plus de 80 %"),
        (-42.5, "%", "−42,5 %"),
        (320, "adhérents (année approximative)", "320 adhérents"),
        (1, "an", "1 an"),
        (7, None, "7"),
        (None, "adhérents", "n.d."),
    ],
)
def test_a_published_value_is_given_with_its_qualifier(value: Any, unit: Any, said: str) -> None:
    assert plain(value_words({"value": value, "unit": unit})) == said


def test_an_approximate_year_is_marked() -> None:
    assert year_words({"year": 2021, "unit": "€ (environ, année approximative)"}) == "vers 2021"
    assert year_words({"year": 2021, "unit": "€"}) == "2021"


def test_two_sources_of_one_year_are_both_given() -> None:
    rows = pd.DataFrame(
        [
            ("v", "V", 2022, 608),
            ("v", "V", 2023, 560),
            ("v", "V", 2023, 645),
            ("w", "W", 2020, 700),
        ],
        columns=["network_id", "name", "year", "value"],
    ).assign(unit="adhérents", said="…")
    last = declared.latest(rows)
    assert last["name"].tolist() == ["W", "V"]
    assert [plain(text) for text in last["said"]] == ["…", "645 ou 560 adhérents, selon la source"]


def event(kind: str, year: int) -> history.Event:
    return history.Event("a", "A", pd.Timestamp(f"{year}-01-01"), "annee", kind, "…")


def test_a_life_is_titled_by_what_it_counts() -> None:
    events = [
        event(history.CREATED, 1987),
        event(history.MERGED, 2020),
        event(history.ENDING, 2026),
    ]
    assert plain(history.title(events)) == (
        "De 1987 à 2026 : 1 création datée, 1 fusion ou reprise et 1 label qui prend fin"
    )
    assert plain(history.title([event(history.LABELLED, 2020)])) == "En 2020"


def test_a_future_end_is_not_an_end() -> None:
    networks = pd.DataFrame(
        columns=["network_id", "name", "status", "created_on", "created_precision", "ended_on"]
    )
    labels = pd.DataFrame(
        [
            ("a", "A", "pole_competitivite", "2010-01-01", "annee", "2023-03-01", "mois"),
            ("a", "A", "pole_competitivite", "2024-01-08", "jour", "2026-12-31", "annee"),
        ],
        columns=[
            "network_id", "name", "label", "started_on", "started_precision", "ended_on",
            "ended_precision",
        ],
    )  # fmt: skip
    events = list(history._events(networks, labels, date(2026, 10, 31)))
    assert [one.kind for one in events] == [
        history.LABELLED,
        history.LOST,
        history.LABELLED,
        history.ENDING,
    ]


def test_départements_are_titled_by_their_span() -> None:
    rows = pd.DataFrame({"name": ["Cher", "Indre"], "networks": [15, 17]})
    assert plain(reach.title(rows)) == (
        "De 15 à 17 réseaux recensés agissent dans chaque département, Indre en tête"
    )
    assert (
        plain(reach.title(rows.assign(networks=4)))
        == "4 réseaux recensés agissent dans chaque département"
    )


def test_who_has_no_seat_here_is_named() -> None:
    seats = pd.DataFrame(
        [("A", "28085", 48.4), ("B", "69123", None), ("C", None, None)],
        columns=["name", "seat_commune_code", "latitude"],
    )
    assert plain(reach.seats_words(seats)) == (
        "1 siège connu dans la région, 1 siège hors de la région (B) et 1 siège inconnu (C)."
    )


def test_the_moment_of_most_networks_is_the_title() -> None:
    rows = pd.DataFrame({"name": list("abc"), "stage_name": ["Impulsion", "Durée", "Durée"]})
    assert plain(moments.title(rows)) == "2 des 3 réseaux sont au moment « durée »"
    tie = rows.iloc[:2]
    assert "autant aux moments" in moments.title(tie)
    levels = rows.assign(level=["fragile", "fragile", "solide"])
    assert moments.title(levels).endswith("2 fragiles")


def test_each_reader_has_three_steps_that_somebody_may_open() -> None:
    pages = {page.id: page for page in load_pages()}
    for kind, readers in first_visit.load_steps().items():
        assert set(readers) == set(READERS), kind
        build = SimpleNamespace(is_fictional=kind == "demo")
        for (reader, steps), role in product(readers.items(), ROLES):
            view = cast("View", SimpleNamespace(build=build, role=role))
            assert len(first_visit.steps(reader, view)) == 3, (kind, reader, role)
            assert all(pages[step.page].viewer in ROLES for step in steps)
            assert all(step.text.endswith(".") for step in steps)


def test_the_requested_files_have_a_template() -> None:
    assert set(contracts.names()) >= {"adhesions", "tresorerie", "subventions"}


def test_the_title_of_the_networks_says_how_many_are_active() -> None:
    told = {
        "3\u00a0réseaux, tous actifs": ["actif"] * 3,
        "1\u00a0réseau, actif": ["actif"],
        "2\u00a0réseaux, dont 1 documenté comme actif, et 1\u00a0passé": [
            "actif",
            "inconnu",
            "fusionne",
        ],
        "3\u00a0réseaux, dont 1 documenté comme actif": ["actif", "inconnu", "inconnu"],
        "2\u00a0réseaux, tous actifs, et 2\u00a0passés": ["actif", "actif", "absorbe", "dissous"],
        "1\u00a0réseau, sans activité documentée, et 1\u00a0passé": ["inconnu", "dissous"],
    }
    assert [words.networks_title(pd.Series(each)) for each in told.values()] == list(told)
