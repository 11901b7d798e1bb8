"""The figures of fragility in sentences that an outsider understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from method.alerts import load_rules
from method.catalog import Catalog, Fragility, load_catalog
from method.elision import of, the
from method.fragility import TOP
from method.terms import fr_term
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    fr,
    fr_date,
    fr_list,
    is_missing,
    lower_first,
    plural,
    upper_first,
)
from observatory.fragility.board import APART_LESS, APART_MORE, BANDS

AGE = "age_months"
# Maximum number of names in a title.
NAMED = 3
NO_SCORE = "Aucun réseau n’a assez d’indicateurs connus pour un score."
# A mark next to each label, since colour never carries meaning alone.
MARKS = {"solide": "●", "a_surveiller": "◆", "fragile": "▼"}


def level_text(level: str | None) -> str:
    """`◆ À surveiller`."""
    return f"{MARKS[level]} {fr_term(level)}" if isinstance(level, str) else MISSING


def level_with_worst(level: str | None, at_worst: str | None, *, has_mark: bool = True) -> str:
    """The level, and any worse level that missing data may hide."""
    if not isinstance(level, str):
        return "Non classé"
    text = level_text(level) if has_mark else fr_term(level)
    if at_worst == level:
        return text
    return f"{text} (au pire{NBSP}: {lower_first(fr_term(at_worst))})"


def interval_text(row: Mapping[str, Any]) -> str:
    """Bounds of the rank: `1 à 9`, or `1` if the weights do not change it."""
    if is_missing(row["rank"]):
        return MISSING
    if row["rank_low"] == row["rank_high"]:
        return fr(row["rank_low"])
    return f"{fr(row['rank_low'])} à {fr(row['rank_high'])}"


def answer(ranking: pd.DataFrame) -> list[str]:
    """Whom to help first and why, then the number of networks at each level.

    Args:
        ranking: `Board.ranking` with `why` (`reasons.why_each`).
    """
    scored = ranking.dropna(subset=["score"])
    if scored.empty:
        return [NO_SCORE]
    first = scored[scored["rank"] == scored["rank"].min()]
    names = fr_list(first["name"])
    because = f"{NBSP}: {first['why'].iloc[0]}" if len(first) == 1 else ", à égalité"
    counts = scored["level"].value_counts()
    level_counts = [
        plural(int(counts.get(level, 0)), one, many)
        for level, one, many in (
            ("fragile", "réseau fragile", "réseaux fragiles"),
            ("a_surveiller", "à surveiller", "à surveiller"),
            ("solide", "solide", "solides"),
        )
    ]
    unscored = len(ranking) - len(scored)
    silent = f"{NNBSP}; {fr(unscored)} sans score, faute de données" if unscored else ""
    return [f"{names} d’abord{because}.", f"{fr_list(level_counts)}{silent}."]


def ranking_title(ranking: pd.DataFrame, *, is_stated: bool) -> str:
    """Who comes first for any weights."""
    sure = ranking.loc[ranking["band"].eq(BANDS[0][1]), "name"].tolist()
    place = "" if is_stated else ", à vos poids"
    if not sure:
        return f"Quels réseaux aider d’abord{place}"
    verb = "est" if len(sure) < 2 else "sont"
    who = fr_list(sure) if len(sure) <= NAMED else plural(len(sure), "réseau", "réseaux")
    return f"{who} {verb} à aider d’abord, quels que soient les poids{place}"


def ranking_lecture(ranking: pd.DataFrame, as_of: date) -> str:
    """How to read the ranking, on its first row."""
    first = ranking.dropna(subset=["score"]).iloc[0]
    moves = "reste" if first["rank_low"] == first["rank_high"] else "va de"
    return (
        f"au {fr_date(as_of)}, {first['name']} a le score le plus élevé "
        f"({fr(first['score'])} sur 100), donc le rang 1. Quand les poids des dimensions varient, "
        f"son rang {moves} {interval_text(first.to_dict())} dans 95{NBSP}% des cas{NNBSP}; il est "
        f"parmi les {fr(TOP)} plus fragiles dans {fr(first['top_probability'], '%', 0)} des cas."
    )


def points_lecture(rows: pd.DataFrame, own: Mapping[str, Any], as_of: date) -> str:
    """How to read the points of one network, on the heaviest indicator.

    Args:
        rows: `board.contributions`.
        own: the network's row of `Board.ranking`.
        as_of: month end.
    """
    catalog = load_catalog()
    heaviest = rows.iloc[0]
    parts = [
        f"le score {of(own['name'])} est de {fr(own['score'])} sur 100 au {fr_date(as_of)}. "
        f"L’indicateur le plus lourd, {fr(heaviest['points'], 'count', 1)} points, est "
        f"«{NBSP}{heaviest['name']}{NBSP}»{NBSP}: {heaviest['value_text']} (repère critique"
        f"{NBSP}: {heaviest['critical_text']}). "
        f"{catalog.indicators[heaviest['indicator_id']].short}"
    ]
    gaps = gap_sentence(own)
    return " ".join([*parts, gaps] if gaps else parts)


def moves_title(dimensions: pd.DataFrame, name: str) -> str:
    """The dimension that changed most in a year.

    Args:
        dimensions: `board.by_dimension`.
        name: of the network.
    """
    comparable = dimensions.dropna(subset=["change"])
    if comparable.empty:
        return f"Le score {of(name)}, dimension par dimension"
    changed = comparable[comparable["word"] != "stable"]
    if changed.empty:
        return f"Rien n’a bougé en un an pour {the(name)}"
    first = changed.iloc[0]
    return f"{first['name']}{NBSP}: ce qui {first['word']} le plus en un an"


def moves_lecture(dimensions: pd.DataFrame, name: str, months: tuple[date, date]) -> str:
    """How to read the dimension that changed most."""
    first = dimensions.iloc[0]
    now = fr(first["points"], "count", 1)
    if is_missing(first["points_before"]):
        return f"au {fr_date(months[0])}, «{NBSP}{first['name']}{NBSP}» ajoute {now} points."
    return (
        f"pour {the(name)}, «{NBSP}{first['name']}{NBSP}» ajoute {now} points au score au "
        f"{fr_date(months[0])}, contre {fr(first['points_before'], 'count', 1)} au "
        f"{fr_date(months[1])}{NBSP}: {first['word']}."
    )


def gap_sentence(own: Mapping[str, Any]) -> str:
    """What is missing, and what it may hide; empty if nothing is missing."""
    known, expected = own["indicators_known"], own["indicators_expected"]
    if known == expected or is_missing(own["score"]):
        return ""
    return (
        f"{plural(expected - known, 'indicateur')} sur {fr(expected)} "
        f"{'manque' if expected - known < 2 else 'manquent'}{NBSP}: selon ce qu’ils diraient, le "
        f"score irait de {fr(own['score_low'])} à {fr(own['score_high'])}."
    )


def changes(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """What got worse and what got better in a year, the largest change of the score first.

    A figure gets worse by its own rule, and is listed only if the score changed too: a move beyond
    either goalpost adds nothing.

    Args:
        rows: `board.contributions`; indicators unknown at either date are left out.
    """
    comparable = rows[rows["moved"] != ""]
    worse = comparable[(comparable["tone"] == "worse") & (comparable["change"] > 0)]
    better = comparable[(comparable["tone"] == "better") & (comparable["change"] < 0)]
    worse = worse.sort_values("change", ascending=False)
    better = better.sort_values("change")
    return worse["moved"].tolist(), better["moved"].tolist()


def without_title(own: Mapping[str, Any], rows: pd.DataFrame) -> str:
    """Whether the rank depends on one indicator.

    Args:
        own: the network's row of `Board.ranking`.
        rows: `board.sensitivity`, one row per indicator left out.
    """
    low, high = rows["rank"].min(), rows["rank"].max()
    if low == high:
        return f"Quel que soit l’indicateur retiré, {the(own['name'])} est au rang {fr(low)}"
    return (
        f"Un indicateur retiré, {the(own['name'])} serait entre le rang {fr(low)} et le rang "
        f"{fr(high)} (aujourd’hui{NBSP}: {fr(own['rank'])})"
    )


def pairs_title(name: str, rows: pd.DataFrame) -> str:
    """Number of other networks that it is clearly more fragile than.

    Args:
        name: of the network.
        rows: `board.pairs`.
    """
    more, less = (int(rows["words"].eq(word).sum()) for word in (APART_MORE, APART_LESS))
    even = len(rows) - more - less
    parts = [f"plus fragile que {plural(more, 'autre réseau', 'autres réseaux')}"]
    parts += [f"moins que {fr(less)}"] if less else []
    parts += [f"indistinct de {fr(even)}"] if even else []
    return f"{upper_first(the(name))}{NBSP}: {fr_list(parts)}"


def aggregation_sentence(own: Mapping[str, Any]) -> str:
    """Arithmetic and geometric means side by side."""
    return (
        f"Moyenne arithmétique{NBSP}: **{fr(own['score'], 'count', 1)}**, rang {fr(own['rank'])}. "
        f"Moyenne géométrique, où une dimension très dégradée est moins rattrapée par les autres"
        f"{NBSP}: **{fr(own['geometric_score'], 'count', 1)}**, rang {fr(own['geometric_rank'])}."
    )


def stage_sentence(rules: pd.DataFrame) -> str:
    """The computed and declared stages, and what is missing for the next one.

    Args:
        rules: rows of `fragility_stage`, one per measure.
    """
    first = rules.iloc[0]
    stage, observed = first["stage"], first["observed_stage"]
    parts = [
        f"Étape calculée{NBSP}: **{fr_term(stage)}**{NNBSP}; "
        f"étape déclarée{NBSP}: {fr_term(first['declared_stage'])}."
    ]
    if isinstance(observed, str) and observed != stage:
        parts.append(
            f"Le dernier mois donnerait {fr_term(observed)}{NNBSP}: une étape ne change qu’après "
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
    """Share of each dimension once the weights are scaled to 100 %."""
    total = sum(weights.values())
    parts = [
        f"{lower_first(d.label)} {fr(weights[d.id] / total, '%', 0)}" for d in rules.dimensions
    ]
    return f"Part de chaque dimension dans le score{NBSP}: {fr_list(parts)}."


def alarm_sentence(own: Mapping[str, Any], catalog: Catalog) -> str:
    """Why the level is not « solide » despite the score; empty if the score is not calm."""
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
    """Name of a measure of the stage; age is not an indicator."""
    if measure == AGE:
        return "Âge depuis les statuts"
    return load_catalog().indicators[measure].label


def _measured(measure: str, value: Any) -> str:
    if measure == AGE:
        return fr(value, "months", 0 if value >= 1 else 1)
    indicator = load_catalog().indicators[measure]
    return fr(value, indicator.unit, indicator.decimals)


def ranking_champ(ranking: pd.DataFrame, rules: Fragility) -> str:
    """What the ranking covers, and how many networks have no score."""
    unscored = int(ranking["score"].isna().sum())
    scope = (
        f"réseaux en activité dont au moins {fr(rules.coverage_min, '%', 0)} du poids est mesuré"
    )
    if unscored:
        return (
            f"{scope}{NNBSP}; {plural(unscored, 'réseau', 'réseaux')} sans score, faute de données."
        )
    return f"{scope}."
