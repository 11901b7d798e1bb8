"""The committed snapshot and its light geometry, against known facts about the region."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from method.settings import ROOT, TERRITORIES
from pipelines.build.reference import territories_vintage

LIGHT = ROOT / "static" / "territoires" / territories_vintage(TERRITORIES)
FILES = {
    "commune": "communes",
    "epci": "epci",
    "canton": "cantons",
    "circonscription": "circonscriptions",
    "departement": "departements",
    "region": "region",
}
CUT_TOWNS = {"18033", "28015", "28085", "37261", "45051", "45234"}


@pytest.fixture(scope="module")
def full() -> dict[str, gpd.GeoDataFrame]:
    return {
        level: gpd.read_parquet(TERRITORIES / f"{name}.parquet") for level, name in FILES.items()
    }


@pytest.fixture(scope="module")
def light() -> dict[str, gpd.GeoDataFrame]:
    return {level: gpd.read_file(LIGHT / f"{level}.json") for level in FILES}


def km2(shapes: gpd.GeoDataFrame) -> pd.Series:
    return shapes.set_index("code").to_crs("EPSG:2154").area / 1e6


def test_counts_are_those_of_the_official_code(full):
    counts = {level: len(table) for level, table in full.items()}
    assert counts == {
        "commune": 1754,
        "epci": 82,
        "canton": 98,
        "circonscription": 23,
        "departement": 6,
        "region": 1,
    }
    by_department = full["commune"].groupby("department_code").size().to_dict()
    assert by_department == {"18": 286, "28": 363, "36": 241, "37": 272, "41": 267, "45": 325}


def test_population_is_the_legal_one(full):
    assert full["commune"]["population"].sum() == 2_587_031
    departments = full["departement"].set_index("code")["population"].to_dict()
    assert departments == {
        "18": 298_660,
        "28": 433_129,
        "36": 216_069,
        "37": 619_362,
        "41": 328_543,
        "45": 691_268,
    }


@pytest.mark.parametrize("level", FILES)
def test_full_geometry_is_a_valid_coverage_of_the_region(full, level):
    shapes = full[level].geometry
    assert shapes.is_valid.all()
    assert shapely.coverage_is_valid(shapes.to_numpy())
    assert km2(full[level]).sum() == pytest.approx(39_470, rel=0.001)
    assert full[level]["area_km2"].sum() == pytest.approx(km2(full[level]).sum(), abs=1)


def test_the_region_is_in_one_piece_without_a_hole(full, light):
    for tables in (full, light):
        (region,) = tables["region"].geometry
        parts = shapely.get_parts(region)
        assert shapely.get_num_interior_rings(parts).sum() == 0
        assert shapely.area(parts).max() > 0.999 * shapely.area(region)


def test_the_commune_nouvelle_got_its_missing_parts_back(full):
    area = full["commune"].set_index("code")["area_km2"]
    assert area["28319"] == pytest.approx(19.71 + 15.81 + 6.42, abs=0.05)


def test_five_epci_are_partly_in_the_region(full):
    epci = full["epci"].set_index("code")
    partial = epci[epci["is_partial"]]
    counts = dict(zip(partial.index, partial["commune_count"], strict=True))
    totals = dict(zip(partial.index, partial["commune_count_total"], strict=True))
    assert counts == {
        "200040277": 75,
        "200066462": 1,
        "200067668": 22,
        "200068088": 1,
        "247800550": 4,
    }
    assert totals == {
        "200040277": 81,
        "200066462": 41,
        "200067668": 23,
        "200068088": 32,
        "247800550": 36,
    }
    assert set(epci.index[epci["department_code"].isna()]) == {"243600236", "200070183"}


def test_constituencies_of_towns_that_share_them_are_unknown_by_commune(full):
    communes = full["commune"].set_index("code")
    assert set(communes.index[communes["circonscription_code"].isna()]) == CUT_TOWNS
    # From the ministry's list; the coarse outlines differ for the first four.
    expected = {
        "28162": "28-01",
        "41134": "41-03",
        "45043": "45-06",
        "45197": "45-06",
        "18104": "18-03",
        "36044": "36-01",
        "37233": "37-03",
        "45147": "45-05",
    }
    assert communes["circonscription_code"].reindex(list(expected)).to_dict() == expected


def test_circonscription_code_starts_with_its_department(full):
    communes = full["commune"].dropna(subset="circonscription_code")
    assert (communes["circonscription_code"].str[:2] == communes["department_code"]).all()
    assert (full["commune"]["canton_code"].str[:2] == full["commune"]["department_code"]).all()


def test_population_of_a_shared_town_is_given_to_no_constituency(full):
    circos = full["circonscription"].set_index("code")
    whole = {"28-02", "36-01", "36-02", "37-02", "37-03", "37-04", "41-01", "41-02", "41-03"}
    assert set(circos.index[circos["population"].notna()]) == whole | {"45-04", "45-05"}
    assert circos["population"].dropna().sum() < 2_587_031


def test_every_commune_has_an_epci_a_canton_and_a_postal_code(full):
    communes = full["commune"]
    assert set(communes["epci_code"]) == set(full["epci"]["code"])
    assert set(communes["canton_code"]) == set(full["canton"]["code"])
    assert communes["postal_codes"].str.fullmatch(r"\d{5}(\|\d{5})*").all()


def test_cog_of_france_follows_every_former_code_to_one_in_force():
    france = pd.read_parquet(TERRITORIES / "communes_france.parquet").set_index("code")
    assert france.index.is_unique
    current = france[france["is_current"]]
    former = france[~france["is_current"]]
    assert len(current[current["region_code"] == "24"]) == 1754
    assert current["successor_code"].isna().all()
    assert set(former["successor_code"]) <= set(current.index)
    assert former.loc[["28025", "28276", "18131"], "successor_code"].tolist() == [
        "28319",
        "28319",
        "18173",
    ]
    assert {"75056", "75101", "2A004", "97411"} <= set(current.index)
    located = current[current["longitude"].notna()]
    assert len(located) > 34_800
    assert located.loc["37261", ["longitude", "latitude"]].tolist() == pytest.approx(
        [0.69, 47.39], abs=0.03
    )


@pytest.mark.parametrize("level", FILES)
def test_light_geometry_keeps_every_territory_and_shared_borders(full, light, level):
    shapes = light[level]
    assert list(shapes.columns) == ["code", "name", "geometry"]
    assert set(shapes["code"]) == set(full[level]["code"])
    assert shapes.geometry.is_valid.all()
    assert shapely.coverage_is_valid(shapes.geometry.to_numpy())
    ratio = km2(shapes) / km2(full[level])
    assert (ratio - 1).abs().max() < 0.02


def test_light_levels_agree_on_their_borders(full, light):
    communes = light["commune"].merge(full["commune"].drop(columns=["name", "geometry"]), on="code")
    for column, level in (("epci_code", "epci"), ("department_code", "departement")):
        dissolved = communes.dissolve(column, method="coverage").geometry
        outlines = light[level].set_index("code").geometry.reindex(dissolved.index)
        assert shapely.area(shapely.symmetric_difference(dissolved, outlines)).sum() < 1e-12


def test_light_files_are_small_and_rounded():
    assert (LIGHT / "commune.json").stat().st_size < 1_300_000
    features = json.loads((LIGHT / "departement.json").read_text(encoding="utf-8"))["features"]
    points = shapely.get_coordinates(
        [shapely.geometry.shape(feature["geometry"]) for feature in features]
    )
    assert (points == points.round(4)).all()


def test_snapshot_is_light_and_says_where_it_comes_from():
    assert sum(file.stat().st_size for file in TERRITORIES.iterdir()) < 6_000_000
    sheet = json.loads((TERRITORIES / "source.json").read_text(encoding="utf-8"))
    for source in sheet["sources"]:
        assert source["licence"] == "Licence Ouverte 2.0"
        assert len(source["sha256"]) == 64
        assert {"producer", "date", "url", "package"} <= set(source)
