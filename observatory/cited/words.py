"""What the page Chiffres des autres says before its table."""

from __future__ import annotations

from method.wording import plural
from observatory.figures.figure import View


def answer(view: View) -> str:
    """How many figures, and of how many territories."""
    rows = view.ask("cited_figures")
    figures = plural(len(rows), "chiffre publié", "chiffres publiés")
    return f"{figures} sur {plural(rows['name'].nunique(), 'territoire')}."
