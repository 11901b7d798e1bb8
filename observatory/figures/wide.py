"""Networks side by side: one row per network, one column per indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from method.catalog import load_catalog
from method.wording import fr_value
from observatory.figures.figure import View

PARTS = {"value": "", "status": "_status", "low": "_low", "high": "_high", "words": "_words"}


def by_network(view: View, names: Sequence[str]) -> pd.DataFrame:
    """Indicators of the current networks that sent data for at least one of them, sorted by name.

    Args:
        view: the month, and the reader.
        names: ids of the catalogue.

    Returns:
        One row per network: `network_id`, `name`, and for each id `<id>`, `<id>_status`,
        `<id>_low`, `<id>_high` and `<id>_words`, the value in words.
    """
    indicators = load_catalog().indicators
    rows = view.query("network_indicators", indicators=names)
    rows["words"] = [
        fr_value(indicators[row["indicator_id"]], row) for row in rows.to_dict("records")
    ]
    by_indicator = dict(list(rows.groupby("indicator_id")))
    networks = rows.drop_duplicates("network_id").set_index("network_id")["name"].sort_values()
    columns: dict[str, Any] = {"network_id": networks.index, "name": networks.array}
    has_data = np.zeros(len(networks), dtype=bool)
    for name in names:
        cells = by_indicator.get(name, rows.iloc[:0]).set_index("network_id")
        cells = cells.reindex(networks.index)
        columns |= {f"{name}{suffix}": cells[part].array for part, suffix in PARTS.items()}
        has_data |= cells["status"].fillna("no_data").ne("no_data").to_numpy()
    return pd.DataFrame(columns)[has_data].reset_index(drop=True)
