"""Words shown to readers for the codes of the raw files, read from `terms.yaml`."""

from __future__ import annotations

from functools import cache

from method import plain_yaml
from method.settings import ROOT
from method.wording import MISSING

FILE = ROOT / "method" / "terms.yaml"


@cache
def load_terms() -> dict[str, str]:
    """Words by code."""
    return plain_yaml.load(FILE.read_text(encoding="utf-8"))


def fr_term(code: str | None) -> str:
    """French words for a code of the raw files; an unknown code is returned as it is."""
    return MISSING if not isinstance(code, str) else load_terms().get(code, code)
