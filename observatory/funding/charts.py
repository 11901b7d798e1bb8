"""Charts of the page Projets et financements."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from method.build import Build
from method.catalog import Indicator
from method.wording import (
    ALL_NETWORKS,
    NBSP,
    NNBSP,
    Note,
    champ,
    fr,
    fr_cell,
    fr_date,
    fr_euros,
    fr_term,
    plural,
    source,
)
from observatory.figures import charts

SANKEY_ROW = 34
TYPES = ("cluster", "pole_competitivite", "demarche_emergente")


def sankey(rows: pd.DataFrame, indicator: Indicator, producer: str) -> go.Figure:
    """Funders to the left, networks to the right, each ribbon an amount signed.

    Args:
        rows: `funding_flow`.
        indicator: the entry of the catalogue that the amounts come under.
        producer: who made the data, and its vintage.
    """
    funders, networks = list(dict.fromkeys(rows["funder"])), list(dict.fromkeys(rows["network"]))
    place = {("f", name): i for i, name in enumerate(funders)}
    place |= {("n", name): len(funders) + i for i, name in enumerate(networks)}
    colour = {name: charts.PALETTE[i % 6] for i, name in enumerate(funders)}
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [*funders, *networks],
                "color": [*(colour[name] for name in funders), *([charts.MUTED] * len(networks))],
                "pad": 12,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [place["f", name] for name in rows["funder"]],
                "target": [place["n", name] for name in rows["network"]],
                "value": rows["value"],
                "color": [_faded(colour[name]) for name in rows["funder"]],
                "customdata": [
                    f"{row['funder']} → {row['network']}{NBSP}: {fr_euros(row['value'])}"
                    for row in rows.to_dict("records")
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    figure.update_layout(meta={"indicator": indicator.id, "source": producer})
    return charts.style(figure, max(360, SANKEY_ROW * len(networks) + 40))


def envelope(
    rows: pd.DataFrame, indicator: Indicator, producer: str, low: float, high: float
) -> go.Figure:
    """Regional payments by year and type of network, over the band of the opinion's envelope.

    Args:
        rows: `regional_envelope`.
        indicator: regional grants, in the catalogue.
        producer: who made the data, and its vintage.
        low: lower bound of the envelope, euros a year.
        high: upper bound.
    """
    figure = go.Figure()
    kinds = [kind for kind in TYPES if (rows["network_type"] == kind).any()]
    for rank, kind in enumerate(kinds):
        own = rows[rows["network_type"] == kind]
        figure.add_bar(
            x=own["year_text"],
            y=own["value"],
            name=fr_term(kind),
            marker={
                "color": charts.PALETTE[rank],
                "pattern": {
                    "shape": ("", "/", ".")[rank],
                    "fgcolor": "#ffffff",
                    "fillmode": "overlay",
                },
            },
            hovertext=[
                f"{row['year_text']}, {fr_term(kind)}{NBSP}: {fr_euros(row['value'])}"
                for row in own.to_dict("records")
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    figure.add_hrect(
        y0=low,
        y1=high,
        fillcolor=charts.FAINT,
        opacity=0.35,
        line_width=0,
        layer="below",
        annotation_text=f"avis{NBSP}: {fr_euros(low)} à {fr_euros(high)} pour 11 clusters",
        annotation_position="top left",
        annotation_yshift=20,
    )
    top = float(max(rows["value"].max(), high))
    ticks = [top * part / 4 for part in range(5)]
    # Room above the bars for the words of the band.
    figure.update_yaxes(
        tickvals=ticks, ticktext=[fr_euros(tick) for tick in ticks], range=[0, 1.12 * top]
    )
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_layout(barmode="group", meta={"indicator": indicator.id, "source": producer})
    return charts.style(figure, 380)


def first_payment(rows: pd.DataFrame, indicator: Indicator, producer: str) -> go.Figure:
    """From a first to a last tenth of the delays, the middle half thick, the median a dot.

    Args:
        rows: `first_payment_delay`, with the `name` of each type of funder.
        indicator: the entry of the catalogue that the delays come under.
        producer: who made the data, and its vintage.
    """
    figure = go.Figure()
    for width, low, high, colour in (
        (3, "p10_days", "p90_days", charts.FAINT),
        (11, "p25_days", "p75_days", charts.PALETTE[4]),
    ):
        for row in rows.to_dict("records"):
            figure.add_scatter(
                x=[row[low], row[high]],
                y=[row["name"]] * 2,
                mode="lines",
                line={"width": width, "color": colour},
                hoverinfo="skip",
            )
    figure.add_scatter(
        x=rows["value"],
        y=rows["name"],
        mode="markers",
        marker={"size": 11, "color": charts.INK},
        hovertext=[
            f"{row['name']}{NBSP}: médiane {fr(row['value'], 'days')}, un sur dix au-delà de "
            f"{fr(row['p90_days'], 'days')}"
            for row in rows.to_dict("records")
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_scatter(
        x=rows["p90_days"],
        y=rows["name"],
        mode="text",
        text=[f"  {fr(value, 'days')}" for value in rows["value"]],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(showticklabels=False, rangemode="tozero", showgrid=False)
    figure.update_yaxes(showgrid=False, autorange="reversed")
    figure.update_layout(showlegend=False, meta={"indicator": indicator.id, "source": producer})
    return charts.make_room(charts.style(figure, 40 * len(rows) + 50), ["  1 000 jours"])


def themes(rows: pd.DataFrame, indicator: Indicator, producer: str, demand: str) -> go.Figure:
    """Share of each theme among actions held and among projects.

    Args:
        rows: `theme_balance`, with the `name` of each theme.
        indicator: the entry of the catalogue that the shares come under.
        producer: who made the data, and its vintage.
        demand: which projects are counted.
    """
    figure = go.Figure()
    for column, name, colour, pattern in (
        ("value", "Actions tenues (l’offre)", charts.PALETTE[0], ""),
        ("project_share", f"{demand.capitalize()} (la demande)", charts.PALETTE[1], "/"),
    ):
        texts = [fr_cell(value, "%", decimals=0) for value in rows[column]]
        figure.add_bar(
            x=rows[column],
            y=rows["name"],
            orientation="h",
            name=name,
            marker={
                "color": colour,
                "pattern": {"shape": pattern, "fgcolor": "#ffffff", "fillmode": "overlay"},
            },
            text=texts,
            textposition="outside",
            constraintext="none",
            cliponaxis=False,
            hovertext=[
                f"{theme}, {name}{NBSP}: {text}"
                for theme, text in zip(rows["name"], texts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_layout(barmode="group", meta={"indicator": indicator.id, "source": producer})
    charts.style(figure, 46 * len(rows) + 90)
    return charts.legend_above(figure, 48)


def flows_note(rows: pd.DataFrame, as_of: date, indicator: Indicator, build: Build) -> Note:
    """How to read the ribbons: the largest of them against the whole."""
    first, whole = rows.iloc[0], rows["value"].sum()
    lecture = (
        f"au {fr_date(as_of)}, {first['funder']} a signé {fr_euros(first['value'])} avec "
        f"{first['network']}, sur {fr_euros(whole)} signés en douze mois."
    )
    return Note(lecture, champ(indicator, ALL_NETWORKS), source(indicator, build))


def first_payment_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the delays: the median of the last line, all funders together."""
    last = rows.iloc[-1]
    lecture = (
        f"au {fr_date(as_of)}, pour {subject}, la moitié des premiers versements sont arrivés en "
        f"moins de {fr(last['value'], 'days')} après le dépôt du dossier (sur {fr(last['paid'])})."
    )
    champ = (
        f"dossiers accordés dont le premier versement date de 36 mois au plus{NNBSP}; {subject}."
    )
    return Note(lecture, champ, source(indicator, build))


