"""How much a page may send at once, before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosedError

from tests.server.reader import Reader

TOO_BIG = 1009


@pytest.mark.parametrize(
    ("size", "who"),
    [(2_000_000, "Streamlit, once it is read"), (24_000_000, "the socket, while it unfolds")],
)
def test_a_message_that_no_page_sends_ends_its_connection(
    free_server: str, reader: Callable[[str], Reader], size: int, who: str
) -> None:
    one = reader(free_server)
    one.open("adhesions", espace="demo")
    message = BackMsg()
    # A few kilobytes on the wire, where messages are compressed.
    message.rerun_script.query_string = "a=" + "b" * size
    one.send(message)
    with pytest.raises(ConnectionClosedError) as closed:
        one.until("script_finished", timeout=20)
    assert closed.value.rcvd and closed.value.rcvd.code == TOO_BIG, who
