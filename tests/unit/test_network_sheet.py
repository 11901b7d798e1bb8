"""The sheet of a network states what is known, and leaves out what is not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from method.catalog import load_catalog
from observatory.sheet.network import (
    HEADLINES,
    coverage_rows,
    coverage_sentence,
    identity,
    identity_title,
    label_sentences,
    status_sentence,
)

ROW = {
    "network_type": "cluster",
    "sector": "bois",
    "seat": "Vierzon",
    "seat_department": "Cher",
    "departments": None,
    "created_on": pd.Timestamp("2009-01-22"),
    "created_precision": None,
    "declared_stage": None,
    "is_region_supported": np.True_,
    "siren": "000100057",
    "rna": None,
    "status": "actif",
    "ended_on": pd.NaT,
    "ended_precision": None,
    "successor": None,
}


def test_what_is_unknown_is_left_out_and_not_guessed() -> None:
    lines = dict(identity(ROW))
    assert lines == {
        "Type": "Cluster",
        "Filière": "bois",
        "Siège": "Vierzon (Cher)",
        "Création": "22 janvier 2009",
        "Soutien de la Région": "oui",
        "SIREN": "000\u202f100\u202f057",
    }
    assert "Soutien de la Région" not in dict(identity({**ROW, "is_region_supported": pd.NA}))
    assert dict(identity({**ROW, "created_precision": "annee"}))["Création"] == "2009"


def test_the_title_of_an_identity_says_as_much_as_is_known() -> None:
    nothing = {**ROW, "sector": None, "seat": None, "created_on": pd.NaT}
    told = {
        "Cluster, bois\u00a0: siège à Vierzon, création en 2009": ROW,
        "Cluster, bois\u00a0: siège au Blanc": {
            **ROW,
            "seat": "Le Blanc",
            "created_on": pd.NaT,
        },
        "Cluster": nothing,
        "Qui est ce réseau": {**nothing, "network_type": None},
    }
    assert [identity_title(row) for row in told.values()] == list(told)


def test_a_past_network_says_what_became_of_it() -> None:
    assert status_sentence(ROW) == ""
    merged = {**ROW, "status": "fusionne", "ended_on": pd.Timestamp("2020-12-31")}
    assert status_sentence({**merged, "successor": "Polymeris"}) == (
        "Réseau fusionné le 31 décembre 2020 dans Polymeris."
    )
    year = {**merged, "successor": None, "ended_precision": "annee"}
    assert status_sentence(year) == "Réseau fusionné en 2020."
    assert "n’est pas établie" in status_sentence({**ROW, "status": "inconnu"})


def test_labels_have_their_dates() -> None:
    start, end = pd.Timestamp("2005-07-12"), pd.Timestamp("2020-12-31")
    year = pd.Timestamp("2005-01-01")
    labels = pd.DataFrame(
        {
            "label": "pole_competitivite",
            "started_on": [start, start, pd.NaT, year],
            "started_precision": ["jour", None, None, "annee"],
            "ended_on": [end, pd.NaT, pd.NaT, end],
            "ended_precision": ["mois", None, None, "annee"],
        }
    )
    assert label_sentences(labels) == [
        "Pôle de compétitivité\u00a0: juillet 2005 à décembre 2020",
        "Pôle de compétitivité, depuis juillet 2005",
        "Pôle de compétitivité",
        "Pôle de compétitivité\u00a0: 2005 à 2020",
    ]


def test_missing_files_are_named_with_their_delay() -> None:
    coverage = pd.DataFrame(
        {
            "contract": ["tresorerie", "comptes", "adhesions"],
            "status": ["late", "absent", "received"],
            "last_month": pd.to_datetime(["2026-02-28", None, "2026-10-31"]),
            "months_behind": [8, None, 0],
        }
    )
    rows = coverage_rows(coverage, {"tresorerie": "Trésorerie"})
    assert rows["title"].tolist() == ["Trésorerie", "comptes"]
    assert rows["words"].tolist() == ["arrêté à février 2026, 8\u00a0mois de retard", "jamais reçu"]
    assert coverage_sentence(coverage) == (
        "2\u00a0fichiers reçus sur 3 attendus, dont 1\u00a0fichier en retard."
    )


def test_headlines_are_in_their_family() -> None:
    indicators = load_catalog().indicators
    for family, ids in HEADLINES.items():
        assert {indicators[name].family for name in ids} == {family}
