"""The summary sentence says what the figures say, and nothing where they are missing."""

from __future__ import annotations

from datetime import date

from observatory.summary import overview
from observatory.wording import NBSP, NNBSP

FACTS = {
    "active_count": 18,
    "cluster_pole_count": 5,
    "unknown_count": 0,
    "past_count": 0,
    "companies_active": 1514,
    "tpe_pme_share": 0.835,
    "growth_12m": -0.042,
    "growing_count": 1,
    "shrinking_count": 11,
}


def test_the_whole_sentence() -> None:
    assert overview(FACTS, date(2026, 6, 30)) == (
        f"Au 30 juin 2026, la région compte 18{NBSP}réseaux en activité, dont 5{NBSP}pôles de "
        f"compétitivité. 1{NNBSP}514{NBSP}entreprises y adhèrent, dont 83,5{NBSP}% de TPE et de "
        f"PME. En douze mois, leur nombre a varié de \u22124,2{NBSP}%{NBSP}: 1{NBSP}réseau en "
        f"hausse, 11{NBSP}réseaux en baisse."
    )


def test_networks_that_are_no_longer_or_perhaps_are_told_apart() -> None:
    text = overview({**FACTS, "unknown_count": 6, "past_count": 1}, date(2026, 6, 30))
    assert (
        "S’y ajoutent 6 dont l’activité présente n’est pas établie et 1 absorbé ou fusionné."
    ) in text


def test_nothing_is_said_of_what_is_unknown() -> None:
    unknown = dict.fromkeys(("companies_active", "tpe_pme_share", "growth_12m"), float("nan"))
    text = overview({**FACTS, **unknown}, date(2026, 6, 30))
    assert text.count(".") == 1
    assert "nan" not in text
