"""Chiffres des autres: what do others publish of the territories?"""

from __future__ import annotations

from observatory.cited import figures, words
from ui import answer, data, kept, view
from ui.figure import draw


def main() -> None:
    asked = view.of(data.build().as_of)
    answer.say(kept.of(words.answer, asked))
    draw(figures.published, asked)


main()
