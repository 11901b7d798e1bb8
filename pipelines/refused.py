"""The exception of a command that refuses to run."""

from method.errors import ReaderError


class Refused(ReaderError):
    """The command did nothing; the message is French and says what to do."""
