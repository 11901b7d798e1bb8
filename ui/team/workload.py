"""Blocks about workload: who asks what, what applications cost, agreements that end."""

from __future__ import annotations

from datetime import date

from method.catalog import load_catalog
from method.wording import fr_interval, source
from observatory.figures import charts
from observatory.team import charts as team_charts
from ui import data, empty, figure, filters, table

REQUESTS = (
    table.Column("name", "Demandeur"),
    table.Column("value", "Heures", "h"),
    table.Column("requests", "Sollicitations", "count"),
    table.Column("reporting", "Comptes rendus", "h"),
    table.Column("control", "Contrôles", "h"),
    table.Column("meeting", "Réunions", "h"),
    table.Column("call", "Appels à projets", "h"),
    table.Column("other", "Autres", "h"),
)
PAPERWORK = (
    table.Column("name", "Financeur"),
    table.Column("filed", "Déposés", "count"),
    table.Column("granted", "Accordés", "count"),
    table.Column("success", "Taux de succès", "%"),
    table.Column("interval", "Intervalle à 95 %"),
    table.Column("value", "Heures, en moyenne", "h", 1),
    table.Column("control_hours", "Heures de contrôle", "h"),
    table.Column("granted_eur", "Obtenu", "€"),
    table.Column("hours_per_10k", "Heures pour 10 000 €", "h", 1),
    table.Column("cost_per_euro", "Coût d’un euro obtenu", "€", 3),
)
AHEAD = (
    table.Column("ended_on", "Fin"),
    table.Column("name", "Réseau"),
    table.Column("funder_name", "Financeur"),
    table.Column("purpose", "Objet"),
    table.Column("amount_eur", "Montant", "€"),
    table.Column("duration_months", "Durée (mois)", "count"),
)


def requests(as_of: date, scope: str, subject: str) -> None:
    """Hours asked of the directors, by who asks."""
    indicator = load_catalog().indicators["request_hours_share"]
    rows = data.query("request_hours", as_of=as_of, network_id=scope)
    if rows.empty or rows["value"].isna().all():
        empty.show("Les sollicitations", "aucune n’a été transmise en douze mois.", indicator.files)
        return
    figure.show(
        "Qui sollicite les directions, et pour quoi, en heures sur douze mois",
        charts.stacked(rows, team_charts.KINDS, "h", indicator, source(indicator, data.build())),
        rows,
        REQUESTS,
        team_charts.requests_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="sollicitations",
    )


def paperwork(as_of: date, scope: str, subject: str) -> None:
    """What applications cost, with the hourly cost that the reader sets."""
    indicator = load_catalog().indicators["hours_per_application"]
    cost = filters.hourly_cost("Coût chargé d’une heure (€), pour la dernière colonne")
    rows = data.query("paperwork", as_of=as_of, network_id=scope, hourly_cost=cost)
    if rows.empty:
        return
    figure.show(
        "Ce que coûtent les dossiers, par financeur, sur 24 mois",
        None,
        rows.assign(
            interval=[
                fr_interval(low, high)
                for low, high in zip(rows["success_low"], rows["success_high"], strict=True)
            ]
        ),
        PAPERWORK,
        team_charts.paperwork_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="dossiers",
    )


def ahead(as_of: date, scope: str, subject: str) -> None:
    """Agreements to renew within a year, as a calendar."""
    rows = data.query("agreements_ahead", as_of=as_of, network_id=scope)
    if rows.empty:
        empty.show(
            "Les conventions à renouveler", "aucune ne finit dans les douze mois.", ("subventions",)
        )
        return
    indicator = load_catalog().indicators["agreements_ending_12m"]
    figure.show(
        "Les conventions qui finissent dans l’année",
        team_charts.renewals(rows, as_of, indicator, source(indicator, data.build())),
        rows,
        AHEAD,
        team_charts.renewals_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="echeances",
    )
