"""Sentences to quote: French agreement is right, whatever the value and the subject."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml

from method import phrase
from method.catalog import CATALOG_FILE, CatalogError, load_catalog, parse_catalog
from method.wording import ALL_NETWORKS
from observatory.figures import quoting

INDICATORS = load_catalog().indicators
DAY = "Au 31 décembre 2025, "
SPACES = str.maketrans("\u00a0\u202f", "  ")


def said(name: str, value: float, subject: str = ALL_NETWORKS, **more: Any) -> str:
    row = {
        "as_of": date(2025, 12, 31),
        "value": value,
        "numerator": None,
        "denominator": None,
        "n": 100,
        "status": "ok",
        "low": None,
        "high": None,
    } | more
    return phrase.sentence(INDICATORS[name], row, subject).translate(SPACES)


@pytest.mark.parametrize(
    ("name", "value", "subject", "more", "expected"),
    [
        (
            "tpe_pme_share",
            1458 / 1758,
            ALL_NETWORKS,
            {"numerator": 1458, "denominator": 1758},
            "Au 31 décembre 2025, 82,9 % des entreprises adhérentes aux réseaux de la région sont "
            "des TPE ou des PME (1 458 sur 1 758 de taille connue).",
        ),
        (
            "tpe_pme_share",
            7 / 9,
            "Aérolinde",
            {"numerator": 7, "denominator": 9},
            "Au 31 décembre 2025, 7 des 9 entreprises adhérentes à Aérolinde sont des TPE ou des "
            "PME.",
        ),
        ("companies_active", 1, "Aérolinde", {}, DAY + "1 entreprise adhère à Aérolinde."),
        ("companies_active", 0, "Aérolinde", {}, DAY + "aucune entreprise n’adhère à Aérolinde."),
        (
            "companies_active",
            1884,
            ALL_NETWORKS,
            {},
            "Au 31 décembre 2025, 1 884 entreprises adhèrent aux réseaux de la région.",
        ),
        ("companies_active", 12, "Les Champs", {}, DAY + "12 entreprises adhèrent aux Champs."),
        ("companies_active", 12, "Le Vinopôle", {}, DAY + "12 entreprises adhèrent au Vinopôle."),
        ("cash_days", 1, "Tours", {}, DAY + "la trésorerie de Tours couvre 1 jour de dépenses."),
        (
            "growth_12m",
            -0.032,
            "Aérolinde",
            {},
            "Dans les douze mois qui finissent le 31 décembre 2025, le nombre d’entreprises "
            "adhérentes d’Aérolinde a évolué de −3,2 %.",
        ),
        (
            "months_under_30d_12m",
            1,
            "Cuirlande",
            {},
            "Dans les douze mois qui finissent le 31 décembre 2025, on compte 1 mois sous trente "
            "jours de dépenses dans la trésorerie de Cuirlande.",
        ),
        (
            "leverage",
            2.95,
            "Cuirlande",
            {},
            "Dans les vingt-quatre mois qui finissent le 31 décembre 2025, le budget des projets "
            "financés de Cuirlande vaut 2,95 fois l’aide publique reçue.",
        ),
    ],
)  # fmt: skip
def test_a_value_is_a_sentence(
    name: str, value: float, subject: str, more: dict, expected: str
) -> None:
    assert said(name, value, subject, **more) == expected.translate(SPACES)


def test_no_sentence_without_a_value_or_where_a_value_has_its_own_words() -> None:
    assert said("companies_active", 3, status="secret") == ""
    assert said("companies_active", float("nan")) == ""
    # « 1 des 9 entreprises … sont » would be wrong.
    assert said("tpe_pme_share", 1 / 9, numerator=1, denominator=9) == ""
    assert said("key_person_share", 1.0, "Cuirlande", n=1) == ""


# Errors in a French sentence: a slot, an extra space, a plural of one, a name without elision.
WRONG = re.compile(
    r"[{}]|  |\.\.|(?<![\d,])[01](?:,\d+)? (?![fm]ois\b)\w+[sx]\b"
    r"|\bde Aé|\bd’C|\bà les\b|\bde les\b|\bà le\b"
)


def test_every_sentence_of_the_catalogue_reads_well() -> None:
    faults = []
    for one in INDICATORS.values():
        values = (0, 0.5, 1) if one.unit in ("%", "0–1") else (0, 1, 2, 1234)
        for subject in (ALL_NETWORKS, "Aérolinde", "Cuirlande", "Les Champs"):
            for value in values:
                text = said(one.id, value, subject, numerator=40 * value, denominator=40)
                if not text.endswith(".") or WRONG.search(text):
                    faults.append(f"{one.id} {value} {text!r}")
    assert faults == []


def test_a_name_is_not_read_as_a_slot() -> None:
    name = "{date} {valeur} {a} {__class__}"
    assert said("companies_active", 12, name).endswith(f"adhèrent à {name}.")


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("Au {date}, {valeur.__class__}.", "unknown slot"),
        ("Au {date}, {valeur} {{x}}.", "brace"),
        ("Au {date}, {valeur!r}.", "unknown slot"),
        ("{valeur} entreprises.", "no {date}"),
        ("Au {date}, {part} entreprises.", "no proportion"),
        ("au {date}, {valeur}.", "no sentence"),
        ("Au {date}, {valeur}", "no sentence"),
    ],
)
def test_a_phrase_that_does_not_hold_stops_the_catalogue(told: str, fault: str) -> None:
    content = yaml.safe_load(CATALOG_FILE.read_text("utf-8"))
    next(i for i in content["indicators"] if i["id"] == "companies_active")["phrase"] = told
    with pytest.raises(CatalogError, match=fault):
        parse_catalog(yaml.safe_dump(content, allow_unicode=True))


def test_each_noun_has_its_singular() -> None:
    nouns = {one.noun for one in INDICATORS.values() if one.noun}
    assert {phrase.singular(noun) for noun in nouns} == {
        "adhérent", "entreprise", "arrivée", "départ", "entreprise commune", "partenaire commun",
        "réseau", "piste", "mois", "agent", "changement", "dossier", "sollicitation", "projet",
        "action", "point",
    }  # fmt: skip


def test_the_sentence_of_a_figure_is_not_its_definition() -> None:
    one = INDICATORS["companies_active"]
    other = one.model_copy(update={"phrase": "Au {date}, autre chose."})
    assert quoting.definition_hash([one]) == quoting.definition_hash([other])
    moved = one.model_copy(update={"definition": "Autre chose."})
    assert quoting.definition_hash([one]) != quoting.definition_hash([moved])


@pytest.mark.parametrize("name", INDICATORS)
def test_a_sentence_states_the_window_and_the_average_of_its_definition(name: str) -> None:
    indicator = INDICATORS[name]
    defined = f"{indicator.definition} {indicator.formula}"
    windows = {"douze mois": "12", "vingt-quatre mois": "24", "trente-six mois": "36"}
    wrong = [
        text
        for text, months in windows.items()
        if text in indicator.phrase
        and not re.search(rf"\b{months} (derniers |prochains )?mois", defined)
    ]
    if "médiane" in indicator.phrase and not re.search("médiane|quantiles", defined):
        wrong.append("médiane")
    assert not wrong, f"{indicator.phrase} {wrong}"


def test_what_is_counted_over_projects_and_payments_says_over_how_long() -> None:
    for name, window in {
        "leverage": "vingt-quatre mois",
        "sme_project_share": "vingt-quatre mois",
        "eu_share": "vingt-quatre mois",
        "main_funder_share": "douze mois",
    }.items():
        assert window in INDICATORS[name].phrase


# What a balance is divided by is no period of the figure itself, and a forecast is of the future.
OF_A_DAY = frozenset({"cash_days", "cash_low_p10_months", "months_to_negative_p10"})
OF_A_DAY |= {"months_to_negative_p10_committed"}
PAST = re.compile(
    r"(12|24|36) derniers mois|(en|sur) (12|24|36) mois|des (12|24|36) mois qui finissent"
)


@pytest.mark.parametrize("name", sorted({*INDICATORS} - OF_A_DAY))
def test_a_figure_over_a_past_period_is_not_quoted_as_of_a_day(name: str) -> None:
    indicator = INDICATORS[name]
    if PAST.search(indicator.definition):
        assert re.search("(douze|vingt-quatre|trente-six) mois|trois ans", indicator.phrase)
    if "dernier exercice clos" in indicator.definition:
        assert "derniers comptes annuels connus" in indicator.phrase
        assert "dernier exercice clos" in indicator.short


@pytest.mark.parametrize("name", ["churn_12m", "first_year_retention", "median_tenure_months"])
def test_a_company_counted_once_per_network_is_quoted_as_a_membership(name: str) -> None:
    assert "une fois par réseau" in INDICATORS[name].definition
    assert "adhésions d’entreprises" in INDICATORS[name].phrase


def test_nothing_is_said_in_words_and_what_is_rounded_to_nothing_is_not() -> None:
    assert said("hr_action_share", 0, "Aérolinde", numerator=0, denominator=11) == (
        "Dans les douze mois qui finissent le 31 décembre 2025, aucune action d’Aérolinde ne porte "
        "sur les ressources humaines (0 sur 11)."
    )
    assert said("epci_reached_share", 0, "Aérolinde").endswith(
        "(arrondi à 5 points, secret statistique)."
    )
    rounded = said("shared_members_share", 0, "Aérolinde")
    assert "aucune" not in rounded and "arrondi à" in rounded
