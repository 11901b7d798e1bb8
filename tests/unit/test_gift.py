"""« Pourquoi transmettre »: only promises that the contracts and access policy keep."""

from __future__ import annotations

import pandas as pd

from method.catalog import load_catalog
from method.received import KEPT_BY_STAFF
from observatory.gate.access import PUBLIC, RAPPORTEUR, STAFF, may_read
from observatory.gift import words
from pipelines import contracts
from ui.gift.requested import (
    AUDIENCES,
    ROWS,
    STAFF_ALONE,
    STAFF_AND_FUNDER,
    audience,
    requested_files,
)

COVERAGE = pd.DataFrame({"contract": [*ROWS, *KEPT_BY_STAFF, "adhesions"]})


def test_the_stated_readers_of_rows_are_those_of_the_policy() -> None:
    assert {name: audience(name) for name in ("tresorerie", "equipes", "comptes")} == dict.fromkeys(
        ("tresorerie", "equipes", "comptes"), STAFF_ALONE
    )
    assert audience("dossiers") == STAFF_AND_FUNDER
    assert audience("adhesions") == AUDIENCES[RAPPORTEUR]
    assert audience("projets") == AUDIENCES[PUBLIC]
    for name, tables in ROWS.items():
        open_to_all = any(may_read(table, PUBLIC) for table in tables)
        assert (audience(name) == AUDIENCES[PUBLIC]) == open_to_all
        assert any(may_read(table, STAFF) for table in tables)


def test_files_are_those_that_networks_send_once_each_in_the_order_of_contracts() -> None:
    files = requested_files(COVERAGE)
    names = [one.contract for one in files]
    assert names == [name for name in contracts.names() if name in names]
    assert "adhesions" in names and not {"subventions", "versements", "reseaux"} & set(names)
    by_contract = {one.contract: one for one in files}
    assert by_contract["tresorerie"].rhythm.startswith("chaque mois")
    assert by_contract["comptes"].rhythm.startswith("chaque année")
    assert by_contract["adhesions"].rhythm == "quand il change"
    needed = sum(field.required for field in contracts.load("adhesions").fields)
    assert by_contract["adhesions"].columns.startswith(f"{needed}\u00a0colonne")


def test_every_file_that_names_networks_has_a_sender() -> None:
    names = {name for name in contracts.names() if "id_reseau" in contracts.load(name).field_names}
    assert names <= {*ROWS, *KEPT_BY_STAFF}


def test_what_the_public_reads_of_a_network_is_what_the_catalogue_lets() -> None:
    by_contract = {one.contract: one.figures for one in requested_files(COVERAGE)}
    catalog = load_catalog().indicators.values()
    for name, figures in by_contract.items():
        public = [
            one for one in catalog if one.is_network and one.viewer == PUBLIC and name in one.files
        ]
        assert (figures.startswith("aucun chiffre")) == (not public), name


def test_the_message_says_the_files_the_page_and_where_to_send() -> None:
    files = requested_files(COVERAGE)
    subject, text = words.message(files, "https://exemple.fr/transmettre", "clusters@exemple.fr")
    assert "pourquoi transmettre" in subject
    assert all(one.title in text for one in files)
    assert "https://exemple.fr/transmettre" in text and "clusters@exemple.fr" in text
    assert "en réponse à ce message" in words.message(files, "x", None)[1]
    assert words.whom(None).startswith("Répondez") and "a@b.fr" in words.whom("a@b.fr")


def test_without_a_demonstration_gifts_are_listed_and_nothing_is_invented() -> None:
    assert [gift.example for gift in words.gifts(None)] == [None, None, None]
