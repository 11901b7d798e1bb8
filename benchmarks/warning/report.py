"""The study as a page (`docs/warning.md`), a picture, and the data for the screens."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from benchmarks.warning import plan
from benchmarks.warning.rivals import MODEL, RIVALS
from benchmarks.warning.stories import line, stories
from benchmarks.warning.study import CASH_30, LEVELS, WATCH, by_kind, table
from method.settings import ROOT

PICTURE = Path("images") / "warning.svg"
WORTH = ROOT / "observatory" / "fragility" / "warning.json"
HEAD = (
    "| voice | crises | told before it is too late | median lead, months | "
    "false alarms a network and year | share of quiet months in alarm |\n"
    "|---|---|---|---|---|---|"
)


def write(base: pd.DataFrame, moved: dict[str, pd.DataFrame], command: str, out: Path) -> None:
    """Write the page, its picture and `observatory/fragility/warning.json`.

    Args:
        base: panel with the assumptions of `plan.BASE`.
        moved: panel for each assumption of `plan.MOVED` that was run.
        command: command that rebuilds the page.
        out: path of the page.
    """
    scores = table(base)
    picture(scores, out.parent / PICTURE)
    WORTH.write_text(_worth(scores, base), encoding="utf-8")
    years = len(base) / 12
    worlds = base["world"].nunique()
    parts = [
        INTRODUCTION.format(
            command=command, years=round(years), worlds=worlds, vacant="six months"
        ),
        "## What each voice is worth\n",
        HEAD,
        *scores.apply(_line, axis=1),
        f"\n![Crises told against false alarms]({PICTURE})\n",
        VERDICT.format(**_verdict(scores)),
        "## By kind of crisis\n",
        "| crisis | crises that reached the point | told by the level | lead | told by the level "
        "or a rule | lead |\n|---|---|---|---|---|---|",
        *_kinds(by_kind(base)),
        *_when_moved(moved),
        STORIES,
        *stories().apply(line, axis=1),
        LIMITS,
    ]
    out.write_text("\n".join(parts) + "\n", encoding="utf-8")


def picture(found: pd.DataFrame, out: Path) -> None:
    """Share detected against share of quiet months in alarm, with intervals, for each voice."""
    scored = found.dropna(subset=["told"])
    own = scored["voice"].map(lambda voice: "voice" if _is_own(voice) else "rival")
    figure = go.Figure()
    for group, colour, label in (
        ("voice", "#0b4f8a", "the product"),
        ("rival", "#8a97a8", "others"),
    ):
        rows = scored[own == group]
        figure.add_scatter(
            x=rows["quiet_share"],
            y=rows["told"],
            error_y={
                "array": rows["told_high"] - rows["told"],
                "arrayminus": rows["told"] - rows["told_low"],
            },
            text=rows["label"],
            mode="markers+text",
            textposition="middle right",
            marker={"color": colour, "size": 9},
            name=label,
        )
    figure.update_layout(
        template="plotly_white",
        width=1000,
        height=620,
        font={"size": 12},
        xaxis={
            "title": "Share of quiet months in alarm",
            "tickformat": ".0%",
            "rangemode": "tozero",
        },
        yaxis={"title": "Share of crises told in time", "tickformat": ".0%", "range": [0, 1.05]},
        legend={"orientation": "h", "y": 1.08},
    )
    out.parent.mkdir(exist_ok=True)
    figure.write_image(out)


def _is_own(voice: str) -> bool:
    return voice in LEVELS or voice.startswith("rule_")


def _worth(scores: pd.DataFrame, base: pd.DataFrame) -> str:
    """Data of the screens for each voice: label, counts and medians, without sentences."""
    names = ("told", "told_low", "told_high", "lead", "false", "quiet_share", "crises")
    by_voice = {
        str(row["voice"]): {
            "label": row["label"],
            "is_own": _is_own(row["voice"]),
            **{name: None if pd.isna(row[name]) else round(float(row[name]), 3) for name in names},
        }
        for row in scores.to_dict("records")
    }
    facts = {"network_years": round(len(base) / 12), "voices": by_voice}
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def _line(row: pd.Series) -> str:
    return (
        f"| {row['label']} | {row['crises']:.0f} | {_percent(row)} | {_months(row)} | "
        f"{_rate(row)} | {row['quiet_share']:.0%} |"
    )


def _percent(row: pd.Series) -> str:
    if pd.isna(row["told"]):
        return "–"
    return f"{row['told']:.0%} ({row['told_low']:.0%}–{row['told_high']:.0%})"


def _months(row: pd.Series) -> str:
    if pd.isna(row["lead"]):
        return "–"
    return f"{row['lead']:.1f} ({row['lead_low']:.1f}–{row['lead_high']:.1f})"


def _rate(row: pd.Series) -> str:
    if pd.isna(row["false"]):
        return "–"
    return f"{row['false']:.2f} ({row['false_low']:.2f}–{row['false_high']:.2f})"


def _kinds(scores: pd.DataFrame) -> list[str]:
    lines = []
    for kind, own in scores.groupby("kind"):
        level, both = (own[own["voice"] == name].iloc[0] for name in (WATCH, "any"))
        lines.append(
            f"| {plan.CRISES[str(kind)]} | {level['crises']:.0f} | {_percent(level)} | "
            f"{_months(level)} | {_percent(both)} | {_months(both)} |"
        )
    return lines


def _when_moved(by_assumption: dict[str, pd.DataFrame]) -> list[str]:
    """The section on assumptions, empty if none was changed."""
    if not by_assumption:
        return []
    return [
        "\n## When an assumption moves\n",
        "| assumption moved | voice | crises | told | lead | false alarms |\n"
        "|---|---|---|---|---|---|",
        *(line for name, panel in by_assumption.items() for line in _moved(name, table(panel))),
    ]


def _moved(name: str, scores: pd.DataFrame) -> list[str]:
    rows = scores[scores["voice"].isin((WATCH, CASH_30, *RIVALS))]
    return [
        f"| {plan.MOVED[name][0]} | {row['label']} | {row['crises']:.0f} | {_percent(row)} | "
        f"{_months(row)} | {_rate(row)} |"
        for row in rows.to_dict("records")
    ]


def _verdict(scores: pd.DataFrame) -> dict[str, str]:
    """One sentence on each rival, from the figures: more crises, earlier, or neither."""
    own = scores.set_index("voice").loc[WATCH]
    sentences = []
    for voice in (CASH_30, *RIVALS, MODEL):
        row = scores.set_index("voice").loc[voice]
        words = []
        words.append(_side(own["told"] - row["told"], 0.02, "tells more crises", "tells fewer"))
        words.append(_side(own["lead"] - row["lead"], 0.25, "earlier", "later"))
        sentences.append(f"- against « {row['label']} »: {words[0]}, {words[1]};")
    return {"against": "\n".join(sentences), "share": f"{own['quiet_share']:.0%}"}


def _side(difference: float, tolerance: float, more: str, less: str) -> str:
    if pd.isna(difference):
        return "nothing to compare"
    if abs(difference) <= tolerance:
        return "as many" if more.startswith("tells") else "as early"
    return more if difference > 0 else less


INTRODUCTION = """# What the alerts are worth

