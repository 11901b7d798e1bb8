"""A link to quote is made by the server: nothing in it is what the browser says."""

from __future__ import annotations

import re
from collections.abc import Callable

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.server.reader import Reader, elements


def test_neither_the_host_nor_an_unknown_key_of_the_browser_is_in_a_link(
    free_server: str, reader: Callable[[str], Reader]
) -> None:
    public = reader(free_server)
    asked = {"espace": "demo", "niveau": "departement", "territoire": "departement-45"}
    heard = public.open("territoires", **asked)
    message = BackMsg()
    # An address is said in « Citer », which makes it when it is opened.
    quote = message.rerun_script.widget_states.widgets.add()
    quote.id, quote.bool_value = _popovers(heard, "quote_")[0], True
    message.rerun_script.page_name = "territoires"
    query = "&".join(f"{key}={value}" for key, value in {**asked, "z": "17", "mois": "x"}.items())
    message.rerun_script.query_string = query
    message.rerun_script.context_info.url = "https://evil.example//evil.example/phish"
    public.send(message)
    codes = elements(public.until("script_finished"), "code")
    said = "\n".join(code.code_text for code in codes)
    (link,) = set(re.findall(r'https?://[^"<\s]*citation=\w+', said))
    view, version, quoted = link.rsplit("&", 2)
    assert version.startswith("version=") and quoted.startswith("citation=")
    assert view.startswith(f"{free_server}/territoires?")
    told = set(view.split("?")[1].replace("&amp;", "&").split("&"))
    # The month that the page shows, not the one that the browser says.
    own = {pair for pair in told if re.fullmatch(r"mois=\d{4}-\d{2}", pair)}
    assert told - own <= {f"{key}={value}" for key, value in asked.items()}
    assert "territoire=departement-45" in told


def _popovers(heard: list[ForwardMsg], key: str) -> list[str]:
    """Ids of the popovers whose key begins so."""
    blocks = [
        message.delta.add_block
        for message in heard
        if message.WhichOneof("type") == "delta" and message.delta.HasField("add_block")
    ]
    ids = [block.popover.id for block in blocks if block.HasField("popover")]
    return [one for one in ids if key in one]
