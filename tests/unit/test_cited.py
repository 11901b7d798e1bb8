"""The page Chiffres des autres says how many figures it holds."""

from __future__ import annotations

import pandas as pd

from observatory.cited import words
from tests.unit.test_desk_words import VIEW


def test_the_answer_counts_figures_and_territories() -> None:
    rows = pd.DataFrame({"name": ["Cher", "Cher", "Indre"]})
    asked = VIEW.having()
    answer = words.answer(type(asked)(**{**vars(asked), "ask": lambda name: rows}))
    assert answer == "3\u00a0chiffres publiés sur 2\u00a0territoires."
