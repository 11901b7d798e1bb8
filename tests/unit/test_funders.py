"""The sentences of the page Financeurs on edge cases, and its calendar."""

from __future__ import annotations

from datetime import date

import pandas as pd

from observatory.funders import words
from observatory.funders.charts import calendar
from observatory.funders.figures import calendar_rows

DAY = date(2026, 10, 31)


def owed(*rows: tuple[str, float, int, int, int]) -> pd.DataFrame:
    """Table of name, amount, days, applications and agreements that end."""
    return pd.DataFrame(
        [
            {
                "funder_name": name, "value": value, "oldest_days": days, "networks": 1,
                "awaited": awaited, "requested_eur": 50_000.0 * awaited, "ending": ending,
                "ending_eur": 10_000.0 * ending, "next_end": pd.Timestamp("2026-12-31"),
            }
            for name, value, days, awaited, ending in rows
        ]
    )  # fmt: skip


def said(rows: pd.DataFrame, networks: int) -> str:
    text = " ".join(words.answer(rows, networks, DAY, is_sent=True))
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_answer_names_the_oldest_and_counts_what_comes() -> None:
    both = owed(
        ("Europe", 819_000, 578, 7, 0), ("Région", 71_000, 184, 16, 16), ("État", 0, 0, 0, 0)
    )
    assert said(both, 12) == (
        "Au 31 octobre 2026, 2 financeurs sur 3 doivent 890 k€ à 12 réseaux ; le plus ancien "
        "impayé attend depuis 578 jours (Europe). 23 dossiers (1,2 M€ demandés) attendent une "
        "réponse et 16 conventions (160 k€) finissent d’ici douze mois, à partir du 31 décembre "
        "2026."
    )
    assert "tous par l’Europe" in said(owed(("Europe", 1_000, 3, 0, 0), ("État", 0, 0, 0, 0)), 1)
    assert "71 k€ d’aides échues sont dus par la Région à 1 réseau" in said(
        owed(("Région", 71_000, 184, 0, 0)), 1
    )
    nothing = said(owed(("État", 0, 0, 0, 0)), 0)
    assert "aucune aide échue n’est due par l’État" in nothing
    assert "aucune convention ne finit" in nothing
    assert words.answer(owed(), 0, DAY, is_sent=False) == (words.NOBODY,)
    (settled,) = words.answer(owed(), 0, DAY, is_sent=True)
    assert words.NOTHING in settled and "transmis" not in settled


def test_the_agenda_has_a_line_for_each_funder_with_something_to_settle() -> None:
    lines = words.agenda(
        owed(("Europe", 819_000, 578, 0, 0), ("État", 0, 0, 2, 1), ("X", 0, 0, 0, 0))
    )
    assert [line.split("\u00a0:")[0] for line in lines] == ["Europe", "État"]
    assert "578\u00a0jours" in lines[0]
    assert "2\u00a0réponses à donner" in lines[1]
    assert "1\u00a0convention à renouveler" in lines[1]


def test_titles() -> None:
    assert words.owed_title(owed(("A", 0, 0, 0, 0))) == "Aucun financeur ne doit d’aide échue"
    assert words.owed_title(owed(("A", 10_000, 1, 0, 0))).endswith("dues par A")
    waits = pd.DataFrame(
        {"requested_eur": [1.0, 2.0], "days": [10, 200], "answer_days": [100.0, 100.0]}
    )
    assert words.awaited_title(waits).endswith("1 depuis plus longtemps que d’habitude")
    unknown = waits.assign(answer_days=None)
    assert "habitude" not in words.awaited_title(unknown.astype({"answer_days": float}))


def test_the_calendar_dates_an_answer_by_the_habit_of_its_funder() -> None:
    ahead = pd.DataFrame(
        {
            "kind": ["fin de convention"] * 2 + ["échéance"],
            "day": pd.to_datetime(["2026-12-31", "2026-12-31", "2027-04-01"]),
            "funder_name": ["Région", "Région", "Europe"],
            "amount_eur": [10.0, 20.0, 5.0],
        }
    )
    awaited = pd.DataFrame(
        {
            "funder_name": ["Europe", "Nouveau"],
            "expected_on": pd.to_datetime(["2026-09-14", None]),
            "requested_eur": [7.0, 9.0],
        }
    )
    rows = calendar_rows(ahead, awaited)
    assert rows["kind"].tolist() == ["réponse attendue", "fin de convention", "échéance"]
    assert rows.loc[1, ["count", "amount_eur"]].tolist() == [2, 30]
    assert words.calendar_title(rows).startswith("2\u00a0conventions (30\u00a0€) finissent")
    traces = {trace["marker"]["symbol"]: trace for trace in calendar(rows, DAY).data}
    # What was due in September is placed in the current month.
    assert pd.Timestamp(traces["diamond"]["x"][0]) == pd.Timestamp("2026-10-31")
    assert traces["square"]["text"] == ["2"]
    assert calendar_rows(ahead.iloc[:0], awaited.iloc[:0]).empty
