"""The answer to the page's question, in one or two sentences computed from the data."""

from __future__ import annotations

from ui import html


def say(*sentences: str | None, about: str | None = None) -> None:
    """Show the answer at the top of the page, marked so that a test finds it on the first screen.

    Args:
        sentences: in French, with their full stops; None is skipped.
        about: the network that the page is about, named above them.
    """
    texts = [sentence for sentence in sentences if sentence]
    if texts:
        html.first("answer.html", sentences=texts, about=about)
