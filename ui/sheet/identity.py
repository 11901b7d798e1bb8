"""Who the network is: type, seat, labels, what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from method.wording import fr_date
from observatory.sheet.network import identity, label_sentences, status_sentence
from ui import data, html, table


def show(row: Mapping[str, Any]) -> None:
    """Draw the identity; `row` is that of `sheet_identity`."""
    labels = data.query("sheet_labels", network_id=row["network_id"])
    html.show(
        "identity.html",
        name=row["name"],
        status=status_sentence(row),
        lines=identity(row),
        labels=label_sentences(labels),
        website=table.safe_link(row["website"]),
        source=row["source"] if isinstance(row["source"], str) else None,
        source_date=None if pd.isna(row["source_date"]) else fr_date(row["source_date"]),
    )
