"""Names of raw files for readers: « listes d’adhérents », never « adhesions.csv ».

Only people who send or check files see their real names: on the desk of staff, and in the list of
files and fingerprints of Méthode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

from method import plain_yaml
from method.build import Build
from method.catalog import Indicator
from method.wording import CALCULATED, COLLECTED, fr_list, vintage
from observatory.figures.definitions import folded

# Files of figures that others published, which enter no calculation.
PUBLISHED = frozenset({"indicateurs_publics", "reperes"})


@cache
def _words() -> dict[str, str]:
    text = Path(__file__).with_name("sources.yaml").read_text(encoding="utf-8")
    return plain_yaml.load(text)


def file_words(contract: str) -> str:
    """Name of a raw file for a sentence.

    Raises:
        KeyError: a raw file missing from `sources.yaml`.
    """
    return _words()[contract]


def names_of(contracts: Iterable[str]) -> str:
    """Names of several raw files, `listes d’adhérents et établissements`; see `file_words`."""
    return fr_list(map(file_words, contracts))


def named_paths(paths: Iterable[str]) -> str:
    """The same for files as received, `adhesions.csv`, `Adhésions/2026.xlsx`.

    A name that matches no raw file is left unchanged.
    """
    tops = [PurePosixPath(PurePosixPath(path).parts[0]).stem for path in paths]
    words_by_letters = {_letters(contract): words for contract, words in _words().items()}
    return fr_list(dict.fromkeys(words_by_letters.get(_letters(top), top) for top in tops))


def source(indicator: Indicator, build: Build) -> str:
    """Producer, vintage and version of the data behind an indicator."""
    return source_of(indicator.files, build)


def source_of(contracts: Iterable[str], build: Build) -> str:
    """Producer, vintage and version of data read from raw files."""
    names = [*contracts]
    work = COLLECTED if PUBLISHED.issuperset(names) else CALCULATED
    return f"{build.label}, {names_of(names)}{vintage(build, work)}."


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(name))
