"""Dated answers of an API: requested once a week, or copied by hand to an offline server.

`_fetch/answers/<source>/<key>.json` of a workspace stores each one, cut to the fields that are
read, so that nothing else of the API stays on the disk. Such a folder, copied from a machine with
internet access into `OBSERVATOIRE_MIROIR/<source>/`, replaces the site.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.desk.history import write_durably
from pipelines.fetch.client import Client, Query
from pipelines.fetch.mirror import mirrored
from pipelines.fetch.packages import FetchError

FOLDER = "_fetch"
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Answer:
    """The part kept of one answer, and when the site gave it, ISO 8601."""

    content: Any
    read_at: str


@dataclass
class Answers:
    """The answers of one API in one workspace.

    Attributes:
        client: HTTP client.
        raw: raw folder of the workspace.
        source: name of the API's folder.
        url: address of the API.
        now: time of the fetch.
        shorten: returns the part of an answer to keep; raises `FetchError` for another format.
        asked: number of answers from the site; `kept`: from the store or the mirror.
    """

    client: Client
    raw: Path
    source: str
    url: str
    now: datetime
    shorten: Callable[[Any], Any]
    asked: int = field(default=0, init=False)
    kept: int = field(default=0, init=False)

    def get(self, query: Query) -> Answer:
        """Answer to a query, from the mirror, from the store if recent, or from the site.

        Raises:
            FetchError: no usable answer from the site, or a damaged stored answer.
        """
        name = f"{_key(query)}.json"
        place = self.raw / FOLDER / "answers" / self.source / name
        copies = mirrored(self.source, name)
        for file in [*copies, *([place] if place.exists() else [])]:
            answer = _read(file)
            if file in copies or self._is_fresh(answer):
                self.kept += 1
                # A copied answer is checked like one of the site.
                return Answer(self.shorten(answer.content), answer.read_at)
        content, received = self.client.json(self.url, query)
        answer = Answer(self.shorten(content), received.at.isoformat(timespec="seconds"))
        self.asked += 1
        record = {"query": dict(query), "sha256": received.sha256, **vars(answer)}
        place.parent.mkdir(parents=True, exist_ok=True)
        write_durably(place, json.dumps(record, ensure_ascii=False).encode())
        return answer

    def _is_fresh(self, answer: Answer) -> bool:
        # An answer of next year was stored while the clock was wrong.
        return abs(self.now - datetime.fromisoformat(answer.read_at)) < KEPT_FOR


def _read(file: Path) -> Answer:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        datetime.fromisoformat(record["read_at"])
        return Answer(record["content"], record["read_at"])
    except (ValueError, KeyError, TypeError):
        raise FetchError(f"{file} : réponse gardée illisible. Retirez ce fichier.") from None


def _key(query: Query) -> str:
    text = json.dumps({name: str(query[name]) for name in sorted(query)}, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
