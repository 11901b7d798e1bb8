"""The sentences and titles of Adhésions, Équipes and Projets, on edge cases."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from observatory.figures.figure import View
from observatory.funding import words as funding
from observatory.membership import charts as membership_charts
from observatory.membership import words as membership
from observatory.team import words as team


def said(text: str | None) -> str:
    return (text or "").replace("\u00a0", " ").replace("\u202f", " ")


def view(scope: str = "*", subject: str = "l’ensemble des réseaux") -> View:
    return cast("View", SimpleNamespace(scope=scope, subject=subject, as_of=date(2026, 10, 31)))


def row(value: float | None, status: str = "ok", **more: Any) -> dict[str, Any]:
    empty = {"numerator": None, "denominator": None, "n": None, "in_region": None}
    return {**empty, "value": value, "status": status, **more}


SECRET = row(None, "secret")


# Adhésions
def test_who_joins_counts_the_region_once() -> None:
    now = {
        "companies_active": row(1884, in_region=1431),
        "tpe_pme_share": row(0.83, numerator=1505, denominator=1813),
    }
    assert said(membership.joined(now, view())) == (
        "Les réseaux comptent 1 884 entreprises adhérentes, dont 1 431 dans la région ; "
        "83,0 % sont des TPE ou des PME."
    )
    now = {
        "companies_active": row(9, in_region=9),
        "tpe_pme_share": row(7 / 9, numerator=7, denominator=9),
    }
    assert said(membership.joined(now, view("alpha", "Alpha"))) == (
        "Alpha compte 9 entreprises adhérentes ; 7 sur 9 sont des TPE ou des PME."
    )
    one = {"companies_active": row(1), "tpe_pme_share": SECRET}
    assert said(membership.joined(one, view("alpha", "Alpha"))) == (
        "Alpha compte 1 entreprise adhérente."
    )
    assert membership.joined({"companies_active": row(None, "no_data")}, view()) is None
    assert membership.joined({}, view()) is None


def test_who_stays_says_what_is_known() -> None:
    stays = pd.DataFrame({"size_class": ["*"], "time_months": [36], "value": [0.71]})
    moves = {"joins_12m": row(1), "leaves_12m": row(4)}
    assert said(membership.stayed(moves, stays)) == (
        "1 arrivée et 4 départs en douze mois ; 71,0 % des entreprises restent au moins 3 ans."
    )
    assert said(membership.stayed(moves, stays[:0])) == "1 arrivée et 4 départs en douze mois."
    assert said(membership.stayed({}, stays)) == "71,0 % des entreprises restent au moins 3 ans."
    assert membership.stayed({}, stays[:0]) is None


def test_who_is_missing_is_a_count_or_says_why_not() -> None:
    now = {"tpe_pme_penetration": row(0.25, numerator=1, denominator=4)}
    assert said(membership.missed(now, is_whole=True)) == (
        "Sur 4 TPE et PME visées, 3 n’adhèrent à aucun réseau (75,0 %)."
    )
    assert "n’adhère pas" in said(
        membership.missed(
            {"tpe_pme_penetration": row(0.5, numerator=1, denominator=2)}, is_whole=False
        )
    )
    assert "secret" in said(membership.missed({"tpe_pme_penetration": SECRET}, is_whole=True))
    # A total rounded for secrecy keeps its share and hides its parts: no subtraction is shown.
    assert membership.missed({"tpe_pme_penetration": row(0.02)}, is_whole=True) is None
    assert membership.missed({}, is_whole=True) is None


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.83, "Quatre entreprises sur cinq"),
        (0.5, "Une entreprise sur deux"),
        (0.66, "Deux entreprises sur trois"),
        (0.6, "60,0 % des entreprises"),
        (1.0, "100,0 % des entreprises"),
    ],
)
def test_a_share_is_pictured_only_when_near_a_plain_fraction(share: float, expected: str) -> None:
    assert said(membership.fraction(share, "entreprise")) == expected


def test_only_networks_whose_interval_excludes_the_whole_are_named() -> None:
    rows = pd.DataFrame(
        {
            "name": ["Alpha", "Bêta", "Gamma"],
            "value": [0.7, 0.8, 1.0],
            "low": [0.5, 0.6, 0.9],
            "high": [0.75, 0.9, 1.0],
        }
    )
    rows["apart"] = membership_charts.apart(rows, 0.83)
    assert rows["apart"].tolist() == ["below", "", "above"]
    title = said(membership.share_title(rows, row(0.83)))
    assert title.endswith("des TPE ou des PME, moins chez Alpha, plus chez Gamma")
    alike = rows[rows["apart"] == ""]
    assert "sans écart certain" in membership.share_title(alike, row(0.83))
    assert membership.share_title(rows, SECRET) == "La part des TPE et PME, réseau par réseau"
    assert membership_charts.apart(rows, None).eq("").all()


def test_flows_compare_arrivals_with_departures() -> None:
    rows = pd.DataFrame({"joins_12m": [3, 1, 2], "leaves_12m": [1, 2, 2]})
    assert said(membership.flows_title(rows)) == (
        "En douze mois, plus d’arrivées que de départs dans 1 réseau, moins dans 1 et autant dans 1"
    )
    assert membership.flows_title(rows[:0]) == "Arrivées et départs, sur douze mois"


def test_tied_reasons_have_no_first() -> None:
    tied = pd.DataFrame({"name": ["Par choix", "Déménagement"], "value": [2, 2]})
    assert membership.reasons_title(tied) == "Pourquoi les entreprises partent"
    text = said(membership.reasons_title(tied.assign(value=[3, 2])))
    assert text == "Premier motif de départ : par choix, 3 sur 5"


# Équipes
def vacancies(*rows: tuple[str, str | None, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "ended_on", "days"])
    frame["network_id"] = frame["name"].str.lower()
    frame["ended_on"] = pd.to_datetime(frame["ended_on"])
    frame["is_of_the_year"] = frame["ended_on"] > "2025-10-31"
    return frame


def test_vacant_directions_come_first_with_their_days() -> None:
    rows = vacancies(("Alpha", None, 122), ("Bêta", None, 137), ("Gamma", "2026-01-01", 400))
    assert said(team.heads(rows, view())) == (
        "2 réseaux sans direction, depuis 137 et 122 jours : Bêta et Alpha."
    )
    assert said(team.heads(rows[:1], view())) == (
        "1 réseau sans direction, depuis 122 jours : Alpha."
    )
    assert said(team.heads(rows[2:], view())) == (
        "Aucun poste de direction n’est vacant ; dans l’année, 1 l’a été 400 jours : Gamma."
    )
    none = "Aucun poste de direction n’est vacant, ni ne l’a été dans l’année."
    assert said(team.heads(rows[:0], view())) == none
    assert said(team.heads(vacancies(("Alpha", "2024-01-01", 9)), view())) == none


def test_one_network_s_direction_is_written_with_its_elision() -> None:
    one = view("aerolinde", "Aérolinde")
    rows = vacancies(("Aérolinde", None, 122))
    assert said(team.heads(rows, one)) == "La direction d’Aérolinde est vacante depuis 122 jours."
    filled = vacancies(("Aérolinde", "2026-06-02", 121))
    assert "est pourvue depuis le 2 juin 2026, après 121 jours" in said(team.heads(filled, one))
    assert said(team.heads(rows[:0], one)) == "La direction d’Aérolinde est pourvue."


def test_people_are_described_by_what_is_known() -> None:
    now = {"headcount": row(1), "fte": row(0.5)}
    assert said(team.people(now, view("alpha", "Alpha"))) == (
        "1 personne (0,5 ETP) fait vivre Alpha."
    )
    assert team.people({"headcount": SECRET}, view()) is None


def test_classes_are_counts_and_never_a_rate() -> None:
    rows = pd.DataFrame(
        {"turnover_class": ["haute", "basse", "basse", None], "status": ["ok"] * 3 + ["secret"]}
    )
    assert said(team.classes_sentence(rows)) == (
        "Sur trois ans, la rotation est haute dans 1 équipe sur 3 et basse dans 2."
    )
    assert team.classes_sentence(rows[3:]) is None


def test_small_teams_are_counted() -> None:
    rows = pd.DataFrame({"headcount": [1, 4, 5, None]})
    assert said(team.teams_title(rows)) == "2 équipes sur 3 comptent moins de cinq personnes"
    assert team.teams_title(rows[2:]) == "Les équipes, réseau par réseau"


# Projets
def test_a_public_euro_comes_with_projects_to_the_cent() -> None:
    now = {"leverage": row(2.954, numerator=159_687_000, denominator=54_052_000)}
    assert said(funding.projects_per_euro(now, view())) == (
        "1 € d’aide publique va avec 2,95 € de projets : 159,7 M€ de projets financés en deux ans, "
        "dont 54,1 M€ d’aide."
    )
    hidden = {"leverage": row(2.954, numerator=float("nan"), denominator=float("nan"))}
    assert said(funding.projects_per_euro(hidden, view())) == (
        "1 € d’aide publique va avec 2,95 € de projets."
    )
    assert funding.projects_per_euro({"leverage": SECRET}, view()) is None


def years(*values: tuple[str, float, bool], kind: str = "cluster") -> pd.DataFrame:
    frame = pd.DataFrame(values, columns=["year_text", "value", "is_whole"])
    return frame.assign(network_type=kind, networks=11)


@pytest.mark.parametrize(
    ("amount", "place"),
    [(799_999, "sous"), (800_000, "dans"), (900_000, "dans"), (900_001, "au-dessus de")],
)
def test_the_last_whole_year_is_compared_with_the_envelope(amount: float, place: str) -> None:
    rows = years(("2025", amount, True), ("2026 (en cours)", 10.0, False))
    text = said(funding.envelope_sentence(rows))
    assert f"aux clusters en 2025, {place} l’enveloppe de 800 à 900 k€" in text


def test_pôles_and_years_not_whole_are_not_the_envelope() -> None:
    assert funding.envelope_sentence(years(("2026 (en cours)", 850_000, False))) is None
    assert funding.envelope_sentence(years(("2025", 850_000, True), kind="pole")) is None
    rows = years(("2023", 700_000, True), ("2024", 850_000, True), ("2025", 850_000, True))
    assert "2 années sur 3 dans l’enveloppe" in said(funding.envelope_title(rows))


def agreements(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"ended_on": pd.to_datetime([*days]), "amount_eur": 100_000.0})


def test_agreements_that_end_together_are_grouped() -> None:
    day = "2026-12-31"
    assert said(funding.agreements_title(agreements(day, day))) == (
        "2 conventions, 200 k€, finissent toutes le 31 décembre 2026"
    )
    assert said(funding.agreements_title(agreements(day))) == (
        "Une convention, 100 k€, finit le 31 décembre 2026"
    )
    assert said(funding.agreements_title(agreements(day, day, "2027-03-31"))) == (
        "3 conventions, 300 k€, finissent dans l’année, dont 2 le 31 décembre 2026"
    )


def test_a_theme_whose_projects_are_unknown_is_an_offer_alone() -> None:
    rows = pd.DataFrame(
        {"name": ["Export"], "value": [1.0], "actions": [40], "projects": [None]}
        | {"project_share": [None]}
    )
    assert said(funding.themes_title(rows)) == "Export : 100,0 % des actions des réseaux"
    assert "n.d." not in funding.gap_sentence(rows)


def test_a_theme_of_a_few_projects_is_counted_and_not_a_percentage() -> None:
    rows = pd.DataFrame(
        {
            "name": ["Numérique", "Export"], "value": [0.25, 0.75], "actions": [10, 30],
            "project_share": [1.0, 0.0], "projects": [2, 0],
        }
    )  # fmt: skip
    assert said(funding.themes_title(rows)) == ("Numérique : 25,0 % des actions et 2 projets sur 2")
    assert said(funding.gap_sentence(rows)) == (
        "« Numérique » fait 25,0 % des actions et 2 projets sur 2, en douze mois"
    )


def test_the_longest_vacancy_heads_the_table_of_directions() -> None:
    rows = pd.DataFrame({"name": ["Pôle Alpha", "Beta"], "days": [136.0, 0.0]})
    expected = "136\u00a0jours sans direction en un an chez le Pôle Alpha, la plus longue vacance"
    assert team.heads_title(rows, "days") == expected
    none = "Aucun réseau n’est resté sans direction dans l’année"
    assert team.heads_title(rows[1:], "days") == none
