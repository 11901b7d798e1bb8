"""The real workspace contains only what its sources state (`data/raw/cvl/LISEZMOI.md`)."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from method.catalog import load_catalog
from method.settings import ROOT
from pipelines.fetch import etat

RAW = ROOT / "data" / "raw" / "cvl"
CONTENT = {
    "public_figures": ROOT / "observatory" / "figures" / "public_figures.yaml",
    "landmarks": ROOT / "observatory" / "figures" / "landmarks.yaml",
    "opinion": ROOT / "observatory" / "opinion" / "opinion.yaml",
    "help": ROOT / "observatory" / "fragility" / "help.yaml",
    "naf_divisions": ROOT / "method" / "naf_divisions.yaml",
}
CURRENT = {
    "cosmetic-valley",
    "s2e2",
    "polymeris",
    "dream-eau-milieux",
    "vegepolys-valley",
    "polepharma",
    "aerocentre",
    "area-centre-val-de-loire",
    "shop-expert-valley",
    "agreen-tech-valley",
    "nekoe",
    "les-champs-du-possible",
    "healthcare-loire-valley",
    "digital-loire-valley",
    "palo-altours",
    "fibois-centre-val-de-loire",
    "lahitolle",
    "reseau-hydrogene-centre-val-de-loire",
    "pole-ecoconstruction-sud-touraine",
}
PAST = {"elastopole", "agrodynamic", "valbiom-centre", "resonat"}


def rows(name: str) -> list[dict[str, str]]:
    with (RAW / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def content(name: str):
    return yaml.safe_load(CONTENT[name].read_text(encoding="utf-8"))


def indicator_lists(node) -> list[str]:
    """Every indicator id under a key `indicators`, at any depth."""
    if isinstance(node, dict):
        own = list(node.get("indicators") or [])
        return own + [i for v in node.values() for i in indicator_lists(v)]
    if isinstance(node, list):
        return [i for v in node for i in indicator_lists(v)]
    return []


def test_the_networks_are_those_of_the_sources():
    networks = rows("reseaux")
    assert [n["id_reseau"] for n in networks] == list(
        dict.fromkeys(n["id_reseau"] for n in networks)
    )
    assert {n["id_reseau"] for n in networks} == CURRENT | PAST
    ended = {n["id_reseau"] for n in networks if n["statut"] in {"absorbe", "fusionne", "dissous"}}
    assert ended == PAST


def test_every_network_says_where_it_was_read():
    for network in rows("reseaux"):
        assert "http" in network["source"], network["id_reseau"]


def test_what_no_source_gives_stays_empty():
    networks = {n["id_reseau"]: n for n in rows("reseaux")}
    for network in networks.values():
        assert not network["naf_divisions"] and not network["stade_declare"] and not network["rna"]
    assert {i for i, n in networks.items() if n["siren"]} == {"cosmetic-valley"}
    for unconfirmed in ("s2e2", "aerocentre", "pole-ecoconstruction-sud-touraine"):
        assert networks[unconfirmed]["commune_siege"] == ""
    supported = {i for i, n in networks.items() if n["soutien_region"]}
    assert supported == {"cosmetic-valley", "s2e2", "polymeris", "dream-eau-milieux", "elastopole"}


DATES = [
    ("reseaux", ["creation", "labellisation", "fin"]),
    ("labels", ["debut", "fin"]),
]


@pytest.mark.parametrize(("name", "dates"), DATES)
def test_every_date_has_the_precision_of_its_source(name: str, dates: list[str]):
    """A year alone is stored as its first day, or its last day for a future end."""
    for row in rows(name):
        for what in dates:
            value, precision = row[f"date_{what}"], row[f"precision_{what}"]
            assert bool(value) == bool(precision), row
            if precision == "annee":
                assert value.endswith(("-01-01", "-12-31")), row
            elif precision == "mois":
                assert value.endswith("-01"), row
                assert "mois seul" in row["source"].lower(), row
            else:
                assert not value.endswith("-01-01"), row
            assert precision in {"", "jour", "mois", "annee"}, row


def test_three_labels_are_known_to_end_with_the_year_2026_and_no_other():
    ends = {x["id_reseau"]: x for x in rows("labels") if x["date_fin"] > "2026"}
    assert set(ends) == {"cosmetic-valley", "vegepolys-valley", "dream-eau-milieux"}
    for label in ends.values():
        assert (label["date_fin"], label["precision_fin"]) == ("2026-12-31", "annee")
        assert "les sources ne donnent que l’année" in label["source"]


def test_successors_and_labels_name_known_networks():
    networks = CURRENT | PAST
    assert {n["successeur"] for n in rows("reseaux") if n["successeur"]} <= networks
    assert {label["id_reseau"] for label in rows("labels")} <= networks


def test_dream_was_without_label_when_the_opinion_was_given():
    spells = [
        (date.fromisoformat(x["date_debut"]), x["date_fin"] and date.fromisoformat(x["date_fin"]))
        for x in rows("labels")
        if (x["id_reseau"], x["label"]) == ("dream-eau-milieux", "pole_competitivite")
    ]

    def labelled(day: date) -> bool:
        return any(start <= day and (not end or day <= end) for start, end in spells)

    assert labelled(date(2022, 12, 31))
    assert not labelled(date(2023, 4, 30))
    assert not labelled(date(2023, 12, 31))
    assert labelled(date(2024, 1, 31))


def test_every_published_figure_has_its_value_year_unit_and_page():
    figures = rows("indicateurs_publics")
    keys = [(f["id_reseau"], f["indicateur"], f["annee"], f["source_url"]) for f in figures]
    assert len(keys) == len(set(keys))
    for figure in figures:
        assert figure["id_reseau"] in CURRENT | PAST
        assert re.fullmatch(r"-?\d+(,\d+)?", figure["valeur"]), figure
        assert 1990 <= int(figure["annee"]) <= 2026
        assert figure["unite"]
        parts = urlsplit(figure["source_url"])
        assert parts.scheme in {"http", "https"} and "." in parts.netloc and " " not in parts.path


def test_a_source_date_is_written_in_the_address():
    for figure in rows("indicateurs_publics"):
        if figure["date_source"]:
            assert figure["date_source"].replace("-", "/") in figure["source_url"]


def test_hedges_of_the_sources_are_kept():
    figures = {
        (f["id_reseau"], f["indicateur"], f["annee"]): f for f in rows("indicateurs_publics")
    }
    assert "plus de" in figures["dream-eau-milieux", "adherents", "2021"]["unite"]
    assert "environ" in figures["polepharma", "adherents", "2022"]["unite"]
    assert "année approximative" in figures["polepharma", "budget", "2021"]["unite"]


def test_sources_that_disagree_are_both_kept():
    members = [
        f["valeur"]
        for f in rows("indicateurs_publics")
        if (f["id_reseau"], f["indicateur"], f["annee"])
        == ("vegepolys-valley", "adherents", "2023")
    ]
    assert sorted(members) == ["560", "645"]
    industry = {
        f["valeur"]: f["note"]
        for f in rows("reperes")
        if (f["niveau"], f["indicateur"], f["annee"])
        == ("region", "etablissements_industrie", "2018")
    }
    assert set(industry) == {"5500", "6183"}
    assert all("autre champ" in note for note in industry.values()), "each names the other"


def test_every_landmark_has_its_place_source_and_year():
    landmarks = rows("reperes")
    keys = [
        (f["niveau"], f["code"], f["indicateur"], f["annee"], f["source_url"]) for f in landmarks
    ]
    assert len(keys) == len(set(keys))
    for landmark in landmarks:
        assert re.fullmatch(r"-?\d+(,\d+)?", landmark["valeur"]), landmark
        assert 2010 <= int(landmark["annee"]) <= 2026, landmark
        assert landmark["unite"] and landmark["note"].endswith("."), landmark
        assert urlsplit(landmark["source_url"]).scheme in {"http", "https"}, landmark
    places = Counter((f["niveau"], f["indicateur"]) for f in landmarks)
    assert places["epci", "population"] == 82
    assert places["departement", "etablissements_actifs_employeurs"] == 6
    assert {f["indicateur"] for f in landmarks} <= set(content("landmarks"))


def test_the_vocabulary_is_defined_once_and_wholly():
    used = {f["indicateur"] for f in rows("indicateurs_publics")}
    # Provided by a fetch, not yet in the files.
    assert used | {etat.INDICATOR} == set(content("public_figures"))


def test_the_source_sheet_fits_the_files():
    sheet = json.loads((RAW / "source.json").read_text(encoding="utf-8"))
    assert {"producer", "licence", "date"} <= set(sheet)
    described = {entry["file"]: entry for entry in sheet["files"]}
    assert set(described) == {path.name for path in RAW.glob("*.csv")}
    for name, entry in described.items():
        assert entry["sha256"] == hashlib.sha256((RAW / name).read_bytes()).hexdigest(), name
        assert entry["rows"] == len(rows(Path(name).stem))
    assert set(sheet["pages_read"]) == CURRENT | PAST


def test_the_opinion_is_whole():
    opinion = content("opinion")
    barriers = opinion["barriers"]
    assert [b["number"] for b in barriers] == [1, 2, 3, 4, 5, 6]
    assert all(2 <= len(b["indicators"]) <= 5 and b["page"] for b in barriers)
    assert [m["id"] for m in opinion["fragile_moments"]] == [
        "impulsion",
        "perennisation",
        "developpement",
    ]
    ids = {b["id"] for b in barriers}
    assert [len(r["measures"]) for r in opinion["recommendations"]] == [4, 3, 7]
    for recommendation in opinion["recommendations"]:
        for measure in recommendation["measures"]:
            assert set(measure["barriers"]) <= ids
            assert bool(measure["indicators"]) != bool(measure.get("gap")), measure["id"]


def test_help_is_sourced():
    help_content = content("help")
    for scheme in help_content["schemes"]:
        assert scheme["status"] in help_content["statuses"]
        assert scheme["indicators"] and scheme["source"]


@pytest.mark.parametrize("name", ["opinion", "help"])
def test_content_names_indicators_of_the_catalogue(name: str):
    ids = indicator_lists(content(name))
    assert ids
    assert set(ids) <= set(load_catalog().indicators)
