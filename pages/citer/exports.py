"""Exports: take the figures away, and find an old one again."""

from __future__ import annotations

from ui import answer
from ui.exports import basket_list, check, reports


def main() -> None:
    answer.say(basket_list.sentence())
    basket_list.show()
    reports.show()
    check.show()


main()
