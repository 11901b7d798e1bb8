"""The sentences and figure titles of the page Trésorerie, on edge cases of the data."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from method.catalog import load_catalog
from observatory.treasury import answers, charts, titles
from observatory.treasury.words import instalment_state

DAYS = load_catalog().indicators["cash_days"]
DAY = date(2026, 10, 31)


def ranked(**values: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (name, value, "insufficient" if value is None else "ok")
            for name, value in values.items()
        ],
        columns=["name", "value", "status"],
    ).astype({"value": float})


@pytest.mark.parametrize(
    ("rows", "sentence", "title"),
    [
        (
            ranked(A=5, B=70, C=72, D=93, E=None),
            "Au 31 octobre 2026, sur 4 réseaux (inconnu pour 1 autre), 3 ont moins "
            "de 90 jours de dépenses en caisse, dont A (5 jours) sous le seuil critique de 30 "
            "jours.",
            "Moins de 30 jours de dépenses en caisse pour A, moins de 90 jours pour 2 autres",
        ),
        (
            ranked(A=30, B=89, C=90),
            "Au 31 octobre 2026, sur 3 réseaux, 2 ont moins de 90 jours de dépenses en caisse, "
            "aucun moins de 30 jours.",
            "Aucun réseau sous 30 jours de dépenses, 2 réseaux sous 90 jours",
        ),
        (
            ranked(A=90, B=200),
            "Au 31 octobre 2026, sur 2 réseaux, tous ont au moins 90 jours de dépenses devant eux.",
            "Chaque réseau a au moins 90 jours de dépenses en caisse",
        ),
        (
            ranked(A=1, B=1, C=1, D=1, E=1),
            "Au 31 octobre 2026, sur 5 réseaux, 5 ont moins de 90 jours de dépenses en caisse, "
            "dont A (1 jour), B (1 jour), C (1 jour) et 2 autres sous le seuil critique de 30 "
            "jours.",
            "Moins de 30 jours de dépenses en caisse pour 5 réseaux, 90 jours ou plus ailleurs",
        ),
    ],
)
def test_who_holds_is_stated_at_each_bound(rows: pd.DataFrame, sentence: str, title: str) -> None:
    assert answers.each_sentence(rows, DAYS, DAY).replace("\u00a0", " ") == sentence
    assert titles.days(rows, DAYS).replace("\u00a0", " ") == title


def test_the_absence_of_known_networks_is_stated() -> None:
    never_sent = ranked(A=None).assign(status="no_data")
    assert answers.each_sentence(never_sent, DAYS, DAY) == answers.NOBODY
    assert answers.negative_sentence(ranked(A=None), DAY) is None
    unknown = pd.Series({"value": None, "status": "no_data"})
    assert answers.overdue_sentence(unknown) is None
    nothing_due = pd.Series({"value": 0.0, "status": "ok"})
    assert answers.overdue_sentence(nothing_due) == "Aucune aide échue n’est impayée."


def test_when_a_balance_may_be_negative() -> None:
    falling = ranked(A=1, B=9).assign(status="ok")
    sentence = answers.negative_sentence(falling, DAY) or ""
    assert sentence.startswith("2\u00a0réseaux ont,")
    assert "A (dès novembre 2026) et B (dès juillet 2027)" in sentence
    safe = pd.DataFrame({"name": ["A"], "value": [None], "status": ["ok"]})
    assert "aucun" in (answers.negative_sentence(safe, DAY) or "")
    assert answers.month_after(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert "dès décembre 2026" in answers.negative_one(2, DAY)
    assert "moins d’une chance sur dix" in answers.negative_one(None, DAY)


@pytest.mark.parametrize(
    ("last", "status", "words"),
    [(134.0, "ok", "au-dessus des"), (89.3, "ok", "sous les"), (None, "secret", "secret")],
)
def test_all_together_says_the_last_month_that_may_be_read(
    last: float | None, status: str, words: str
) -> None:
    rows = pd.DataFrame(
        {
            "as_of": pd.to_datetime(["2026-09-30", "2026-10-31"]),
            "value": [120.0, last],
            "status": ["ok", status],
        }
    )
    sentence = answers.together_sentence(rows, DAYS, "l’ensemble des réseaux")
    assert words in sentence
    assert ("septembre" in sentence) == (last is None)
    never_sent = rows.assign(value=None, status="no_data")
    assert answers.together_sentence(never_sent, DAYS, "tous") == answers.NOBODY


@pytest.mark.parametrize(
    ("status", "words"), [("insufficient", "douze mois de décaissements"), ("secret", "secret")]
)
def test_balances_that_were_sent_are_never_said_to_be_missing(status: str, words: str) -> None:
    rows = pd.DataFrame({"as_of": [pd.Timestamp(DAY)], "value": [None], "status": [status]})
    together = answers.together_sentence(rows, DAYS, "l’ensemble des réseaux")
    each = answers.each_sentence(
        ranked(A=None, B=None).assign(status=[status, "no_data"]), DAYS, DAY
    )
    for sentence in (together, each):
        assert words in sentence
        assert "transmis ses soldes" not in sentence


def test_the_titles_are_silent_where_the_rows_are() -> None:
    one = pd.DataFrame({"funder_name": ["Région"], "value": [54.0]})
    assert titles.delays(one) == "Retard médian\u00a0: 54\u00a0jours (Région)"
    assert "Aucun financeur" in titles.delays(one.assign(value=-3.0))
    assert titles.delays(one.assign(value=None)).startswith("Combien")
    tied = pd.DataFrame({"funder_name": ["A", "B"], "value": [10.0, 10.0]})
    assert "B" not in titles.delays(tied)
    ages = pd.DataFrame({"value": [10_000.0, 90_000.0]})
    assert titles.overdue(ages, 100_000).endswith("dont 90\u00a0k€ depuis plus de 180 jours")
    assert titles.overdue(ages.assign(value=[0.0, 5.0]), 5).endswith(
        "toutes depuis plus de 180 jours"
    )
    assert titles.overdue(ages.assign(value=0.0), 0) == "Aucune aide échue n’est impayée"
    running = pd.DataFrame({"value": [100_000.0], "ending_eur": [0.0]})
    assert titles.renewals(running).startswith("Aucune")
    assert titles.renewals(running.assign(ending_eur=100_000.0)).startswith("Toutes")
    assert titles.annuality(10.0, 10.0).endswith("ne change pas")


def test_an_instalment_has_one_state() -> None:
    paid = pd.Timestamp("2026-01-01")
    assert instalment_state(None, paid) == "payée"
    assert instalment_state(float("nan"), pd.NaT) == "à venir"
    assert instalment_state(10.0, pd.NaT) == "▼ échue, impayée"
    assert instalment_state(10.0, paid) == "▼ payée en partie"


def test_the_ticks_are_round_and_hold_every_value() -> None:
    assert charts.round_ticks(0, 579) == [0, 200, 400, 600]
    assert charts.round_ticks(-116, 85) == [-200, -100, 0, 100]
    for low, high in ((0.0, 0.0), (-3.0, 7.5), (0.0, 6_942_600.0)):
        ticks = charts.round_ticks(low, high)
        assert ticks[0] <= low
        assert ticks[-1] >= high
        assert len(ticks) <= 7


def test_no_text_of_the_days_of_cash_is_crossed_by_a_bound() -> None:
    rows = ranked(A=5, B=70, C=120).assign(word="◆ à surveiller", network_id=["a", "b", "c"])
    figure = charts.days(rows, DAYS, "B").to_plotly()
    texts = [note for note in figure.layout.annotations if "surveiller" in note.text]
    assert {note.bgcolor for note in texts} == {"#ffffff"}
    assert next(iter(figure.data[0].marker.color)) == "#D55E00"
    assert "<b>B</b>" in figure.layout.yaxis.ticktext


def test_a_funder_paid_too_rarely_shows_only_its_median() -> None:
    rows = pd.DataFrame(
        {"funder_name": ["A", "B"], "value": [308.0, 53.0], "p90_delay_days": [None, None]}
    ).astype({"p90_delay_days": float})
    figure = charts.delays(rows, load_catalog().indicators["payment_delay_days"]).to_plotly()
    notes = [note.text for note in figure.layout.annotations]
    assert "308" in notes
    assert not any("nan" in text.lower() for text in notes)
