"""« Ce que vaut cette alerte »: measured on simulated crises, and on real outcomes over time.

The figures of `warning.json` are written by the benchmark `warning`, with docs/warning.md; real
outcomes are counted in `marts.alert_outcome`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from method.entry import Entry
from method.wording import MISSING, NBSP, Note, fr, fr_date, fr_interval, plural
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View

FILE = Path(__file__).with_name("warning.json")
LEVEL = "level_watch"
# Below this number of outcomes, a share of them means nothing.
OUTCOMES_MIN = 10
BREAKS = ("cash_negative", "direction_vacant", "network_ended")
UNJUDGED = ("unknown",)
TABLE = (
    Column("label", "Ce qui parle"),
    Column("told", "Crises annoncées", "%", 0),
    Column("interval", "Intervalle à 95 %"),
    Column("lead", "Mois d’avance, médiane", "count", 1),
    Column("false", "Fausses alertes par réseau et par an", "count", 2),
    Column("quiet_share", "Mois calmes en alerte", "%", 0),
    Column("kind", "D’où cela vient"),
)


class Voice(Entry):
    """Performance of one signal: a rule, the level, the first ranks or a point of comparison.

    None if not measured. Shares are in 0–1, `lead` in months, `false` in false alarms per network
    and year, `quiet_share` the share of quiet months in alarm.
    """

    label: str
    is_own: bool
    told: float | None
    told_low: float | None
    told_high: float | None
    lead: float | None
    false: float | None
    quiet_share: float
    crises: int


class Worth(Entry):
    """The study: number of simulated network-years, and each signal by id."""

    network_years: int
    voices: Mapping[str, Voice]


@cache
def load_worth(file: Path = FILE) -> Worth:
    """Read and check `warning.json`."""
    return Worth.model_validate_json(file.read_text(encoding="utf-8"))


def of_rule(rule_id: str) -> Voice | None:
    """Performance of an alert rule; None if it is not in the study."""
    return load_worth().voices.get(f"rule_{rule_id}")


def sentence(voice: Voice | None, subject: str = "elle") -> str | None:
    """One sentence, which mentions that the data is simulated; None if nothing was measured."""
    if voice is None or voice.told is None or voice.false is None:
        return None
    years = fr(load_worth().network_years)
    opening = f"Sur {years} années simulées d’un réseau, {subject} {_share_detected(voice)}"
    return f"{opening} et {_false(voice.false)}."


def level_sentence() -> str | None:
    """Performance of the level, in one sentence."""
    voice = load_worth().voices.get(LEVEL)
    return sentence(voice, "le niveau «\u00a0à surveiller\u00a0» ou «\u00a0fragile\u00a0»")


def _share_detected(voice: Voice) -> str:
    if not voice.told:
        return f"n’annonce aucune des {plural(voice.crises, 'crise')} qui vont à la rupture"
    share = fr(voice.told, "%", 0)
    low, high = (fr(bound, "%", 0) for bound in (voice.told_low, voice.told_high))
    lead = (
        ""
        if voice.lead is None
        else f", {plural(round(voice.lead), 'mois', 'mois')} avant en médiane"
    )
    return f"annonce {share} des crises (de {low} à {high}){lead}"


def _false(rate: float) -> str:
    """Rate of false alarms, as a time between two that a reader can picture."""
    if rate < 1 / 50:
        return "ne sonne presque jamais pour rien"
    if rate < 1:
        return f"sonne pour rien une fois tous les {fr(round(1 / rate))}{NBSP}ans par réseau"
    return f"sonne pour rien {fr(rate, 'count', 1)} fois par an et par réseau"


def observed(outcomes: pd.DataFrame, rule_id: str) -> str | None:
    """What followed the alerts of a rule, once at least ten outcomes are known.

    Args:
        outcomes: rows of `alert_outcomes`: `rule_id`, `outcome`, `alerts`.
        rule_id: of the rule.
    """
    known_outcomes = outcomes[
        (outcomes["rule_id"] == rule_id) & ~outcomes["outcome"].isin(UNJUDGED)
    ]
    count = int(known_outcomes["alerts"].sum())
    if count < OUTCOMES_MIN:
        return None
    breaks = int(known_outcomes.loc[known_outcomes["outcome"].isin(BREAKS), "alerts"].sum())
    return (
        f"Sur {plural(count, 'alerte')} dont la suite est connue ici, {fr(breaks)} "
        f"{'a' if breaks < 2 else 'ont'} été suivie{'' if breaks < 2 else 's'} d’une rupture "
        "(solde négatif, direction vacante six mois, fin du réseau) dans les douze mois."
    )


def table(view: View) -> Figure | None:
    """Performance of each rule and of the level, next to simple points of comparison."""
    study = load_worth()
    voices = [dict(voice) for voice in study.voices.values()]
    rows = pd.DataFrame(voices).sort_values(["is_own", "told"], ascending=False, kind="stable")
    rows = rows.assign(
        interval=[
            fr_interval(low, high)
            for low, high in zip(rows["told_low"], rows["told_high"], strict=True)
        ],
        kind=rows["is_own"].map({True: "Observatoire", False: "Point de comparaison"}),
    )
    note = Note(
        f"{sentence(study.voices[LEVEL], 'le niveau') or MISSING}",
        f"{fr(study.network_years)} années de réseaux simulées, où la date de chaque crise est "
        "connue\u202f; aucun réseau réel.",
        f"étude du projet (docs/warning.md), version {view.build.id}, {fr_date(view.build.as_of)}.",
    )
    title = "Ce que valent les alertes, sur des crises simulées"
    return Figure("methode.alertes", title, rows, TABLE, note, ())


FIGURES = {"methode.alertes": table}
