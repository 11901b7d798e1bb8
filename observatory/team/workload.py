"""Figures on the workload of directions: requests received, and the cost of applications."""

from __future__ import annotations

from method.catalog import load_catalog
from method.elision import of, the
from method.wording import NNBSP, fr, fr_date, fr_interval, lower_first
from observatory.figures import charts
from observatory.figures.columns import Column
from observatory.figures.figure import Empty, Figure, View, make, nothing
from observatory.team import charts as draw
from observatory.team import words

REQUESTS = (
    Column("name", "Demandeur"),
    Column("value", "Heures", "h"),
    Column("requests", "Sollicitations", "count"),
    *(Column(kind, label, "h") for kind, label in draw.KINDS.items()),
)
PAPERWORK = (
    Column("name", "Financeur"),
    Column("filed", "Déposés", "count"),
    Column("granted", "Accordés", "count"),
    Column("success", "Taux de succès", "%"),
    Column("interval", "Intervalle à 95 %"),
    Column("value", "Heures, en moyenne", "h"),
    Column("control_hours", "Heures de contrôle", "h"),
    Column("granted_eur", "Obtenu", "€"),
    Column("hours_per_10k", "Heures pour 10 000 €", "h", 1),
    Column("cost_per_euro", "Coût d’un euro obtenu", "€", 3),
)
# The page's own filter: the loaded cost of an hour, in euros.
HOURLY_COST = "cout_horaire"


def requests(view: View) -> Figure | Empty | None:
    """Hours requested from the directors, by requester."""
    if not view.can_read("core.request"):
        return None
    rows = view.of_scope("request_hours")
    if rows.empty or rows["value"].isna().all():
        reason = "aucune n’a été transmise en douze mois."
        return nothing("Les sollicitations", reason, "request_hours_share")
    indicator = load_catalog().indicators["request_hours_share"]
    first = rows.iloc[0]
    kind = max(draw.KINDS, key=lambda name: first[name])
    return make(
        view,
        "equipes.sollicitations",
        words.requests_title(rows),
        indicator.id,
        rows,
        REQUESTS,
        charts.stacked(rows, draw.KINDS, "h", indicator),
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, {the(first['name'])} a demandé "
            f"{fr(first['value'], 'h')} aux directions en douze mois, dont {fr(first[kind], 'h')} "
            f"en {lower_first(draw.KINDS[kind])}."
        ),
        champ=f"sollicitations des douze mois, en heures passées{NNBSP}; {view.subject}.",
    )


def paperwork(view: View) -> Figure | None:
    """Cost of applications, at the hourly cost set by the reader."""
    if not view.can_read("marts.application_funder"):
        return None
    cost = view.options.get(HOURLY_COST, load_catalog().hourly_cost.default_eur)
    rows = view.of_scope("paperwork", hourly_cost=cost)
    if rows.empty:
        return None
    first = rows.iloc[0]
    return make(
        view,
        "equipes.dossiers",
        words.paperwork_title(rows),
        "hours_per_application",
        rows.assign(
            interval=[
                fr_interval(low, high)
                for low, high in zip(rows["success_low"], rows["success_high"], strict=True)
            ]
        ),
        PAPERWORK,
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, un dossier déposé en 24 mois "
            f"auprès {of(first['name'])} a pris {fr(first['value'], 'h')} en moyenne."
        ),
        champ=(
            f"dossiers déposés en 24 mois, heures de montage et de contrôle{NNBSP}; {view.subject}."
        ),
    )
