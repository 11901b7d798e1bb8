"""The study on its panels: the score of each voice, as one table."""

from __future__ import annotations

import pandas as pd

from benchmarks.warning.rivals import MODEL, MODEL_LABEL, RIVALS, voices
from benchmarks.warning.score import Interval, Score, score
from method.alerts import load_rules

WATCH, FRAGILE, FIRST_FIVE = "level_watch", "level_fragile", "first_five"
LEVELS = {
    WATCH: "Niveau « à surveiller » ou « fragile »",
    FRAGILE: "Niveau « fragile »",
    FIRST_FIVE: "Cinq premiers rangs de fragilité",
}
CASH_30 = "cash_30"
CASH_30_LABEL = "Moins de 30 jours de trésorerie, sans autre réglage"
RANKS = 5
LOW_DAYS = 30


def with_voices(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel with one boolean column for each voice of the product and of its rivals."""
    own_voices = panel.assign(
        **{
            WATCH: panel["level"].isin(("a_surveiller", "fragile")),
            FRAGILE: panel["level"] == "fragile",
            FIRST_FIVE: panel["rank"] <= RANKS,
            CASH_30: panel["cash_days"] < LOW_DAYS,
        }
    )
    share = score(own_voices, WATCH).quiet_share
    return own_voices.join(voices(own_voices, share))


def labels() -> dict[str, str]:
    """Label of each voice, in the order of the report: levels, rules, rivals, fitted model."""
    rules = {f"rule_{rule.id}": rule.label for rule in load_rules().rules}
    return {**LEVELS, **rules, CASH_30: CASH_30_LABEL, **RIVALS, MODEL: MODEL_LABEL}


def table(panel: pd.DataFrame) -> pd.DataFrame:
    """One row for each voice of the panel.

    Returns:
        `voice`, `label`, `crises`, `told`, `lead`, `false` with `_low` and `_high`, `quiet_share`.
    """
    extended = with_voices(panel)
    rows = [
        {"voice": voice, "label": label, **_flat(score(extended, voice))}
        for voice, label in labels().items()
        if voice in extended
    ]
    return pd.DataFrame(rows)


def by_kind(panel: pd.DataFrame) -> pd.DataFrame:
    """Scores of the level, and of the level with the rules, for each kind of crisis."""
    extended = with_voices(panel)
    rules = [name for name in extended if name.startswith("rule_")]
    extended["any"] = extended[WATCH] | extended[rules].any(axis=1)
    rows = []
    for kind, own in extended[extended["is_crisis"]].groupby("kind"):
        rows.append({"kind": kind, "voice": WATCH, **_flat(score(own, WATCH))})
        rows.append({"kind": kind, "voice": "any", **_flat(score(own, "any"))})
    return pd.DataFrame(rows)


def _flat(measured: Score) -> dict[str, float]:
    flat: dict[str, float] = {"crises": measured.crises, "quiet_share": measured.quiet_share}
    for name in ("told", "lead", "false"):
        interval: Interval = getattr(measured, name)
        flat |= {
            name: interval.value,
            f"{name}_low": interval.low,
            f"{name}_high": interval.high,
        }
    return flat
