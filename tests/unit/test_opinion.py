"""The six barriers and three recommendations: all are present, and verdicts follow the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from method.catalog import load_catalog
from method.change import Change, Word
from observatory.gate.access import AccessError
from observatory.opinion import words
from observatory.opinion.follow_up import NOTE_MAX, FollowUp, FollowUpError, Step
from observatory.opinion.opinion import Barrier, Opinion, load_opinion
from observatory.opinion.standing import Standing, measured

SHARE = load_catalog().indicators["tpe_pme_share"]
BARRIERS = load_opinion().barriers


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def stand(barrier: Barrier, word: Word | None, status: str = "ok") -> Standing:
    """A barrier whose share went from 80 % to 82 %, with the given word of the change rule."""
    row = {"status": status, "value": 0.82, "numerator": 82, "denominator": 100}
    change = None if word is None else Change(word, 0.02, "better")
    months = pd.DataFrame({"value": [0.8, 0.82]})
    return Standing(barrier, SHARE, row, change, months)


def test_the_opinion_is_whole() -> None:
    opinion = load_opinion()
    assert [barrier.number for barrier in opinion.barriers] == [1, 2, 3, 4, 5, 6]
    assert [group.number for group in opinion.recommendations] == [1, 2, 3]
    assert len(opinion.fragile_moments) == 3
    for word in (
        "salon régional",
        "Dév’Up",
        "comité d’experts",
        "rencontres",
        "trois ans",
        "pôles d’innovation",
        "emploi",
        "cellule Europe",
        "interclustering",
        "ARDAN",
        "observatoires de filière",
        "groupements d’employeurs",
        "salons",
        "numérique",
    ):
        assert any(word in measure.title for measure in opinion.measures.values()), word


def test_an_unknown_indicator_is_refused() -> None:
    content = load_opinion().model_dump()
    content["barriers"][0]["indicators"] = ["fte", "fortune"]
    with pytest.raises(ValueError, match="fortune"):
        Opinion.model_validate(content)


def test_a_headline_that_does_not_measure_its_barrier_is_refused() -> None:
    content = load_opinion().model_dump()
    content["barriers"][0]["headlines"] = ["cash_days"]
    with pytest.raises(ValueError, match="cash_days"):
        Opinion.model_validate(content)


def test_the_verdict_names_who_worsens_who_improves_and_who_says_nothing() -> None:
    moves: list[Word | None] = ["se dégrade", "stable", "se dégrade", None, "s’améliore", "stable"]
    standings = [stand(one, word) for one, word in zip(BARRIERS, moves, strict=True)]
    assert plain(words.verdict(standings)) == (
        "Des six freins de l’avis de 2023, en un an, deux se dégradent (sollicitations, dossiers "
        "et contrôles), un s’améliore (engagements d’un an), deux sont stables (TPE et PME, "
        "transitions et RH) et un reste sans évolution mesurée."
    )


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("trop peu pour conclure", "six comptent trop peu pour conclure"),
        ("en hausse", "six sont en hausse"),
        (None, "aucun n’a d’évolution mesurée en un an."),
    ],
)
def test_six_identical_barriers_are_grouped(word: Word | None, said: str) -> None:
    assert said in words.verdict([stand(one, word) for one in BARRIERS])


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (
            ["se dégrade", "stable", "se dégrade", None, "s’améliore", "stable"],
            "Sur six freins, deux se dégradent et un s’améliore en un an",
        ),
        (["se dégrade"] * 6, "Sur six freins, six se dégradent en un an"),
        (["stable", "en hausse", None, None, None, None], "Aucun des six freins n’a bougé"),
        ([None] * 6, "Les six freins, sans évolution encore mesurée"),
    ],
)
def test_the_title_of_the_barriers_counts_what_moved(told: list[Word | None], title: str) -> None:
    standings = [stand(one, word) for one, word in zip(BARRIERS, told, strict=True)]
    assert words.six_title(standings).startswith(title)


def test_the_title_of_the_measures_says_no_more_than_was_entered() -> None:
    measures = load_opinion().measures
    first, second, *_ = measures
    begun = Step(first, "en_cours", date(2026, 1, 5), "", "")
    waits = Step(second, "non_commencee", date(2026, 1, 5), "", "")
    for steps, title in (
        ({}, "L’état des quatorze mesures reste à renseigner"),
        ({first: begun, second: waits}, "Une mesure commencée sur quatorze, 12 à renseigner"),
        ({second: waits}, "Aucune mesure n’est dite commencée, 13 à renseigner"),
        (dict.fromkeys(measures, waits), "Aucune mesure n’est dite commencée, sur quatorze"),
        (dict.fromkeys(measures, begun), "Quatorze mesures commencées sur quatorze"),
    ):
        assert words.measures_title(measures, steps) == title


@pytest.mark.parametrize("status", ["no_data", "secret", "insufficient"])
def test_nothing_is_said_of_what_is_not_measured(status: str) -> None:
    unknown = [stand(one, None, status) for one in BARRIERS]
    assert "aucun n’est encore mesuré" in words.verdict(unknown)
    assert "%" not in words.value_words(unknown[0])
    assert words.before_words(unknown[0]) == words.change_words(unknown[0]) == "n.d."


def test_a_value_has_its_past_and_its_difference_apart() -> None:
    one = stand(BARRIERS[1], "s’améliore")
    assert plain(words.value_words(one)) == "82,0 %"
    assert plain(words.before_words(one)) == "80,0 %"
    assert plain(words.difference_words(one)) == "+2,0 points"
    assert words.change_words(one) == "▲ s’améliore"


def coverage(**by_network: list[str]) -> pd.DataFrame:
    """Coverage of networks: for each, the contracts that it sent among all that are required."""
    contract_names = (
        "sollicitations",
        "equipes",
        "adhesions",
        "dossiers",
        "tresorerie",
        "subventions",
    )
    return pd.DataFrame(
        [
            {"network_id": n, "contract": c, "status": "received" if c in files else "absent"}
            for n, files in by_network.items()
            for c in (*contract_names, "actions")
        ]
    )


def test_a_barrier_is_measured_by_who_sent_every_file_it_needs() -> None:
    rows = measured(coverage(a=["sollicitations", "equipes"], b=["equipes"], c=[]))
    assert [(row.sent, row.expected) for row in rows] == [(1, 3), *[(0, 3)] * 5]
    assert plain(words.meter(rows)) == (
        "Un frein sur six peut être mesuré pour une partie des 3 réseaux : sollicitations."
    )
    none = measured(coverage(a=[], b=[]))
    assert plain(words.meter(none)) == (
        "Ce qui mesurerait les six freins : 0 réseau sur 2 l’a transmis."
    )
    assert words.asked_of(none[0].files) == "au réseau"
    assert words.asked_of(["subventions", "equipes"]) == "au réseau et à ses financeurs"


def test_a_measure_that_nobody_entered_is_not_shown_as_waiting() -> None:
    measures = load_opinion().measures
    assert words.states(measures, {}) == (
        "Des quatorze mesures préconisées, aucune n’a encore d’état renseigné."
    )
    first, second, third, *_ = measures
    day = date(2026, 1, 5)
    steps = {
        first: Step(first, "faite", day, "", ""),
        second: Step(second, "en_cours", day, "", ""),
        third: Step(third, "en_cours", day, "", ""),
    }
    assert plain(words.states(measures, steps)) == (
        "Des quatorze mesures préconisées, une est faite et deux sont en cours ; "
        "11 ne sont pas renseignées."
    )
    states = words.states(measures, dict.fromkeys(measures, steps[first]))
    assert plain(states) == "Des quatorze mesures préconisées, quatorze sont faites."


@pytest.fixture
def book(tmp_path: Path) -> FollowUp:
    return FollowUp(tmp_path, "demo", "staff")


def test_the_last_state_holds(book: FollowUp) -> None:
    assert book.steps() == {}
    assert not book.path.exists()
    first = Step("salon_regional", "en_cours", date(2026, 1, 5), "Dév’Up, direction", "lieu choisi")
    book.write(first)
    last = Step("salon_regional", "faite", date(2026, 6, 5), "", "'; drop table step; --")
    book.write(last)
    assert book.steps() == {"salon_regional": last}


@pytest.mark.parametrize(
    "wrong",
    [
        Step("inconnue", "faite", date(2026, 1, 5), "", ""),
        Step("ardan", "peut-être", date(2026, 1, 5), "", ""),  # ty: ignore[invalid-argument-type]
        Step("ardan", "faite", date(2026, 1, 5), "Jean Dupont", ""),
        Step("ardan", "faite", datetime.now(UTC).date() + timedelta(days=2), "", ""),
        Step("ardan", "faite", date(2026, 1, 5), "", "x" * (NOTE_MAX + 1)),
    ],
)
def test_wrong_steps_are_refused(book: FollowUp, wrong: Step) -> None:
    with pytest.raises(FollowUpError):
        book.write(wrong)
    assert book.steps() == {}


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_others_read_all_but_the_note_and_do_not_write(tmp_path: Path, role: str) -> None:
    step = Step("ardan", "faite", date(2026, 1, 5), "", "à relancer")
    FollowUp(tmp_path, "demo", "staff").write(step)
    reader = FollowUp(tmp_path, "demo", role)
    assert reader.steps() == {"ardan": replace(step, note="")}
    with pytest.raises(AccessError):
        reader.write(step)
