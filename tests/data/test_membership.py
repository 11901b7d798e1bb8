"""Membership figures recomputed separately on the demonstration, and by hand on a dozen rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from stdnum import luhn

from method.catalog import load_catalog
from method.settings import TERRITORIES
from pipelines.build.run import build_workspace
from tests.data.files_there import Files
from tests.data.raw_records import panel, read_raw
from tests.data.recompute_membership import Workspace
from tests.data.test_money_and_people import differences, published

AS_OF = date(2025, 12, 31)
ORLEANS, TOURS, BOURGES, PARIS = "45234", "37261", "18033", "75056"
# Name, category, headcount band, communes of its sites.
COMPANIES = {
    "two_sites": ("PME", "02", [ORLEANS, TOURS]),
    "back_after_60": ("PME", "11", [ORLEANS]),
    "back_after_120": ("", "01", [TOURS]),
    "no_size": ("", "", [ORLEANS]),
    "ge_of_three": ("GE", "02", [BOURGES]),
    "outside": ("PME", "12", [PARIS]),
    "in_both": ("PME", "NN", [TOURS]),
    "ceased": ("PME", "21", [ORLEANS]),
    "laboratory": ("", "", [ORLEANS]),
    "left_within_a_year": ("PME", "03", [BOURGES]),
    "eti": ("ETI", "31", [TOURS]),
}
# Network, company, site, college, in, out, reason.
STAYS = [
    ("alpha", "two_sites", 0, "entreprise", "2020-01-01", "", ""),
    ("alpha", "two_sites", 1, "entreprise", "2021-01-01", "", ""),
    ("alpha", "back_after_60", 0, "entreprise", "2022-01-01", "2025-03-01", "oubli"),
    ("alpha", "back_after_60", 0, "entreprise", "2025-04-30", "", ""),
    ("alpha", "back_after_120", 0, "entreprise", "2022-01-01", "2025-03-01", "cotisation impayée"),
    ("alpha", "back_after_120", 0, "entreprise", "2025-06-29", "", ""),
    ("alpha", "no_size", 0, "entreprise", "2024-06-15", "", ""),
    ("alpha", "ge_of_three", 0, "entreprise", "2023-05-01", "", ""),
    ("alpha", "outside", 0, "entreprise", "2025-02-01", "", ""),
    ("alpha", "in_both", 0, "entreprise", "2021-01-01", "", ""),
    ("alpha", "ceased", 0, "entreprise", "2019-01-01", "2025-06-30", "cessation d’activité"),
    ("alpha", "laboratory", 0, "recherche", "2020-01-01", "", ""),
    ("alpha", "left_within_a_year", 0, "entreprise", "2024-03-10", "2025-02-10", ""),
    ("beta", "in_both", 0, "entreprise", "2025-01-01", "", ""),
    ("beta", "eti", 0, "entreprise", "2018-01-01", "", ""),
]
FABRIC = [
    (ORLEANS, "20", "TPE", 6), (TOURS, "21", "PME", 4), (ORLEANS, "20", "GE", 1),
    (ORLEANS, "62", "TPE", 50),
]  # fmt: skip
MONTH = 30.4375
# Numerator and denominator at 31 December 2025, computed by hand; no denominator for a count.
BY_HAND: dict[tuple[str, str], tuple[float, float | None]] = {
    # Two sites are one company; the laboratory is a member but not a company.
    ("alpha", "members_active"): (8, None),
    ("alpha", "companies_active"): (7, None),
    ("beta", "companies_active"): (2, None),
    ("*", "members_active"): (9, None),
    ("*", "companies_active"): (8, None),
    # Six of the seven have a class; a GE with three employees is a GE.
    ("alpha", "tpe_share"): (3, 6),
    ("alpha", "pme_share"): (2, 6),
    ("alpha", "eti_share"): (0, 6),
    ("alpha", "ge_share"): (1, 6),
    ("alpha", "tpe_pme_share"): (5, 6),
    ("alpha", "size_known_share"): (6, 7),
    ("*", "tpe_pme_share"): (5, 7),
    ("*", "size_known_share"): (7, 8),
    # The return after 120 days and the company outside the region.
    ("alpha", "joins_12m"): (2, None),
    ("beta", "joins_12m"): (1, None),
    ("*", "joins_12m"): (3, None),
    # The exit before 120 days, the closure of a company, and the one that left within a year.
    ("alpha", "leaves_12m"): (3, None),
    ("alpha", "leaves_unpaid_12m"): (1, None),
    ("alpha", "leaves_ceased_12m"): (1, None),
    ("alpha", "leaves_unknown_12m"): (1, None),
    ("alpha", "leaves_other_12m"): (0, None),
    ("beta", "leaves_12m"): (0, None),
    # A year before, eight were in alpha and one in beta; nine distinct.
    ("alpha", "churn_12m"): (3, 8),
    ("beta", "churn_12m"): (0, 1),
    ("*", "churn_12m"): (3, 9),
    ("alpha", "growth_12m"): (-1, 8),
    ("beta", "growth_12m"): (1, 1),
    ("*", "growth_12m"): (-1, 9),
    # Two joined in 2024, one was still a member a year later.
    ("alpha", "first_year_retention"): (1, 2),
    ("*", "first_year_retention"): (1, 2),
    ("alpha", "shared_members_share"): (1, 7),
    ("beta", "shared_members_share"): (1, 2),
    ("*", "shared_members_share"): (1, 8),
    # Orléans, Tours and Bourges, with 3, 3 and 1 companies; Paris is outside.
    ("alpha", "communes_reached_share"): (3, 1754),
    ("alpha", "epci_reached_share"): (3, 82),
    ("alpha", "territorial_hhi"): (19, 49),
    ("alpha", "territorial_hhi_normalised"): (82 * 19 - 49, 49 * 81),
    ("alpha", "territorial_gini"): (77 + 3 * 79 + 3 * 81, 82 * 7),
    # Four TPE and PME of the region among 10 in chemistry and pharmacy; 60 with computing.
    ("alpha", "tpe_pme_penetration"): (4, 10),
    ("*", "tpe_pme_penetration"): (4, 60),
    # Beta has sent no team.
    ("alpha", "members_per_fte"): (8, 0.5),
    ("*", "members_per_fte"): (8, 0.5),
}  # fmt: skip


def siren(name: str) -> str:
    number = f"{10000000 + list(COMPANIES).index(name):08d}"
    return number + luhn.calc_check_digit(number)


def siret(name: str, site: int) -> str:
    number = f"{siren(name)}{site + 1:04d}"
    return number + luhn.calc_check_digit(number)


def write(folder: Path, name: str, header: str, rows: list[tuple]) -> None:
    lines = [header, *(";".join(str(cell) for cell in row) for row in rows)]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def small_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "workspace.toml").write_text(
        'name = "demo"\nlabel = "À la main"\nfictional = true\nregion = "24"\nas_of = 2025-12-31\n',
        encoding="utf-8",
    )
    write(
        folder,
        "reseaux",
        "id_reseau;nom;type;filiere;naf_divisions;statut;siren",
        [
            ("alpha", "Alpha", "cluster", "Chimie", "20|21", "actif", ""),
            ("beta", "Bêta", "cluster", "Informatique", "62", "actif", ""),
        ],
    )
    write(
        folder,
        "adhesions",
        "id_reseau;siret;college;date_adhesion;date_sortie;motif_sortie",
        [(n, siret(c, site), *rest) for n, c, site, *rest in STAYS],
    )
    write(
        folder,
        "etablissements",
        "siret;siren;categorieEntreprise;trancheEffectifsUniteLegale;codeCommuneEtablissement",
        [
            (siret(name, site), siren(name), category, band, commune)
            for name, (category, band, communes) in COMPANIES.items()
            for site, commune in enumerate(communes)
        ],
    )
    write(
        folder, "tissu_economique", "code_commune;naf_division;classe_taille;nb_entreprises", FABRIC
    )
    write(
        folder,
        "equipes",
        "id_reseau;id_agent;fonction;type_contrat;etp;date_entree;date_sortie",
        [("alpha", "a1", "direction", "CDI", "0.5", "2020-01-01", "")],
    )
    return folder


@pytest.fixture(scope="module")
def small_db(small_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_workspace(small_raw, tmp_path_factory.mktemp("curated") / "demo")


def row(database: Path, scope: str, indicator: str, as_of: date = AS_OF) -> tuple:
    with duckdb.connect(database, read_only=True) as con:
        rows = con.execute(
            "select value, numerator, denominator, n, status, low, high "
            "from marts.indicator_values "
            "where as_of = ? and network_id = ? and indicator_id = ?",
            [as_of, scope, indicator],
        ).fetchall()
    assert len(rows) == 1
    return rows[0]


def test_no_row_of_the_small_workspace_is_set_aside(small_db: Path) -> None:
    with duckdb.connect(small_db, read_only=True) as con:
        assert (
            con.execute("select * from quality.rejects where severity = 'error'").fetchall() == []
        )


@pytest.mark.parametrize(("scope", "indicator"), BY_HAND)
def test_by_hand(small_db: Path, scope: str, indicator: str) -> None:
    above, below = BY_HAND[scope, indicator]
    value, numerator, denominator, *_, status, _, _ = row(small_db, scope, indicator)
    assert (numerator, denominator, status) == (above, below, "ok")
    assert value == pytest.approx(above if below is None else above / below)


def test_tenure_by_hand(small_db: Path) -> None:
    # The fourth of seven in alpha joined on 1 May 2023; two in beta, 364 and 2,921 days ago.
    assert row(small_db, "alpha", "median_tenure_months")[0] == pytest.approx(975 / MONTH)
    assert row(small_db, "beta", "median_tenure_months")[0] == pytest.approx(1642.5 / MONTH)


def test_a_pause_of_60_days_is_absence_and_no_exit(small_db: Path) -> None:
    in_the_pause = date(2025, 3, 31)
    assert row(small_db, "alpha", "companies_active", in_the_pause)[0] == 6
    assert row(small_db, "alpha", "leaves_12m", in_the_pause)[0] == 2


def test_statuses_by_hand(small_db: Path) -> None:
    assert row(small_db, "beta", "first_year_retention")[::4] == (None, "insufficient")
    assert row(small_db, "beta", "members_per_fte")[::4] == (None, "no_data")
    assert row(small_db, "alpha", "cash_end")[::4] == (None, "no_data")
    assert row(small_db, "alpha", "members_active", date(2022, 1, 31))[0] == 6


def test_wilson_interval_by_hand(small_db: Path) -> None:
    # 4 out of 10: the textbook interval.
    *_, low, high = row(small_db, "alpha", "tpe_pme_penetration")
    assert (round(low, 4), round(high, 4)) == (0.1682, 0.6873)


def files_of(folder: Path) -> Files:
    """First days covered by each file of a workspace, `tissu_economique` included."""
    return Files(read_raw(folder) | {"tissu_economique": [{}]})


def test_the_small_workspace_is_recomputed_every_month(small_raw: Path, small_db: Path) -> None:
    again = Workspace(small_raw, TERRITORIES).recompute(panel(AS_OF))
    assert not differences(published(small_db), again, files_of(small_raw), panel(AS_OF))


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.deep)])
def test_the_demo_is_recomputed_for_every_network_and_month(
    demo_raw: Path, demo_db: Path, every: int
) -> None:
    with duckdb.connect(demo_db, read_only=True) as con:
        as_of = con.execute("select as_of from meta.build").fetchone()[0]
    months = panel(as_of)[::-every]
    again = Workspace(demo_raw, TERRITORIES).recompute(months)
    published_rows = {key: row for key, row in published(demo_db).items() if key[0] in months}
    wrong = differences(published_rows, again, files_of(demo_raw), months)
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:20])
    declared = {
        i.id
        for i in load_catalog().indicators.values()
        if i.family in {"membership", "territory"} and i.is_network
    }
    assert declared == {key[2] for key in again}
