"""Answers of an API, kept with their date: asked once a week, and brought by hand where no way out.

`_fetch/answers/<source>/<key>.json` of a workspace holds each one, cut to what is read of it, so
that nothing else of the API stays on the disk. Such a folder, copied from a machine that has the
internet into `OBSERVATOIRE_MIROIR/<source>/`, answers in the site's place.
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
    """What is kept of one answer, and when the site gave it, ISO 8601."""

    content: Any
    read_at: str


@dataclass
class Answers:
    """The answers of one API in one workspace.

    Attributes:
        client: who asks the site.
        raw: raw folder of the workspace.
        source: name of the API's folder.
        url: address that is asked.
        now: moment of the fetch.
        shorten: gives what is kept of an answer; raises `FetchError` for one of another form.
        asked: answers of the site itself; `kept`: those that were there.
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
        """The answer to a question: of the mirror, of this week, or of the site.

        Raises:
            FetchError: the site does not answer soundly, or a kept answer is damaged.
        """
        name = f"{_key(query)}.json"
        place = self.raw / FOLDER / "answers" / self.source / name
        brought = mirrored(self.source, name)
        for file in [*brought, *([place] if place.exists() else [])]:
            answer = _read(file)
            if file in brought or self._is_fresh(answer):
                self.kept += 1
                # What somebody brought is read as warily as what a site says.
                return Answer(self.shorten(answer.content), answer.read_at)
        content, received = self.client.json(self.url, query)
        answer = Answer(self.shorten(content), received.at.isoformat(timespec="seconds"))
        self.asked += 1
        told = {"query": dict(query), "sha256": received.sha256, **vars(answer)}
        place.parent.mkdir(parents=True, exist_ok=True)
        write_durably(place, json.dumps(told, ensure_ascii=False).encode())
        return answer

    def _is_fresh(self, answer: Answer) -> bool:
        return self.now - datetime.fromisoformat(answer.read_at) < KEPT_FOR


def _read(file: Path) -> Answer:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        datetime.fromisoformat(told["read_at"])
        return Answer(told["content"], told["read_at"])
    except (ValueError, KeyError, TypeError):
        raise FetchError(f"{file} : réponse gardée illisible. Retirez ce fichier.") from None


def _key(query: Query) -> str:
    told = json.dumps({name: str(query[name]) for name in sorted(query)}, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
