"""The real communes, the spread of activity over them, and points inside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely

from method.settings import TERRITORIES
from pipelines.demo import activities, profiles
from pipelines.demo import parameters as p
from pipelines.demo.randomness import Randomness

KM_PER_DEGREE = 111.2
# Towns of members outside the region, with more weight for nearer ones.
OUTSIDE_TOWNS = {
    "75101": 12, "92050": 5, "78646": 4, "91228": 3, "77288": 4, "49007": 6, "44109": 5,
    "72181": 5, "86194": 4, "87085": 2, "63113": 3, "76540": 4, "27229": 4, "69381": 4,
    "21231": 2, "58194": 4, "89024": 4, "35238": 2, "33063": 2, "31555": 2, "67482": 1,
    "59350": 2, "38185": 1, "51454": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Territory:
    """Communes of the region, then the outside towns: `inside` is true for the former.

    `density` is the expected number of firms by commune of the region × division.
    """

    code: np.ndarray
    epci: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    inside: np.ndarray
    outside_weight: np.ndarray
    radius_km: np.ndarray
    shape: np.ndarray
    density: np.ndarray

    @property
    def region_size(self) -> int:
        """Number of communes of the region; they come first."""
        return int(self.inside.sum())

    def position(self, code: str) -> int:
        """Index of a commune."""
        return int(np.flatnonzero(self.code == code)[0])

    def distance_km(self, code: str) -> np.ndarray:
        """Straight-line distance of every commune of the region to one."""
        here = self.position(code)
        size = self.region_size
        x = (self.longitude[:size] - self.longitude[here]) * np.cos(np.radians(self.latitude[here]))
        y = self.latitude[:size] - self.latitude[here]
        return KM_PER_DEGREE * np.hypot(x, y)

    def points(
        self, commune: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """One point for each commune index, within the commune's bounds when known.

        Returns:
            Longitudes and latitudes, rounded to five decimals (a metre).
        """
        longitude = self.longitude[commune].copy()
        latitude = self.latitude[commune].copy()
        todo = np.arange(len(commune))
        for reach in (1.0, 0.5, 0.2):
            where = commune[todo]
            radius = reach * self.radius_km[where] * np.sqrt(rng.random(len(todo)))
            angle = 2 * np.pi * rng.random(len(todo))
            y = self.latitude[where] + radius * np.sin(angle) / KM_PER_DEGREE
            x = self.longitude[where] + radius * np.cos(angle) / (
                KM_PER_DEGREE * np.cos(np.radians(self.latitude[where]))
            )
            x, y = np.round(x, 5), np.round(y, 5)
            within = ~self.inside[where] | shapely.contains_xy(self.shape[where], x, y)
            longitude[todo[within]] = x[within]
            latitude[todo[within]] = y[within]
            todo = todo[~within]
        return longitude, latitude


def load(randomness: Randomness, folder: Path = TERRITORIES) -> Territory:
    """Read the snapshot of the territories and draw the economy on it.

    Raises:
        FileNotFoundError: the snapshot is missing (`python -m pipelines fetch territoires`).
    """
    columns = ["code", "epci_code", "population", "longitude", "latitude", "area_km2", "geometry"]
    region = pq.read_table(folder / "communes.parquet", columns=columns).sort_by("code")
    france = pq.read_table(
        folder / "communes_france.parquet", columns=["code", "longitude", "latitude"]
    ).sort_by("code")
    place = {code: index for index, code in enumerate(france["code"].to_pylist())}
    towns = list(OUTSIDE_TOWNS)
    rows = [place[town] for town in towns]
    away = [france[name].to_numpy()[rows] for name in ("longitude", "latitude")]

    size = region.num_rows
    population = region["population"].to_numpy().astype(float)
    epci = np.array(region["epci_code"].to_pylist(), dtype=object)
    area = np.concatenate([region["area_km2"].to_numpy(), np.full(len(towns), 40.0)])
    no_shape = np.full(len(towns), None, dtype=object)
    return Territory(
        code=np.array([*region["code"].to_pylist(), *towns], dtype=object),
        epci=np.concatenate([epci, np.full(len(towns), "", dtype=object)]),
        longitude=np.concatenate([region["longitude"].to_numpy(), away[0]]),
        latitude=np.concatenate([region["latitude"].to_numpy(), away[1]]),
        inside=np.arange(size + len(towns)) < size,
        outside_weight=np.array([OUTSIDE_TOWNS[town] for town in towns], dtype=float),
        radius_km=0.6 * np.sqrt(area / np.pi),
        shape=np.concatenate([shapely.from_wkb(region["geometry"].to_numpy()), no_shape]),
        density=_density(population, epci, randomness.stream("density")),
    )


def _density(population: np.ndarray, epci: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Firms by commune × division: population times the specialisation of the EPCI.

    Towns have more than their share of industry and services, the countryside of farming.
    """
    codes, membership = np.unique(epci.astype(str), return_inverse=True)
    industrial = activities.industrial()
    of_industry, of_others, dense = p.SPECIALISATION.value
    spread = np.where(industrial, of_industry, of_others)
    special = np.exp(rng.normal(0.0, 1.0, (len(codes), len(spread))) * spread)
    special[
        np.flatnonzero(codes == profiles.DENSE_EPCI)[0],
        activities.POSITION[profiles.DENSE_DIVISION],
    ] = dense
    farming = np.array([code in ("01", "02") for code in activities.CODES])
    exponent = np.where(farming, 0.35, np.where(industrial, 1.02, 1.06))
    weight = population[:, None] ** exponent * special[membership]
    return activities.counts() * weight / weight.sum(axis=0)
