"""The draws behind the simulators, made once for a build and a month."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from method.forecast import Sample
from observatory.simulators.scenarios import draw_all
from ui import data

FRAMES = {
    "cash": "scenario_cash",
    "instalments": "scenario_instalments",
    "agreements": "scenario_agreements",
    "accounts": "scenario_accounts",
}


def samples(as_of: date) -> dict[str, Sample]:
    """Draws by network, and of all under `'*'`; empty when nothing was sent.

    The rows are asked for at each run, so that the gate answers for this reader and not for the one
    who filled the cache.

    Raises:
        AccessError: the reader may not see the monthly cash of networks.
    """
    frames = {name: data.query(query) for name, query in FRAMES.items()}
    frames["spread"] = data.query("scenario_spread", as_of=as_of)
    build = data.build()
    return _samples(build.workspace, build.id, as_of, frames)


@st.cache_resource(max_entries=6, show_spinner=False)
def _samples(
    workspace: str, build_id: str, as_of: date, _frames: dict[str, pd.DataFrame]
) -> dict[str, Sample]:
    return draw_all(_frames, as_of)
