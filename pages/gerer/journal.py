"""Journal des accès: who did what, and when?"""

from __future__ import annotations

from ui import answer, journal


def main() -> None:
    answer.say(journal.sentence())
    journal.show()


main()
