"""Figures of the page Fragilité: who needs help first, why, what changed, how certain that is.

The view's scope is the selected network, by default the most fragile one; its options are the
weights, by parameter of the address (`WEIGHTS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from method.catalog import load_catalog
from method.elision import of, the
from method.fragility import stated_weights
from method.terms import fr_term
from method.wording import NBSP, fr, fr_month, lower_first
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Empty, Figure, View, make, make_table, nothing
from observatory.figures.kept import remembered
from observatory.fragility import board as boards
from observatory.fragility import charts as draw
from observatory.fragility import words
from observatory.fragility.board import Board
from observatory.fragility.reasons import why_each

SCORE = "fragility_score"
# Dimension → parameter of its weight in the address.
WEIGHTS = {
    "treasury": "poids_tresorerie",
    "team": "poids_equipe",
    "membership": "poids_adhesions",
    "dependency": "poids_dependance",
    "workload": "poids_charge",
}
HIGHEST = 100
RANKING = (
    Column("name", "Réseau", link="sheet"),
    Column("rank", "Rang", "count"),
    Column("interval", "Intervalle à 95 %"),
    Column("level_words", "Niveau de fragilité"),
    Column("why", "Pourquoi"),
    Column("band", "Qui aider d’abord"),
    Column("score", "Score", "count"),
    Column("top_probability", "Parmi les cinq plus fragiles", "%", 0),
    Column("stage_name", "Étape calculée"),
    Column("coverage", "Poids mesuré", "%", 0),
    Column("known", "Indicateurs connus"),
    Column("geometric_rank", "Rang, moyenne géométrique", "count"),
)
MOVED = Column("stated_rank", "Rang publié", "count")
DIMENSIONS = (
    Column("name", "Dimension"),
    Column("points_before", "Points il y a un an", "count", 1),
    Column("points", "Points aujourd’hui", "count", 1),
    Column("change", "Écart", "count", 1),
    Column("word", "Sens"),
)
POINTS = (
    Column("name", "Indicateur"),
    Column("dimension", "Dimension"),
    Column("points", "Points", "count", 1),
    Column("points_before", "Points un an plus tôt", "count", 1),
    Column("change", "Écart", "count", 1),
    Column("value_text", "Valeur"),
    Column("value_before_text", "Valeur un an plus tôt"),
    Column("critical_text", "Repère critique"),
)
DROPPED = (
    Column("name", "Sans l’indicateur"),
    Column("score", "Score", "count", 1),
    Column("rank", "Rang", "count"),
)
PAIRS = (
    Column("name", "Comparé à", link="sheet"),
    Column("rank", "Son rang", "count"),
    Column("probability", "Probabilité d’être plus fragile que lui", "%", 0),
    Column("words", "Lecture"),
)
STAGE = (
    Column("measure", "Mesure"),
    Column("value", "Valeur"),
    Column("launch", "Impulsion"),
    Column("growth", "Développement +"),
)


def weights_of(view: View) -> tuple[dict[str, float], bool]:
    """Weights of the dimensions in the view, and whether they are the stated ones.

    The stated weights are used if all are zero.
    """
    rules = load_catalog().fragility
    stated = stated_weights(rules)
    defaults = {d.id: round(HIGHEST * d.weight) for d in rules.dimensions}
    weights = {d: int(view.options.get(word, defaults[d])) for d, word in WEIGHTS.items()}
    if weights == defaults or not any(weights.values()):
        return stated, True
    return {d: float(weight) for d, weight in weights.items()}, False


def moments(view: View) -> dict[str, pd.DataFrame]:
    """Rows of `fragility_indicators`, `now` and `before`."""
    rows = view.query("fragility_indicators")
    return {name: rows[rows["moment"] == name] for name in ("now", "before")}


@remembered
def board(view: View) -> Board | None:
    """The networks assessed with the view's weights, with `why`; None if nothing is known.

    The score is for staff only; for others there is none.
    """
    if not view.can_read("marts.fragility"):
        return None
    now = moments(view)["now"]
    if now["score"].isna().all():
        return None
    networks = view.query("fragility_networks")
    judged = boards.make_board(now, networks, weights_of(view)[0], load_catalog().fragility)
    if judged.ranking["score"].isna().all():
        return None
    alerts = view.ask("alert_events", cleared_since=view.build.as_of)
    why = why_each(judged.ranking["network_id"].tolist(), now, alerts[alerts["is_open"]])
    return replace(judged, ranking=judged.ranking.assign(why=why))


def ranking(view: View) -> Figure | Empty | None:
    """Every network by rank, with its interval and the reasons."""
    if not view.can_read("marts.fragility"):
        return None
    judged = board(view)
    if judged is None:
        reason = "aucun réseau n’a assez d’indicateurs connus pour un score."
        return nothing("Le classement", reason, SCORE)
    _, is_stated = weights_of(view)
    rows = _printed(view, judged.ranking)
    return make(
        view,
        "fragilite.classement",
        words.ranking_title(rows, is_stated=is_stated),
        SCORE,
        rows,
        RANKING if is_stated else (*RANKING[:2], MOVED, *RANKING[2:]),
        draw.ranking(rows.dropna(subset=["score"])),
        lecture=words.ranking_lecture(rows, view.as_of),
        champ=words.ranking_champ(rows, load_catalog().fragility),
        caption=(
            f"«{NBSP}À aider d’abord{NBSP}»{NBSP}: parmi les cinq plus fragiles dans 95{NBSP}% des "
            f"tirages de poids ou plus. «{NBSP}Moins pressés{NBSP}»{NBSP}: dans moins de "
            f"5{NBSP}%. Le score aide à savoir à qui parler d’abord{NBSP}; il ne décide de rien."
        ),
    )


def evolution(view: View) -> Figure | Empty | None:
    """Points of the score by dimension, a year ago and today, the largest change first."""
    selection = _opened(view)
    if not isinstance(selection, tuple):
        return selection
    network_row, rows, months = selection
    dimensions = boards.by_dimension(rows)
    return make(
        view,
        "fragilite.evolution",
        words.moves_title(dimensions, network_row["name"]),
        SCORE,
        dimensions,
        DIMENSIONS,
        draw.dumbbells(dimensions, (fr_month(months[0]), fr_month(months[1]))),
        lecture=words.moves_lecture(dimensions, network_row["name"], months),
        champ=f"{network_row['name']}, score de {fr(network_row['score'])} sur 100.",
    )


def points(view: View) -> Figure | Empty | None:
    """Points that each indicator adds to the score, now and a year before."""
    selection = _opened(view)
    if not isinstance(selection, tuple):
        return selection
    network_row, rows, _ = selection
    return make(
        view,
        "fragilite.points",
        f"Ce qui fait le score {of(network_row['name'])}, indicateur par indicateur",
        SCORE,
        rows,
        POINTS,
        lecture=words.points_lecture(rows, network_row, view.as_of),
        champ=f"{network_row['name']}{NBSP}; indicateurs du score.",
    )


def contributions(view: View) -> tuple[Mapping, pd.DataFrame] | None:
    """The selected network's row of the ranking, and its points; None without a score."""
    selection = _opened(view)
    return selection[:2] if isinstance(selection, tuple) else None


