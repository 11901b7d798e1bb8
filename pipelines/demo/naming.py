"""Invented names: meaningless words, no person, no real firm."""

from __future__ import annotations

import numpy as np

from pipelines.demo import activities

_HEADS = [
    "BRA",
    "CEL",
    "DOR",
    "FLI",
    "GAL",
    "HEL",
    "JOR",
    "KAR",
    "LUM",
    "MIR",
    "NEV",
    "OLM",
    "PAL",
    "QUIL",
    "RON",
    "SAR",
    "TIL",
    "URB",
    "VEL",
    "ZAN",
]
_HEARTS = ["BO", "CA", "DRA", "FE", "GO", "LI", "MA", "NOU", "PI", "RE", "SO", "TRI", "VA", "XE"]
_TAILS = [
    "BEL",
    "CRINE",
    "DINE",
    "FLOR",
    "GRANE",
    "LUNE",
    "MIERE",
    "NOX",
    "PINE",
    "QUAR",
    "RANDE",
    "SOL",
    "TINE",
    "VOLT",
    "ZIELLE",
]
_WORDS = [head + heart + tail for head in _HEADS for heart in _HEARTS for tail in _TAILS]
# A step coprime with the number of words visits them all before any repeats.
_STEP = 1789

_PREFIXES = {
    "industry": ("ATELIERS", "ETS", "MANUFACTURE", "USINES"),
    "building": ("BATISSEURS", "TRAVAUX", "CHANTIERS", "ETS"),
    "trade": ("COMPTOIR", "NEGOCE", "MAISON", "ETS"),
    "services": ("CABINET", "BUREAU", "STUDIO", "AGENCE"),
    "farming": ("DOMAINE", "FERME", "EARL", "PEPINIERES"),
}
_INSTITUTIONS = {
    4: "LABORATOIRE",
    5: "ECOLE",
    6: "COLLECTIVITE DE DEMONSTRATION",
    7: "FONDS DE DEMONSTRATION",
    8: "GROUPEMENT",
}


def firm_names(first: int, kind: np.ndarray, division: np.ndarray) -> np.ndarray:
    """One name per firm, stable for a given number, with a suffix once the words run out."""
    number = first + np.arange(len(kind))
    words = np.array(_WORDS, dtype=object)[number * _STEP % len(_WORDS)]
    lap = number // len(_WORDS)
    words = np.where(lap > 0, words + " " + lap.astype(str).astype(object), words)
    labels = [
        _PREFIXES[activities.DIVISIONS[code][1]][turn]
        for code in activities.CODES
        for turn in range(4)
    ]
    by_division = np.array(labels, dtype=object)[np.maximum(division, 0) * 4 + number % 4]
    prefix = np.where(kind >= 2, "GROUPE", by_division)
    institutions = np.array([_INSTITUTIONS.get(index, "") for index in range(9)], dtype=object)
    prefix = np.where(kind >= 4, institutions[kind], prefix)
    return prefix + " " + words
