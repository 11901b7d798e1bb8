"""The one way in which a command says no."""

from method.errors import ReaderError


class Refused(ReaderError):
    """The command did nothing; the message is French and says what to do."""
