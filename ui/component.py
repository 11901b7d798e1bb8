"""Parts of a page that a script of ours draws in the browser: charts and maps.

Their scripts are in `static`, fetched once. What Streamlit sends with each part only asks for them.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

from method.settings import ROOT
from ui.server.assets import Assets, prefix
from ui.server.doors import base_path

LOADER = (Path(__file__).parent / "component.js").read_text(encoding="utf-8")


def declare(name: str, html: str, *, is_isolated: bool = True) -> Any:
    """A component of Streamlit; what it is given says in `script` where its own script is.

    Args:
        name: unique in the application.
        html: what stands in the page before the script has come.
        is_isolated: apart from the style sheets and the print rules of the page.
    """
    return st.components.v2.component(name, html=html, js=LOADER, isolate_styles=is_isolated)


def folder() -> str:
    """Address of `static`."""
    place = prefix() if Assets.serves else "app/static"
    return f"{base_path()}/{place}"


def script(name: str) -> str:
    """Address of a script of `static`, which changes when its content does."""
    return f"{folder()}/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    return sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:10]
