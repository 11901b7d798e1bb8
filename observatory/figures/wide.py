"""Networks side by side: one row per network, one column per indicator."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from method.catalog import load_catalog
from method.wording import fr_value
from observatory.figures.figure import View

PARTS = {"value": "", "status": "_status", "low": "_low", "high": "_high", "words": "_words"}
TEXTS = ("status", "words")


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
    wide = rows.pivot(index=["network_id", "name"], columns="indicator_id", values=[*PARTS])
    table = pd.DataFrame(index=wide.index)
    for part, suffix in PARTS.items():
        for name in names:
            cells = wide[part].get(name, pd.Series(None, index=wide.index, dtype=object))
            table[f"{name}{suffix}"] = cells if part in TEXTS else pd.to_numeric(cells)
    statuses = table[[f"{name}_status" for name in names]].fillna("no_data")
    with_data = table[(statuses != "no_data").any(axis=1)]
    return with_data.reset_index().sort_values("name", ignore_index=True)
