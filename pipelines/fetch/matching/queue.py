"""The queue of doubtful matches: what a fetch proposes and a person settles, nothing in silence.

`_matching/queue.jsonl` lies beside the raw files of a workspace: one line a proposal or a verdict,
never altered, so that who said what and when can always be read. It is part of the backup: no
source can give it again. A build does not read it; only what a verdict writes changes figures.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Verdict = Literal["yes", "no", "later"]
VERDICTS: tuple[Verdict, ...] = ("yes", "no", "later")
FOLDER = "_matching"
FILE = "queue.jsonl"
# What a subject is, in French, by kind of match.
KINDS = {
    "network_siren": "structure porteuse d’un réseau",
    "grant_beneficiary": "bénéficiaire d’une subvention",
    "feder_beneficiary": "bénéficiaire d’une opération européenne",
}


@dataclass(frozen=True)
class Pair:
    """One possible match.

    Attributes:
        kind: a key of `KINDS`.
        subject: id of what is to be matched, the same from one fetch to the next.
        candidate: id of what it may be: a SIREN, an `id_reseau`…
        label: the subject in words.
        name: the candidate as its source writes it.
        score: how near they are, 0 to 1.
        facts: what helps to decide, French heading → text, in the order of the screen.
        source: address or file where the candidate was read.
        read_at: when it was read, ISO 8601.
    """

    kind: str
    subject: str
    candidate: str
    label: str
    name: str
    score: float
    source: str
    read_at: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two proposals one."""
        return self.kind, self.subject, self.candidate


@dataclass(frozen=True)
class Match:
    """A pair with the last verdict on it; `verdict` is None as long as nobody said anything."""

    pair: Pair
    verdict: Verdict | None = None
    who: str = ""
    at: str = ""


def path(raw: Path) -> Path:
    """The queue of a raw folder."""
    return raw / FOLDER / FILE


def propose(raw: Path, pairs: Iterable[Pair]) -> list[Match]:
    """Add pairs to the queue; one that is there is brought up to date and keeps its verdict.

    Args:
        raw: raw folder of the workspace.
        pairs: what was found.

    Returns:
        Those of the pairs that wait for a person.

    Raises:
        KeyError: a kind that `KINDS` does not have.
    """
    pairs = list(pairs)
    if unknown := {pair.kind for pair in pairs} - KINDS.keys():
        raise KeyError(*unknown)
    known = _matches(raw)
    lines = [
        {"event": "proposed", **asdict(pair)}
        for pair in pairs
        if pair.key not in known or _said(known[pair.key].pair) != _said(pair)
    ]
    _append(raw, lines)
    asked = {pair.key for pair in pairs}
    return [match for match in pending(raw) if match.pair.key in asked]


def pending(raw: Path, kind: str | None = None) -> list[Match]:
    """What waits for a person: no verdict, or « later »; the best first within a subject.

    A subject that has a yes asks no more.
    """
    found = _matches(raw).values()
    done = {(m.pair.kind, m.pair.subject) for m in found if m.verdict == "yes"}
    waiting = [
        match
        for match in found
        if match.verdict in (None, "later")
        and (match.pair.kind, match.pair.subject) not in done
        and kind in (None, match.pair.kind)
    ]
    return sorted(waiting, key=lambda m: (m.pair.kind, m.pair.subject, -m.pair.score, m.pair.key))


def settle(
    raw: Path,
    key: tuple[str, str, str],
    verdict: Verdict,
    who: str,
    at: datetime,
) -> Match:
    """Write a verdict; a yes takes back the yes that the subject may have had.

    Args:
        raw: raw folder of the workspace.
        key: kind, subject and candidate of a pair that was proposed.
        verdict: `yes`, `no` or `later`.
        who: the person.
        at: when, with its time zone.

    Raises:
        KeyError: nobody proposed that pair.
        ValueError: no such verdict, or nobody's.
    """
    if verdict not in VERDICTS or not who.strip():
        raise ValueError("a verdict is yes, no or later, and somebody's")
    known = _matches(raw)
    match = known[key]
    kind, subject, candidate = key
    moment = at.isoformat(timespec="seconds")

    def line(of: str, said: Verdict) -> dict[str, Any]:
        return {
            "event": "settled", "kind": kind, "subject": subject, "candidate": of,
            "verdict": said, "who": who.strip(), "at": moment,
        }  # fmt: skip

    before = [
        other.pair.candidate
        for other in known.values()
        if verdict == "yes" and other.verdict == "yes" and other.pair.key != key
        and (other.pair.kind, other.pair.subject) == (kind, subject)
    ]  # fmt: skip
    _append(raw, [*(line(other, "later") for other in before), line(candidate, verdict)])
    return Match(match.pair, verdict, who.strip(), moment)


def settled(raw: Path, kind: str, verdict: Verdict = "yes") -> dict[str, list[Match]]:
    """Matches of a kind with this last verdict, by subject; at most one each for a yes."""
    found: dict[str, list[Match]] = {}
    for match in _matches(raw).values():
        if match.pair.kind == kind and match.verdict == verdict:
            found.setdefault(match.pair.subject, []).append(match)
    return found


def _said(pair: Pair) -> tuple[object, ...]:
    """What a person would read of a pair: the moment of a fetch alone is no news."""
    return pair.label, pair.name, round(pair.score, 3), pair.source, tuple(pair.facts.items())


def _matches(raw: Path) -> dict[tuple[str, str, str], Match]:
    """Every pair with its last verdict, in the order of the first proposals."""
    known = {one.name for one in fields(Pair)}
    found: dict[tuple[str, str, str], Match] = {}
    for line in _lines(raw):
        if line["event"] == "proposed":
            pair = Pair(**{name: value for name, value in line.items() if name in known})
            before = found.get(pair.key, Match(pair))
            found[pair.key] = Match(pair, before.verdict, before.who, before.at)
        else:
            key = (line["kind"], line["subject"], line["candidate"])
            found[key] = Match(found[key].pair, line["verdict"], line["who"], line["at"])
    return found


def _lines(raw: Path) -> list[dict[str, Any]]:
    """The log, oldest first; a last line that a kill cut short is none."""
    if not path(raw).exists():
        return []
    return [json.loads(text) for text in path(raw).read_text(encoding="utf-8").split("\n")[:-1]]


def _append(raw: Path, lines: list[dict[str, Any]]) -> None:
    """Add lines for good, after taking away one that was cut short."""
    if not lines:
        return
    path(raw).parent.mkdir(exist_ok=True)
    with path(raw).open("ab+") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        if os.fstat(log.fileno()).st_ino != path(raw).stat().st_ino:
            return _append(raw, lines)  # it was rewritten while this waited
        log.seek(0)
        log.truncate(log.read().rfind(b"\n") + 1)
        log.write("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode())
        log.flush()
        os.fsync(log.fileno())
