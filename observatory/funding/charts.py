"""Charts of the page Projets et financements."""

from __future__ import annotations

import pandas as pd

from method.catalog import Indicator
from method.wording import NBSP, fr, fr_cell, fr_euros, fr_month, plural
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.funding.words import bounds, euros, of_clusters, short
from observatory.funding.words import envelope as envelope_words

# An incomplete year: paler, with a label under it.
PALE = "#9ecae1"
DELAY_ROW = 44
FUNDERS = 5


def flows(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """One bar per network, split by funder, with the total at its end; largest first, others last.

    Args:
        rows: `funding_flow`.
        indicator: the catalogue entry of the amounts.
    """
    order = rows.groupby("funder")["value"].sum().sort_values(ascending=False).index
    wide = rows.pivot_table(index="network", columns="funder", values="value", aggfunc="sum")
    wide = wide.reindex(columns=order).fillna(0)
    if len(order) > FUNDERS:
        largest = list(order[: FUNDERS - 1])
        wide = wide[largest].assign(**{"Autres financeurs": wide[order[FUNDERS - 1 :]].sum(axis=1)})
    parts = {str(name): short(str(name)) for name in wide.columns}
    wide["value"] = wide.sum(axis=1)
    wide["is_rest"] = wide.index.isin(rows.loc[rows["network_id"].isna(), "network"])
    wide = wide.sort_values(["is_rest", "value"], ascending=[True, False])
    wide = wide.reset_index(names="name")
    return charts.stacked(wide, parts, "€", indicator)


def envelope(rows: pd.DataFrame) -> Chart:
    """Yearly payments to clusters over the opinion's range; pôles as a thin grey line.

    Args:
        rows: `regional_envelope`.
    """
    low, high = bounds()
    clusters = of_clusters(rows)
    figure = Chart()
    figure.add_bar(
        x=clusters["year_text"],
        y=clusters["value"],
        marker={"color": [charts.PALETTE[0] if one else PALE for one in clusters["is_whole"]]},
        text=[fr_euros(value) for value in clusters["value"]],
        textposition="inside",
        insidetextanchor="middle",
        hovertext=[
            f"{row['year_text']}, clusters{NBSP}: {fr_euros(row['value'])} "
            f"({plural(row['networks'], 'réseau', 'réseaux')})"
            for row in clusters.to_dict("records")
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    _add_poles(figure, rows[rows["network_type"] == "pole_competitivite"])
    figure.add_hrect(
        y0=low, y1=high, fillcolor=charts.FAINT, opacity=0.35, line={"width": 0}, layer="below"
    )
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=high,
        yanchor="bottom",
        xshift=8,
        yshift=14,
        text=f"Avis de 2023{NBSP}: {envelope_words()} pour 11 clusters",
        showarrow=False,
        font={"color": charts.INK, "size": 12},
    )
    top = max(float(rows["value"].max()), high)
    ticks = range(0, int(top) + 200_000, 200_000)
    figure.update_yaxes(
        tickvals=[*ticks], ticktext=[fr_euros(tick) for tick in ticks], range=[0, 1.2 * top]
    )
    years = clusters["year_text"].tolist()
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickvals=years,
        ticktext=[_year(year) for year in years],
        tickangle=0,
    )
    figure.update_layout(showlegend=False, bargap=0.25)
    return charts.make_room(charts.style(figure, 340), ["pôles"], top=8)


def _year(text: str) -> str:
    """`2026 (en cours)` on two lines, short enough for a phone."""
    return text.replace(" (incomplète)", "<br>début").replace(" (en cours)", "<br>en cours")


def _add_poles(figure: Chart, poles: pd.DataFrame) -> None:
    if poles.empty:
        return
    figure.add_scatter(
        x=poles["year_text"],
        y=poles["value"],
        mode="lines",
        line={"color": charts.MUTED, "width": 1.5, "dash": "dot"},
        hovertext=[
            f"{row['year_text']}, pôles{NBSP}: {fr_euros(row['value'])}"
            for row in poles.to_dict("records")
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_annotation(
        x=poles["year_text"].iloc[-1],
        y=poles["value"].iloc[-1],
        text="pôles",
        xanchor="left",
        xshift=24,
        showarrow=False,
        font={"color": charts.MUTED, "size": 12},
    )


def first_payment(rows: pd.DataFrame) -> Chart:
    """From the first to the last decile of delays, middle half thick, median labelled.

    Args:
        rows: `first_payment_delay`, with the `name` of each type of funder.
    """
    figure = Chart()
    for width, low, high, colour in (
        (3, "p10_days", "p90_days", charts.FAINT),
        (11, "p25_days", "p75_days", charts.PALETTE[0]),
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
        mode="markers+text",
        marker={"size": 11, "color": charts.INK},
        text=[fr(value, "days") for value in rows["value"]],
        textposition="top center",
        hovertext=[_delays(row) for row in rows.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    if len(rows) == 1:
        _label_quartiles(figure, rows.iloc[0])
    longest = float(rows[["value", "p75_days", "p90_days"]].max().max())
    step = 100 if longest <= 500 else 200
    ticks = range(0, int(longest) + step, step)
    figure.update_xaxes(
        tickvals=[*ticks],
        ticktext=[fr(tick) for tick in ticks],
        range=[0, 1.05 * longest],
        title={"text": "Jours depuis le dépôt du dossier", "font": {"size": 13}},
    )
    figure.update_yaxes(showgrid=False, range=[len(rows) - 0.4, -0.7])
    figure.update_layout(showlegend=False)
    return charts.make_room(charts.style(figure, DELAY_ROW * len(rows) + 90), ["100"])


def _label_quartiles(figure: Chart, row: pd.Series) -> None:
    """Label the quartiles in days, for a strip that is alone in the chart."""
    for column in ("p25_days", "p75_days"):
        figure.add_annotation(
            x=row[column],
            y=row["name"],
            yshift=-16,
            text=fr(row[column]),
            showarrow=False,
            font={"size": 12, "color": charts.MUTED},
        )


def _delays(row: dict) -> str:
    text = f"{row['name']}{NBSP}: médiane {fr(row['value'], 'days')}"
    if pd.isna(row["p90_days"]):
        return text
    return f"{text}, un sur dix au-delà de {fr(row['p90_days'], 'days')}"


def agreements(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Amounts to renew, by funder if all end on one day, otherwise by end date.

    Args:
        rows: `agreements_ahead`.
        indicator: catalogue entry of agreements.
    """
    is_one_day = rows["ended_on"].nunique() == 1
    by = rows["funder_name"] if is_one_day else rows["ended_on"].dt.strftime("%d/%m/%Y")
    sums = rows["amount_eur"].groupby(by, sort=False).agg(value="sum", count="size").reset_index()
    if is_one_day:
        sums = sums.sort_values("value", ascending=False)
    texts = [f"{fr_euros(row['value'])} ({fr(row['count'])})" for row in sums.to_dict("records")]
    frame = sums.assign(name=[short(str(name)) for name in sums[by.name]])
    figure = charts.bar(frame, indicator)
    figure.update_trace(0, text=texts, hovertext=texts)
    return charts.make_room(figure, texts)


def leverage(rows: pd.DataFrame) -> Chart:
    """Euros of projects per euro of aid, month by month, from zero.

    Args:
        rows: `indicator_series` of the leverage.
    """
    known = rows.dropna(subset=["value"])
    figure = Chart().add_scatter(
        x=known["as_of"],
        y=known["value"],
        mode="lines",
        line={"color": charts.PALETTE[0], "width": 2},
        text=[
            f"{fr_month(day)}{NBSP}: {euros(value)} de projets"
            for day, value in zip(known["as_of"], known["value"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_annotation(
        x=known["as_of"].iloc[-1],
        y=known["value"].iloc[-1],
        text=f"<b>{euros(known['value'].iloc[-1])}</b>",
        yanchor="bottom",
        xanchor="right",
        yshift=6,
        showarrow=False,
        font={"color": charts.PALETTE[0]},
    )
    top = int(known["value"].max()) + 1
    step = max(1, top // 4)
    ticks = range(0, top + step, step)
    figure.update_yaxes(
        tickvals=[*ticks], ticktext=[f"{tick}{NBSP}€" for tick in ticks], range=[0, 1.15 * top]
    )
    charts.time_axis(figure, known["as_of"])
    figure.update_layout(showlegend=False)
    return charts.style(figure, 280)


def themes(rows: pd.DataFrame, demand: str) -> Chart:
    """Share of each theme among actions held and, if known, among projects.

    Args:
        rows: `theme_balance`, with the `name` of each theme.
        demand: which projects are counted.
    """
    figure = Chart()
    for column, name, colour in (
        ("value", "Actions tenues (l’offre)", charts.PALETTE[0]),
        ("project_share", f"{demand.capitalize()} (la demande)", charts.FAINT),
    ):
        if rows[column].isna().all():
            continue
        texts = [fr_cell(value, "%") for value in rows[column]]
        figure.add_bar(
            x=rows[column],
            y=rows["name"],
            orientation="h",
            name=name,
            marker={"color": colour},
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
    has_both = len(figure.data) > 1
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showticklabels=False, showgrid=False, rangemode="tozero")
    figure.update_layout(barmode="group", showlegend=has_both)
    charts.style(figure, (46 if has_both else charts.ROW_HEIGHT) * len(rows) + 90)
    return charts.legend_above(figure, 48)
