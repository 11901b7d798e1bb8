"""Why a site gave nothing usable, in French: the libraries say it in English."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

# Faults of a certificate, by the code of OpenSSL.
CERTIFICATE_FAULTS = {9: "pas encore valable", 10: "périmé", 62: "d’un autre site"}
REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (httpx.TimeoutException, "pas de réponse à temps"),
    (httpx.ProxyError, "refus du serveur mandataire"),
    (socket.gaierror, "nom de site introuvable"),
    (ssl.SSLError, "connexion chiffrée impossible"),
    (ConnectionRefusedError, "connexion refusée"),
    (httpx.RemoteProtocolError, "réponse interrompue"),
)


def reason(error: httpx.HTTPError) -> str:
    """Why there is no answer: `code 404`, `certificat périmé`, `connexion refusée`…"""
    if isinstance(error, httpx.HTTPStatusError):
        return f"code {error.response.status_code}"
    if fault := certificate_fault(error):
        return f"certificat {fault}"
    for cause in _causes(error):
        for kind, words in REASONS:
            if isinstance(cause, kind):
                return words
    return "connexion interrompue"


def certificate_fault(error: httpx.HTTPError) -> str | None:
    """What is wrong with a site's certificate; None if that is not the reason."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CERTIFICATE_FAULTS.get(cause.verify_code, "non reconnu par cette machine")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those behind it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
