"""The theme that Streamlit sends at the start of each run, read from its options once.

At each run of each reader it would go through all of its options for each of six sections, though
the theme of a running server does not change: a tenth of what a page costs the server.
"""

from __future__ import annotations

from functools import cache

from streamlit import config


def keep() -> None:
    """Keep the options of each section of the configuration; called before the first reader."""
    vars(config)["get_options_for_section"] = cache(config.get_options_for_section)
