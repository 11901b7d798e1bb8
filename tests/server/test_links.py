"""A link to quote is built by the server: nothing in it comes from the browser."""

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
    view_asked = {"espace": "demo", "niveau": "departement", "territoire": "departement-45"}
    messages = public.open("territoires", **view_asked)
    message = BackMsg()
    # The address is in « Citer », which builds it when opened.
    quote = message.rerun_script.widget_states.widgets.add()
    quote.id, quote.bool_value = _popovers(messages, "quote_")[0], True
    message.rerun_script.page_name = "territoires"
    query = "&".join(
        f"{key}={value}" for key, value in {**view_asked, "z": "17", "mois": "x"}.items()
    )
    message.rerun_script.query_string = query
    message.rerun_script.context_info.url = "https://evil.example//evil.example/phish"
    public.send(message)
    codes = elements(public.until("script_finished"), "code")
    addresses = "\n".join(code.code_text for code in codes)
    (link,) = set(re.findall(r'https?://[^"<\s]*citation=\w+', addresses))
    view, version, quoted = link.rsplit("&", 2)
    assert version.startswith("version=") and quoted.startswith("citation=")
    assert view.startswith(f"{free_server}/territoires?")
    parameters = set(view.split("?")[1].replace("&amp;", "&").split("&"))
    # The month shown on the page, not the one sent by the browser.
    own = {pair for pair in parameters if re.fullmatch(r"mois=\d{4}-\d{2}", pair)}
    assert parameters - own <= {f"{key}={value}" for key, value in view_asked.items()}
    assert "territoire=departement-45" in parameters


def _popovers(messages: list[ForwardMsg], key: str) -> list[str]:
    """Ids of the popovers whose key has a prefix."""
    blocks = [
        message.delta.add_block
        for message in messages
        if message.WhichOneof("type") == "delta" and message.delta.HasField("add_block")
    ]
    ids = [block.popover.id for block in blocks if block.HasField("popover")]
    return [one for one in ids if key in one]
