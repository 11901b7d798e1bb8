"""Names of territories, similar EPCI, public facts, and the sentences of the page Territoires."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from method.catalog import load_catalog
from method.settings import ROOT
from method.wording import NBSP
from observatory.territories import alike, facts, names, words
from observatory.territories.measures import OUTSIDE
from tests import published_build
from tests.unit.places import VINTAGE

SHARE = load_catalog().indicators["tpe_pme_share"]
RAW = re.compile(r"'|\"|Coeur|coeur|I[lL]e[ -]de[ -]France|\bEtangs?\b")


@pytest.mark.parametrize("level", ["epci", "commune", "canton", "departement"])
def test_no_name_is_shown_as_the_official_file_spells_it(level: str) -> None:
    file = ROOT / "static" / "territoires" / VINTAGE / f"{level}.json"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    published = [feature["properties"]["name"] for feature in features]
    assert [name for name in map(names.proper, published) if RAW.search(name)] == []
    # Nothing else is changed.
    assert all(names.proper(name) == name for name in published if not RAW.search(name))


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("CA de Blois ''Agglopolys''", f"CA de Blois «{NBSP}Agglopolys{NBSP}»"),
        ("CC Coeur de Berry", "CC Cœur de Berry"),
        ("CC des Portes Euréliennes d'Ile de France", "CC des Portes Euréliennes d’Île-de-France"),
        ("Vald'Yerre", "Vald’Yerre"),
        ("Tours", "Tours"),
    ],
)
def test_names_are_written_as_a_reader_writes_them(published: str, shown: str) -> None:
    assert names.proper(published) == shown


@pytest.mark.parametrize(
    ("level", "name", "said"),
    [
        ("epci", "CC du Val", "la CC du Val"),
        ("epci", "Tours Métropole Val de Loire", "Tours Métropole Val de Loire"),
        ("departement", "Cher", "le Cher"),
        ("departement", "Indre-et-Loire", "l’Indre-et-Loire"),
        ("departement", "Loiret", "le Loiret"),
        ("commune", "Loches", "Loches"),
        ("canton", "Amboise", "le canton d’Amboise"),
        ("canton", "La Châtre", "le canton de La Châtre"),
        ("canton", "Bourges (ville entière)", "Bourges (ville entière)"),
        ("canton", "Blois (commune entière)", "Blois (commune entière)"),
        ("circonscription", "1re circonscription du Cher", "la 1re circonscription du Cher"),
    ],
)
def test_an_article_is_written_where_it_is_spoken(level: str, name: str, said: str) -> None:
    assert names.definite({"level": level, "name": name}) == said


def test_a_place_across_the_regional_border_says_that_a_part_is_described() -> None:
    place = {"level": "epci", "name": "CC du Val", "is_partial": True}
    assert names.titled(place) == "CC du Val (part située en région)"
    assert names.opening(place) == "La CC du Val (part située en région)"


def _profiles() -> pd.DataFrame:
    rows = [
        ("a", 50_000, 500, False), ("b", 52_000, 480, False), ("c", 49_000, 510, False),
        ("d", 48_000, 100, False), ("e", 300_000, 3_000, False), ("f", 50_000, 500, True),
        ("g", 51_000, None, False),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["code", "population", "industry", "is_partial"])
    return frame.assign(name=frame["code"].str.upper())


def test_similar_means_the_same_size_and_share_of_industry() -> None:
    codes = alike.nearest(_profiles(), "a")["code"].tolist()
    # Of two of similar size, the one with as much industry comes first; the largest comes last.
    assert codes == ["c", "b", "d", "e"]
    # One partly in the region is compared but never offered; one without industry is neither.
    assert alike.nearest(_profiles(), "f")["code"].tolist()[0] == "a"
    assert alike.nearest(_profiles(), "g").empty


def test_a_median_needs_three_published_values() -> None:
    rows = pd.DataFrame(
        {"code": ["b", "c", "d", "e"], "value": [1.0, 2.0, 6.0, 99.0], "status": ["ok"] * 4}
    )
    assert alike.median(rows, ["b", "c", "d"]) == 2.0
    hidden = rows.assign(status=["ok", "ok", "secret", "ok"])
    assert alike.median(hidden, ["b", "c", "d"]) is None


def _facts() -> pd.DataFrame:
    """Rows of `territory_facts`: a newer year for the département, two sources for the region."""
    rows = [
        ("territory", "population", 2018, 51_376, "personnes", "https://insee.fr/a"),
        ("territory", "population", 2012, 50_000, "personnes", "https://insee.fr/a"),
        ("department", "population", 2018, 607_760, "personnes", "https://insee.fr/a"),
        ("department", "population", 2021, 612_159, "personnes", "https://insee.fr/b"),
        ("territory", "etablissements_industrie", 2018, 144, "établissements", "https://insee.fr/a"),
        ("region", "etablissements_industrie", 2018, 5_500, "établissements", "https://devup.fr"),
        ("region", "etablissements_industrie", 2018, 6_183, "établissements", "https://insee.fr/a"),
        ("territory", "territoires_industrie", 2023, 1, "territoire", "https://anct.fr"),
        ("territory", "emplois_defense", 2020, 5_000, "emplois (environ)", "https://x.fr"),
    ]  # fmt: skip
    columns = ["place", "indicator", "year", "value", "unit", "source_url"]
    return pd.DataFrame(rows, columns=columns).assign(note="INSEE, un fichier. Le reste.")


def test_a_fact_is_compared_with_the_same_year_and_the_same_source() -> None:
    lines = facts.sheet(_facts()).set_index("label")
    assert lines.at["Population", "territory"] == "51\u202f376"
    assert lines.at["Population", "department"] == "607\u202f760"
    assert lines.at["Population", "source"] == "2018, INSEE"
    assert lines.at["Établissements, industrie", "region"] == "6\u202f183"
    assert lines.at["Territoires d’industrie", "territory"] == "oui"
    assert lines.at["Emplois de la défense", "territory"] == "environ 5\u202f000"
    assert facts.sheet(_facts().iloc[:0]).empty


def test_a_map_takes_the_facts_that_its_level_has() -> None:
    assert facts.measure("population", 82, 82) is not None
    assert facts.measure("emplois_defense", 1, 82) is None
    assert facts.measure("dont_etablissements_commerce_reparation_automobile", 82, 82) is None
    assert facts.order()[0] == facts.MAIN


def test_a_place_is_described_by_its_facts() -> None:
    text = words.facts_answer("La CC du Val", _facts(), 16, "dans le Cher")
    assert text[0] == f"La CC du Val compte 51\u202f376{NBSP}habitants en 2018."
    assert text[1].startswith("16 réseaux recensés agissent dans le Cher")
    assert words.facts_answer("La CC du Val", _facts().iloc[:0], 1, "ici") == [
        "1 réseau recensé agit ici\u202f; leurs listes d’adhérents ne sont pas transmises."
    ]
    assert words.facts_answer("La CC du Val", _facts().iloc[:0], 0, "ici") == []


def test_figures_of_several_years_each_say_their_own() -> None:
    rows = [
        ("territory", "population", 2021, 299_574),
        ("territory", "emplois_lieu_travail", 2018, 1),
        ("territory", "etablissements_actifs_employeurs", 2018, 4),
        ("territory", "etablissements_industrie", 2018, 0),
    ]
    columns = ["place", "indicator", "year", "value"]
    (told,) = words.facts_answer("Le Cher", pd.DataFrame(rows, columns=columns), 0, "")
    assert told.replace(NBSP, " ").replace("\u202f", " ") == (
        "Le Cher compte 299 574 habitants en 2021, 1 emploi en 2018 et 4 établissements "
        "employeurs (dont aucun dans l’industrie) en 2018."
    )


def _rows(*values: tuple[str, float | None, str]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=["name", "value", "status"]).assign(
        code=lambda rows: rows["name"]
    )


def test_a_map_is_titled_by_who_has_most_and_plainly_where_none_leads() -> None:
    rows = _rows(("Tours", 8.0, "ok"), ("Blois", 3.0, "ok"), ("Dreux", None, "secret"))
    title = words.map_title(rows, OUTSIDE, "epci", "")
    assert title == f"TPE et PME hors réseau{NBSP}: Tours en compte le plus (8)"
    of_one = words.map_title(rows, OUTSIDE, "epci", "Aérolinde")
    assert of_one.startswith("TPE et PME visées non adhérentes, Aérolinde"), "others may have them"
    own = words.map_title(rows, OUTSIDE, "epci", "", "Blois")
    assert own == f"Blois{NBSP}: 3 (TPE et PME hors réseau)"
    plain = "TPE et PME hors réseau par intercommunalité"
    tied = _rows(("Tours", 8.0, "ok"), ("Blois", 8.0, "ok"))
    secret = _rows(("Tours", None, "secret"))
    for unclear in (tied, secret, rows.iloc[:0]):
        assert words.map_title(unclear, OUTSIDE, "epci", "") == plain
    assert "par intercommunalité, Cuirlande" in words.map_title(rows, SHARE, "epci", "Cuirlande")


BUILD = replace(published_build.BUILD, as_of=date(2025, 12, 31))


def test_a_place_is_read_with_its_article_and_its_verb_agrees() -> None:
    rows = _rows(("Cher", 51.0, "ok"), ("Indre", None, "secret")).assign(
        as_of=date(2025, 12, 31), numerator=3.0, denominator=54.0, low=None, high=None, n=54
    )
    title = words.map_title(rows, OUTSIDE, "departement", "Cuirlande")
    assert title.endswith("le Cher en compte le plus (51)")
    for scope, gap, end in (
        ("", 51, "n’adhèrent à aucun réseau."),
        ("Cuirlande", 51, "n’adhèrent pas à Cuirlande."),
        ("Pôle Corvelune", 1, "n’adhère pas au Pôle Corvelune."),
    ):
        left = rows.assign(numerator=54.0 - gap)
        read = words.note(left, OUTSIDE, "departement", scope, "", BUILD).lecture
        assert read.endswith(end)
    row = rows.iloc[0].to_dict() | {"value": 12.0}
    read = words.of_place(load_catalog().indicators["companies_active"], row, "departement")
    assert read == (
        f"au 31 décembre 2025, pour le Cher, tous réseaux, entreprises adhérentes{NBSP}: "
        f"12{NBSP}entreprises."
    )


def test_the_region_is_described_with_its_perimeter() -> None:
    whole = {"status": "ok", "numerator": 10, "denominator": 100}
    companies = {"status": "ok", "value": 1884, "in_region": 1433}
    rows = _rows(("Tours", 60.0, "ok"), ("Blois", None, "secret"))
    first, second = words.region_answer(rows, whole, companies)
    assert first.startswith("90 des 100 TPE et PME des activités visées en région")
    assert first.endswith("Tours en compte le plus (60).")
    assert second.endswith("dont 1\u202f433 dans la région.")
    hidden = words.region_answer(rows.iloc[1:], {**whole, "status": "secret"}, companies)
    assert hidden == [second]


def test_a_gap_says_how_far_the_secret_lets_know() -> None:
    assert words.span(304, 306) == "304 à 306"
    assert words.span(28, 28) == "28"
    assert words.span(None, 28) == "n.d."


def test_a_comparison_names_what_it_compares_with_and_counts_few_in_words() -> None:
    indicator = load_catalog().indicators["tpe_pme_penetration"]
    there = {"status": "ok", "value": 0.017, "numerator": 17, "denominator": 1000}

    def title(members: float, target: float) -> str:
        here = {"status": "ok", "value": members / target, "numerator": members}
        here |= {"denominator": target}
        return words.compared_title("Ars", indicator, here, there, ["à la région"])

    against = f", contre 1,7{NBSP}% dans le département"
    assert title(2, 9) == f"Ars{NBSP}: 2 des 9 TPE et PME visées sont déjà dans un réseau{against}"
    assert title(0, 90) == f"Ars{NBSP}: aucune des TPE et PME visées n’est dans un réseau{against}"
    assert title(1, 9) == "Ars face à la région"
    here = {"status": "ok", "value": 0.2, "numerator": 20, "denominator": 100}
    own = words.compared_title("Ars", indicator, here, there, [], "Pôle Corvelune")
    assert "TPE et PME visées adhèrent déjà au Pôle Corvelune" in own
    around = ["à son intercommunalité", "à son département"]
    hidden = words.compared_title("Ars", indicator, {**there, "status": "secret"}, there, around)
    assert hidden == "Ars face à son intercommunalité et à son département"


def test_networks_to_call_are_titled_by_who_is_there() -> None:
    rows = _rows(("Galénombre", 7.0, "ok"), ("Cuirlande", None, "secret"))
    assert words.contacts_title(rows) == "Galénombre a le plus d’entreprises adhérentes ici (7)"
    assert words.contacts_title(rows.iloc[::-1]) == "2 réseaux à contacter"
    corvelune = _rows(("Pôle Corvelune", 7.0, "ok"))
    assert words.contacts_title(corvelune).startswith("Le Pôle Corvelune a le plus")
    assert words.contacts_title(rows.iloc[1:]) == f"Un réseau à contacter{NBSP}: Cuirlande"
