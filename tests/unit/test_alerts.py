"""Rules, hysteresis and sentences of the alerts, on series short enough to check by eye."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from method.alerts import (
    RULES_FILE,
    AlertRules,
    AlertRulesError,
    Evidence,
    load_rules,
    parse_rules,
    reason,
)
from method.catalog import load_catalog
from observatory.fragility.schemes import load_schemes
from pipelines.steps.alert_event import Episode, History, Verdict, episodes, fire

CATALOG = load_catalog()
NB = "\u00a0"


def bits(text: str) -> np.ndarray:
    """`x` holds, `.` does not, `?` is unknown: one network, one sign per month."""
    return np.array([[sign == "x"] for sign in text])


def runs(text: str, fire_after: int = 2, clear_after: int = 2, lingers: str = "") -> list[Episode]:
    is_known = np.array([[sign != "?"] for sign in text])
    verdict = Verdict(bits(text), bits(lingers or text), is_known, lambda t, n: Evidence())
    return episodes(verdict, np.ones_like(is_known), fire_after=fire_after, clear_after=clear_after)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("..x...", []),  # one noisy month does not fire
        ("..xx..", [(2, 3, 3, 5)]),
        ("..xxxx", [(2, 3, 5, None)]),
        (".xx.xx", [(1, 2, 5, None)]),  # one quiet month does not clear
        (".xx..xx", [(1, 2, 2, 4), (5, 6, 6, None)]),
        ("x.x.x.", []),
        (".x?x..", []),  # an unknown month breaks the run
        (".xx???", [(1, 2, 2, None)]),  # missing months clear nothing
        (".xx.?.", [(1, 2, 2, None)]),
        ("xx....", [(0, 1, 1, 3)]),
    ],
)
def test_two_months_fire_and_two_clear(text: str, expected: list[tuple[int, ...]]) -> None:
    assert [(e.first, e.fired, e.last, e.cleared) for e in runs(text)] == expected


def test_what_is_certain_fires_and_clears_at_once() -> None:
    assert runs("..x..", 1, 1) == [Episode(0, 2, 2, 2, 3)]


def test_a_value_that_hovers_at_the_bound_is_one_alert() -> None:
    text, near = ".xx..xx..xx..", ".xxxxxxxxxxx."
    assert len(runs(text)) == 3
    assert runs(text, lingers=near) == [Episode(0, 1, 2, 10, None)]


def test_a_network_that_ends_closes_its_alerts() -> None:
    verdict = Verdict(bits("xxxx"), bits("xxxx"), np.ones((4, 1), bool), lambda t, n: Evidence())
    exists = np.array([[True], [True], [True], [False]])
    assert episodes(verdict, exists, fire_after=2, clear_after=2) == [Episode(0, 0, 1, 2, 3)]


CALENDAR = [
    "as_of",
    "network_id",
    "source",
    "subject",
    "due_on",
    "due_precision",
    "amount_eur",
    "running_eur",
]
MONTHS = [m.date() for m in pd.date_range("2024-01-31", periods=16, freq="ME")]


def history(indicator: str, values: list[float | None], **changes: object) -> History:
    """One network, one indicator; None is a month without the figure."""
    column = np.array([[np.nan if v is None else v] for v in values])
    content = {
        "months": MONTHS[: len(values)],
        "network_ids": ["a"],
        "exists": np.ones_like(column, dtype=bool),
        "known": {indicator: ~np.isnan(column)},
        "values": {indicator: column},
        "numerators": {indicator: column},
        "calendar": pd.DataFrame(
            columns=["as_of", "network_id", "source", "subject", "due_on", "amount_eur"]
        ).astype({"as_of": "datetime64[ns]", "due_on": "datetime64[ns]"}),
    }
    return History(**{**content, **changes})  # ty: ignore[invalid-argument-type]


def rules(text: str) -> AlertRules:
    head = "fire_after: 2\nclear_after: 2\nclear_share: 0.25\nowners: [Région]\nrules:\n  - "
    return parse_rules(head + text, CATALOG)


def test_a_threshold_fires_at_the_critical_goalpost_and_clears_well_under_it() -> None:
    rule = rules(
        "{id: late, label: L, kind: threshold, severity: urgente, "
        "conditions: [{indicator: payment_delay_days, bound: critical}]}"
    )
    # Goalposts 30 and 120: clears under 120 − 0.25 × 90 = 97.5.
    values: list[float | None] = [119, 120, 130, 110, 98, 121, 97, 110, 97, 96, 95]
    events = fire(history("payment_delay_days", values), rule, CATALOG)
    assert events[["first_on", "fired_on", "last_on", "cleared_on"]].to_numpy().tolist() == [
        [MONTHS[1], MONTHS[2], MONTHS[5], MONTHS[9]]
    ]
    row = events.iloc[0]
    assert (row["value"], row["bound"], row["is_open"]) == (121, 120, False)
    assert row["reason"] == (
        f"Retard de versement des aides{NB}: 121{NB}jours (alerte à 120{NB}jours ou plus)."
    )


def test_a_rate_of_a_team_under_three_is_put_in_words() -> None:
    rule = rules(
        "{id: restless, label: L, kind: threshold, severity: urgente, "
        "conditions: [{indicator: team_turnover_12m, bound: critical}]}"
    )
    counts = {"numerators": {"team_turnover_12m": np.full((2, 1), 1.5)}}
    events = fire(history("team_turnover_12m", [1.5, 1.5], **counts), rule, CATALOG)
    wording = f"3{NB}arrivées ou départs, 1,0 personne en moyenne"
    assert events["reason"].tolist() == [
        f"Rotation de l’équipe{NB}: {wording} (alerte à 50,0{NB}% ou plus)."
    ]


def test_known_and_empty_is_good_news() -> None:
    rule = rules(
        "{id: near, label: L, kind: threshold, severity: urgente, "
        "conditions: [{indicator: months_to_negative_p10, bound: 3}]}"
    )
    values: list[float | None] = [2, 2, None, None, None]
    never = {"known": {"months_to_negative_p10": np.ones((5, 1), bool)}}
    events = fire(history("months_to_negative_p10", values, **never), rule, CATALOG)
    assert events["cleared_on"].tolist() == [MONTHS[3]]
    silent = fire(history("months_to_negative_p10", values), rule, CATALOG)
    assert silent["cleared_on"].tolist() == [None]


def test_a_change_is_described_with_its_two_ends() -> None:
    rule = rules(
        "{id: lost, label: L, kind: change, severity: a_suivre, indicator: tpe_share, "
        "field: numerator, counted: TPE, months: 2, by: -0.25, relative: true}"
    )
    events = fire(history("tpe_share", [40, 40, 30, 29, 29, 30, 30]), rule, CATALOG)
    assert events[["first_on", "last_on", "cleared_on"]].to_numpy().tolist() == [
        [MONTHS[2], MONTHS[3], MONTHS[5]]
    ]
    assert events["reason"].tolist() == [f"TPE{NB}: 29, contre 40, 2{NB}mois plus tôt (−28{NB}%)."]


def test_a_silence_fires_at_its_third_month_and_clears_at_once() -> None:
    rule = rules(
        "{id: silent, label: L, kind: missing, severity: a_suivre, indicator: cash_end, months: 3}"
    )
    values = [None, None, None, None, 5, 5, None, None, None, None, 5, 5]
    events = fire(history("cash_end", values), rule, CATALOG)
    assert events[["first_on", "last_on", "cleared_on"]].to_numpy().tolist() == [
        [MONTHS[8], MONTHS[9], MONTHS[10]]
    ]
    assert events["reason"].tolist() == [
        f"Trésorerie{NB}: rien depuis 4{NB}mois, dernière valeur en juin 2024."
    ]


def test_what_ends_is_weighed_against_what_runs() -> None:
    rule = rules(
        "{id: ends, label: L, kind: calendar, severity: rappel, source: agreement, "
        "within_days: 92, share_min: 0.4}"
    )
    ends = [
        (MONTHS[0], "2024-12-31", 90_000.0),  # too far
        (MONTHS[8], "2024-12-31", 90_000.0),  # 92 days, 30 000 and 90 000 of 200 000
        (MONTHS[8], "2024-11-30", 30_000.0),
        (MONTHS[9], "2024-11-30", 30_000.0),  # the other was renewed: 15 %
    ]
    calendar = pd.DataFrame(
        [(m, "a", "agreement", "Région", d, None, x, 200_000.0) for m, d, x in ends],
        columns=CALENDAR,
    ).astype({"as_of": "datetime64[ns]", "due_on": "datetime64[ns]"})
    events = fire(history("cash_end", [1.0] * 12, calendar=calendar), rule, CATALOG)
    assert events[["first_on", "cleared_on", "due_on", "amount_eur"]].to_numpy().tolist() == [
        [MONTHS[8], MONTHS[9], date(2024, 11, 30), 120_000]
    ]
    assert events["reason"].tolist() == [
        f"Région et 1{NB}autre{NB}: 120{NB}k€ de conventions sans suite signée, "
        "première échéance le 30 novembre 2024."
    ]


def test_a_mandate_is_named_in_french() -> None:
    rule = rules(
        "{id: term, label: L, kind: calendar, severity: rappel, source: mandate, "
        "within_days: 183, share_min: 0}"
    )
    calendar = pd.DataFrame(
        [(MONTHS[2], "a", "mandate", "presidence", "2024-06-15", None, None, None)],
        columns=CALENDAR,
    ).astype({"as_of": "datetime64[ns]", "due_on": "datetime64[ns]"})
    events = fire(history("cash_end", [1.0] * 4, calendar=calendar), rule, CATALOG)
    assert events["reason"].tolist() == [f"Présidence{NB}: le mandat prend fin le 15 juin 2024."]


@pytest.mark.parametrize(
    ("precision", "when"),
    [
        (None, "le 31 décembre 2024"),
        ("mois", "en décembre 2024, le jour n’étant pas connu"),
        ("annee", "en 2024, le jour n’étant pas connu"),
    ],
)
def test_the_end_of_a_label_is_as_precise_as_its_source(precision: str | None, when: str) -> None:
    rule = load_rules().by_id["label_ending"]
    calendar = pd.DataFrame(
        [
            (MONTHS[4], "a", "label", "pole_competitivite", "2024-12-31", precision, None, None),
            (MONTHS[9], "a", "label", "pole_competitivite", "2024-12-31", precision, None, None),
        ],
        columns=CALENDAR,
    ).astype({"as_of": "datetime64[ns]", "due_on": "datetime64[ns]"})
    alone = load_rules().model_copy(update={"rules": (rule,)})
    events = fire(history("cash_end", [1.0] * 12, calendar=calendar), alone, CATALOG)
    assert events["fired_on"].tolist() == [MONTHS[9]], "seven months ahead is too early"
    assert events["reason"].tolist() == [f"Pôle de compétitivité{NB}: le label prend fin {when}."]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "{id: x, label: L, kind: missing, severity: rappel, indicator: ghost, months: 3}",
            "ghost",
        ),
        (
            "{id: x, label: L, kind: threshold, severity: rappel, "
            "conditions: [{indicator: cash_end, bound: critical}]}",
            "no threshold",
        ),
        (
            "{id: x, label: L, kind: threshold, severity: rappel, "
            "conditions: [{indicator: applications_12m, bound: 3}]}",
            "neither side",
        ),
        ("{id: x, label: L, kind: threshold, severity: grave, conditions: []}", "severity"),
        (
            "{id: x, label: L, kind: change, severity: rappel, indicator: cash_end, months: 12, "
            "by: -0.02, relative: true}",
            "not a change",
        ),
    ],
)
def test_a_wrong_rule_is_refused(text: str, fault: str) -> None:
    with pytest.raises(AlertRulesError, match=fault):
        rules(text)


def test_a_rule_has_one_id() -> None:
    text = RULES_FILE.read_text(encoding="utf-8")
    with pytest.raises(AlertRulesError, match="cash_short"):
        parse_rules(text.replace("id: cash_negative_ahead", "id: cash_short"), CATALOG)


def test_the_rules_of_the_project_are_sound() -> None:
    events = load_rules()
    assert events.by_id["double_break"].kind == "threshold"
    sentence = reason(events.by_id["double_break"], Evidence(values=(1.0,)), CATALOG)
    assert sentence.startswith("La direction et la présidence ont changé")
    titles = [scheme.id for scheme in load_schemes().for_rule(events.by_id["cash_negative_ahead"])]
    assert "france_active" in titles
    assert load_schemes().for_rule(events.by_id["treasury_silent"]) == []
