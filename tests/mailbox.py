"""A local mail server: enough of SMTP (RFC 5321) to receive messages, or to refuse some."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """Its port, and the recipients and content of each received message."""

    port: int
    received: list[tuple[list[str], bytes]] = field(default_factory=list)


@contextmanager
def running(refused: str = "") -> Iterator[Mailbox]:
    """A server that refuses recipients whose address contains `refused`, if it is not empty."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            recipients: list[str] = []
            self._say("220 local")
            while line := self.rfile.readline().decode().strip():
                word = line.split(" ")[0].upper()
                if word == "QUIT":
                    self._say("221 bye")
                    return
                self._say(self._answer(word, line, recipients))

        def _answer(self, word: str, line: str, recipients: list[str]) -> str:
            if word == "RCPT":
                to = line.split("<")[1].split(">")[0]
                if refused and refused in to:
                    return "550 non"
                recipients.append(to)
            elif word == "DATA":
                self._say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                box.received.append((recipients[:], body))
                recipients.clear()
            return "250 ok"

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        box = Mailbox(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
