"""A plain Dash page: the six charts of *Adhésions* and a list of months, nothing else.

`python dash_page.py ROWS PORT`, in a separate environment. ROWS is a JSON file: month → charts,
each with its title and the arrays of its traces; the page draws them in the usual way, with
`plotly.graph_objects` at each choice.
"""

import json
import sys
from pathlib import Path

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

KINDS = {"bar": go.Bar, "scatter": go.Scatter}
ROWS = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
MONTHS = sorted(ROWS, reverse=True)
COUNT = len(ROWS[MONTHS[0]])


def draw(chart):
    figure = go.Figure()
    for trace in chart["traces"]:
        values = {name: value for name, value in trace.items() if name != "type"}
        figure.add_trace(KINDS[trace["type"]](**values))
    return figure.update_layout(title=chart["title"], height=320)


app = Dash(__name__)
app.layout = html.Div(
    [
        html.H1("Adhésions"),
        dcc.RadioItems(MONTHS, MONTHS[0], id="month"),
        *(dcc.Graph(id=f"chart-{rank}") for rank in range(COUNT)),
    ]
)


@app.callback([Output(f"chart-{rank}", "figure") for rank in range(COUNT)], Input("month", "value"))
def redraw(month):
    return [draw(chart) for chart in ROWS[month]]


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=sys.argv[2], debug=False)
