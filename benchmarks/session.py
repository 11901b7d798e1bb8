"""Servers and readers for the measures: real processes and websockets, without a browser.

A reader here does what the Streamlit page does: it lists the messages that it already has, so that
the server sends a reference instead of them.
"""

from __future__ import annotations

import os
import random
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

import httpx
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from method.settings import ROOT

START_SECONDS = 120
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Server:
    """A running server: its address and its process."""

    address: str
    pid: int

    def cpu(self) -> float:
        """Processor seconds used."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:  # noqa: PTH123 — no path
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Bytes of resident memory."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:  # noqa: PTH123 — no path
            return int(file.read().split()[1]) * PAGE


@contextmanager
def serve(script: str, port: int = 0, **settings: str) -> Iterator[Server]:
    """Serve a script of the project; `settings` are environment variables.

    Args:
        script: path in the folder of the project.
        port: a free one by default.
    """
    port = port or _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}",
         "--server.address=127.0.0.1", "--server.headless=true"],
        cwd=ROOT,
        env={**os.environ, "OBSERVATOIRE_SANS_LECTURE": "1", **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/_stcore/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


@dataclass(frozen=True)
class Run:
    """One run of a page.

    Attributes:
        seconds: from the request to the last message.
        bytes: received.
        has_failed: whether the page showed an exception.
        failure: type and beginning of the exception.
        said: errors shown to the reader (`st.error`).
    """

    seconds: float
    bytes: int
    has_failed: bool
    said: tuple[str, ...] = ()
    failure: str = ""


def reading_seconds(dice: random.Random, average: float) -> float:
    """How long a reader looks at a page, in seconds: drawn for each page.

    Readers who wait for one thing are answered together. If all looked equally long, they would
    ask together again, and wait for one another for as long as they read.
    """
    return dice.expovariate(1 / average)


@cache
def _known_certificates() -> ssl.SSLContext:
    """Those of the system, read once: at each reader, they would cost more than a page."""
    return ssl.create_default_context()


class Reader:
    """One page open in one browser."""

    def __init__(
        self,
        address: str,
        cookies: httpx.Cookies | None = None,
        trusting: ssl.SSLContext | None = None,
    ) -> None:
        """Load the cookies and connect.

        Args:
            address: of the server.
            cookies: those of an earlier browser session.
            trusting: trusted certificates; those of the system by default.
        """
        web = httpx.Client(
            base_url=address, timeout=60, cookies=cookies, verify=trusting or _known_certificates()
        )
        web.get("/", headers={"accept": "text/html"})
        web.get("/_stcore/health")
        self.cookies = web.cookies
        web.close()
        cookie_header = "; ".join(f"{one.name}={one.value}" for one in self.cookies.jar)
        self._socket = connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            additional_headers={"Cookie": cookie_header},
            origin=address,
            subprotocols=["streamlit", self.cookies.get("_streamlit_xsrf", "")],
            max_size=None,
            open_timeout=60,
            ssl=trusting,
        )
        self._held: set[str] = set()

    def ask(self, page: str = "", view: Mapping[str, str] | None = None) -> Run:
        """Run a page with query parameters and wait until it is drawn."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(view or {})
        message.rerun_script.page_name = page
        message.rerun_script.cached_message_hashes.extend(sorted(self._held))
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        size, has_failed, errors, failure = 0, False, [], ""
        while True:
            data = self._socket.recv(timeout=120)
            size += len(data)
            received = ForwardMsg()
            received.ParseFromString(data)
            if received.metadata.cacheable:
                self._held.add(received.hash)
            kind = (
                received.delta.new_element.WhichOneof("type") if received.HasField("delta") else ""
            )
            if kind == "exception":
                wrong = received.delta.new_element.exception
                has_failed, failure = True, f"{wrong.type}: {wrong.message[:120]}"
            alert = received.delta.new_element.alert if kind == "alert" else None
            if alert is not None and alert.format == Alert.ERROR:
                errors.append(alert.body)
            if received.WhichOneof("type") == "script_finished":
                return Run(time.perf_counter() - start, size, has_failed, tuple(errors), failure)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()
