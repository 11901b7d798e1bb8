"""The name matcher on a labelled list of hard pairs, and the page with its precision and recall."""

from __future__ import annotations

import pytest

from pipelines.fetch.matching.names import parts, similarity, words
from pipelines.fetch.matching.score import POSSIBLE, PROBABLE, Entity, Network, score
from tests.matching.measure import HALVES, PAGE, labelled, measure, page


@pytest.fixture(scope="module")
def pairs():
    return labelled()


def test_the_list_is_hard_and_says_where_each_name_comes_from(pairs):
    assert len(pairs) >= 80
    assert all(one.origin for one in pairs)
    keys = [(one.network, one.entity) for one in pairs]
    assert len(keys) == len(set(keys))
    # Always answering the same would fail, in either half.
    for half in HALVES:
        same = [one.is_same for one in pairs if one.half == half]
        assert 0.4 < sum(same) / len(same) < 0.65


@pytest.mark.parametrize("half", HALVES)
def test_the_candidates_include_the_right_one_and_probable_is_seldom_wrong(pairs, half):
    of = [one for one in pairs if one.half == half]
    assert measure(of, POSSIBLE).recall >= 0.95
    assert measure(of, PROBABLE).precision >= 0.95
    assert measure(of, PROBABLE).recall >= 0.85


def test_the_page_says_what_the_list_gives():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.matching.measure`"


def test_words_have_one_spelling():
    assert words("Association « L’Œuvre &amp; l’Été »")[:3] == ("association", "l", "oeuvre")
    assert words("S.2.E.2") == words("S 2 E 2") == ("s2e2",)
    assert words("l’a d’un") == ("l", "a", "d", "un")


def test_a_name_may_contain_several():
    assert parts("DREAM Eau & Milieux (Aquanova depuis le 31 mai 2024)") == [
        "DREAM Eau & Milieux",
        "Aquanova",
    ]
    assert parts("Digital Loire Valley / La French Tech Loire Valley")[1].startswith("La French")
    assert parts("Centre-Val de Loire") == ["Centre-Val de Loire"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Centre-Val de Loire", "VAL DE LOIRE"),
        ("Pôle", "POLE DE COMPETITIVITE"),
        ("", "ASSOCIATION"),
        ("Réseau des entreprises", "RESEAU DES ENTREPRISES DE LA REGION"),
    ],
)
def test_words_that_many_share_are_not_enough(one, other):
    assert similarity(one, other) < 0.9


def test_a_likeness_is_the_same_both_ways(pairs):
    for one in pairs:
        assert similarity(one.network, one.entity) == pytest.approx(
            similarity(one.entity, one.network), abs=0.05
        ), (one.network, one.entity)


def test_the_register_adds_and_takes_away():
    network = Network("Alpha Bois", frozenset({"28"}), "28085", "2009")
    near = score(network, Entity("ALPHA BOIS SERVICES", "", "9220", "28085", "28", "2009"))
    assert near > score(network, Entity("ALPHA BOIS SERVICES", "", "9220", "28001", "28", "2009"))
    away = Entity("ALPHA BOIS SERVICES", "", "9220", "69123", "69", "2009")
    firm = Entity("ALPHA BOIS SERVICES", "", "5710", "28085", "28", "2009")
    closed = Entity("ALPHA BOIS SERVICES", "", "9220", "28085", "28", "2009", is_open=False)
    assert all(score(network, one) < near for one in (away, firm, closed))
    # A network that has ended may be a closed body.
    over = Network("Alpha Bois", frozenset({"28"}), "28085", "2009", is_over=True)
    assert score(over, closed) == near
    # Only a similar name can make a match.
    assert score(network, Entity("BETA FER", "", "9220", "28085", "28", "2009")) == 0
