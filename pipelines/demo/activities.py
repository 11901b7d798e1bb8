"""Activities of firms: A88 divisions, number of firms in each, and their split by size.

Counts are orders of magnitude for the region (« hypothèse »), enough for a realistic map: trades
everywhere, industry here and there. NAF codes are real classes of the division.
"""

from __future__ import annotations

import numpy as np

SIZES = ("TPE", "PME", "ETI", "GE")

# Firms of the fabric by size: TPE, PME, ETI, GE.
SIZE_MIX: dict[str, tuple[float, float, float, float]] = {
    "industry": (0.800, 0.172, 0.021, 0.007),
    "building": (0.955, 0.0435, 0.001, 0.0005),
    "trade": (0.935, 0.058, 0.005, 0.002),
    "services": (0.950, 0.044, 0.0045, 0.0015),
    "farming": (0.985, 0.0145, 0.0005, 0.0),
}

# division: (firms in the region, kind, NAF classes)
DIVISIONS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "01": (9800, "farming", ("01.11Z", "01.50Z", "01.61Z", "01.13Z")),
    "02": (900, "farming", ("02.20Z", "02.10Z", "02.40Z")),
    "08": (110, "industry", ("08.12Z",)),
    "10": (1900, "industry", ("10.13A", "10.51C", "10.71A", "10.89Z")),
    "11": (260, "industry", ("11.02B", "11.05Z", "11.07A")),
    "13": (190, "industry", ("13.20Z", "13.92Z", "13.96Z")),
    "14": (230, "industry", ("14.13Z", "14.19Z")),
    "15": (130, "industry", ("15.12Z", "15.20Z")),
    "16": (620, "industry", ("16.10A", "16.23Z", "16.24Z")),
    "17": (110, "industry", ("17.21A", "17.29Z")),
    "18": (520, "industry", ("18.12Z", "18.13Z")),
    "20": (240, "industry", ("20.42Z", "20.14Z", "20.53Z")),
    "21": (95, "industry", ("21.20Z", "21.10Z")),
    "22": (310, "industry", ("22.19Z", "22.22Z", "22.29A")),
    "23": (430, "industry", ("23.61Z", "23.41Z", "23.70Z")),
    "24": (90, "industry", ("24.51Z", "24.20Z")),
    "25": (1250, "industry", ("25.62B", "25.11Z", "25.50B", "25.61Z")),
    "26": (210, "industry", ("26.11Z", "26.51B", "26.60Z")),
    "27": (200, "industry", ("27.12Z", "27.90Z")),
    "28": (420, "industry", ("28.29B", "28.41Z", "28.99B")),
    "29": (130, "industry", ("29.32Z", "29.20Z")),
    "30": (95, "industry", ("30.30Z", "30.20Z")),
    "31": (480, "industry", ("31.01Z", "31.09B")),
    "32": (760, "industry", ("32.50A", "32.12Z", "32.99Z")),
    "33": (980, "industry", ("33.12Z", "33.20A", "33.16Z")),
    "35": (520, "services", ("35.11Z", "35.30Z")),
    "36": (60, "services", ("36.00Z",)),
    "37": (90, "services", ("37.00Z",)),
    "38": (330, "services", ("38.11Z", "38.32Z")),
    "39": (40, "services", ("39.00Z",)),
    "41": (1500, "building", ("41.20A", "41.10A")),
    "42": (480, "building", ("42.11Z", "42.21Z")),
    "43": (15500, "building", ("43.21A", "43.32A", "43.91B", "43.99C")),
    "45": (4300, "trade", ("45.20A", "45.11Z")),
    "46": (4200, "trade", ("46.45Z", "46.69B", "46.21Z", "46.90Z")),
    "47": (15800, "trade", ("47.11F", "47.59A", "47.91B")),
    "49": (3600, "services", ("49.41A", "49.41B", "49.39B")),
    "52": (420, "services", ("52.10B", "52.29B")),
    "53": (210, "services", ("53.20Z",)),
    "55": (1700, "services", ("55.10Z", "55.20Z")),
    "56": (7600, "services", ("56.10A", "56.30Z")),
    "58": (380, "services", ("58.14Z", "58.29C")),
    "59": (420, "services", ("59.11B", "59.12Z")),
    "60": (30, "services", ("60.20A",)),
    "61": (130, "services", ("61.10Z",)),
    "62": (3100, "services", ("62.01Z", "62.02A", "62.03Z")),
    "63": (320, "services", ("63.11Z", "63.12Z")),
    "64": (3900, "services", ("64.20Z",)),
    "66": (1500, "services", ("66.22Z",)),
    "68": (8200, "services", ("68.20B", "68.31Z")),
    "69": (2900, "services", ("69.10Z", "69.20Z")),
    "70": (3700, "services", ("70.22Z", "70.10Z")),
    "71": (2600, "services", ("71.12B", "71.20B", "71.11Z")),
    "72": (230, "services", ("72.19Z", "72.11Z")),
    "73": (1500, "services", ("73.11Z", "73.20Z")),
    "74": (3600, "services", ("74.10Z", "74.90B")),
    "77": (900, "services", ("77.11A", "77.39Z")),
    "78": (260, "services", ("78.20Z",)),
    "80": (240, "services", ("80.10Z",)),
    "81": (4700, "services", ("81.21Z", "81.30Z")),
    "82": (2100, "services", ("82.99Z", "82.11Z")),
    "85": (4100, "services", ("85.59A", "85.42Z")),
    "86": (9300, "services", ("86.21Z", "86.90E", "86.10Z")),
    "90": (3300, "services", ("90.01Z", "90.03A")),
    "93": (2700, "services", ("93.13Z", "93.29Z")),
    "95": (1100, "services", ("95.11Z", "95.29Z")),
    "96": (8900, "services", ("96.02A", "96.09Z")),
}
CODES = tuple(DIVISIONS)
POSITION = {code: index for index, code in enumerate(CODES)}

# Divisions of the members that are outside the divisions of their network.
SUPPORTING = ("62", "70", "71", "72", "74", "46", "25", "33", "28", "69", "73", "82")

# Classes of members that are not companies, by college.
INSTITUTION_NAF = {
    "recherche": "72.19Z",
    "formation": "85.42Z",
    "collectivite": "84.11Z",
    "financeur": "64.99Z",
    "autre": "94.99Z",
}

# SIRENE headcount bands and their weight within a size class. A GE may be a site of three people
# in a large group: the category then gives the size that the band cannot.
BANDS = (
    "NN",
    "00",
    "01",
    "02",
    "03",
    "11",
    "12",
    "21",
    "22",
    "31",
    "32",
    "41",
    "42",
    "51",
    "52",
    "53",
)
BAND_WEIGHTS = np.array(
    [
        [25, 3, 28, 25, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 38, 37, 14, 9, 2, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 2, 4, 12, 20, 10, 30, 17, 4, 1, 0, 0],
        [0, 0, 4, 5, 6, 9, 12, 12, 14, 5, 10, 9, 6, 5, 2, 1],
    ],
    dtype=float,
)  # fmt: skip


def counts() -> np.ndarray:
    """Firms in the region by division, in the order of `CODES`."""
    return np.array([DIVISIONS[code][0] for code in CODES], dtype=float)


def size_mix() -> np.ndarray:
    """Division × size: share of each size among the firms of a division."""
    return np.array([SIZE_MIX[DIVISIONS[code][1]] for code in CODES])


def industrial() -> np.ndarray:
    """True for divisions whose firms are concentrated in a few places."""
    return np.array([DIVISIONS[code][1] == "industry" for code in CODES])
