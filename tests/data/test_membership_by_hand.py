"""Membership figures of a workspace of a dozen rows, each answer worked out by hand beside it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from stdnum import luhn

from pipelines.build import build_workspace

ORLEANS, TOURS, PARIS = "45234", "37261", "75056"


def siren(number: int) -> str:
    body = f"{number:08d}"
    return body + luhn.calc_check_digit(body)


def siret(number: int, site: int = 1) -> str:
    body = siren(number) + f"{site:04d}"
    return body + luhn.calc_check_digit(body)


# number, category, band, commune; the last column says what the row is there for
COMPANIES = [
    (1, "PME", "02", ORLEANS),  # TPE, with a second site
    (2, "PME", "12", TOURS),  # PME, back after 60 days
    (3, "", "11", ORLEANS),  # PME without a category, back after 120 days
    (4, "PME", "", ORLEANS),  # size unknown
    (5, "GE", "02", ORLEANS),  # GE of three employees
    (6, "ETI", "41", PARIS),  # outside the region
    (7, "PME", "01", TOURS),  # TPE, in both networks
    (8, "PME", "01", ORLEANS),  # TPE, leaves on the last day
    (9, "PME", "01", ORLEANS),  # TPE, leaves within its first year
    (10, "", "NN", ORLEANS),  # TPE, kept after its first year
]
STAYS = [
    ("a", siret(1, 1), "entreprise", "2020-01-01", ""),
    ("a", siret(1, 2), "entreprise", "2020-06-01", ""),
    ("a", siret(2), "entreprise", "2020-01-01", "2025-03-01"),
    ("a", siret(2), "entreprise", "2025-04-30", ""),
    ("a", siret(3), "entreprise", "2020-01-01", "2025-03-01"),
    ("a", siret(3), "entreprise", "2025-06-29", ""),
    ("a", siret(4), "entreprise", "2021-01-01", ""),
    ("a", siret(5), "entreprise", "2021-01-01", ""),
    ("a", siret(6), "entreprise", "2021-01-01", ""),
    ("a", siret(7), "entreprise", "2025-02-01", ""),
    ("a", siret(8), "entreprise", "2021-01-01", "2025-12-31"),
    ("a", siret(11), "recherche", "2022-01-01", ""),
    ("b", siret(7), "entreprise", "2025-02-01", ""),
    ("b", siret(9), "entreprise", "2024-03-15", "2024-12-01"),
    ("b", siret(10), "entreprise", "2024-05-01", ""),
]
# network, indicator, numerator, denominator at 31/12/2025
ANSWERS = [
    # a: companies 1 to 7 (8 left that very day), and a laboratory
    ("a", "companies_active", 7, None),
    ("a", "members_active", 8, None),
    # known sizes: 1 TPE, 2 PME, 3 PME, 5 GE, 6 ETI, 7 TPE
    ("a", "size_known_share", 6, 7),
    ("a", "tpe_share", 2, 6),
    ("a", "pme_share", 2, 6),
    ("a", "eti_share", 1, 6),
    ("a", "ge_share", 1, 6),
    ("a", "tpe_pme_share", 4, 6),
    # in the region and in division 26: 1, 2, 3, 7 among the 20 of the fabric
    ("a", "tpe_pme_penetration", 4, 20),
    # 3 came back after 120 days, 7 joined; 2 came back after 60 days and never left
    ("a", "joins_12m", 2, None),
    ("a", "leaves_12m", 2, None),
    # a year before: 1 to 6 and 8; of them 3 and 8 left
    ("a", "churn_12m", 2, 7),
    ("a", "growth_12m", 0, 7),
    ("a", "communes_reached_share", 2, 1754),
    ("a", "epci_reached_share", 2, 82),
    ("a", "shared_members_share", 1, 7),
    ("b", "companies_active", 2, None),
    ("b", "tpe_pme_share", 2, 2),
    ("b", "joins_12m", 1, None),
    ("b", "leaves_12m", 0, None),
    ("b", "churn_12m", 0, 1),
    ("b", "growth_12m", 1, 1),
    # joined between 12 and 24 months ago: 9, gone within the year, and 10
    ("b", "first_year_retention", 1, 2),
    ("b", "shared_members_share", 1, 2),
    # all: 1 to 7 and 10, company 7 once; flows add up
    ("*", "companies_active", 8, None),
    ("*", "members_active", 9, None),
    ("*", "tpe_pme_share", 5, 7),
    ("*", "joins_12m", 3, None),
    ("*", "leaves_12m", 2, None),
    ("*", "churn_12m", 2, 8),
    ("*", "growth_12m", 0, 8),
    ("*", "first_year_retention", 1, 2),
    ("*", "shared_members_share", 1, 8),
]
# Orléans 4 and Tours 2 in a; Orléans 5 and Tours 2 in all: sum of squared shares
HHI = {"a": 20 / 36, "*": 29 / 49}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple]:
    root = tmp_path_factory.mktemp("by_hand")
    raw = root / "raw"
    raw.mkdir()
    (raw / "workspace.toml").write_text(
        'name = "main"\nlabel = "À la main"\nfictional = true\nregion = "24"\nas_of = 2025-12-31\n'
    )
    write(
        raw / "reseaux.csv",
        "id_reseau;nom;type;filiere;naf_divisions;statut",
        [("a", "A", "cluster", "bois", "26", "actif"), ("b", "B", "cluster", "bois", "", "actif")],
    )
    write(
        raw / "etablissements.csv",
        "siret;categorieEntreprise;trancheEffectifsUniteLegale;codeCommuneEtablissement",
        [
            *((siret(n), category, band, commune) for n, category, band, commune in COMPANIES),
            (siret(1, 2), "PME", "02", ORLEANS),
        ],
    )
    write(raw / "adhesions.csv", "id_reseau;siret;college;date_adhesion;date_sortie", STAYS)
    write(
        raw / "tissu_economique.csv",
        "code_commune;naf_division;classe_taille;nb_entreprises",
        [(ORLEANS, "26", "TPE", "15"), (TOURS, "26", "PME", "5"), (TOURS, "62", "TPE", "99")],
    )
    database = build_workspace(raw, root / "curated")
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select network_id, indicator_id, numerator, denominator, value, status "
            "from marts.indicator_values where as_of = date '2025-12-31'"
        ).fetchall()
        assert connection.execute("select count(*) from quality.rejects").fetchall() == [(0,)]
    return {(network, indicator): tuple(rest) for network, indicator, *rest in rows}


def write(file: Path, header: str, rows: list[tuple]) -> None:
    file.write_text("\n".join([header, *(";".join(row) for row in rows)]) + "\n", encoding="utf-8")


@pytest.mark.parametrize(("network", "indicator", "numerator", "denominator"), ANSWERS)
def test_each_figure_is_the_one_worked_out_by_hand(
    figures: dict, network: str, indicator: str, numerator: float, denominator: float | None
) -> None:
    found = figures[network, indicator]
    assert found[:2] == (numerator, denominator)
    assert found[2] == pytest.approx(numerator / (denominator or 1))
    assert found[3] == "ok"


@pytest.mark.parametrize(("network", "expected"), HHI.items())
def test_territorial_concentration(figures: dict, network: str, expected: float) -> None:
    assert figures[network, "territorial_hhi"][2] == pytest.approx(expected)


def test_what_no_file_tells_has_no_value(figures: dict) -> None:
    assert figures["a", "cash_days"][2:] == (None, "no_data")
    assert figures["a", "first_year_retention"][2:] == (None, "insufficient")
