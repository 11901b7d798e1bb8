"""Lead times and false alarms on hand-written histories."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.warning.panel import months_of, no_return
from benchmarks.warning.score import bound_for, false_alarms, leads, quiet, score
from benchmarks.warning.stories import first_word


def history(network: str, speaks: str, *, begin: int = -1, broken: float = np.nan) -> pd.DataFrame:
    """One network over months 0, 1, …: `x` where the signal fires."""
    return pd.DataFrame(
        {
            "world": 1,
            "network": network,
            "month": range(len(speaks)),
            "kind": "not_renewed" if begin >= 0 else "quiet",
            "begin": begin,
            "is_crisis": begin >= 0,
            "broken": broken,
            "voice": [sign == "x" for sign in speaks],
        }
    )


def test_lead_is_counted_from_the_first_word_of_the_crisis() -> None:
    panel = pd.concat(
        [
            history("early", "....xxxxxxxx", begin=3, broken=9),  # month 4 → 5 months before 9
            history("mute", "............", begin=3, broken=9),
            history("too_late", ".........xxx", begin=3, broken=9),
            history("already_on", "xxxxxxxxxxxx", begin=3, broken=9),  # from month 3 → 6
            history("for_another_reason", "x...........", begin=3, broken=9),
        ]
    )
    lead = leads(panel, "voice").set_index("network")["lead"]
    assert lead["early"] == 5
    assert lead["already_on"] == 6
    assert lead[["mute", "too_late", "for_another_reason"]].isna().all()


def test_a_crisis_without_a_point_of_no_return_is_neither_announced_nor_missed() -> None:
    panel = pd.concat(
        [
            history("held", "...xxx......", begin=3),
            history("told", "...x........", begin=3, broken=9),
        ]
    )
    assert leads(panel, "voice")["network"].tolist() == ["told"]
    assert quiet(panel[panel["network"] == "held"]).tolist() == [True] * 3 + [False] * 9


def test_the_year_before_an_unplanned_end_is_not_quiet() -> None:
    panel = history("story", "." * 30, broken=20)
    assert quiet(panel).tolist() == [True] * 8 + [False] * 22


def test_false_alarms_are_episodes_by_network_and_year() -> None:
    panel = pd.concat(
        [
            history("a", "x..xx.......xx.........."),  # begins at 0, 3 and 12
            history("b", "." * 24),
            history("c", ".." + "x" * 22, begin=2, broken=20),  # months 0 and 1 are quiet
        ]
    )
    begun, years, share = false_alarms(panel, "voice")
    assert begun == 3
    assert years == pytest.approx(50 / 12)
    assert share == pytest.approx(5 / 50)


def test_a_score_has_its_intervals() -> None:
    panel = pd.concat(
        [history(f"told{n}", "...x........", begin=3, broken=3 + n) for n in (4, 6, 8)]
        + [history("mute", "............", begin=3, broken=9), history("calm", "x...........")]
    )
    result = score(panel, "voice")
    assert (result.crises, result.told.value, result.lead.value) == (4, 0.75, 6)
    # Wilson 95 % of 3 in 4, by the published formula.
    assert (result.told.low, result.told.high) == pytest.approx((0.3006, 0.9544), abs=1e-4)
    assert 4 <= result.lead.low <= 6 <= result.lead.high <= 8
    assert result.false.value == 1  # one in 12 quiet months: the year before an end is not
    assert result.false.low < result.false.value < result.false.high


def test_a_bound_never_fires_more_than_requested() -> None:
    panel = history("calm", "." * 10)
    signal = pd.Series([0, 0, 0, 0, 0, 0, 1, 1, 2, np.nan], panel.index, dtype=float)
    assert bound_for(panel, signal, 0.10) == 2
    assert bound_for(panel, signal, 0.29) == 2
    assert bound_for(panel, signal, 0.30) == 1
    assert bound_for(panel, signal, 0.05) == np.inf


def test_the_first_word_counts_from_the_beginning_on() -> None:
    months, speaks = pd.Series(range(6)), pd.Series([True, False, False, True, True, False])
    assert first_word(months, speaks, 1.0) == 3
    assert first_word(months, speaks, np.nan) == 0
    assert np.isnan(first_word(months, speaks, 5.0))


@pytest.mark.parametrize(
    ("balance", "ends", "day"),
    [
        ({"2025-03": "100", "2025-04": "-1", "2025-05": "5"}, "", "2025-04"),
        # No staff on 1 February 2025; six months later is August.
        ({"2025-03": "100"}, "2025-01-31", "2025-08"),
        ({"2025-12": "-1"}, "2025-01-31", "2025-08"),
        ({"2025-03": "100"}, "", None),
    ],
)
def test_the_point_of_no_return_is_read_from_the_files(
    balance: dict[str, str], ends: str, day: str | None
) -> None:
    cash = pd.DataFrame(
        [("a", month, eur) for month, eur in balance.items()],
        columns=["id_reseau", "mois", "solde_fin_mois"],
    )
    team = pd.DataFrame(
        [("a", "direction", "2020-01-01", ends)],
        columns=["id_reseau", "fonction", "date_entree", "date_sortie"],
    )
    dates = no_return({"tresorerie": cash, "equipes": team}, "a")
    assert np.isnan(dates) if day is None else dates == months_of(day)
