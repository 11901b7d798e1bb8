"""The line that summarises a network, on edge cases."""

from __future__ import annotations

import pandas as pd

from method.wording import NBSP
from observatory.sheet import words
from observatory.sheet.charts import apart
from observatory.sheet.network import identity
from observatory.sheet.titles import alerts_title, moved_title


def rows(**figures: tuple[float | None, str, float | None]) -> pd.DataFrame:
    """Rows by indicator: value, status, change in a year."""
    records = [
        {
            "indicator_id": name,
            "value": value,
            "status": status,
            "value_before": None if change is None or value is None else value - change,
            "status_before": None if change is None else status,
            "numerator": None,
            "denominator": None,
            "n": None,
        }
        for name, (value, status, change) in figures.items()
    ]
    return pd.DataFrame(records).set_index("indicator_id", drop=False)


def test_members_say_their_change_and_their_share() -> None:
    figures = rows(companies_active=(72.0, "ok", 2.0), tpe_pme_share=(0.826, "ok", None))
    assert words.members(figures) == [
        "72\u00a0entreprises adhérentes (+2 en un an\u00a0: s’améliore), "
        "dont 82,6\u00a0% de TPE et PME"
    ]
    still = rows(companies_active=(1.0, "ok", 0.0))
    assert words.members(still) == ["1\u00a0entreprise adhérente (autant qu’il y a un an)"]
    new = rows(companies_active=(5.0, "ok", None))
    assert words.members(new) == ["5\u00a0entreprises adhérentes"]


def test_what_is_unknown_or_secret_says_nothing() -> None:
    assert words.members(rows(companies_active=(None, "no_data", None))) == []
    assert words.members(rows(companies_active=(None, "secret", None))) == []
    assert words.members(rows(fte=(1.0, "ok", None))) == []


def test_nothing_sent_is_mentioned_once_with_what_is_declared() -> None:
    assert words.nothing_sent("Cosmetic Valley", 0) == (
        "Cosmetic Valley n’a pas encore transmis ses listes."
    )
    assert "1\u00a0chiffre publié par" in words.nothing_sent("X", 1)
    assert words.nothing_sent("X", 21).endswith("sont cités ici.")
    # One that has ended is not asked for anything.
    assert words.nothing_sent("", 0) == ""
    assert words.nothing_sent("", 2).startswith("2\u00a0chiffres publiés par")


def test_a_year_without_a_day_is_printed_as_a_year() -> None:
    row = dict.fromkeys(
        (
            "network_type", "sector", "seat", "seat_department", "departments", "declared_stage",
            "is_region_supported", "siren", "rna",
        )
    )  # fmt: skip
    first = {**row, "created_on": pd.Timestamp("1994-01-01"), "created_precision": "annee"}
    year = identity(first)
    day = identity({**row, "created_on": pd.Timestamp("2014-03-27"), "created_precision": None})
    assert dict(year)["Création"] == "1994"
    assert dict(day)["Création"] == "27 mars 2014"


def test_labels_of_years_never_touch_and_keep_both_ends() -> None:
    assert apart([2004, 2015, 2016, 2019, 2024]) == [2004, 2016, 2019, 2024]
    assert apart([2024]) == [2024]
    assert apart([2023, 2024]) == [2023, 2024]


def test_the_title_of_a_family_counts_what_moved() -> None:
    changes = pd.Series(["▲ s’améliore (+2)", "stable", "▼ se dégrade", "▼ se dégrade (−1)", "—"])
    expected = f"Adhésions{NBSP}: 1{NBSP}chiffre s’améliore et 2 se dégradent en un an"
    assert moved_title("Adhésions", changes) == expected
    calm = moved_title("Adhésions", changes[[1, 4]])
    assert calm == f"Adhésions{NBSP}: rien ne bouge nettement en un an"
    unknown = moved_title("Adhésions", pd.Series(["—", "—"]))
    assert unknown == f"Adhésions{NBSP}: sans évolution mesurée", "nothing says that it is calm"


def test_the_title_of_alerts_counts_those_that_are_urgent() -> None:
    told = {
        "3\u00a0alertes ouvertes, dont 1\u00a0urgente": ["urgente", "rappel", "a_suivre"],
        "1\u00a0alerte ouverte, aucune urgente": ["a_suivre"],
    }
    assert [alerts_title(pd.Series(each)) for each in told.values()] == list(told)
