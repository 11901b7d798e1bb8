"""Exports: take the figures away, and find an old one again."""

from __future__ import annotations

from ui.exports import basket_list, check, reports


def main() -> None:
    basket_list.show()
    reports.show()
    check.show()


main()
