"""Base class of the errors that a reader is told, so that every entry point catches one class."""

from __future__ import annotations


class ReaderError(Exception):
    """Something could not be done; the message, in French, says what to do about it.

    The screen shows it instead of the page; the command line prints it and exits with code 1. Any
    other exception is a bug.
    """


class NoMemory(ReaderError):
    """The machine, or what a server may take of it, is full; what was asked was not done."""

    def __init__(self) -> None:
        super().__init__(
            "La mémoire du serveur manque : rien n’a changé. Réessayez dans un instant, puis "
            "prévenez l’administrateur."
        )
