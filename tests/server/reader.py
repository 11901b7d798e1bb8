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
    """One browser, with one page once `open` has been called."""

    def __init__(self, address: str) -> None:
        self.address = address
        # Nothing to verify without TLS, and the certificates of the machine are long to read.
        self.web = httpx.Client(base_url=address, timeout=30, verify=False)
        self.headers: dict[str, str] = {}
        self.page: ClientConnection | None = None
        self.session = ""
        self.told = b""

    def visit(self, path: str = "/") -> httpx.Response:
        """Load the page and its cookies."""
        answer = self.web.get(path, headers={"accept": "text/html"})
        self.web.get("/_stcore/health")
        return answer

    def open(self, path: str = "", **query: str) -> list[ForwardMsg]:
        """Connect a page and run it; return the messages of the server."""
        self.connect()
        return self.run(path, **query)

    def connect(self) -> None:
        """Connect a page, which has not run yet."""
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

    def run(self, path: str = "", **query: str) -> list[ForwardMsg]:
        """Run the page again with an address; wait until it is rendered."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        message.rerun_script.page_name = path
        self.send(message)
        return self.until("script_finished")

    def click(
        self, kind: str, label: str, messages: list[ForwardMsg], until: str
    ) -> list[ForwardMsg]:
        """Click the button with that label among the rendered elements."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = next(
            element.id for element in elements(messages, kind) if element.label == label
        )
        state.trigger_value = True
        message.rerun_script.page_script_hash = next(
            one.new_session.page_script_hash for one in messages if one.HasField("new_session")
        )
        self.send(message)
        return self.until(until)

    def download(self, file: str) -> None:
        """Click on a download, whose file the server then builds."""
        message = BackMsg()
        message.backend_operation_request.request_id = "r"
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = file
        self.send(message)

    def send(self, message: BackMsg) -> None:
        """Send one message."""
        assert self.page
        self.page.send(message.SerializeToString())

    def until(self, kind: str, timeout: float = 60) -> list[ForwardMsg]:
        """Messages of the server, up to the first one of a kind; `TimeoutError` without one."""
        assert self.page
        messages = []
        while True:
            data = self.page.recv(timeout=timeout)
            assert isinstance(data, bytes)
            self.told += data
            message = ForwardMsg()
            message.ParseFromString(data)
            messages.append(message)
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            if message.WhichOneof("type") == kind:
                return messages

    def upload(
        self,
        content: bytes = b"a;b\n1;2\n",
        *,
        session: str = "",
        file: str = "",
        **options: object,
    ) -> httpx.Response:
        """Send a file to the address of an uploader."""
        where = f"/_stcore/upload_file/{session or self.session}/{file or uuid.uuid4()}"
        headers = {"X-Xsrftoken": self.web.cookies.get(XSRF, "")}
        return self.web.put(where, files={"f": ("f.csv", content)}, headers=headers, **options)

    def close(self) -> None:
        """Close the connection."""
        if self.page:
            self.page.close()
        self.web.close()


def elements(messages: list[ForwardMsg], kind: str) -> list:
    """The rendered elements of a kind."""
    rendered = [message.delta.new_element for message in messages if message.HasField("delta")]
    return [getattr(element, kind) for element in rendered if element.WhichOneof("type") == kind]


def texts(messages: list[ForwardMsg]) -> str:
    """Everything rendered by a run, as one text to search in."""
    kinds = ("html", "markdown", "text", "alert", "exception")
    return "\n".join(
        getattr(element, "body", "") or getattr(element, "message", "")
        for kind in kinds
        for element in elements(messages, kind)
    )
