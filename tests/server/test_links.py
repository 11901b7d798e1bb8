"""A link to quote is made by the server: nothing in it is what the browser says."""

from __future__ import annotations

import re
from collections.abc import Callable

from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.server.reader import Reader, texts


def test_neither_the_host_nor_an_unknown_key_of_the_browser_is_in_a_link(
    free_server: str, reader: Callable[[str], Reader]
) -> None:
    public = reader(free_server)
    asked = {"espace": "demo", "niveau": "departement", "territoire": "departement-45"}
    public.open("territoires", **asked)
    message = BackMsg()
    message.rerun_script.page_name = "territoires"
    query = "&".join(f"{key}={value}" for key, value in {**asked, "z": "17", "mois": "x"}.items())
    message.rerun_script.query_string = query
    message.rerun_script.context_info.url = "https://evil.example//evil.example/phish"
    public.send(message)
    said = texts(public.until("script_finished"))
    (link,) = set(re.findall(r'https?://[^"<\s]*#fiche', said))
    view, version = link.removesuffix("#fiche").rsplit("&amp;", 1)
    assert version.startswith("version=")
    assert view.startswith(f"{free_server}/territoires?")
    told = set(view.split("?")[1].replace("&amp;", "&").split("&"))
    assert told <= {f"{key}={value}" for key, value in asked.items()}
    assert "territoire=departement-45" in told
