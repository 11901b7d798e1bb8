"""Sentences, charts and layout of what networks share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from method.catalog import load_catalog
from observatory.interclustering import graph
from observatory.interclustering import pairs as interclustering
from pipelines.steps.network_position import NEAREST, positions

JACCARD = load_catalog().indicators["member_jaccard"]
NETWORKS = pd.DataFrame(
    {
        "network_id": ["a", "b", "c", "d"],
        "name": ["Alpha", "Bêta", "Gamma", "Delta"],
        "x": [0.0, 1.0, 0.0, 1.0],
        "y": [0.0, 0.0, 1.0, 1.0],
        "companies": [40, 30, 20, None],
    }
)
NAMES = dict(zip(NETWORKS["network_id"], NETWORKS["name"], strict=True))


@pytest.fixture
def pairs() -> pd.DataFrame:
    """One pair of each kind: exact, small, hidden by complement, exact with partners, no data."""
    rows = [
        ("a", "b", "ok", None, 10, 60, "secret", None, 2, 0, "none"),
        ("a", "c", "secret", "few", None, None, "secret", None, 2, 1, "unknown"),
        ("b", "c", "secret", "some", None, None, "secret", None, 0, 1, "none"),
        ("a", "d", "no_data", None, None, None, "ok", 4, None, None, "no_data"),
    ]
    frame = pd.DataFrame(
        rows,
        columns=["network_id", "other_id", "member_status", "member_band", "shared_members",
                 "denominator", "partner_status", "shared_partners", "action_count",
                 "other_action_count", "action_state"],
    )  # fmt: skip
    frame["name"] = frame["network_id"].map(NAMES)
    frame["other_name"] = frame["other_id"].map(NAMES)
    frame["value"] = frame["shared_members"] / frame["denominator"]
    frame["numerator"] = frame["shared_members"]
    frame["status"] = frame["member_status"]
    return interclustering.with_labels(frame)


def test_what_is_not_known_is_never_counted(pairs: pd.DataFrame) -> None:
    rows = interclustering.shares_something(pairs)
    assert rows["pair"].tolist() == ["Alpha — Bêta", "Bêta — Gamma", "Alpha — Delta"]
    assert pairs["remark"].tolist()[1].endswith("moins de 3")
    assert pairs["actions"].tolist()[-1] == "n.d."
    text, first = interclustering.summary(pairs, JACCARD)
    assert text.startswith("3\u00a0paires de réseaux ont")
    assert "2 n’ont aucune action commune" in text
    assert "Alpha et Bêta\u00a0: 10\u00a0entreprises communes sur 60 (16,7\u00a0%)" in first
    assert "Aucune paire" in interclustering.summary(pairs.iloc[1:2], JACCARD)[0]
    # A pair whose number is secret is written without one.
    assert len(interclustering.summary(pairs.iloc[2:3], JACCARD)) == 1
    assert (
        interclustering.title(rows) == "Alpha et Bêta ont le plus en commun (10\u00a0entreprises)"
    )
    assert "le plus en commun" in interclustering.title(pairs.iloc[2:3])


def test_the_matrix_is_the_same_on_both_sides_and_blank_where_it_must(pairs: pd.DataFrame) -> None:
    heatmap, own = interclustering.matrix(pairs, NETWORKS, JACCARD).to_plotly().data
    values = np.array(heatmap.z, dtype=float)
    assert values[0, 1] == values[1, 0] == pytest.approx(10 / 60)
    assert np.isnan(values).sum() == 16 - 2
    assert "moins de 3" in heatmap.hovertext[0][2]
    # A hidden pair has its sign, an action its tick, and the diagonal is grey.
    assert [heatmap.text[0][1], heatmap.text[0][2], heatmap.text[1][2], heatmap.text[0][3]] == [
        "17", "·", "s", "",
    ]  # fmt: skip
    declared = pairs.assign(action_state="named")
    assert interclustering.matrix(declared, NETWORKS, JACCARD).data[0]["text"][0][1] == "17✓"
    assert np.isfinite(np.array(own.z, dtype=float)).sum() == 4
    assert {colour for _, colour in own.colorscale} == {interclustering.OWN}


def test_the_graph_draws_pairs_of_ten_or_more(pairs: pd.DataFrame) -> None:
    close = graph.close(pairs)
    assert close["pair"].tolist() == ["Alpha — Bêta"]
    assert graph.close(pairs.assign(shared_members=9)).empty
    assert graph.title(close) == "1 paire a au moins 10 entreprises en commun"
    figure = graph.draw(close, NETWORKS).to_plotly()
    lines = {trace.name: len(trace.x) // 3 for trace in figure.data if trace.mode == "lines"}
    assert lines == {"10 à 29 entreprises communes": 1}


def test_each_bar_says_what_is_known_of_common_actions(pairs: pd.DataFrame) -> None:
    rows = interclustering.shares_something(pairs)
    figure = interclustering.bars(rows, JACCARD).to_plotly()
    assert figure.data[0].marker.pattern.shape == ("", "", ".")
    names = [trace.name for trace in figure.data[1:]]
    assert [name.rpartition("\u00a0: ")[2] for name in names] == [
        "aucune enregistrée", "non transmise",
    ]  # fmt: skip


def test_networks_that_share_are_close_and_nothing_is_random() -> None:
    names = ["a", "b", "c", "d", "e"]
    rows = [(one, two, None) for i, one in enumerate(names) for two in names[i + 1 :]]
    table = pd.DataFrame(rows, columns=["network_id", "other_id", "jaccard"])
    table["jaccard"] = table["jaccard"].astype(float)
    table.loc[(table["network_id"] == "a") & (table["other_id"] == "e"), "jaccard"] = 0.4
    points = positions(table)
    assert points.equals(positions(table))
    at = points.set_index("network_id")
    gaps = {
        (one, two): np.hypot(*(at.loc[one, ["x", "y"]] - at.loc[two, ["x", "y"]]))
        for one, two, _ in rows
    }
    assert min(gaps, key=gaps.__getitem__) == ("a", "e")
    assert gaps["a", "e"] < 2 * NEAREST
    assert abs(at.loc["a", "rank"] - at.loc["e", "rank"]) == 1
    assert sorted(at["rank"]) == [1, 2, 3, 4, 5]
