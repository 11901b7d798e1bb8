"""The study on its panels: what each voice is worth, as one table."""

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
    told = panel.assign(
        **{
            WATCH: panel["level"].isin(("a_surveiller", "fragile")),
            FRAGILE: panel["level"] == "fragile",
            FIRST_FIVE: panel["rank"] <= RANKS,
            CASH_30: panel["cash_days"] < LOW_DAYS,
        }
    )
    share = score(told, WATCH).quiet_share
    return told.join(voices(told, share))


def labels() -> dict[str, str]:
    """Label of each voice, in the order of the report: levels, rules, rivals, the ceiling."""
    rules = {f"rule_{rule.id}": rule.label for rule in load_rules().rules}
    return {**LEVELS, **rules, CASH_30: CASH_30_LABEL, **RIVALS, MODEL: MODEL_LABEL}


def table(panel: pd.DataFrame) -> pd.DataFrame:
    """One row for each voice that speaks in the panel.

    Returns:
        `voice`, `label`, `crises`, `told`, `lead`, `false` with `_low` and `_high`, `quiet_share`.
    """
    told = with_voices(panel)
    rows = [
        {"voice": voice, "label": label, **_flat(score(told, voice))}
        for voice, label in labels().items()
        if voice in told
    ]
    return pd.DataFrame(rows)


def by_kind(panel: pd.DataFrame) -> pd.DataFrame:
    """What the level and the rules together tell of each kind of crisis: `kind`, measures."""
    told = with_voices(panel)
    rules = [name for name in told if name.startswith("rule_")]
    told["any"] = told[WATCH] | told[rules].any(axis=1)
    rows = []
    for kind, own in told[told["is_crisis"]].groupby("kind"):
        rows.append({"kind": kind, "voice": WATCH, **_flat(score(own, WATCH))})
        rows.append({"kind": kind, "voice": "any", **_flat(score(own, "any"))})
    return pd.DataFrame(rows)


def _flat(found: Score) -> dict[str, float]:
    flat: dict[str, float] = {"crises": found.crises, "quiet_share": found.quiet_share}
    for name in ("told", "lead", "false"):
        interval: Interval = getattr(found, name)
        flat |= {
            name: interval.value,
            f"{name}_low": interval.low,
            f"{name}_high": interval.high,
        }
    return flat
