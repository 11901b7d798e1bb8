"""HTTP client of the official sites: paced, retried, bounded in size, with redirects checked."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx

from pipelines.fetch import failures
from pipelines.fetch.packages import FetchError

USER_AGENT = "observatoire-clusters (Centre-Val de Loire)"
TIMEOUT = httpx.Timeout(60, connect=10)
# Default for a site that states no rate limit.
PER_SECOND = 5.0
ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 1.0
# The fetch stops when a site requests a longer pause.
LONGEST_PAUSE_SECONDS = 120.0
MAX_REDIRECTS = 5
MAX_JSON_BYTES = 10 * 1024**2
BUSY = frozenset({429, 503})

T = TypeVar("T")
Query = Mapping[str, str | int | list[str]]
# Raises FetchError for a forbidden address; called before each request.
Gate = Callable[[httpx.URL], None]


class NotAccepted(FetchError):
    """The site works but refuses this request (code 400)."""


class _Again(Exception):
    """A failure worth a retry; `pause` is the wait requested by the site, in seconds."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


@dataclass(frozen=True)
class Received:
    """Address, digest, size and time of one answer."""

    url: str
    sha256: str
    size: int
    at: datetime


@cache
def _certificates() -> ssl.SSLContext:
    """Trusted certificate authorities, read once for hundreds of requests."""
    return httpx.create_ssl_context()


@dataclass
class Client:
    """A rate-limited HTTP client.

    Args:
        per_second: maximum number of requests per second.
        wait: waits for a number of seconds.
        minutes: total time allowed, from its creation; unlimited by default.
    """

    per_second: float = PER_SECOND
    wait: Callable[[float], None] = time.sleep
    minutes: float | None = None
    _last: float = field(default=0.0, init=False)
    _begun: float = field(default_factory=time.monotonic, init=False)

    def json(self, url: str, query: Query | None = None) -> tuple[Any, Received]:
        """Read a JSON answer.

        Raises:
            FetchError: no such page, a refused redirect, or no valid answer after several tries.
        """

        def receive(answer: httpx.Response) -> tuple[Any, Received]:
            body = b"".join(self._bounded(answer, MAX_JSON_BYTES))
            try:
                return json.loads(body), _received(answer, body)
            except (ValueError, RecursionError):
                raise _Again("réponse JSON abîmée") from None

        return self._get(url, query, receive, same_site(url))

    def download(self, url: str, target: Path, max_bytes: int, gate: Gate) -> Received:
        """Download a file.

        Args:
            url: its address.
            target: file to write.
            max_bytes: maximum size, once decompressed.
            gate: checks the address and each redirect.

        Raises:
            FetchError: as for `json`, or a refused address, or a file too large for `max_bytes`
                or for the disk.
        """

        def receive(answer: httpx.Response) -> Received:
            digest, size = hashlib.sha256(), 0
            try:
                with target.open("wb") as file:
                    for piece in self._bounded(answer, max_bytes):
                        file.write(piece)
                        digest.update(piece)
                        size += len(piece)
            except OSError:
                raise FetchError(
                    f"{answer.url.host} : {size // 1024**2} Mo reçus, que {target.parent} ne peut "
                    "garder. Libérez de la place, ou désignez un autre dossier par TMPDIR."
                ) from None
            return Received(str(answer.url), digest.hexdigest(), size, datetime.now(UTC))

        return self._get(url, None, receive, gate)

    def _get(
        self, url: str, query: Query | None, receive: Callable[[httpx.Response], T], gate: Gate
    ) -> T:
        reason = ""
        # `params=None` would drop the query that the address already contains.
        address = httpx.URL(url, params=query) if query else _address(url)
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
        with httpx.Client(timeout=TIMEOUT, headers=headers, verify=_certificates()) as http:
            for attempt in range(ATTEMPTS):
                try:
                    return self._follow(http, address, receive, gate)
                except _Again as again:
                    reason, pause = str(again), again.pause
                except httpx.TransportError as error:
                    if fault := failures.certificate_fault(error):
                        raise _not_proved(address.host, fault) from None
                    reason, pause = failures.reason(error), None
                except UnicodeError:
                    raise FetchError(f"{url[:80]} : le nom du site n’en est pas un.") from None
                if attempt + 1 < ATTEMPTS:
                    self._check_time(address.host)
                    self.wait(FIRST_PAUSE_SECONDS * 2**attempt if pause is None else pause)
        raise FetchError(
            f"{address.host} : {ATTEMPTS} essais sans réponse utilisable ({reason}). "
            "Vérifiez la connexion et relancez plus tard."
        )

    def _follow(
        self, http: httpx.Client, url: httpx.URL, receive: Callable[[httpx.Response], T], gate: Gate
    ) -> T:
        for _ in range(MAX_REDIRECTS + 1):
            gate(url)
            self._check_time(url.host)
            self._pace()
            with http.stream("GET", url) as answer:
                if answer.next_request is None:
                    _check_status(answer)
                    return receive(answer)
                url = answer.next_request.url
        raise FetchError(f"{url.host} : redirections sans fin.")

    def _bounded(self, answer: httpx.Response, max_bytes: int) -> Iterator[bytes]:
        too_large = FetchError(
            f"{answer.url.host} : réponse de plus de {max_bytes // 1024**2} Mo, refusée."
        )
        # What is announced is known before anything is received.
        announced = answer.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > max_bytes:
            raise too_large
        size = 0
        for piece in _whole(answer):
            size += len(piece)
            if size > max_bytes:
                raise too_large
            self._check_time(answer.url.host)
            yield piece

    def _check_time(self, host: str) -> None:
        if self.minutes is not None and time.monotonic() - self._begun > 60 * self.minutes:
            raise FetchError(
                f"{host} : délai de {self.minutes:g} min dépassé. Relancez, ou donnez plus de "
                "temps avec --timeout."
            )

    def _pace(self) -> None:
        early = self._last + 1 / self.per_second - time.monotonic()
        if early > 0:
            time.sleep(early)
        self._last = time.monotonic()


