"""The basic figures of documents: an indicator over the years, an indicator network by network.

Their key starts with the page that details them: `adhesions.churn_12m.courbe`,
`fiche.cash_days.courbe`.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from method.catalog import load_catalog
from observatory.figures import charts
from observatory.figures.columns import Column
from observatory.figures.curves import last_known
from observatory.figures.figure import Figure, View, column, make
from observatory.membership import charts as membership

# Two curves, their tables and their notes fit on one page.
CURVE_HEIGHT = 210
NAME = Column("name", "Réseau")
MONTH = Column("as_of", "Mois")
# Page → indicators that it shows over the years, then network by network.
CURVES = {
    "adhesions": ("companies_active", "tpe_pme_share", "churn_12m"),
    "tresorerie": ("cash_days", "payment_delay_days", "public_dependency"),
    "equipes": ("fte", "team_turnover_12m"),
    "freins": ("request_hours_share", "hours_per_10k", "annual_agreement_share"),
    "projets": ("regional_grant_12m", "leverage", "eu_share"),
    "fiche": ("companies_active", "tpe_pme_share", "cash_days"),
}
RANKED = {
    "adhesions": ("tpe_pme_share", "tpe_pme_penetration"),
    "tresorerie": ("cash_days",),
    "equipes": ("key_person_share",),
}


def curve(view: View, page: str, indicator_id: str) -> Figure | None:
    """An indicator of the view's scope by month; its table keeps Decembers and the last month."""
    rows = view.series(indicator_id)
    if rows.empty or rows["value"].isna().all():
        return None
    indicator = load_catalog().indicators[indicator_id]
    return make(
        view,
        f"{page}.{indicator_id}.courbe",
        f"{indicator.label}, {view.subject}",
        indicator_id,
        _year_ends(rows),
        (MONTH, column(indicator_id)),
        charts.line(rows, indicator, height=CURVE_HEIGHT),
        read=last_known(rows),
    )


def ranked(view: View, page: str, indicator_id: str) -> Figure | None:
    """Networks in order; None if this role may not read figures by network."""
    rows = view.query("indicator_ranked", indicator_id=indicator_id)
    if rows.empty or rows["value"].isna().all():
        return None
    indicator = load_catalog().indicators[indicator_id]
    first = rows.iloc[0]
    draw = membership.intervals if rows["low"].notna().any() else charts.bar
    return make(
        view.of_all(),
        f"{page}.{indicator_id}.reseaux",
        f"{indicator.label}, réseau par réseau",
        indicator_id,
        rows,
        (NAME, column(indicator_id)),
        draw(rows, indicator),
        read=first,
        whom=first["name"],
    )


def _year_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Each December and the last month: a table of all months would fill a page."""
    return rows[(rows["as_of"].dt.month == 12) | (rows["as_of"] == rows["as_of"].max())]


FIGURES = {
    f"{page}.{name}.{kind}": partial(draw, page=page, indicator_id=name)
    for kind, draw, pages in (("courbe", curve, CURVES), ("reseaux", ranked, RANKED))
    for page, names in pages.items()
    for name in names
}
