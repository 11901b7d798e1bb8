"""Base class of the errors that a reader is told, so that every entry point catches one class."""

from __future__ import annotations


class ReaderError(Exception):
    """Something could not be done; the message, in French, says what to do about it.

    The screen shows it instead of the page; the command line prints it and exits with code 1. Any
    other exception is a bug.
    """
