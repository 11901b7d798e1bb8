"""The fictional raw files: same bytes each time, valid contracts, books that balance."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from method.settings import TERRITORIES
from pipelines import contracts
from pipelines.build.reference import load_reference
from pipelines.demo import generate, identifiers, networks, parameters, profiles, team, timeline
from pipelines.ingest import check_file

# Changes with any setting, draw or format: update it only on purpose.
GOLDEN = "1457339b9445c7071e59e50dd388dc626a5c6a28c46fe0f0c6bafa4e19383491"
HISTORY_START = "2021-11"


def folder_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the files, in name order."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def read(folder: Path, name: str) -> pd.DataFrame:
    """A raw file as text, with its amounts as integers of cents."""
    frame = pd.read_csv(folder / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)
    for field in contracts.load(name).fields:
        if field.unit == "€":
            frame[field.name] = cents(frame[field.name])
    return frame


def cents(amounts: pd.Series) -> pd.Series:
    """Exact: « 12.30 » is 1230; an empty cell is 0."""
    return pd.to_numeric(amounts.str.replace(".", "", regex=False).replace("", "0")).astype("int64")


def test_same_seed_same_bytes(demo_raw: Path, tmp_path: Path) -> None:
    assert folder_hash(demo_raw) == GOLDEN
    generate(tmp_path / "again")
    assert folder_hash(tmp_path / "again") == GOLDEN
    generate(tmp_path / "other", seed=25)
    assert folder_hash(tmp_path / "other") != GOLDEN


def test_every_contract_is_written(demo_raw: Path) -> None:
    assert {file.stem for file in demo_raw.glob("*.csv")} == set(contracts.names())
    for name in contracts.names():
        header = (demo_raw / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.split(";") == contracts.load(name).field_names


@pytest.mark.parametrize("name", contracts.names())
def test_no_row_is_set_aside(demo_raw: Path, name: str) -> None:
    with duckdb.connect() as connection:
        load_reference(connection, TERRITORIES)
        report = check_file(demo_raw / f"{name}.csv", name, connection)
    assert not report.refused, report.issues
    assert report.to_json()
    assert [issue for issue in report.issues if issue.severity == "error"] == []


def test_the_only_warnings_are_the_sown_ones(demo_db: Path) -> None:
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        warnings = connection.execute(
            "select contract, code, count(*) from quality.warnings group by all order by all"
        ).fetchall()
        rejected = connection.execute("select count(*) from quality.rejects").fetchone()
    assert warnings == [
        ("adhesions", "overlapping_stays", networks.OVERLAPS),
        ("adhesions", "siret_not_in_sirene", networks.UNLISTED),
    ]
    assert rejected == (0,)


def test_identifiers_are_valid_and_in_the_fictional_range(demo_raw: Path) -> None:
    sites = read(demo_raw, "etablissements")
    assert sites["siret"].is_unique
    assert sites["siret"].map(siret_number.is_valid).all()
    assert (sites["siret"].str[:9] == sites["siren"]).all()
    sirens = pd.concat([sites["siren"], read(demo_raw, "reseaux")["siren"]])
    base = sirens.str[:8].astype(int)
    assert sirens.map(siren_number.is_valid).all()
    assert base.between(identifiers.FIRST_BASE, 99_999).all()
    beneficiaries = read(demo_raw, "subventions")["idBeneficiaire"]
    assert beneficiaries.map(siret_number.is_valid).all()


def test_points_lie_in_their_commune(demo_raw: Path) -> None:
    sites = read(demo_raw, "etablissements")
    with duckdb.connect() as connection:
        communes = connection.execute(
            "select code, longitude, latitude, area_km2 from read_parquet(?)",
            [str(TERRITORIES / "communes.parquet")],
        ).df()
    points = sites[sites["longitude"] != ""].merge(
        communes, left_on="codeCommuneEtablissement", right_on="code"
    )
    assert len(points) > 0.6 * len(sites)
    north = (points["latitude_x"].astype(float) - points["latitude_y"]) * 111.2
    east = (points["longitude_x"].astype(float) - points["longitude_y"]) * 111.2 * 0.68
    assert ((north**2 + east**2) ** 0.5 <= points["area_km2"] ** 0.5).all()


def test_cash_rolls_forward_to_the_cent(demo_raw: Path) -> None:
    cash = read(demo_raw, "tresorerie").sort_values(["id_reseau", "mois"])
    before = cash.groupby("id_reseau")["solde_fin_mois"].shift()
    moved = before + cash["encaissements"] - cash["decaissements"]
    assert (moved.dropna() == cash.loc[before.notna(), "solde_fin_mois"]).all()
    assert (cash["solde_fin_mois"] > 0).all()
    months = cash.groupby("id_reseau")["mois"].agg(["min", "size"])
    old = months.drop(index=["medivelours", "logivague"])
    assert (old["min"] == HISTORY_START).all() and (old["size"] == 60).all()


def test_instalments_sum_to_their_grant(demo_raw: Path) -> None:
    grants = read(demo_raw, "subventions").set_index("referenceDecision")
    instalments = read(demo_raw, "versements")
    assert grants.index.is_unique
    planned = instalments.groupby("referenceDecision")["montant_prevu"].sum()
    assert planned.sort_index().equals(grants["montant"].sort_index().rename("montant_prevu"))
    paid = instalments[instalments["date_versement"] != ""]
    assert (paid["montant_verse"] == paid["montant_prevu"]).all()
    assert paid["date_versement"].max() <= "2026-10-31"


def test_accounts_balance_and_agree_with_cash(demo_raw: Path) -> None:
    accounts = read(demo_raw, "comptes").set_index(["id_reseau", "exercice"]).sort_index()
    assets = accounts[
        ["immobilisations_nettes", "creances", "subventions_a_recevoir", "disponibilites"]
    ].sum(axis=1)
    liabilities = accounts[["fonds_propres", "dettes_long_terme", "dettes_court_terme"]].sum(axis=1)
    assert (assets == liabilities).all()
    income = accounts[
        ["cotisations", "prestations", "subventions_publiques", "autres_produits"]
    ].sum(axis=1)
    result = income - accounts[["charges_personnel", "autres_charges"]].sum(axis=1)
    equity = accounts["fonds_propres"].groupby("id_reseau").diff()
    assert (equity.dropna() == result[equity.notna()]).all()

    cash = read(demo_raw, "tresorerie")
    december = cash[cash["mois"].str.endswith("-12")].copy()
    december["exercice"] = december["mois"].str[:4]
    agreed = december.set_index(["id_reseau", "exercice"])["solde_fin_mois"]
    both = accounts.join(agreed, how="inner")
    assert len(both) == len(accounts)
    assert (both["disponibilites"] == both["solde_fin_mois"]).all()


def test_received_grants_are_in_the_cash(demo_raw: Path) -> None:
    instalments = read(demo_raw, "versements")
    grants = read(demo_raw, "subventions")[["referenceDecision", "id_reseau"]]
    paid = instalments[instalments["date_versement"] >= HISTORY_START].merge(grants)
    paid["mois"] = paid["date_versement"].str[:7]
    received = paid.groupby(["id_reseau", "mois"])["montant_verse"].sum()
    cash = read(demo_raw, "tresorerie").set_index(["id_reseau", "mois"])["encaissements"]
    both = pd.concat([received, cash], axis=1, join="inner")
    assert len(both) > 300
    assert (both["encaissements"] >= both["montant_verse"]).all()


def test_the_regional_envelope_of_the_clusters(demo_raw: Path) -> None:
    grants = read(demo_raw, "subventions")
    clusters = [one.slug for one in profiles.PROFILES if one.kind == profiles.CLUSTER]
    regional = grants[grants["idAttribuant"] == "23450002300028"]
    ours = regional[regional["id_reseau"].isin(clusters)]
    yearly = ours.groupby(ours["dateConvention"].str[:4])["montant"].sum() / 100
    assert list(yearly.index) == [str(year) for year in range(2020, 2027)]
    assert yearly.between(800_000, 900_000).all()
    assert (regional["duree_mois"] == "12").all()


def test_the_fabric_holds_the_members(demo_raw: Path) -> None:
    fabric = read(demo_raw, "tissu_economique")
    fabric["nb_entreprises"] = fabric["nb_entreprises"].astype(int)
    sites = read(demo_raw, "etablissements")
    main = sites[sites["siret"].str[9:13] == "0001"]
    open_large = main[
        main["categorieEntreprise"].isin(["ETI", "GE"])
        & (main["etatAdministratifEtablissement"] == "A")
    ]
    members = open_large.groupby(
        [
            "codeCommuneEtablissement",
            open_large["activitePrincipaleEtablissement"].str[:2],
            "categorieEntreprise",
        ]
    ).size()
    members.index.names = ["code_commune", "naf_division", "classe_taille"]
    cells = fabric.set_index(members.index.names)["nb_entreprises"]
    region = members[members.index.get_level_values(0).str[:2].isin(profiles.ALL_DEPARTMENTS)]
    institutions = region.index.get_level_values(1).isin(["84", "94"])
    compared = region[~institutions].to_frame("members").join(cells, how="left").fillna(0)
    assert len(compared) > 100
    assert (compared["nb_entreprises"] >= compared["members"]).all()


def test_nobody_is_named(demo_raw: Path) -> None:
    assert read(demo_raw, "equipes")["id_agent"].str.fullmatch(r"AG-\d{4}").all()
    assert read(demo_raw, "gouvernance")["id_mandat"].str.fullmatch(r"M-\d{4}").all()
    addresses = read(demo_raw, "indicateurs_publics")["source_url"]
    assert addresses.str.startswith("https://exemple.invalid/").all()


def test_the_notice_says_every_story_and_setting(demo_raw: Path) -> None:
    notice = (demo_raw / "LISEZMOI.md").read_text(encoding="utf-8")
    assert len(profiles.STORIES) == 12
    for title, who, _ in profiles.STORIES.values():
        assert f"| {title} | {who} |" in notice
    assert len(parameters.ALL) > 30
    for one in parameters.ALL:
        assert f"| {one.label} | {one.shown} | {one.source} |" in notice
    carried = {one.story for one in profiles.PROFILES if one.story}
    assert carried | {"territoire_sans_reseau"} == set(profiles.STORIES)


def test_the_last_day_of_a_contract_is_paid() -> None:
    """In June 2022, a 30-day contract costs one month; two consecutive ones cost one in total."""
    paid = []
    for spans in (
        [("2022-06-01", "2022-06-30")],
        [("2022-06-01", "2022-06-15"), ("2022-06-16", "2022-06-30")],
    ):
        staff = team.Contracts()
        for start, end in spans:
            first, last = np.datetime64(start, "D"), np.datetime64(end, "D")
            staff.add(0, 1, "animation", team.FIXED, 1.0, first, last)
        paid.append(team.payroll_cents(staff)[0])
    salary = parameters.SALARY_EUR.value["animation"] * profiles.PROFILES[0].cost_factor * 0.92
    june = list(timeline.MONTHS.astype(str)).index("2022-06")
    assert paid[0][june] == round(100 * salary * team.RAISE_A_YEAR)
    assert (paid[0] == paid[1]).all()
    assert paid[0].sum() == paid[0][june]
