"""The one way in which a command says no."""


class Refused(Exception):
    """The command did nothing; the message is French and says what to do."""
