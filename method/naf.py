"""Titles of the NAF divisions, the 88 activities that companies are counted by."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from method import plain_yaml

FILE = Path(__file__).with_name("naf_divisions.yaml")


@lru_cache(maxsize=1)
def divisions() -> dict[str, str]:
    """French title of each division (NAF rév. 2, INSEE), by its two digits."""
    return plain_yaml.load(FILE.read_text(encoding="utf-8"))


def division_label(code: str) -> str:
    """Title of a division; an unknown code is returned as it is."""
    return divisions().get(code, code)