def stage(view: View) -> Figure | None:
    """The rules of the stage, and the selected network's values."""
    if not view.can_read("marts.fragility_stage"):
        return None
    network_id = _network(view)
    rules = view.query("fragility_stage", network_id=network_id) if network_id else None
    if rules is None or rules.empty:
        return None
    rows = words.stage_rows(rules)
    name = view.ask("network_names").set_index("network_id")["name"].get(network_id, "")
    figure = make_table(
        view,
        "fragilite.stade",
        f"Les règles de l’étape {of(name)}",
        ("reseaux", "adhesions", "equipes"),
        rows,
        STAGE,
        lecture=f"pour {the(name)}, {lower_first(rows.iloc[0]['measure'])}{NBSP}: "
        f"{rows.iloc[0]['value']}.",
        champ=f"{name}.",
        caption=(
            "Impulsion : une des trois mesures est sous son seuil. Développement + : les trois "
            "sont atteintes. Pérennisation : tout le reste. Une étape change après deux mois de "
            "suite."
        ),
    )
    return replace(figure, is_sortable=False)


def without(view: View) -> Figure | Empty | None:
    """Score and rank of the selected network without each indicator in turn."""
    judged, network_row = _ranked(view)
    if judged is None or network_row is None:
        return None
    weights, _ = weights_of(view)
    rows = boards.sensitivity(judged, network_row["network_id"], weights, load_catalog())
    first = rows.iloc[0]
    return make(
        view,
        "fragilite.sans_un_indicateur",
        words.without_title(network_row, rows),
        SCORE,
        rows,
        DROPPED,
        lecture=(
            f"sans «{NBSP}{first['name']}{NBSP}», {network_row['name']} aurait un score de "
            f"{fr(first['score'], 'count', 1)} et le rang {fr(first['rank'])}."
        ),
        champ=f"{network_row['name']}.",
    )


