"""The draws behind the simulators, computed once per build and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import pandas as pd

from method.forecast import Ledger, Sample
from method.forecast.reading import LEDGER_QUERIES, read_ledgers
from observatory.figures.figure import Empty, View, nothing_sent
from observatory.simulators.scenarios import draw_all

FORECAST = "cash_low_p10_12m"
# A few months of two workspaces; each takes about 10 MB.
KEPT = 6


@dataclass(frozen=True)
class _Build:
    """Cache key: requests on the same build share the ledgers of its networks."""

    workspace: str
    build_id: str
    frames: Mapping[str, pd.DataFrame] = field(compare=False)


@dataclass(frozen=True)
class _Key:
    """Cache key: requests on the same build and month share the same draws."""

    build: _Build
    as_of: date
    spread: pd.DataFrame = field(compare=False)


def samples(view: View) -> dict[str, Sample]:
    """Draws by network, and for all under `'*'`; empty if nothing was sent.

    The rows are queried at each call, so that access is checked for this reader and not for the one
    who filled the cache.

    Raises:
        AccessError: the reader may not see the monthly cash of networks.
    """
    frames = {name: view.ask(file.stem) for name, file in LEDGER_QUERIES.items()}
    build = _Build(view.build.workspace, view.build.id, frames)
    return _samples_of(_Key(build, view.as_of, view.query("scenario_spread")))


def no_forecast(view: View) -> Empty:
    """Why there is no forecast to start from."""
    reason = "aucun réseau n’a transmis assez de mois de trésorerie pour une prévision."
    return nothing_sent(view, "Les simulateurs", reason, FORECAST)


@lru_cache(maxsize=KEPT)
def _samples_of(key: _Key) -> dict[str, Sample]:
    return draw_all(_ledgers(key.build), key.spread, key.as_of)


# Two workspaces, each with the build before it.
@lru_cache(maxsize=4)
def _ledgers(key: _Build) -> dict[str, Ledger]:
    return read_ledgers(**key.frames)
