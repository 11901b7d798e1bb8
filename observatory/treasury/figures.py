"""Figures of the page Trésorerie: who can hold out, who pays late, where the money comes from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from method.catalog import load_catalog
from method.elision import of, the, to
from method.wording import NNBSP, fr_date, fr_euros, fr_month
from observatory.figures.columns import Column
from observatory.figures.figure import (
    ALL,
    Empty,
    Figure,
    View,
    column,
    make,
    make_table,
    nothing,
    nothing_sent,
)
from observatory.treasury import answers, money, titles, words
from observatory.treasury import charts as draw

NAME = Column("name", "Réseau", link="sheet")
CURVE = (
    Column("as_of", "Fin de mois"),
    Column("kind", "Nature"),
    Column("value", "Solde, ou médiane prévue", "€"),
    Column("low", "Cas prudent", "€"),
    Column("high", "Cas favorable", "€"),
    Column("committed", "Médiane, si rien n’est renouvelé", "€"),
    Column("committed_low", "Cas prudent, si rien n’est renouvelé", "€"),
    Column("share_negative", "Probabilité d’un solde négatif", "%"),
    Column("due_eur", "Aides dues ce mois", "€"),
)
EVENTS = (
    Column("funder_name", "Financeur"),
    Column("due_on", "Échéance"),
    Column("due_eur", "Montant dû", "€"),
    Column("paid_on", "Versement"),
    Column("paid_eur", "Montant versé", "€"),
    Column("overdue_eur", "Échu, impayé", "€"),
    Column("state", "État"),
)
ANNUALITY = (
    Column("what", "Sur 12 mois"),
    Column("expected", words.EXPECTED),
    Column("committed", words.COMMITTED),
)
ACCURACY = (
    Column("months_ahead", "Horizon (mois)", "count"),
    Column("forecasts", "Prévisions vérifiées", "count"),
    Column("coverage_drawn", "Solde contenu, avant ajustement", "%", 0),
    Column("coverage", "Solde contenu, fourchette publiée", "%", 0),
    Column("verdict", "Ce que cela dit"),
    Column("mae_eur", "Erreur moyenne de la médiane", "€"),
    Column("mae_last_value_eur", "En prolongeant le solde", "€"),
    Column("mae_last_year_eur", "En reprenant l’an dernier", "€"),
)


def days(view: View) -> Figure | Empty | None:
    """Days of cash of each network against the two bounds, the lowest first."""
    if not view.can_read("core.cash_month"):
        return None
    indicator = load_catalog().indicators["cash_days"]
    rows = view.query("indicator_ranked", indicator_id=indicator.id)
    if rows["value"].isna().all():
        reason = answers.unknown_reason(rows) or "aucun solde n’a été transmis ce mois-là"
        return nothing(indicator.label, f"{reason}.", indicator.id)
    rows = rows.assign(
        word=[words.threshold_word(indicator, value) for value in rows["value"]],
        sheet=rows["network_id"].map(view.sheet),
    )
    known = rows.dropna(subset=["value"])
    # The network of the view, if the chart draws it: « n.d. » is no reading.
    own = known[known["network_id"] == view.scope]
    read = (known if own.empty else own).iloc[0]
    return make(
        view.of_all(),
        "tresorerie.jours",
        titles.days(rows, indicator),
        indicator.id,
        rows,
        (NAME, column(indicator.id), Column("word", "Lecture")),
        draw.days(known, indicator, view.subject),
        read=read,
        whom=read["name"],
    )


def together(view: View) -> Figure | Empty | None:
    """Days of cash of all networks together, for readers who may not see each of them."""
    if view.can_read("core.cash_month"):
        return None
    indicator = load_catalog().indicators["cash_days"]
    rows = view.of_all().series(indicator.id)
    known = rows.dropna(subset=["value"])
    if known.empty:
        nobody = "aucun réseau n’a encore transmis ses soldes mensuels"
        reason = answers.unknown_reason(rows.tail(1)) or nobody
        return nothing(indicator.label, f"{reason}.", indicator.id)
    last = known.iloc[-1]
    return make(
        view.of_all(),
        "tresorerie.ensemble",
        titles.together(last, indicator),
        indicator.id,
        rows,
        (Column("as_of", "Mois"), column(indicator.id)),
        draw.together(rows, indicator),
        read=last,
        whom=view.of_all().subject,
        caption=(
            "Les chiffres de chaque réseau et la prévision sont réservés à l’équipe Dév’Up. Un "
            "mois manque à la courbe quand le publier dirait le solde d’un réseau."
        ),
    )


def balance(view: View) -> Figure | None:
    """Month-end balances only, for readers who may not see the forecast."""
    if view.can_read("marts.cash_forecast"):
        return None
    indicator = load_catalog().indicators["cash_end"]
    rows = view.series(indicator.id)
    known = rows.dropna(subset=["value"])
    if known.empty:
        return None
    last = known.iloc[-1]
    return make(
        view,
        "tresorerie.solde",
        f"{fr_euros(last['value'])} en caisse en {fr_month(last['as_of'])}, tous réseaux ensemble",
        indicator.id,
        rows,
        (Column("as_of", "Mois"), column(indicator.id)),
        draw.balance(rows, indicator),
        read=last,
        whom=view.subject,
    )


def curve(view: View) -> Figure | Empty | None:
    """Balance with instalments as events, the fan, and the line of signed agreements."""
    if not view.can_read("marts.cash_forecast"):
        return None
    indicator = load_catalog().indicators["cash_low_p10_12m"]
    rows = view.of_scope("treasury_curve")
    if rows["value"].isna().all():
        return nothing_sent(view, "La courbe", "aucun solde n’a été transmis.", indicator.id)
    events = view.of_scope("treasury_events")
    ahead = rows["spread_month_ends"].dropna()
    notes = [words.spread_sentence(int(ahead.min()))] if len(ahead) else []
    if view.scope == ALL:
        notes.append("Les échéances et les versements se lisent réseau par réseau.")
    return make(
        view,
        "tresorerie.prevision",
        titles.curve(rows, view.subject),
        indicator.id,
        rows,
        CURVE,
        draw.curve(rows, events, view.as_of, indicator),
        lecture=_curve_lecture(view, rows),
        caption=" ".join(filter(None, notes)),
    )


def accuracy(view: View) -> Figure | None:
    """How often past fans contained the actual balance, before and after they were rescaled."""
    if not view.can_read("marts.cash_backtest"):
        return None
    rows = view.ask("treasury_backtest", network_id=view.scope).dropna(subset=["coverage"])
    if rows.empty:
        return None
    rows = rows.assign(verdict=rows["coverage"].map(words.verdict))
    last = rows.iloc[-1]
    return make(
        view,
        "tresorerie.fiabilite",
        titles.accuracy(last),
        "cash_low_p10_12m",
        rows,
        ACCURACY,
        lecture=words.backtest_sentence(last),
    )


def annuality(view: View) -> Figure | None:
    """The forecast beside the one without renewals: what annual agreements cost."""
    if not view.can_read("marts.cash_forecast"):
        return None
    names = [f"{name}{end}" for name in words.PAIRS for end in ("", "_committed")]
    values = view.headlines(names)
    sentence = words.annuality_sentence(values)
    if not sentence:
        return None
    low, floor = (
        values.set_index("indicator_id").at[f"cash_low_p10_12m{end}", "value"]
        for end in ("", "_committed")
    )
    figure = make(
        view,
        "tresorerie.annualite",
        titles.annuality(low, floor),
        "cash_low_p10_12m",
        words.annuality_rows(values, load_catalog()),
        ANNUALITY,
        lecture=sentence,
    )
    return replace(figure, is_sortable=False)


def events(view: View) -> Figure | None:
    """Instalments of one network: due, paid, overdue."""
    rows = None if view.scope == ALL else view.rows_of("core.instalment", "treasury_events")
    if rows is None:
        return None
    rows = rows.assign(
        state=[
            words.instalment_state(late, paid)
            for late, paid in zip(rows["overdue_eur"], rows["paid_on"], strict=True)
        ]
    )
    first = rows.iloc[0]
    return make_table(
        view,
        "tresorerie.echeances",
        f"Échéances d’aides {of(view.subject)}, dues et versées",
        ("subventions", "versements"),
        rows,
        EVENTS,
        lecture=(
            f"{fr_euros(first['due_eur'])} étaient dus par {the(first['funder_name'])} "
            f"{to(view.subject)} le {fr_date(first['due_on'])}."
        ),
    )


def _curve_lecture(view: View, rows: pd.DataFrame) -> str:
    """A reading of the last forecast month, or of the last balance when there is no forecast."""
    last = rows.dropna(subset=["value"]).iloc[-1]
    when, middle = fr_month(last["as_of"]), fr_euros(last["value"])
    if last["kind"] != "prévu":
        return f"en {when}, le solde {of(view.subject)} est de {middle}."
    return (
        f"en {when}, la médiane prévue pour {the(view.subject)} est de {middle}, avec huit chances "
        f"sur dix d’être entre {fr_euros(last['low'])} et {fr_euros(last['high'])}{NNBSP}; si rien "
        f"n’est renouvelé, elle est de {fr_euros(last['committed'])}."
    )


FIGURES = {
    "tresorerie.jours": days,
    "tresorerie.ensemble": together,
    "tresorerie.solde": balance,
    "tresorerie.prevision": curve,
    "tresorerie.fiabilite": accuracy,
    "tresorerie.annualite": annuality,
    "tresorerie.echeances": events,
    **money.FIGURES,
}
