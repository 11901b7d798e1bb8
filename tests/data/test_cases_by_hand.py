"""Small cases whose value is computed by hand, from raw records to the published figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.data import test_membership_small, test_money_and_people_small
from tests.data.raw_records import ALL, Raw

JUNE, DECEMBER = date(2026, 6, 30), date(2025, 12, 31)


Figures = Callable[[date, str, str], float | None]


def membership(raw: Raw) -> Figures:
    """Membership figures by month, network and indicator, of a panel that ends in June 2026."""
    files = {name: raw.get(name, []) for name in test_membership_small.FILES}
    values = test_membership_small.build(files, JUNE)
    return lambda *key: values[key][0]


def money_and_people(raw: Raw) -> Figures:
    """Figures on money and people by month, network and indicator, of the same panel."""
    values = test_money_and_people_small.build(raw, JUNE)
    return lambda *key: values[key][0]


def networks(*names: str) -> list[dict]:
    return [{"id_reseau": name, "siren": str(900000000 + i)} for i, name in enumerate(names)]


def stay(number: int, college: str, start: date, end: date | None = None) -> dict:
    return {
        "id_reseau": "ana", "siret": f"{100000000 + number}00001", "college": college,
        "date_adhesion": start, "date_sortie": end,
    }  # fmt: skip


def test_a_change_of_college_is_an_exit_and_does_not_change_the_past() -> None:
    moved, day = date(2026, 3, 31), date(2020, 1, 1)
    raw = {
        "reseaux": networks("ana"),
        "adhesions": [
            stay(1, "entreprise", day),
            stay(2, "entreprise", day, moved),
            stay(2, "autre", moved),
        ],
    }
    figure = membership(raw)
    assert figure(DECEMBER, "ana", "companies_active") == 2
    assert figure(JUNE, "ana", "companies_active") == 1
    assert figure(JUNE, "ana", "members_active") == 2
    assert figure(JUNE, "ana", "churn_12m") == 0.5
    # On the day of the change it is in both colleges, and counts as a company.
    assert figure(moved, "ana", "companies_active") == 2


def application(network: str, hours: float, obtained: float) -> dict:
    return {
        "id_reseau": network, "id_dossier": network, "date_depot": date(2026, 1, 10),
        "date_decision": date(2026, 3, 10), "decision": "accorde" if obtained else "refuse",
        "montant_obtenu": obtained, "heures_montage": hours,
    }  # fmt: skip


def test_hours_that_brought_nothing_count_with_all_networks_together() -> None:
    raw = {
        "reseaux": networks("ana", "bob"),
        "dossiers": [application("ana", 100, 0), application("bob", 50, 10_000)],
    }
    figure = money_and_people(raw)
    assert figure(JUNE, "ana", "hours_per_10k") is None
    assert figure(JUNE, "bob", "hours_per_10k") == 50
    assert figure(JUNE, ALL, "hours_per_10k") == 150


def project(number: int, budget: float, aid: float) -> dict:
    return {
        "id_reseau": "ana", "id_projet": str(number), "date_financement": date(2026, 1, 10),
        "budget_total": budget, "aide_publique": aid,
    }  # fmt: skip


def test_a_project_without_aid_counts_in_the_leverage() -> None:
    raw = {
        "reseaux": networks("ana"),
        "projets": [project(1, 100_000, 50_000), project(2, 300_000, 0)],
    }
    figure = money_and_people(raw)
    assert figure(JUNE, "ana", "leverage") == 8


def test_twelve_months_signed_on_30_june_end_on_29_june() -> None:
    signed = date(2025, 6, 30)
    raw = {
        "reseaux": networks("ana"),
        "subventions": [
            {
                "id_reseau": "ana", "referenceDecision": "a", "nomAttribuant": "Région",
                "dateConvention": signed, "montant": 10_000.0, "duree_mois": 12.0,
            }
        ],
    }  # fmt: skip
    figure = money_and_people(raw)
    assert figure(date(2026, 5, 31), "ana", "annual_agreement_share") == 1
    assert figure(JUNE, "ana", "annual_agreement_share") is None


def director(agent: str, start: date, end: date | None) -> dict:
    return {
        "id_reseau": "ana", "id_agent": agent, "fonction": "direction", "type_contrat": "CDI",
        "etp": 1.0, "date_entree": start, "date_sortie": end,
    }  # fmt: skip


def test_a_director_out_on_the_31st_and_the_next_in_on_the_1st_leave_no_vacant_day() -> None:
    raw = {
        "reseaux": networks("ana"),
        "equipes": [
            director("a", date(2020, 1, 1), date(2025, 12, 31)),
            director("b", date(2026, 1, 1), None),
        ],
    }
    figure = money_and_people(raw)
    assert figure(JUNE, "ana", "director_vacant_days_12m") == 0
    assert figure(DECEMBER, "ana", "headcount") == 1
    raw["equipes"][1]["date_entree"] = date(2026, 1, 2)
    figure = money_and_people(raw)
    assert figure(JUNE, "ana", "director_vacant_days_12m") == 1


def paid_by_the_region(amount: float | None) -> Raw:
    """One instalment of 10,000 € due on 31 May and paid on 10 June."""
    return {
        "reseaux": networks("ana"),
        "subventions": [
            {
                "id_reseau": "ana", "referenceDecision": "a", "nomAttribuant": "Région",
                "type_financeur": "region", "dateConvention": date(2025, 1, 1), "montant": 10_000.0,
            }
        ],
        "versements": [
            {
                "referenceDecision": "a", "rang": 1, "echeance_prevue": date(2026, 5, 31),
                "montant_prevu": 10_000.0, "date_versement": date(2026, 6, 10),
                "montant_verse": amount,
            }
        ],
    }  # fmt: skip


def test_the_rest_of_an_instalment_paid_in_part_is_due_and_unpaid() -> None:
    figure = money_and_people(paid_by_the_region(4_000.0))
    assert figure(JUNE, "ana", "subsidy_overdue") == 6_000
    # 4,000 € ten days late, 6,000 € thirty days late at the end of June.
    assert figure(JUNE, "ana", "payment_delay_days") == 22


def test_a_payment_without_an_amount_is_whole_in_every_figure() -> None:
    figure = money_and_people(paid_by_the_region(None))
    assert figure(JUNE, "ana", "subsidy_overdue") == 0
    assert figure(JUNE, "ana", "payment_delay_days") == 10
    assert figure(JUNE, "ana", "regional_grant_12m") == 10_000
    assert figure(JUNE, "ana", "main_funder_share") == 1


def test_two_grants_of_one_decision_have_an_instalment_each() -> None:
    raw = paid_by_the_region(10_000.0)
    for name in ("subventions", "versements"):
        raw[name] = [{**raw[name][0], "objet": purpose} for purpose in ("Salon", "Formation")]
    values = test_money_and_people_small.build(raw, JUNE)
    assert values[JUNE, "ana", "payment_delay_days"] == (10, 200_000, 20_000, 2, "ok")


def balances(network: str, low_month: int) -> list[dict]:
    return [
        {
            "id_reseau": network, "mois": f"2025-{month:02}",
            "solde_fin_mois": 10.0 if month == low_month else 100.0,
        }
        for month in range(1, 13)
    ]  # fmt: skip


def test_the_low_of_all_networks_is_that_of_their_sum() -> None:
    raw = {"reseaux": networks("ana", "bob"), "tresorerie": balances("ana", 2) + balances("bob", 9)}
    figure = money_and_people(raw)
    assert figure(DECEMBER, "ana", "cash_min_12m") == 10
    assert figure(DECEMBER, ALL, "cash_min_12m") == 110
