"""What a reader is told when something cannot be done: one base, so that each door catches one."""

from __future__ import annotations


class ReaderError(Exception):
    """Something was not done; the message is French, for whoever asked, and says what to do.

    The screen shows it in place of the page, the command line prints it and ends with 1. Any other
    exception is a fault of the program.
    """
