"""The fictional workspace compared with published figures of real networks.

`measure` reads the raw files and gives, for each quantity of the calibration table, its value and
the range accepted from the sources; the tests check every line and `python -m
benchmarks.demo_calibration` draws the figure of `docs/demo.md`.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import plotly.graph_objects as go

from method.settings import ROOT
from method.wording import fr
from observatory.figures.charts import GRID, INK, MUTED, PALETTE
from pipelines.demo import generate

QUERY = ROOT / "benchmarks" / "demo_calibration.sql"
FIGURE = ROOT / "docs" / "images" / "demo-calibration.png"


@dataclass(frozen=True)
class Target:
    """Published value of a quantity: a reference, and the accepted range around it."""

    label: str
    unit: str
    low: float
    reference: float
    high: float


# The keys are the columns of `demo_calibration.sql`. A range covers several sources, or the
# reference plus or minus the tolerance of a sample of this size.
TARGETS: dict[str, Target] = {
    "cluster_tpe": Target("Clusters : TPE parmi les membres", "%", 30, 34.5, 40),
    "cluster_pme": Target("Clusters : PME parmi les membres", "%", 30, 34.5, 40),
    "cluster_eti": Target("Clusters : ETI parmi les membres", "%", 4, 6, 9),
    "cluster_ge": Target("Clusters : GE parmi les membres", "%", 2, 3.4, 6),
    "cluster_research": Target("Clusters : recherche et formation", "%", 6.5, 9, 12),
    "pole_small": Target("Pôles : TPE et PME parmi les entreprises", "%", 75, 80, 87),
    "pole_eti": Target("Pôles : ETI parmi les entreprises", "%", 7.8, 11, 17),
    "pole_ge": Target("Pôles : GE parmi les entreprises", "%", 6.5, 8.5, 10.5),
    "cluster_members_per_fte": Target("Clusters : membres par ETP", "", 16, 33, 40),
    "pole_members_per_fte": Target("Pôles : membres par ETP", "", 12, 17, 22),
    "cluster_budget_per_fte": Target("Clusters : budget par ETP (k€)", "", 87, 107, 125),
    "pole_budget_per_fte": Target("Pôles : budget par ETP (k€)", "", 87, 120, 200),
    "cluster_members_median": Target("Clusters : membres, médiane", "", 45, 65, 103),
    "cluster_region_share": Target("Clusters : Région / budget, médiane", "%", 20, 35, 60),
    "pole_private": Target("Pôles : part privée des produits", "%", 50, 60, 70),
    "cluster_shared": Target("Clusters : entreprises aussi dans un autre réseau", "%", 23, 30, 39),
    "first_payment_days": Target("Décision → premier versement (jours)", "", 90, 135, 180),
    "eu_claim_months": Target("Europe : demande → versement (mois)", "", 6, 15, 24),
    "financed": Target("Projets labellisés, financés", "%", 34, 43, 54),
    "aid_rate": Target("Aide / budget des projets financés", "%", 29, 34, 39),
    "hr_actions": Target("Actions ressources humaines", "%", 5, 8, 10),
    "board_companies": Target("Conseils : sièges d’entreprises", "%", 55, 60, 66),
}


@dataclass(frozen=True)
class Measure:
    """Value of a quantity in the files, with its target."""

    target: Target
    value: float

    @property
    def is_within(self) -> bool:
        """Whether the value is in the accepted range."""
        return self.target.low <= self.value <= self.target.high


def measure(raw: Path) -> dict[str, Measure]:
    """Compute every quantity of the calibration from the raw CSV of a workspace."""
    with duckdb.connect() as connection:
        for file in sorted(raw.glob("*.csv")):
            source = connection.read_csv(str(file), delimiter=";", all_varchar=True)
            source.create_view(file.stem)
        result = connection.execute(QUERY.read_text(encoding="utf-8"))
        names = [column[0] for column in result.description]
        row = result.fetchall()[0]
    return {
        name: Measure(TARGETS[name], float(value)) for name, value in zip(names, row, strict=True)
    }


def draw(measures: dict[str, Measure]) -> go.Figure:
    """Accepted range, reference and value of each quantity, each on its own scale."""
    figure = go.Figure()
    for position, one in enumerate(reversed(measures.values())):
        target = one.target
        span = target.high - target.low
        place = (one.value - target.low) / span
        figure.add_scatter(
            x=[0, 1],
            y=[position, position],
            mode="lines",
            line={"color": GRID, "width": 12},
            showlegend=False,
        )
        figure.add_scatter(
            x=[(target.reference - target.low) / span],
            y=[position],
            mode="markers",
            name="référence",
            marker={"symbol": "line-ns-open", "size": 16, "color": MUTED, "line": {"width": 2}},
            showlegend=position == 0,
        )
        figure.add_scatter(
            x=[place],
            y=[position],
            mode="markers",
            name="fichiers fictifs",
            marker={"size": 11, "color": PALETTE[0]},
            showlegend=position == 0,
        )
        for x, number, anchor in (
            (-0.02, target.low, "right"),
            (1.02, target.high, "left"),
            (1.30, one.value, "right"),
        ):
            figure.add_annotation(
                x=x,
                y=position,
                text=_shown(number, target.unit, bold=x > 1.1),
                xanchor=anchor,
                showarrow=False,
                font={"size": 12, "color": INK if x > 1.1 else MUTED},
            )
    labels = [one.target.label for one in reversed(measures.values())]
    figure.update_layout(
        width=1000,
        height=90 + 30 * len(measures),
        margin={"l": 330, "r": 20, "t": 60, "b": 20},
        plot_bgcolor="white",
        paper_bgcolor="white",
        font={"family": "DejaVu Sans, sans-serif", "color": INK, "size": 13},
        title={
            "text": "Fichiers de démonstration et fourchettes publiées",
            "x": 0.01,
            "font": {"size": 17},
        },
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom"},
        xaxis={"visible": False, "range": [-0.16, 1.32]},
        yaxis={
            "tickvals": list(range(len(labels))),
            "ticktext": labels,
            "range": [-0.7, len(labels) - 0.3],
            "showgrid": False,
            "zeroline": False,
        },
    )
    return figure


def _shown(value: float, unit: str, *, bold: bool) -> str:
    number = value / 100 if unit == "%" else value
    text = fr(number, unit or "count", decimals=1 if value < 20 else 0)
    return f"<b>{text}</b>" if bold else text


def main() -> int:
    """Draw the figure from a new run of the default seed; exit 1 if a line is out of range."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        measures = measure(Path(folder))
    for name, one in measures.items():
        target = one.target
        mark = "" if one.is_within else "  <- out"
        print(f"{name:26} {one.value:9.2f}  [{target.low}, {target.high}]{mark}")
    FIGURE.parent.mkdir(parents=True, exist_ok=True)
    draw(measures).write_image(FIGURE, scale=1.5)
    return 0 if all(one.is_within for one in measures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
