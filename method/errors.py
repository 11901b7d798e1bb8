"""Base class of the errors shown to readers, so that every entry point catches one class."""

from __future__ import annotations


class ReaderError(Exception):
    """An action failed; the message, in French, says what to do about it.

    The screen shows it instead of the page; the command line prints it and exits with code 1. Any
    other exception is a bug.
    """


class NoMemory(ReaderError):
    """The machine, or the server's share of it, is out of memory; the action was not done."""

    def __init__(self) -> None:
        super().__init__(
            "La mémoire du serveur manque : rien n’a changé. Réessayez dans un instant, puis "
            "prévenez l’administrateur."
        )
