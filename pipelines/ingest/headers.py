"""Map headers as people write them to columns of the contract, never guessing between two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import cache, lru_cache

from pipelines.contracts import Contract

NEAR = 0.6
# Beyond this many names, only those that share half of the value's letters are compared.
MANY = 500
# A header is proposed for a column if its similarity is at least this, and higher than any other's
# by this margin: « SIREN » is not proposed for « SIRET », nor the loan for the grant.
CLEARLY_NEAR, MARGIN = 0.84, 0.05
# Notes in brackets on how to fill a column, rather than on what it contains. One expression for the
# whole would take hours on a long header: each bracket is looked at by itself.
_NOTE = re.compile(r"\([^()]*\)")
_HOW_TO_FILL = re.compile(
    r"aaaa|yyyy|iso|siret|siren|obligatoire|facultatif|€|euros?\b|oui", re.IGNORECASE
)
_THOUSANDS = re.compile(r"\b(?:k|m|milliers|millions)\b", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]")


# Each top line of a file is tried as headers with each separator, so words are repeated.
@lru_cache(maxsize=1 << 14)
def simplify(text: str) -> str:
    """Letters and digits only, lower case, no accent: `Date d’adhésion *` → `datedadhesion`."""
    text = text.replace("€", "").replace("œ", "oe")
    # Before decomposing, which would turn ° into 0 and the ª of « nª » into a letter.
    text = re.sub(r"[ªº°*]", "", text)
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]", "", decomposed.lower())


def unmangle(text: str) -> str:
    """Undo UTF-8 read as Windows-1252: `BÃ©nÃ©ficiaire` → `Bénéficiaire`."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def nearest(value: str, candidates: list[str]) -> str | None:
    """The candidate most similar to a value, or None.

    A single typo leaves the first or last half of a key intact, which narrows down long lists.
    """
    target = simplify(value)
    by_simple = {simplify(candidate): candidate for candidate in candidates}
    names = list(by_simple)
    half = (len(target) - 1) // 2
    if len(names) > MANY and half > 0:
        names = [c for c in names if c[:half] == target[:half] or c[-half:] == target[-half:]]
    matches = get_close_matches(target, names, n=1, cutoff=NEAR)
    return by_simple[matches[0]] if matches else None


def proposals(contract: Contract, match: HeaderMatch) -> dict[str, str]:
    """Missing column → the unknown header that is clearly its best match, and conversely."""
    labels = {
        spec.name: {simplify(label) for label in (spec.name, spec.title, *spec.aliases)}
        for spec in contract.fields
    }
    scores = {
        (header, column): max(
            SequenceMatcher(None, simplify(header), label).ratio() for label in names
        )
        for header in match.unknown
        for column, names in labels.items()
    }
    best = {}
    for (header, column), score in scores.items():
        rivals = [
            other
            for (h, c), other in scores.items()
            if (h == header) != (c == column) and other > score - MARGIN
        ]
        if score >= CLEARLY_NEAR and not rivals and column not in match.positions:
            best[column] = header
    return best


@dataclass
class HeaderMatch:
    """Which header matches which column."""

    positions: dict[str, int] = field(default_factory=dict)  # column of the contract → position
    ambiguous: dict[str, list[str]] = field(default_factory=dict)  # column → rival headers
    unknown: list[str] = field(default_factory=list)


@cache
def _candidates(contract: Contract) -> dict[str, frozenset[str]]:
    """Simplified header → columns that it may mean, by name, title or alias."""
    columns_of: dict[str, set[str]] = {}
    own_names = {simplify(field.name): field.name for field in contract.fields}
    for spec in contract.fields:
        for label in (spec.name, spec.title, *spec.aliases):
            key = simplify(label)
            # A column's own name always wins over another's title or alias.
            if own_names.get(key, spec.name) == spec.name:
                columns_of.setdefault(key, set()).add(spec.name)
    return {key: frozenset(columns) for key, columns in columns_of.items()}


def match_headers(contract: Contract, headers: list[str]) -> HeaderMatch:
    """Match headers to a contract.

    A header equal to the column's name is certain, and its rivals are then unknown headers. Two
    headers that are only close, or one that may mean two columns, are reported and not matched.
    """
    candidates = _candidates(contract)
    claims: dict[str, list[int]] = {}
    match = HeaderMatch()
    ignored = {simplify(name) for name in contract.ignored}
    for position, header in enumerate(headers):
        columns = _meant(header, candidates)
        if not columns:
            if header.strip() and simplify(header) not in ignored:
                match.unknown.append(header.strip())
        elif len(columns) > 1:
            for column in columns:
                match.ambiguous.setdefault(column, []).append(header.strip())
        else:
            claims.setdefault(next(iter(columns)), []).append(position)
    for column, positions in claims.items():
        exact = [position for position in positions if headers[position].strip() == column]
        if len(positions) == 1 or len(exact) == 1:
            chosen = exact[0] if exact else positions[0]
            match.positions[column] = chosen
            match.ambiguous.pop(column, None)
            match.unknown += [headers[p].strip() for p in positions if p != chosen]
        else:
            match.ambiguous[column] = [headers[p].strip() for p in positions]
    return match


def find_header_row(contract: Contract, rows: list[list[str]]) -> int | None:
    """Index of the row whose headers mean the most columns; None if no row has any."""
    candidates = _candidates(contract)
    scores = [
        len(frozenset().union(*(_meant(header, candidates) for header in row))) for row in rows
    ]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def _meant(header: str, candidates: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Columns that a header may mean, by its first spelling that means any."""
    # Numbers and dates, most cells of the top lines, mean none.
    if header.isascii() and not _LETTER.search(header):
        return frozenset()
    if columns := candidates.get(simplify(header)):
        return columns
    # Most cells of a file have none of what the other spellings undo.
    if not header.isascii() and (columns := candidates.get(simplify(unmangle(header)))):
        return columns
    if "(" in header:
        return candidates.get(simplify(_NOTE.sub(_kept, header)), frozenset())
    return frozenset()


def _kept(note: re.Match[str]) -> str:
    """What is kept of a note in brackets: nothing if it is on how to fill the column."""
    is_how = _HOW_TO_FILL.search(note[0]) and not _THOUSANDS.search(note[0])
    return "" if is_how else note[0]
