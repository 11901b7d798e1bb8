"""Journal des accès: who did what, and when?"""

from __future__ import annotations

from datetime import UTC, datetime

from ui import answer, journal


def main() -> None:
    lines = journal.read()
    answer.say(journal.recent(lines, datetime.now(UTC)), journal.sentence(lines))
    journal.show(lines)


main()