def pairs(view: View) -> Figure | Empty | None:
    """Probability that the selected network is more fragile than each other one."""
    judged, network_row = _ranked(view)
    if judged is None or network_row is None:
        return None
    rows = boards.pairs(judged, network_row["network_id"])
    if rows.empty:
        return None
    first = rows.iloc[0]
    return make(
        view,
        "fragilite.deux_a_deux",
        words.pairs_title(network_row["name"], rows),
        SCORE,
        rows.assign(
            sheet=view.ask("network_names")
            .set_index("name")["network_id"]
            .reindex(rows["name"])
            .map(view.sheet)
            .to_numpy()
        ),
        PAIRS,
        lecture=(
            f"{network_row['name']} est plus fragile que {the(first['name'])} dans "
            f"{fr(first['probability'], '%', 0)} des tirages de poids{NBSP}: {first['words']}."
        ),
        champ="réseaux en activité qui ont un score.",
    )


def _printed(view: View, ranking_rows: pd.DataFrame) -> pd.DataFrame:
    records = ranking_rows.to_dict("records")
    return ranking_rows.assign(
        sheet=ranking_rows["network_id"].map(view.sheet),
        interval=[words.interval_text(row) for row in records],
        level_words=[
            words.level_with_worst(row["level"], row["level_at_worst"]) for row in records
        ],
        stage_name=[fr_term(row["stage"]) for row in records],
        known=[
            f"{fr(row['indicators_known'])} sur {fr(row['indicators_expected'])}" for row in records
        ],
    )


def _network(view: View) -> str | None:
    """The selected network: the view's, else the most fragile."""
    if view.scope != ALL:
        return view.scope
    ranked = view.query("fragility_networks").sort_values("stated_rank")
    return None if ranked.empty else str(ranked["network_id"].iloc[0])


def _ranked(view: View) -> tuple[Board | None, Mapping | None]:
    """The board, and the selected network's row; None if it has no score."""
    judged = board(view)
    if judged is None:
        return None, None
    network_rows = judged.ranking[judged.ranking["network_id"] == _network(view)]
    network_rows = network_rows.dropna(subset=["score"])
    return judged, None if network_rows.empty else network_rows.iloc[0].to_dict()


def _opened(
    view: View,
) -> tuple[Mapping, pd.DataFrame, tuple[date, date]] | Empty | None:
    """The selected network's row, its points by indicator, the two month ends."""
    if not view.can_read("marts.fragility"):
        return None
    _, network_row = _ranked(view)
    if network_row is None:
        names = view.ask("network_names").set_index("network_id")["name"]
        name = names.get(_network(view), "")
        return nothing(
            f"Le score {of(name)}" if name else "Le score",
            "moins de 60 % du poids des indicateurs est mesuré, ce qui ne permet ni score ni rang.",
            SCORE,
            *([name] if name else []),
        )
    both = moments(view)
    weights, _ = weights_of(view)
    catalog = load_catalog()
    rows = boards.contributions(
        both["now"], both["before"], network_row["network_id"], weights, catalog
    )
    before = both["before"]["as_of"]
    earlier = before.iloc[0].date() if len(before) else view.as_of
    return network_row, rows, (view.as_of, earlier)


FIGURES = {
    "fragilite.classement": ranking,
    "fragilite.evolution": evolution,
    "fragilite.points": points,
    "fragilite.stade": stage,
    "fragilite.sans_un_indicateur": without,
    "fragilite.deux_a_deux": pairs,
}
