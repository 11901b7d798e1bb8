"""One figure: title, chart, Lecture, Champ, Source, its table, its definition, how to quote it.

There is no other way to put a chart on a page, so that none goes out naked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from method.catalog import Indicator, load_catalog
from method.plain_text import plain
from method.wording import Note, note, source
from observatory.exports.model import QuotedFigure
from observatory.figures import charts
from observatory.figures.marks import without_foreign_marks
from ui import address, data, filters, html, quote, table
from ui.definition import definition

# Plotly's own tool bar is in English and its export forgets the source.
PLOTLY = {"displayModeBar": False, "scrollZoom": False}


def show(
    title: str,
    chart: go.Figure | None,
    rows: pd.DataFrame,
    columns: Sequence[table.Column],
    note: Note,
    indicator: Indicator,
    *,
    key: str,
    picture: go.Figure | None = None,
) -> None:
    """Draw a chart with everything that it must carry.

    Args:
        title: says the content or the finding, in French.
        chart: made by `observatory.figures.charts`; None where the table is the figure.
        rows: the same figures, for « Voir les données » and for what leaves the application.
        columns: how the table shows them; nothing else of `rows` ever leaves.
        note: Lecture, Champ and Source, made by `method.wording.note`.
        indicator: its entry of the catalogue.
        key: unique on the page.
        picture: what leaves as the chart of a table whose drawing the page shows by itself (a map).
    """
    quoted = QuotedFigure(
        key=f"{address.page()}.{key}",
        title=title,
        rows=rows,
        columns=tuple(columns),
        note=note,
        indicators=(indicator,),
        link=address.link(),
        filters=filters.used(),
        chart=chart if chart is not None else picture,
    )
    with st.container(key=f"figure_{key}"):
        st.header(plain(title), anchor=key.replace("_", "-"))
        if chart is None:
            table.show(rows, columns, title)
        else:
            st.plotly_chart(
                without_foreign_marks(chart),
                theme=None,
                config=PLOTLY,
                key=f"chart_{key}",
                alt=f"{title}. {note.lecture}",
            )
        html.show("note.html", note=note, filters=quoted.filters)
        if chart is not None:
            with st.expander("Voir les données"):
                table.show(rows, columns, title)
        with st.container(horizontal=True, key=f"actions_{key}"):
            definition(indicator)
            quote.actions(quoted, key)
        quote.verdict(quoted)


def over_time(
    title: str, indicator_id: str, as_of: date, network_id: str, subject: str, *, key: str
) -> bool:
    """Draw one indicator of one scope up to a month; tell whether there was a value to draw.

    Args:
        title: see `show`.
        indicator_id: id in the catalogue.
        as_of: last month drawn.
        network_id: a network, or `'*'`.
        subject: whom it is about, in the reading.
        key: unique on the page.
    """
    indicator = load_catalog().indicators[indicator_id]
    rows = data.query(
        "indicator_series", until=as_of, networks=[network_id], indicators=[indicator_id]
    )
    if rows["value"].isna().all():
        return False
    build = data.build()
    show(
        title,
        charts.line(rows, indicator, source(indicator, build)),
        rows,
        (table.Column("as_of", "Mois"), table.of(indicator)),
        note(indicator, rows.iloc[-1], subject, build),
        indicator,
        key=key,
    )
    return True
