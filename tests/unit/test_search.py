"""The search box: accents and errors tolerated, largest first, no closed page found."""

from __future__ import annotations

import pandas as pd
import pytest

from method.wording import NBSP
from observatory.gate.access import ROLES
from observatory.pages import pages_for
from observatory.search import index, match

ROWS = pd.DataFrame(
    [
        ("network", "aerolinde", "Aérolinde", None, None, "Aéronautique et espace", 1),
        ("network", "cuirlande", "Cuirlande", None, None, None, 1),
        ("territory", "commune-37020", "Beaulieu-lès-Loches", "commune", "37600", None, 1733),
        ("territory", "commune-37132", "Loches", "commune", "37600", None, 6234),
        ("territory", "canton-3711", "Loches", "canton", None, None, 20000),
        ("territory", "epci-200071587", "CC Loches Sud Touraine", "epci", None, None, 51000),
        ("territory", "epci-200030385", "CA de Blois ''Agglopolys''", "epci", None, None, 9),
        ("territory", "circonscription-45-02", "2e circonscription du Loiret", "circonscription",
         None, None, None),
        ("territory", "commune-18206", "Saint-Germain-du-Puy", "commune", "18390", None, 5000),
        ("territory", "commune-45001", "Œuilly", "commune", "45000, 45100", None, 10),
        ("territory", "departement-36", "Indre", "departement", None, None, 216),
        ("territory", "departement-37", "Indre-et-Loire", "departement", None, None, 617),
    ],
    columns=["kind", "id", "name", "level", "postal_codes", "sector", "weight"],
).assign(is_partial=False)  # fmt: skip


def found(typed: str, role: str = "public") -> list[str]:
    return [entry.label for entry in match.find(index.entries(ROWS, role), typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("aerolinde", "Aérolinde"),
        ("AÉROLINDE", "Aérolinde"),
        ("cuirlade", "Cuirlande"),
        ("curlande", "Cuirlande"),
        ("37600", "Loches"),
        ("loches", "Loches"),
        ("touraine loches", "CC Loches Sud Touraine"),
        ("st germain", "Saint-Germain-du-Puy"),
        ("saint-germian", "Saint-Germain-du-Puy"),
        ("45100", "Œuilly"),
        ("oeuilly", "Œuilly"),
        ("canton loches", "Loches"),
        ("département de l’Indre", "Indre"),
        ("conseil départemental indre et loire", "Indre-et-Loire"),
        ("ville de loches", "Loches"),
        ("communauté de communes loches", "CC Loches Sud Touraine"),
        ("epci de blois", f"CA de Blois «{NBSP}Agglopolys{NBSP}»"),
        ("2ème circonscription", "2e circonscription du Loiret"),
        ("deuxième circonscription loiret", "2e circonscription du Loiret"),
        ("aéronautique", "Aérolinde"),
        ("tresorerie", "Trésorerie"),
        ("penetration", "TPE et PME visées déjà adhérentes"),
        ("jours de trésorerie", "Jours de trésorerie"),
    ],
)
def test_the_thing_itself_comes_first(typed: str, first: str) -> None:
    assert found(typed)[0] == first


def test_six_communes_of_one_code_are_listed_from_the_largest() -> None:
    entries = index.entries(ROWS, "public")
    answers = [entry for entry in match.find(entries, "37600") if entry.kind == "commune"]
    weights = [entry.weight for entry in answers]
    assert len(weights) == 2 and weights == sorted(weights, reverse=True)


def test_a_commune_stands_before_the_canton_of_its_name() -> None:
    answers = match.find(index.entries(ROWS, "public"), "Loches")
    assert [entry.kind for entry in answers[:2]] == ["commune", "canton"]
    assert dict(answers[1].address)["niveau"] == "canton"


@pytest.mark.parametrize("typed", ["", "   ", "xqzzyk", "'; drop table", "%", "*" * 5000])
def test_what_says_nothing_finds_nothing(typed: str) -> None:
    assert found(typed) == []


def test_a_word_of_a_definition_is_enough_and_comes_last() -> None:
    labels = found("sirene")
    assert labels and all("sirene" not in index.words(label) for label in labels)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_finds_a_page_that_stays_closed(role: str) -> None:
    opened = {page.id for page in pages_for(role)}
    entries = index.entries(ROWS, role)
    assert {entry.page.id for entry in entries} <= opened
    assert {entry.page.id for entry in entries if entry.kind == "page"} == opened


def test_no_more_than_a_list_that_is_read_at_once() -> None:
    assert len(found("de")) <= match.MOST
    assert len(found("taux")) <= match.MOST