def themes_note(
    rows: pd.DataFrame,
    as_of: date,
    indicator: Indicator,
    subject: str,
    build: Build,
    demand: str,
) -> Note:
    """How to read the pairs of bars: the first theme in both files."""
    first = rows.iloc[0]
    lecture = (
        f"au {fr_date(as_of)}, pour {subject}, «{NBSP}{first['name']}{NBSP}» fait "
        f"{fr(first['value'], '%')} des actions et {fr(first['project_share'], '%')} des projets "
        "de douze mois."
    )
    champ = f"actions tenues et {demand} en douze mois, par thème{NNBSP}; {subject}."
    return Note(lecture, champ, source(indicator, build))


def stages_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the bars: the first theme, and how many of its projects were financed."""
    first = rows.iloc[0]
    financed = first["finance"] + first["acheve"]
    lecture = (
        f"au {fr_date(as_of)}, pour {subject}, {plural(first['value'], 'projet')} des 36 derniers "
        f"mois {'porte' if first['value'] < 2 else 'portent'} sur «{NBSP}{first['name']}{NBSP}», "
        f"dont {fr(financed)} financés ou achevés."
    )
    return Note(lecture, champ(indicator, subject), source(indicator, build))


def found_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the list: the latest project of it."""
    first = rows.iloc[0]
    lecture = (
        f"le projet le plus récent de la liste est «{NBSP}{first['title']}{NBSP}» "
        f"({first['network']}, {fr_date(first['dated_on'])})."
    )
    return Note(
        lecture,
        f"projets datés au plus tard du {fr_date(as_of)}{NNBSP}; {subject}.",
        source(indicator, build),
    )


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"
