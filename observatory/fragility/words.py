"""What the figures of fragility say, in sentences that an outsider understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from method.alerts import load_rules
from method.build import Build
from method.catalog import Catalog, Fragility, Indicator, load_catalog
from method.fragility import TOP
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    Note,
    fr,
    fr_date,
    fr_list,
    fr_term,
    is_missing,
    lower_first,
    plural,
    source,
)

AGE = "age_months"
# A word and a mark beside each colour.
MARKS = {"solide": "●", "a_surveiller": "◆", "fragile": "▼"}


def level_text(level: str | None) -> str:
    """`◆ À surveiller`."""
    return f"{MARKS[level]} {fr_term(level)}" if isinstance(level, str) else MISSING


def level_with_worst(level: str | None, at_worst: str | None, *, has_mark: bool = True) -> str:
    """The level, and the one that what is missing may hide when it is worse."""
    if not isinstance(level, str):
        return "Non classé"
    found = level_text(level) if has_mark else fr_term(level)
    if at_worst == level:
        return found
    return f"{found} (au pire{NBSP}: {lower_first(fr_term(at_worst))})"


def interval_text(row: Mapping[str, Any]) -> str:
    """Bounds of the rank: `1 à 9`, or `1` where the weights do not move it."""
    if is_missing(row["rank"]):
        return MISSING
    if row["rank_low"] == row["rank_high"]:
        return fr(row["rank_low"])
    return f"{fr(row['rank_low'])} à {fr(row['rank_high'])}"


def ranking_note(
    ranking: pd.DataFrame, as_of: date, indicator: Indicator, rules: Fragility, build: Build
) -> Note:
    """How to read the ranking, on its first row."""
    scored = ranking.dropna(subset=["score"])
    first = scored.iloc[0]
    group = scored[scored["group"] == 1]
    top = fr(first["top_probability"], "%", 0)
    interval = interval_text(first.to_dict())
    moves = "reste" if first["rank_low"] == first["rank_high"] else "va de"
    lecture = (
        f"au {fr_date(as_of)}, {first['name']} a le score le plus élevé "
        f"({fr(first['score'])} sur 100), donc le rang 1. Quand les poids des dimensions varient, "
        f"son rang {moves} {interval} dans 95{NBSP}% des cas{NNBSP}; il est parmi les "
        f"{fr(TOP)} plus fragiles dans {top} des cas."
    )
    if len(group) > 1:
        lecture += (
            f" Rien ne permet de distinguer entre eux les {fr(len(group))} réseaux du groupe 1"
            f"{NBSP}: {fr_list(group['name'])}."
        )
    return Note(lecture, _champ(ranking, rules), source(indicator, build))


def waterfall_note(
    rows: pd.DataFrame,
    own: Mapping[str, Any],
    months: tuple[date, date],
    catalog: Catalog,
    build: Build,
) -> Note:
    """How to read the points of one network, on the heaviest indicator.

    Args:
        rows: `fragility_board.contributions`.
        own: the network's row of `Board.ranking`.
        months: the month end, and the one a year before.
        catalog: what the heaviest indicator means, and the bounds of the levels.
        build: the published build.
    """
    indicator, rules = catalog.indicators["fragility_score"], catalog.fragility
    before = rows["points_before"].sum(min_count=1)
    heaviest = rows.iloc[0]
    against = "" if is_missing(before) else f", contre {fr(before)} au {fr_date(months[1])}"
    past = heaviest["points_before"]
    against_one = "" if is_missing(past) else f", contre {fr(past, 'count', 1)} un an plus tôt"
    parts = [
        f"le score de {own['name']} est de {fr(own['score'])} sur 100 au {fr_date(months[0])}"
        f"{against}. Chaque barre pleine ajoute les points d’un indicateur, jusqu’au total{NNBSP}; "
        "la barre vide est celle d’un an plus tôt. Le plus lourd, "
        f"{fr(heaviest['points'], 'count', 1)} points{against_one}, est «{NBSP}{heaviest['name']}"
        f"{NBSP}»{NBSP}: {heaviest['value_text']} (repère critique{NBSP}: "
        f"{heaviest['critical_text']}). "
        f"{catalog.indicators[heaviest['indicator_id']].short}",
        f"0 point, c’est aucun signe de fragilité{NNBSP}; à partir de {fr(rules.watch_from)}, le "
        f"réseau est à surveiller{NNBSP}; au-dessus de {fr(rules.fragile_above)}, fragile.",
    ]
    gaps = gap_sentence(own)
    if gaps:
        parts.append(gaps)
    champ = f"{own['name']}{NNBSP}; indicateurs du score dont la valeur est connue."
    return Note(" ".join(parts), champ, source(indicator, build))


def gap_sentence(own: Mapping[str, Any]) -> str:
    """What is missing, and what it may hide; empty when nothing is."""
    known, expected = own["indicators_known"], own["indicators_expected"]
    if known == expected or is_missing(own["score"]):
        return ""
    return (
        f"{plural(expected - known, 'indicateur')} sur {fr(expected)} "
        f"{'manque' if expected - known < 2 else 'manquent'}{NBSP}: selon ce qu’ils diraient, le "
        f"score irait de {fr(own['score_low'])} à {fr(own['score_high'])}."
    )


def change_sentence(rows: pd.DataFrame, name: str) -> str:
    """What moved most in a year; empty when nothing is known of the year before."""
    known = rows.dropna(subset=["change"])
    if known.empty:
        return f"{name}{NBSP}: pas de score un an plus tôt, donc pas de comparaison."
    worse = known[known["change"] >= 0.5].nlargest(2, "change")
    better = known[known["change"] <= -0.5].nsmallest(2, "change")
    parts = []
    for label, moved in (("Ce qui a le plus pesé", worse), ("Ce qui a le plus allégé", better)):
        if not moved.empty:
            items = [
                f"{lower_first(row['name'])} ({row['value_before_text']} puis {row['value_text']})"
                for row in moved.to_dict("records")
            ]
            parts.append(f"{label} depuis un an{NBSP}: {fr_list(items)}.")
    return " ".join(parts) or "Aucun indicateur n’a bougé d’un demi-point en un an."


def aggregation_sentence(own: Mapping[str, Any]) -> str:
    """Arithmetic beside geometric mean."""
    return (
        f"Moyenne arithmétique{NBSP}: **{fr(own['score'], 'count', 1)}**, rang {fr(own['rank'])}. "
        f"Moyenne géométrique, où une dimension très dégradée est moins rattrapée par les autres"
        f"{NBSP}: **{fr(own['geometric_score'], 'count', 1)}**, rang {fr(own['geometric_rank'])}."
    )


def stage_sentence(rules: pd.DataFrame) -> str:
    """The stage computed and declared, and what separates it from the next one.

    Args:
        rules: rows of `fragility_stage`, one a measure.
    """
    first = rules.iloc[0]
    stage, observed = first["stage"], first["observed_stage"]
    parts = [
        f"Stade calculé{NBSP}: **{fr_term(stage)}**{NNBSP}; "
        f"stade déclaré{NBSP}: {fr_term(first['declared_stage'])}."
    ]
    if isinstance(observed, str) and observed != stage:
        parts.append(
            f"Le dernier mois donnerait {fr_term(observed)}{NNBSP}: un stade ne change qu’après "
            "deux mois de suite."
        )
    column = {"impulsion": "gap_to_leave_launch", "perennisation": "gap_to_growth"}.get(stage)
    if column:
        missing = [
            f"{lower_first(_label(row['measure']))} (+{_measured(row['measure'], row[column])})"
            for row in rules.to_dict("records")
            if not is_missing(row[column]) and row[column] > 0
        ]
        target = "sortir de l’impulsion" if stage == "impulsion" else "être en développement"
        if missing:
            parts.append(f"Il manque pour {target}{NBSP}: {fr_list(missing)}.")
    return " ".join(parts)


def stage_rows(rules: pd.DataFrame) -> pd.DataFrame:
    """The rules of the stage, printed: `measure`, `value`, `launch`, `growth`."""
    records = []
    for row in rules.to_dict("records"):
        value, launch, growth = (
            _measured(row["measure"], row[column])
            for column in ("value", "launch_below", "growth_from")
        )
        records.append(
            {
                "measure": _label(row["measure"]),
                "value": value,
                "launch": f"moins de {launch}",
                "growth": f"{growth} ou plus",
            }
        )
    return pd.DataFrame(records)


def weights_sentence(weights: Mapping[str, float], rules: Fragility) -> str:
    """What each dimension weighs once the weights are brought to 100 %."""
    total = sum(weights.values())
    parts = [
        f"{lower_first(d.label)} {fr(weights[d.id] / total, '%', 0)}" for d in rules.dimensions
    ]
    return f"Part de chaque dimension dans le score{NBSP}: {fr_list(parts)}."


def alarm_sentence(own: Mapping[str, Any], catalog: Catalog) -> str:
    """Why the level is not the « solide » of the score; empty where the score is not calm."""
    name, alert = own["alarm_indicator"], own["alarm_alert"]
    if own["score"] >= catalog.fragility.watch_from:
        return ""
    if isinstance(name, str):
        label = lower_first(catalog.indicators[name].label)
    elif isinstance(alert, str):
        label = f"alerte urgente ouverte{NBSP}: {lower_first(_alert_label(alert))}"
    else:
        return ""
    return f"Une alarme ({label}) interdit le niveau «{NBSP}solide{NBSP}», quel que soit le score."


def _alert_label(rule_id: str) -> str:
    return next(rule.label for rule in load_rules().rules if rule.id == rule_id)


def _label(measure: str) -> str:
    """Name of a measure of the stage; age is no indicator."""
    if measure == AGE:
        return "Âge depuis les statuts"
    return load_catalog().indicators[measure].label


def _measured(measure: str, value: Any) -> str:
    if measure == AGE:
        return fr(value, "months", 0 if value >= 1 else 1)
    indicator = load_catalog().indicators[measure]
    return fr(value, indicator.unit, indicator.decimals)


def _champ(ranking: pd.DataFrame, rules: Fragility) -> str:
    unscored = int(ranking["score"].isna().sum())
    scope = (
        f"réseaux en activité dont au moins {fr(rules.coverage_min, '%', 0)} du poids est mesuré"
    )
    if unscored:
        return (
            f"{scope}{NNBSP}; {plural(unscored, 'réseau', 'réseaux')} sans score, faute de données."
        )
    return f"{scope}."
