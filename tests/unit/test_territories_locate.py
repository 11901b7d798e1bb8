"""Placing establishments in a canton and a constituency."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from method.settings import TERRITORIES
from pipelines.steps.locate import locate


def placed(*rows: tuple[str | None, float | None, float | None]) -> list[tuple]:
    points = pd.DataFrame(rows, columns=["commune_code", "longitude", "latitude"])
    points.insert(0, "siret", [f"{number:014d}" for number in range(len(points))])
    located = locate(points, TERRITORIES)
    assert list(located.columns) == ["siret", "canton_code", "circonscription_code"]
    assert located["siret"].tolist() == points["siret"].tolist()
    return list(located[["canton_code", "circonscription_code"]].itertuples(index=False, name=None))


def test_a_commune_that_is_not_cut_needs_no_coordinates():
    assert placed(("37050", None, None), ("45147", 1.0, 40.0)) == [
        ("3710", "37-03"),
        ("4506", "45-05"),
    ]


def test_a_point_says_which_part_of_a_town_that_several_share():
    # Place Jean-Jaurès and the north bank in Tours; La Source in Orléans.
    assert placed(("37261", 0.6889, 47.3899), ("45234", 1.9330, 47.8420)) == [
        ("3799", "37-01"),
        ("4599", "45-01"),
    ]


def test_a_shared_town_without_coordinates_is_not_located():
    assert placed(("37261", None, None), ("45234", 1.9, None)) == [("3799", None), ("4599", None)]


def test_a_point_out_of_its_town_locates_nothing():
    assert placed(("37261", 1.909, 47.902)) == [("3799", None)]


def test_out_of_region_or_unknown_commune_is_not_located():
    assert placed(("75056", 2.35, 48.85), (None, 0.69, 47.39)) == [(None, None), (None, None)]


def test_no_point_at_all():
    assert placed() == []


def test_parts_of_a_shared_town_are_all_reachable():
    communes = gpd.read_parquet(TERRITORIES / "communes.parquet").set_index("code")
    (town,) = communes.loc[["18033"]].geometry
    points = gpd.GeoSeries([town]).sample_points(300, rng=1).explode()
    located = locate(
        pd.DataFrame(
            {
                "siret": [str(number) for number in range(len(points))],
                "commune_code": "18033",
                "longitude": points.x.to_numpy(),
                "latitude": points.y.to_numpy(),
            }
        ),
        TERRITORIES,
    )
    assert set(located["circonscription_code"]) == {"18-01", "18-02", "18-03"}


def test_every_point_of_a_large_sample_is_placed():
    communes = pd.read_parquet(TERRITORIES / "communes.parquet")
    sample = communes.sample(100_000, replace=True, weights="population", random_state=1)
    points = pd.DataFrame(
        {
            "siret": np.arange(100_000).astype(str),
            "commune_code": sample["code"].to_numpy(),
            "longitude": sample["longitude"].to_numpy(),
            "latitude": sample["latitude"].to_numpy(),
        }
    )
    located = locate(points, TERRITORIES)
    assert located["circonscription_code"].notna().all()
    assert pytest.approx(1) == located["canton_code"].notna().mean()
