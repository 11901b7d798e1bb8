"""Link from a real workspace to the fictional one, where every page has all that it can show."""

from __future__ import annotations

from urllib.parse import urlencode

from ui import data, html


def show(text: str) -> None:
    """Link to the present page of the demonstration, if this server publishes one."""
    demo = data.demonstration()
    if demo is not None and not data.build().is_fictional:
        link = f"?{urlencode({'espace': demo.workspace})}"
        html.show("link_button.html", link=link, text=f"{text} (réseaux fictifs)")
