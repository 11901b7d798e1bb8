"""The source of a figure in a few words, for the one line that stands under it.

The whole of it, with the version and the files as they are named, is in the figure's note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from method import plain_yaml
from method.build import Build
from method.wording import fr, fr_date, fr_list, is_missing, plural, source_of
from observatory.figures.figure import ALL, Figure

NETWORK = "network_id"
# Kinds of files named in one line; « Définition » names them all.
MOST = 4


@cache
def _words() -> dict[str, str]:
    text = Path(__file__).with_name("sources.yaml").read_text(encoding="utf-8")
    return plain_yaml.load(text)


def file_words(contract: str) -> str:
    """How a raw file is called inside a sentence.

    Raises:
        KeyError: see `short`.
    """
    return _words()[contract]


def short(figure: Figure, build: Build) -> str:
    """`listes d’adhérents au 31 octobre 2026`.

    Raises:
        KeyError: a raw file that `sources.yaml` does not know.
    """
    files = figure.files or tuple(name for one in figure.indicators[:1] for name in one.files)
    names = [_words()[name] for name in files]
    if len(names) > MOST:
        names = [*names[: MOST - 1], f"{fr(len(names) - MOST + 1)} autres fichiers"]
    return f"{fr_list(names) or build.label} au {fr_date(build.as_of)}"


def read_in(figure: Figure, files: Sequence[str], build: Build) -> Figure:
    """The same figure, whose rows come from more files than its indicator needs."""
    note = replace(figure.note, source=source_of(files, build))
    if figure.chart is not None:
        stamp = figure.chart.layout.get("meta", {})
        figure.chart.update_layout(meta={**stamp, "source": note.source})
    return replace(figure, files=tuple(files), note=note)


def counted(figure: Figure) -> str | None:
    """`20 réseaux`: how many networks the rows tell something of; None under two."""
    rows = figure.rows
    if NETWORK not in rows:
        return None
    shown = [column.key for column in figure.columns if column.unit is not None]
    told = rows if not shown else rows[~rows[shown].map(is_missing).all(axis=1)]
    count = len(set(told[NETWORK].dropna()) - {ALL})
    return plural(count, "réseau", "réseaux") if count > 1 else None
