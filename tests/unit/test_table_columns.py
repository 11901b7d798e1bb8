"""A table does not show empty columns."""

from __future__ import annotations

import pandas as pd

from observatory.figures.columns import Column
from ui import data, table


def test_a_column_that_says_nothing_is_left_out(monkeypatch) -> None:
    monkeypatch.setattr(data, "session", lambda: None)
    rows = pd.DataFrame({"place": ["Loches"], "count": [3], "remark": [""]})
    columns = [
        Column("place", "Lieu"),
        Column("count", "Nombre", "count"),
        Column("remark", "Note"),
    ]
    html = table.render(rows, columns, "Lieux")
    assert "Nombre" in html and "Note" not in html
    assert "Note" in table.render(rows.assign(remark="part"), columns, "Lieux")
