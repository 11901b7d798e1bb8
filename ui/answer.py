"""The page's own question, answered in one or two sentences made from the data."""

from __future__ import annotations

from ui import html


def say(*sentences: str | None) -> None:
    """Say the answer first: marked as such, so that a test finds it in the first screen.

    Args:
        sentences: in French, with their full stops; None is left out.
    """
    told = [sentence for sentence in sentences if sentence]
    if told:
        html.show("answer.html", sentences=told)
