"""The names on a chart link to the same pages as in its table, and nowhere else."""

from __future__ import annotations

import pandas as pd

from method.wording import Note
from observatory.figures.chart import Chart
from observatory.figures.columns import Column
from observatory.figures.figure import Figure
from ui.linked import names_linked


def _figure(addresses: list[str], chart: Chart) -> Figure:
    rows = pd.DataFrame({"name": ["Cuirlande", "L & C"], "sheet": addresses, "value": [1.0, 2.0]})
    columns = (Column("name", "Réseau", link="sheet"), Column("value", "Part", "%"))
    return Figure("page.figure", "Titre", rows, columns, Note("l", "c", "s"), (), chart)


def _bars() -> Chart:
    names = ["Cuirlande", "L & C"]
    return Chart(layout={"yaxis": {}}).add_bar(x=[1.0, 2.0], y=names, orientation="h")


def test_the_name_of_a_network_leads_to_its_sheet_in_the_same_tab() -> None:
    chart = _bars()
    figure = _figure(["fiche?espace=demo&reseau=cuirlande", "fiche?reseau=l-c"], chart)
    linked = names_linked(chart, figure)
    assert linked.layout["yaxis"]["tickvals"] == ["Cuirlande", "L & C"]
    first = '<a href="fiche?espace=demo&amp;reseau=cuirlande" target="_self">Cuirlande</a>'
    assert linked.layout["yaxis"]["ticktext"][0] == first
    assert "ticktext" not in chart.layout["yaxis"], "the picture that leaves has no link"


def test_a_label_on_two_lines_is_one_link() -> None:
    chart = _bars().update_yaxes(tickvals=["Cuirlande"], ticktext=["Cuir<br>lande"])
    linked = names_linked(chart, _figure(["fiche?reseau=cuirlande", "fiche?reseau=l-c"], chart))
    labels = ['<a href="fiche?reseau=cuirlande" target="_self">Cuir<br>lande</a>']
    assert linked.layout["yaxis"]["ticktext"] == labels


def test_no_address_of_a_file_becomes_a_link() -> None:
    chart = _bars()
    foreign = ["javascript:alert(1)", "https://ailleurs.fr"]
    linked = names_linked(chart, _figure(foreign, chart))
    assert "ticktext" not in linked.layout["yaxis"]
