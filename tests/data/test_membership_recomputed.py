"""Membership figures of the demonstration, computed a second time in pandas from the raw files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from observatory.settings import TERRITORIES

FAR = pd.Timestamp("2200-01-01")
PARTS = {"numerator", "denominator"}


@pytest.fixture(scope="module")
def published(demo_db: Path) -> pd.DataFrame:
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        return connection.execute("select * from marts.indicator_values where status = 'ok'").df()


def size_class(category: str, band: str) -> str:
    """Décret 2008-1354 read through SIRENE, as `indicators.md` words it."""
    if category in {"ETI", "GE"}:
        return category
    if band in {"NN", "00", "01", "02", "03"}:
        return "TPE"
    if band == "":
        return "inconnue"
    if category == "PME" or int(band) <= 31:
        return "PME"
    return "ETI" if int(band) <= 51 else "GE"


def spells(stays: pd.DataFrame) -> pd.DataFrame:
    """Stays with gaps of 90 days or less closed."""
    rows = []
    for (network, siren), own in stays.sort_values("start").groupby(["network", "siren"]):
        start, end = None, None
        for stay in own.itertuples():
            if start is not None and (stay.start - end).days <= 90:
                end = max(end, stay.end)
                continue
            if start is not None:
                rows.append((network, siren, start, end))
            start, end = stay.start, stay.end
        rows.append((network, siren, start, end))
    return pd.DataFrame(rows, columns=["network", "siren", "start", "end"])


@pytest.fixture(scope="module")
def expected(demo_raw: Path, published: pd.DataFrame) -> pd.DataFrame:
    members = pd.read_csv(demo_raw / "adhesions.csv", sep=";", dtype=str, keep_default_na=False)
    stays = pd.DataFrame(
        {
            "network": members["id_reseau"],
            "siren": members["siret"].str[:9].where(members["siret"] != "", members.get("siren")),
            "college": members["college"],
            "start": pd.to_datetime(members["date_adhesion"], format="%Y-%m-%d"),
            "end": pd.to_datetime(members["date_sortie"], format="%Y-%m-%d").fillna(FAR),
        }
    )
    sites = pd.read_csv(demo_raw / "etablissements.csv", sep=";", dtype=str, keep_default_na=False)
    sites["siren"] = sites["siret"].str[:9]
    sites["size"] = [
        size_class(category, band)
        for category, band in zip(
            sites["categorieEntreprise"], sites["trancheEffectifsUniteLegale"], strict=True
        )
    ]
    sizes = sites.drop_duplicates("siren").set_index("siren")["size"]
    communes = pd.read_parquet(TERRITORIES / "communes.parquet", columns=["code", "epci_code"])
    sites = sites.merge(communes, left_on="codeCommuneEtablissement", right_on="code")
    firms = stays[stays["college"] == "entreprise"]
    rows = []
    for as_of in sorted(published["as_of"].unique()):
        day = pd.Timestamp(as_of)
        year_ago = (day - pd.DateOffset(months=12)) + pd.offsets.MonthEnd(0)
        rows += figures(day, year_ago, stays, firms, spells(firms), sizes, sites)
    return pd.DataFrame(rows, columns=["as_of", "network_id", "indicator_id", *sorted(PARTS)])


def active(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    return rows[(rows["start"] <= day) & (rows["end"] > day)]


def figures(day, year_ago, stays, firms, runs, sizes, sites) -> list[tuple]:
    rows: list[tuple] = []
    now, before = active(firms, day), active(firms, year_ago)
    belongs = now.drop_duplicates(["network", "siren"]).groupby("siren").size()
    joined = runs[(runs["start"] > year_ago) & (runs["start"] <= day)]
    left = runs[(runs["end"] > year_ago) & (runs["end"] <= day)]
    everyone = active(stays, day)
    for network in [*sorted(stays["network"].unique()), "*"]:

        def own(frame: pd.DataFrame, network: str = network) -> pd.DataFrame:
            return frame if network == "*" else frame[frame["network"] == network]

        def add(indicator: str, numerator: float, denominator: float, n: str = network) -> None:
            rows.append((day, n, indicator, denominator, numerator))

        companies = own(now)["siren"].unique()
        past = own(before)["siren"].unique()
        add("members_active", own(everyone)["siren"].nunique(), np.nan)
        add("companies_active", len(companies), np.nan)
        size = sizes.reindex(companies).fillna("inconnue")
        known = (size != "inconnue").sum()
        add("size_known_share", known, len(companies))
        for name, classes in {
            "tpe_share": ["TPE"],
            "pme_share": ["PME"],
            "eti_share": ["ETI"],
            "ge_share": ["GE"],
            "tpe_pme_share": ["TPE", "PME"],
        }.items():
            add(name, size.isin(classes).sum(), known)
        pairs = own(joined).drop_duplicates(["network", "siren"])
        exits = own(left).drop_duplicates(["network", "siren"])
        add("joins_12m", len(pairs), np.nan)
        add("leaves_12m", len(exits), np.nan)
        were = own(before).drop_duplicates(["network", "siren"])
        lost = were.merge(exits, on=["network", "siren"])
        add("churn_12m", len(lost), len(were))
        add("growth_12m", len(companies) - len(past), len(past))
        add("shared_members_share", (belongs.reindex(companies) > 1).sum(), len(companies))
        placed = sites[sites["siren"].isin(companies)]
        add("communes_reached_share", placed["code"].nunique(), 1754)
        add("epci_reached_share", placed["epci_code"].nunique(), 82)
    return rows


def test_every_month_and_network_is_equal(published: pd.DataFrame, expected: pd.DataFrame) -> None:
    both = expected.merge(
        published, on=["as_of", "network_id", "indicator_id"], suffixes=("_expected", "")
    )
    assert both["indicator_id"].nunique() == expected["indicator_id"].nunique()
    assert len(both) > 0.9 * len(expected)
    for part in PARTS:
        wrong = both[~np.isclose(both[part], both[f"{part}_expected"], equal_nan=True)]
        assert wrong.empty, wrong.head(10).to_string()
    divided = both[both["denominator"].notna()]
    assert np.allclose(divided["value"], divided["numerator"] / divided["denominator"])
