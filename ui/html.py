"""HTML fragments for what Streamlit has no block for: real tables, cards, notes.

Templates are in `ui/templates`; Jinja escapes every value, so that a name in a file can never
become markup. Streamlit strips scripts from this HTML.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from method.plain_text import spaced
from method.wording import fr
from ui import data
from ui.server import opening

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(template: str, **values: Any) -> None:
    """Draw a template of `ui/templates` at the current place in the page.

    Raises:
        AccessError: the router did not run; a page that bypasses it shows nothing.
    """
    draw(render(template, **values))


def first(template: str, **values: Any) -> None:
    """Draw a template of the top of the page, which the next reader is sent inside the page."""
    rendered = render(template, **values)
    draw(rendered)
    opening.add(rendered)


def draw(rendered: str) -> None:
    """Draw the output of `render`, produced now or for an earlier reader.

    Raises:
        AccessError: see `show`.
    """
    data.session()
    st.html(rendered)


def render(template: str, **values: Any) -> str:
    """Text of a template with its values escaped; `fr` formats numbers as everywhere else."""
    return spaced(_TEMPLATES.get_template(template).render(fr=fr, **values))