Written by `{command}`; do not edit by hand.

The score, its levels and its rules rest on conventions. How early they speak, and how often for
nothing, is measured here on simulated workspaces, where the day of each crisis is known: {worlds}
workspaces of the demonstration's generator, other seeds, {years} network-years of panel. Half of
the networks live one crisis, a fifth something that looks like one, the others nothing but what the
generator brings ([benchmarks/warning/plan.py](../benchmarks/warning/plan.py) draws it,
[crises.py](../benchmarks/warning/crises.py) makes the raw files live it, books balanced).

- **Point of no return**: the first month whose balance is below zero, or in which nobody has
  directed the network for {vacant}. A crisis that never reaches it is neither told nor missed.
- **Told**: the voice spoke at a month end between the start of the crisis and that point.
- **Lead**: months from its first word in the crisis to that point.
- **False alarm**: a voice that begins to speak in a quiet month, when no crisis is on and no point
  of no return comes within a year.
- Shares have Wilson intervals at 95 %, medians are bootstrapped over crises, rates exact
  Poisson.
- Each rival speaks in as many quiet months as the level, its bound set so; « Moins de 30 jours » is
  taken as it stands. The logistic model is fitted on the other half of the workspaces.
"""
VERDICT = """At the same share of quiet months in alarm ({share}), the product's level:

{against}
"""
STORIES = """
## The troubles of the demonstration

Planted in the files that everybody opens first ([demo.md](demo.md)), each with the month in which
its own rule first speaks: so many months after the trouble began, so many before the point of no
return.

| network | rule | begins | told from | after it began | before no return |
|---|---|---|---|---|---|"""
LIMITS = """
## What this does not say
- These are simulated crises. Their kinds and their force are choices, told above and moved one at a
  time; nothing here is a fact about a real network.
- Nobody reacts in the simulation: a network warned in time would have lived otherwise.
- A crisis told by a rule that was open for another reason counts as told.
- What followed each alert of real workspaces is kept in `marts.alert_outcome`, and shown beside
  these figures once ten outcomes are known.
"""
