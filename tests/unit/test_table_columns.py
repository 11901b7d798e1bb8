"""A table does not show empty columns, and prints the amounts of a column in one unit."""

from __future__ import annotations

import pandas as pd

from observatory.figures import quoting
from observatory.figures.columns import Column, texts
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


def test_the_amounts_of_a_column_are_in_one_unit_and_a_quotation_keeps_each_as_it_is() -> None:
    statuses = ["ok", "ok", "no_data", "secret"]
    rows = pd.DataFrame({"eur": [1_040_000.0, 75_000.0, None, 30_000.0], "status": statuses})
    column = Column("eur", "Montant", "€", status="status")
    assert texts(rows, column) == ["1\u202f040\u00a0k€", "75\u00a0k€", "n.d.", "s"]
    quoted = [row[0] for row in quoting.texts(rows, [column])]
    assert quoted == ["1,0\u00a0M€", "75\u00a0k€", "n.d.", "s"]
