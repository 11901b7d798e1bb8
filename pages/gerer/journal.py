"""Journal des accès: who did what, and when?"""

from __future__ import annotations

from ui import answer, journal


def main() -> None:
    lines = journal.read()
    answer.say(journal.sentence(lines))
    journal.show(lines)


main()
