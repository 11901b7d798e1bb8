"""HTML fragments that Streamlit has no block for: real tables, cards, notes.

Templates are in `ui/templates`; Jinja escapes every value, so that a name sent in a file can
never become markup. Streamlit strips scripts from what is shown here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from method.plain_text import spaced
from method.wording import fr
from ui import data

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(template: str, **values: Any) -> None:
    """Draw a template of `ui/templates` where the page stands.

    Raises:
        AccessError: the router did not run; a page that skips it shows nothing.
    """
    draw(render(template, **values))


def draw(rendered: str) -> None:
    """Draw what `render` gave, now or for an earlier reader.

    Raises:
        AccessError: see `show`.
    """
    data.session()
    st.html(rendered)


def render(template: str, **values: Any) -> str:
    """Text of a template, values escaped; `fr` prints a number there as everywhere."""
    return spaced(_TEMPLATES.get_template(template).render(fr=fr, **values))
