"""The summary sentence follows the figures, and is silent where they are missing."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from method.wording import NBSP, NNBSP
from observatory.overview.summary import (
    freshness,
    growth,
    level_changes,
    month_changes,
    network_moves,
    new_alerts,
    overview,
    share_change,
)

FACTS = {
    "active_count": 18,
    "cluster_pole_count": 5,
    "unknown_count": 0,
    "past_count": 0,
    "companies_active": 1514,
    "companies_in_region": 1433,
    "tpe_pme_share": 0.835,
    "growth_12m": -0.042,
    "companies_before": 1580,
    "companies_each": [12, *[90] * 11, *[101] * 6],
    "companies_each_before": [10, *[100] * 11, *[100] * 6],
}


def test_the_whole_sentence() -> None:
    assert overview(FACTS, date(2026, 6, 30)) == (
        f"Au 30 juin 2026, la région compte 18{NBSP}réseaux en activité, dont 5{NBSP}pôles de "
        f"compétitivité. 1{NNBSP}514{NBSP}entreprises y adhèrent, dont 1{NNBSP}433 dans la région"
        f"{NNBSP}; 83,5{NBSP}% sont des TPE et des PME. "
        f"En douze mois, le nombre d’entreprises adhérentes a diminué de 4,2{NBSP}%{NBSP}: "
        f"1{NBSP}réseau en gagne, 11{NBSP}réseaux en perdent et 6{NBSP}réseaux sont stables."
    )


def test_a_number_within_the_tolerance_is_stable() -> None:
    facts = {**FACTS, "companies_before": 1500, "growth_12m": 14 / 1500}
    start = f"En douze mois, le nombre d’entreprises adhérentes est stable (+0,9{NBSP}%){NBSP}: "
    assert start in overview(facts, date(2026, 6, 30))


def test_ended_and_uncertain_networks_are_counted_apart() -> None:
    text = overview({**FACTS, "unknown_count": 6, "past_count": 1}, date(2026, 6, 30))
    assert (
        "S’y ajoutent 6 dont l’activité présente n’est pas établie et 1 absorbé ou fusionné."
    ) in text


def test_nothing_is_said_of_what_is_unknown() -> None:
    unknown = dict.fromkeys(("companies_active", "tpe_pme_share", "growth_12m"), float("nan"))
    text = overview({**FACTS, **unknown}, date(2026, 6, 30))
    assert text.count(".") == 1
    assert "nan" not in text


def _months(*rows: tuple[str, str | None, float | None, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["network_id", "name", "value", "value_before"])
    return frame.assign(before=pd.Timestamp("2026-05-31"))


def _plain(lines: list[str]) -> list[str]:
    return [line.replace(NBSP, " ").replace(NNBSP, " ") for line in lines]


def test_what_moved_in_a_month_names_ties_and_both_directions() -> None:
    rows = _months(
        ("*", None, 103, 100), ("a", "Alpha", 12, 10), ("b", "Bêta", 22, 20), ("c", "Gamma", 8, 9),
        # Within the tolerance of a stock: neither a rise nor a fall, however large the network.
        ("d", "Delta", 305, 300), ("e", "Epsilon", 295, 300),
    )  # fmt: skip
    assert _plain(month_changes(rows)) == [
        "3 entreprises de plus qu’en mai 2026.",
        "La plus forte hausse : Alpha et Bêta (+2).",
        "La plus forte baisse : Gamma (−1).",
    ]


def test_no_change_one_network_and_a_missing_month() -> None:
    still = _months(("*", None, 10, 10), ("a", "Alpha", 10, 10))
    assert month_changes(still) == [
        "Le nombre d’entreprises adhérentes n’a pas changé depuis mai 2026."
    ]
    alone = _plain(month_changes(_months(("*", None, 9, 10), ("a", "Alpha", 9, 10))))
    assert alone == [
        "1 entreprise de moins qu’en mai 2026.", "La plus forte baisse : Alpha (−1)."
    ]  # fmt: skip
    assert month_changes(_months(("*", None, 9, None), ("a", "Alpha", 9, None))) == []
    assert month_changes(_months()) == []


def test_levels_alerts_and_freshness() -> None:
    moved = pd.DataFrame([("Alpha", "solide", "a_surveiller")])
    moved.columns = ["name", "level_before", "level"]
    assert _plain(level_changes(moved)) == ["Alpha passe de « solide » à « à surveiller »."]
    assert level_changes(moved.iloc[:0]) == []
    alerts = pd.DataFrame({"name": ["Alpha", "Alpha", "Bêta"]})
    assert _plain(new_alerts(alerts)) == ["3 alertes nouvelles : Alpha et Bêta."]
    assert new_alerts(alerts.iloc[:0]) == []


def test_freshness_counts_files_and_dates_them() -> None:
    titles = {"adhesions": "Adhésions", "tresorerie": "Trésorerie", "actions": "Actions"}
    coverage = pd.DataFrame(
        [
            ("adhesions", pd.Timestamp("2026-10-31"), "ok"),
            ("actions", pd.Timestamp("2026-10-31"), "ok"),
            ("tresorerie", pd.Timestamp("2026-08-31"), "late"),
            ("tresorerie", pd.NaT, "absent"),
        ],
        columns=["contract", "last_month", "status"],
    )
    assert _plain([freshness(coverage, titles)]) == [
        "3 fichiers reçus sur 4 attendus, dont 1 en retard. Dernier mois reçu, octobre 2026 : "
        "actions et adhésions ; août 2026 : trésorerie."
    ]
    assert _plain([freshness(coverage.iloc[3:], titles)]) == ["0 fichier reçu sur 1 attendu."]


@pytest.mark.parametrize(
    ("growth_12m", "counts", "said"),
    [
        (
            0.036,
            (14, 5, 1),
            "En douze mois, le nombre d’entreprises adhérentes a augmenté de 3,6 % : 14 réseaux en "
            "gagnent, 5 réseaux en perdent et 1 réseau est stable.",
        ),
        (
            -0.042,
            (1, 11, 0),
            "En douze mois, le nombre d’entreprises adhérentes a diminué de 4,2 % : 1 réseau en "
            "gagne et 11 réseaux en perdent.",
        ),
        (0.0, (0, 0, 0), "En douze mois, le nombre d’entreprises adhérentes est stable (0,0 %)."),
        (
            0.001,
            (1, 1, 0),
            "En douze mois, le nombre d’entreprises adhérentes est stable (+0,1 %) : 1 réseau en "
            "gagne et 1 réseau en perd.",
        ),
    ],
)
def test_growth_accounts_for_every_network(
    growth_12m: float, counts: tuple[int, int, int], said: str
) -> None:
    each = [(110, 90, 101)[place] for place, count in enumerate(counts) for _ in range(count)]
    stocks = {"companies_active": round(1000 * (1 + growth_12m)), "companies_before": 1000}
    both = {"companies_each": each, "companies_each_before": [100] * len(each)}
    facts = {"growth_12m": growth_12m, **stocks, **both}
    assert _plain(growth(facts)) == [said]
    assert growth({"growth_12m": float("nan")}) == []


def test_the_share_of_the_two_last_months() -> None:
    def series(*values: float | None) -> pd.DataFrame:
        months = pd.date_range("2026-04-30", periods=len(values), freq="ME")
        frame = pd.DataFrame({"as_of": months, "value": values, "denominator": 1000, "n": 1000})
        return frame.assign(numerator=1000 * frame["value"], status="ok")

    assert _plain(share_change(series(0.5, 0.8, 0.812))) == [
        "Part des TPE et PME : 81,2 % (+1,2 point depuis mai 2026 : stable)."
    ]
    assert _plain(share_change(series(0.8, 0.9))) == [
        "Part des TPE et PME : 90,0 % (+10,0 points depuis avril 2026 : s’améliore)."
    ]
    still = _plain(share_change(series(0.8, 0.8)))[0]
    assert still.endswith("(0,0 point depuis avril 2026 : stable).")
    assert share_change(series(0.8)) == share_change(series(0.8, None)) == []


def test_networks_that_begin_and_end() -> None:
    rows = pd.DataFrame(
        [("Alpha", False, None), ("Bêta", True, "Alpha"), ("Gamma", True, None)],
        columns=["name", "has_ended", "successor"],
    )
    assert _plain(network_moves(rows)) == [
        "Nouveau réseau : Alpha.",
        "Bêta n’est plus en activité (repris par Alpha).",
        "Gamma n’est plus en activité.",
    ]
    assert network_moves(rows.iloc[:0]) == []
