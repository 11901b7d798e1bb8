"""The queue of doubtful matches, which a fetch proposes and a person settles.

`_matching/queue.jsonl`, beside the raw files of a workspace, has one line per proposal or verdict,
never changed, so that who decided what and when stays on record. It is part of the backup: no
source can rebuild it. A build does not read it; only what a verdict writes changes figures.
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
        subject: id of what is to be matched, stable between fetches.
        candidate: id of the possible match: a SIREN, an `id_reseau`…
        label: the subject as people read it.
        name: the candidate as its source writes it.
        score: their likeness, 0 to 1.
        facts: facts that help to decide, French heading → text, in display order.
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
        """What identifies a proposal."""
        return self.kind, self.subject, self.candidate


@dataclass(frozen=True)
class Match:
    """A pair with the last verdict on it; `verdict` is None until somebody decides."""

    pair: Pair
    verdict: Verdict | None = None
    who: str = ""
    at: str = ""


def path(raw: Path) -> Path:
    """The queue of a raw folder."""
    return raw / FOLDER / FILE


def propose(raw: Path, pairs: Iterable[Pair]) -> list[Match]:
    """Add pairs to the queue; one already there is updated and keeps its verdict.

    Args:
        raw: raw folder of the workspace.
        pairs: possible matches.

    Returns:
        The pairs among them that wait for a decision.

    Raises:
        KeyError: a kind that is not in `KINDS`.
    """
    pairs = list(pairs)
    if unknown := {pair.kind for pair in pairs} - KINDS.keys():
        raise KeyError(*unknown)
    matches = _matches(raw)
    lines = [
        {"event": "proposed", **asdict(pair)}
        for pair in pairs
        if pair.key not in matches or _content(matches[pair.key].pair) != _content(pair)
    ]
    _append(raw, lines)
    keys = {pair.key for pair in pairs}
    return [match for match in pending(raw) if match.pair.key in keys]


def pending(raw: Path, kind: str | None = None) -> list[Match]:
    """Matches that wait for a decision: no verdict, or « later »; best first for each subject.

    Those of a subject that has a yes are left out.
    """
    matches = _matches(raw).values()
    settled_subjects = {(m.pair.kind, m.pair.subject) for m in matches if m.verdict == "yes"}
    waiting = [
        match
        for match in matches
        if match.verdict in (None, "later")
        and (match.pair.kind, match.pair.subject) not in settled_subjects
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
    """Write a verdict; a yes replaces the earlier yes of the subject, if any.

    Args:
        raw: raw folder of the workspace.
        key: kind, subject and candidate of a proposed pair.
        verdict: `yes`, `no` or `later`.
        who: the person.
        at: time of the verdict, with its time zone.

    Raises:
        KeyError: the pair was never proposed.
        ValueError: an unknown verdict, or an empty `who`.
    """
    if verdict not in VERDICTS or not who.strip():
        raise ValueError("a verdict is yes, no or later, and somebody's")
    matches = _matches(raw)
    match = matches[key]
    kind, subject, candidate = key
    moment = at.isoformat(timespec="seconds")

    def line(other_candidate: str, value: Verdict) -> dict[str, Any]:
        return {
            "event": "settled", "kind": kind, "subject": subject, "candidate": other_candidate,
            "verdict": value, "who": who.strip(), "at": moment,
        }  # fmt: skip

    before = [
        other.pair.candidate
        for other in matches.values()
        if verdict == "yes" and other.verdict == "yes" and other.pair.key != key
        and (other.pair.kind, other.pair.subject) == (kind, subject)
    ]  # fmt: skip
    _append(raw, [*(line(other, "later") for other in before), line(candidate, verdict)])
    return Match(match.pair, verdict, who.strip(), moment)


def settled(raw: Path, kind: str, verdict: Verdict = "yes") -> dict[str, list[Match]]:
    """Matches of a kind whose last verdict is this one, by subject; one at most for a yes."""
    matches: dict[str, list[Match]] = {}
    for match in _matches(raw).values():
        if match.pair.kind == kind and match.verdict == verdict:
            matches.setdefault(match.pair.subject, []).append(match)
    return matches


def _content(pair: Pair) -> tuple[object, ...]:
    """What a person reads of a pair; a new fetch time alone is not a change."""
    return pair.label, pair.name, round(pair.score, 3), pair.source, tuple(pair.facts.items())


def _matches(raw: Path) -> dict[tuple[str, str, str], Match]:
    """Every pair with its last verdict, in the order of the first proposals."""
    pair_fields = {one.name for one in fields(Pair)}
    matches: dict[tuple[str, str, str], Match] = {}
    for line in _lines(raw):
        if line["event"] == "proposed":
            pair = Pair(**{name: value for name, value in line.items() if name in pair_fields})
            before = matches.get(pair.key, Match(pair))
            matches[pair.key] = Match(pair, before.verdict, before.who, before.at)
        else:
            key = (line["kind"], line["subject"], line["candidate"])
            matches[key] = Match(matches[key].pair, line["verdict"], line["who"], line["at"])
    return matches


def _lines(raw: Path) -> list[dict[str, Any]]:
    """Lines of the log, oldest first, without a last line truncated by a kill."""
    if not path(raw).exists():
        return []
    return [json.loads(text) for text in path(raw).read_text(encoding="utf-8").split("\n")[:-1]]


def _append(raw: Path, lines: list[dict[str, Any]]) -> None:
    """Append lines durably, after removing a truncated last line."""
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
