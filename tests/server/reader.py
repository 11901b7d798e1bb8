"""A reader without a browser: the requests and messages that Streamlit's own page sends."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

XSRF = "_streamlit_xsrf"


class Reader:
    """One browser, and one page of it once `open` was called."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.web = httpx.Client(base_url=address, timeout=30)
        self.headers: dict[str, str] = {}
        self.page: ClientConnection | None = None
        self.session = ""
        self.told = b""

    def visit(self, path: str = "/") -> httpx.Response:
        """Load the page and the cookies that come with it."""
        answer = self.web.get(path, headers={"accept": "text/html"})
        self.web.get("/_stcore/health")
        return answer

    def open(self, path: str = "", **query: str) -> list[ForwardMsg]:
        """Connect a page and run it; gives what the server told."""
        if not self.web.cookies:
            self.visit()
        cookies = "; ".join(f"{name}={value}" for name, value in self.web.cookies.items())
        self.page = connect(
            f"{self.address.replace('http', 'ws')}/_stcore/stream",
            additional_headers={"Cookie": cookies, **self.headers},
            origin=self.address,
            subprotocols=["streamlit", self.web.cookies[XSRF]],
            max_size=None,
            legacy=True,
        )
        return self.run(path, **query)

    def run(self, path: str = "", **query: str) -> list[ForwardMsg]:
        """Run the page again with an address; waits until it is drawn."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        message.rerun_script.page_name = path
        self.send(message)
        return self.until("script_finished")

    def click(self, kind: str, label: str, heard: list[ForwardMsg], until: str) -> list[ForwardMsg]:
        """Click the button of that label among what was drawn."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = next(drawn.id for drawn in elements(heard, kind) if drawn.label == label)
        state.trigger_value = True
        message.rerun_script.page_script_hash = next(
            one.new_session.page_script_hash for one in heard if one.HasField("new_session")
        )
        self.send(message)
        return self.until(until)

    def download(self, file: str) -> None:
        """Click on a download, which the server then makes."""
        message = BackMsg()
        message.backend_operation_request.request_id = "r"
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = file
        self.send(message)

    def send(self, message: BackMsg) -> None:
        """Send one message as it is."""
        assert self.page
        self.page.send(message.SerializeToString())

    def until(self, kind: str, timeout: float = 60) -> list[ForwardMsg]:
        """What the server tells, until a message of that kind; `TimeoutError` without one."""
        assert self.page
        heard = []
        while True:
            data = self.page.recv(timeout=timeout)
            assert isinstance(data, bytes)
            self.told += data
            message = ForwardMsg()
            message.ParseFromString(data)
            heard.append(message)
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            if message.WhichOneof("type") == kind:
                return heard

    def upload(
        self,
        content: bytes = b"a;b\n1;2\n",
        *,
        session: str = "",
        file: str = "",
        **options: object,
    ) -> httpx.Response:
        """Send a file to the address that an uploader would have."""
        where = f"/_stcore/upload_file/{session or self.session}/{file or uuid.uuid4()}"
        headers = {"X-Xsrftoken": self.web.cookies.get(XSRF, "")}
        return self.web.put(where, files={"f": ("f.csv", content)}, headers=headers, **options)

    def close(self) -> None:
        """Leave."""
        if self.page:
            self.page.close()
        self.web.close()


def elements(heard: list[ForwardMsg], kind: str) -> list:
    """The elements of a kind that a run drew."""
    drawn = [message.delta.new_element for message in heard if message.HasField("delta")]
    return [getattr(element, kind) for element in drawn if element.WhichOneof("type") == kind]


def texts(heard: list[ForwardMsg]) -> str:
    """Everything that a run drew, as one text to look into."""
    kinds = ("html", "markdown", "text", "alert", "exception")
    return "\n".join(
        getattr(drawn, "body", "") or getattr(drawn, "message", "")
        for kind in kinds
        for drawn in elements(heard, kind)
    )