def public_or(home: str) -> Gate:
    """Allow any public https address, and the site of `home` wherever it is.

    A host that this machine cannot resolve is allowed: only a configured proxy can reach it.
    """
    at_home = httpx.URL(home)

    def gate(url: httpx.URL) -> None:
        if _site(url) == _site(at_home):
            return
        if url.scheme != "https":
            raise _without_https(url)
        try:
            addresses = socket.getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
        except OSError:
            return
        if not all(ipaddress.ip_address(place[4][0]).is_global for place in addresses):
            raise FetchError(f"{url.host} : adresse d’un réseau privé, refusée.")

    return gate


def _not_proved(host: str, fault: str) -> FetchError:
    # Another try would not change it.
    return FetchError(
        f"{host} : connexion refusée, certificat {fault}. Vérifiez l’heure de cette machine et ses "
        "autorités de certification (SSL_CERT_FILE), ou relancez plus tard."
    )


def _without_https(url: httpx.URL) -> FetchError:
    return FetchError(f"{url.host} : adresse sans https, refusée.")


def _address(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL:
        raise FetchError(f"{url[:80]} : ce n’est pas une adresse.") from None


def same_site(home: str) -> Gate:
    """Allow only the site of `home`."""
    at_home = httpx.URL(home)

    def gate(url: httpx.URL) -> None:
        if url.host == at_home.host and url.scheme == "http" != at_home.scheme:
            raise _without_https(url)
        if _site(url) != _site(at_home):
            raise FetchError(
                f"{at_home.host} : redirection vers {url.host}, refusée. "
                "La source a peut-être changé d’adresse."
            )

    return gate


def _site(url: httpx.URL) -> tuple[str, bytes]:
    return url.scheme, url.netloc


def _whole(answer: httpx.Response) -> Iterator[bytes]:
    """Bytes of an answer, decompressed here: httpx takes a gzip that was cut for a whole one."""
    if "Content-Encoding" not in answer.headers:
        yield from answer.iter_raw()
        return
    # Of gzip or of zlib, whichever the site sends.
    unpacked = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for piece in answer.iter_raw():
            yield unpacked.decompress(piece)
    except zlib.error:
        raise _Again("réponse compressée illisible") from None
    if not unpacked.eof or unpacked.unused_data:
        raise _Again("réponse compressée incomplète")


def _check_status(answer: httpx.Response) -> None:
    if answer.status_code in BUSY:
        raise _Again(f"code {answer.status_code}", _retry_after(answer))
    if answer.is_server_error:
        raise _Again(f"code {answer.status_code}")
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise NotAccepted(f"{answer.url.host} : demande refusée (code 400).")
    if not answer.is_success:
        raise FetchError(
            f"{answer.url.host} : {answer.url.path} refusé (code {answer.status_code}). "
            "La source a peut-être changé d’adresse."
        )


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds to wait, from a number or a date; None when the site gives neither."""
    header = answer.headers.get("Retry-After", "")
    try:
        seconds = float(int(header))
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    if seconds > LONGEST_PAUSE_SECONDS:
        raise FetchError(
            f"{answer.url.host} : trop de demandes, le site veut {seconds:.0f} s d’attente. "
            "Relancez plus tard."
        )
    return max(seconds, 0.0)


def _received(answer: httpx.Response, body: bytes) -> Received:
    digest = hashlib.sha256(body).hexdigest()
    return Received(str(answer.url), digest, len(body), datetime.now(UTC))
