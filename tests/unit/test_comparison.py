"""Networks compared with their peers: groups, marks against the median, what is withheld."""

from __future__ import annotations

import pandas as pd

from method.catalog import load_catalog
from observatory.comparison.charts import small_multiples
from observatory.comparison.peers import (
    MEDIAN,
    answer,
    by_month,
    declared,
    group_sentence,
    numbers_title,
    over_time,
    peer_groups,
    side_by_side,
    title,
)

CASH, SHARE = (load_catalog().indicators[name] for name in ("cash_days", "tpe_pme_share"))
NETWORKS = pd.DataFrame(
    {
        "network_id": ["a", "b", "c", "d"],
        "name": ["A", "B", "C", "D"],
        "network_type": ["cluster", "cluster", "cluster", "pole_competitivite"],
        "declared_stage": ["impulsion", None, None, None],
        "size": ["petit", "petit", "petit", "grand"],
    }
)


def values(*rows: tuple[str, str, float | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator_id", "network_id", "value", "status"])
    return frame.assign(
        as_of=pd.Timestamp("2026-10-31"),
        name=frame["network_id"].str.upper(),
        numerator=400.0,
        denominator=500.0,
        low=None,
        high=None,
    )


def peers(indicator: str, median: float | None, networks: int) -> pd.DataFrame:
    status = "ok" if networks >= 3 else "insufficient"
    return pd.DataFrame(
        [(pd.Timestamp("2026-10-31"), indicator, networks, median, median, status)],
        columns=["as_of", "indicator_id", "networks", "median", "mean", "status"],
    )


def test_a_group_has_at_least_three_networks_and_names_them() -> None:
    groups = peer_groups(NETWORKS)
    assert list(groups) == ["tous", "type-cluster", "taille-petit"]
    sentence = group_sentence(groups["type-cluster"], {"a": "A", "b": "B", "c": "C"})
    assert sentence == "Type : Cluster, 3\u00a0réseaux\u00a0: A, B et C."


def test_each_value_says_where_it_stands() -> None:
    rows = values(
        ("cash_days", "a", 80.0, "ok"),
        ("cash_days", "b", 60.0, "ok"),
        ("cash_days", "c", 70.2, "ok"),
        ("cash_days", "d", None, "no_data"),
    )
    table = side_by_side(rows, peers("cash_days", 70.0, 3), ["a", "b", "c", "d"], [CASH, SHARE])
    assert len(table) == 1, "an indicator of which nothing is known is left out"
    first = table.iloc[0]
    assert first["a"] == "80\u00a0jours ▲"
    assert first["b"] == "60\u00a0jours ▼"
    assert first["c"] == "70\u00a0jours =", "what prints alike is equal"
    assert first["d"] == "n.d."
    assert first["median"] == "70\u00a0jours"


def test_the_title_counts_what_stands_above_the_median() -> None:
    rows = pd.DataFrame({"a": ["80 jours ▲", "2 ▲", "n.d."], "b": ["1 ▼", "3 =", "4 ▼"]})
    told = numbers_title(rows.assign(c="n.d."), {"a": "A", "b": "B", "c": "C"})
    assert told == "Au-dessus de la médiane\u00a0: A pour 2\u00a0chiffres sur 2, B pour 0 sur 3"
    few = pd.DataFrame({"a": ["80 jours ▲", "2 ▼"]})
    assert numbers_title(few, {"a": "A"}).endswith("A pour 1\u00a0chiffre sur 2")
    assert numbers_title(rows[["a"]].tail(1), {"a": "A"}) == "Leurs chiffres, et ceux du groupe"


def test_without_a_median_nothing_is_placed() -> None:
    rows = values(("tpe_pme_share", "a", 0.8, "ok"))
    first = side_by_side(rows, peers("tpe_pme_share", None, 2), ["a"], [SHARE]).iloc[0]
    assert first["a"] == "80,0\u00a0%"
    assert (first["median"], first["mean"], first["counted"]) == ("n.d.", "n.d.", "2")


def test_each_panel_holds_its_network_and_the_median_on_one_scale() -> None:
    rows = over_time(
        values(("cash_days", "a", 80.0, "ok"), ("cash_days", "b", 20.0, "ok")),
        peers("cash_days", 70.0, 3),
    )
    wide = by_month(rows)
    assert wide[["A", "B", MEDIAN]].to_numpy().tolist() == [[80.0, 20.0, 70.0]]
    figure = small_multiples(rows, CASH).to_plotly()
    assert [trace.y[0] for trace in figure.data] == [80.0, 70.0, 20.0, 70.0]
    assert figure.layout.yaxis2.matches == "y"


def test_the_answer_names_each_network_the_highest_first_and_the_median() -> None:
    rows = values(("cash_days", "a", 20.0, "ok"), ("cash_days", "b", 80.0, "ok"))
    peer = peers("cash_days", 70.0, 3).iloc[0].to_dict()
    text = answer(rows, peer, CASH)
    assert text.startswith(
        "Jours de trésorerie\u00a0: 80\u00a0jours pour B et 20\u00a0jours pour A"
    )
    assert text.endswith("la moitié du groupe est au-dessus de 70\u00a0jours.")
    alone = peers("cash_days", None, 2).iloc[0].to_dict()
    assert "moitié" not in answer(rows, alone, CASH)
    unknown = values(("cash_days", "a", None, "no_data"))
    assert answer(unknown, None, CASH).endswith("aucun des réseaux comparés n’est connu.")


def test_the_title_says_who_is_on_which_side() -> None:
    peer = peers("cash_days", 70.0, 3).iloc[0].to_dict()

    def told(*own: float | None) -> str:
        status = ["no_data" if value is None else "ok" for value in own]
        rows = [("cash_days", "abc"[n], v, status[n]) for n, v in enumerate(own)]
        return title(values(*rows), peer, CASH).removeprefix("Jours de trésorerie")

    assert told(80.0, 20.0) == "\u00a0: A au-dessus de la médiane, B en dessous"
    assert told(80.0, 90.0) == "\u00a0: A et B au-dessus de la médiane"
    assert told(10.0) == "\u00a0: A en dessous de la médiane"
    assert told(70.0) == "\u00a0: à la médiane du groupe"
    assert told(None) == ", réseau par réseau"


def test_what_is_declared_keeps_the_last_year_of_each_source_and_where_it_was_read() -> None:
    def own(*rows: tuple[str, int, float, str, str]) -> pd.DataFrame:
        columns = ["indicator", "year", "value", "unit", "source_url"]
        return pd.DataFrame(rows, columns=columns)

    table = declared(
        [
            (
                "a",
                own(
                    ("adherents", 2024, 600, "adhérents", "https://a.fr/1"),
                    ("adherents", 2024, 560, "adhérents", "https://a.fr/2"),
                    ("budget", 2024, 10, "M€ (environ)", "https://a.fr/3"),
                ),
            ),
            (
                "b",
                own(
                    ("adherents", 2020, 45, "adhérents", "https://b.fr"),
                    ("adherents", 2010, 9, "adhérents", "https://b.fr"),
                ),
            ),
        ],
        {"adherents": "Adhérents", "budget": "Budget"},
    )
    assert table.columns.tolist() == ["label", "a", "b", "a.source", "b.source"]
    assert table.astype(object).where(table.notna(), None).to_numpy().tolist() == [
        [
            *("Adhérents", "600\u00a0adhérents (2024)", "45\u00a0adhérents (2020)"),
            *("https://a.fr/1", "https://b.fr"),
        ],
        ["Adhérents, autre source", "560\u00a0adhérents (2024)", "n.d.", "https://a.fr/2", None],
        ["Budget", "environ 10\u00a0M€ (2024)", "n.d.", "https://a.fr/3", None],
    ]
    assert declared([("a", own())], {}).empty
