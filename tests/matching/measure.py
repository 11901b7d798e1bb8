"""Precision and recall of the name matcher: `python -m tests.matching.measure` → docs/matching.md.

The list is `pairs.csv`: one network of `cvl` and one legal entity per line. Thresholds were set on
one half, `tuning`; the other, `held out`, measures them.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from method.settings import ROOT
from pipelines.fetch.matching.score import LEAST_NAME, POSSIBLE, PROBABLE, Entity, Network, score

PAIRS = Path(__file__).with_name("pairs.csv")
PAGE = ROOT / "docs" / "matching.md"
NETWORKS = ROOT / "data" / "raw" / "cvl" / "reseaux.csv"
HALVES = ("tuning", "held out")


@dataclass(frozen=True)
class Labelled:
    """A pair, whether both are the same body, and its score."""

    network: str
    entity: str
    trait: str
    origin: str
    is_same: bool
    half: str
    score: float


@dataclass(frozen=True)
class Measure:
    """Quality of a threshold; a ratio with an empty denominator is None."""

    kept: int
    right: int
    same: int

    @property
    def precision(self) -> float | None:
        """Share of the kept pairs that are right."""
        return self.right / self.kept if self.kept else None

    @property
    def recall(self) -> float | None:
        """Share of the right pairs that are kept."""
        return self.right / self.same if self.same else None


def labelled() -> list[Labelled]:
    """Every pair of the list, scored."""
    networks = {row["id_reseau"]: row for row in _rows(NETWORKS)}
    return [_labelled(row, networks[row["id_reseau"]]) for row in _rows(PAIRS)]


def measure(pairs: Iterable[Labelled], threshold: float) -> Measure:
    """Result of keeping the pairs that reach a threshold."""
    pairs = list(pairs)
    selected = [one for one in pairs if one.score >= threshold]
    return Measure(
        len(selected), sum(one.is_same for one in selected), sum(one.is_same for one in pairs)
    )


def page() -> str:
    """Text of docs/matching.md."""
    pairs = labelled()
    same = sum(one.is_same for one in pairs)
    return "\n".join(
        [
            "# How names are matched, and what it is worth",
            "",
            "Written by `python -m tests.matching.measure`, read by `tests/matching`; not by hand.",
            "",
            INTRODUCTION,
            "",
            f"{len(pairs)} pairs, {same} of one body and {len(pairs) - same} of two; "
            f"{sum(one.half == HALVES[1] for one in pairs)} held out.",
            "",
            "| scores from | half | kept | precision | recall |",
            "|---|---|---|---|---|",
            *_table(pairs),
            "",
            "## What is missed, and what is wrongly « probable »",
            "",
            "| network | register | score | one body | why it is hard | half |",
            "|---|---|---|---|---|---|",
            *_faults(pairs),
            "",
        ]
    )


INTRODUCTION = f"""A score orders candidates; a person says yes. Under {POSSIBLE} a candidate is not
shown; from {PROBABLE} on it is said to be « probable ». It is the likeness of the names, 0 to 1
(words that both hold, without accents, articles and legal forms; words that many networks share
weigh a quarter; an acronym is compared with initials, « S2E2 » with s s e e), then what the
register adds or takes away: town or département of the seat, legal category, year of creation,
whether it is open. Names less alike than {LEAST_NAME} are never matched.

The pairs of `tests/matching/pairs.csv` are hard on purpose. Names of networks are those of
`data/raw/cvl/reseaux.csv` and of the table of facts that it was made from (`networks.csv`, whose
line each row names); « constructed » says that a spelling or a whole look-alike was made up for the
test. Seats, categories and years of candidates are made up too, unless the facts give them: no row
says anything about a real legal entity. So these figures compare one version of the matcher with
another; they do not say how often the register itself will be matched."""


def _table(pairs: list[Labelled]) -> Iterator[str]:
    for threshold in (0.3, POSSIBLE, 0.6, PROBABLE, 0.85, 0.95):
        for half in HALVES:
            quality = measure([one for one in pairs if one.half == half], threshold)
            name = {POSSIBLE: " (shown)", PROBABLE: " (probable)"}.get(threshold, "")
            yield (
                f"| {threshold:.2f}{name} | {half} | {quality.kept} | {_part(quality.precision)} "
                f"| {_part(quality.recall)} |"
            )


def _faults(pairs: list[Labelled]) -> Iterator[str]:
    for one in sorted(pairs, key=lambda p: (p.is_same, -p.score)):
        if one.score < POSSIBLE if one.is_same else one.score >= PROBABLE:
            yield (
                f"| {one.network} | {one.entity} | {one.score:.2f} | "
                f"{'yes' if one.is_same else 'no'} | {one.trait} | {one.half} |"
            )


def _part(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _labelled(row: dict[str, str], network: dict[str, str]) -> Labelled:
    subject = Network(
        network["nom"],
        frozenset(filter(None, network["departements"].split("|"))),
        network["commune_siege"],
        network["date_creation"][:4],
        network["statut"] not in ("actif", "inconnu"),
    )
    entity = Entity(
        row["candidate"], row["acronym"], row["category"], row["commune"], row["commune"][:2],
        row["created"], row["state"] == "A",
    )  # fmt: skip
    # The half does not depend on the other lines.
    digest = hashlib.sha256(f"{row['id_reseau']};{row['candidate']}".encode()).digest()
    return Labelled(
        network["nom"], row["candidate"], row["trait"], row["origin"], row["same"] == "yes",
        HALVES[digest[0] % 2], score(subject, entity),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
