"""The list of publications: an Atom feed, and the same in JSON.

A publication is a version put online. Entries of former editions are carried over, so that the
feed keeps the history of a folder that is rewritten at each publication.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from method.build import Build
from method.plain_text import seen, shortened
from method.wording import fr_date
from observatory.edition import addresses
from observatory.figures.quoting import FICTIONAL

# Number of publications in the feed, the latest first.
MOST = 50
_LONGEST = 2_000


@dataclass(frozen=True)
class Publication:
    """One version put online.

    Attributes:
        version: id of the build.
        published: time of the build, ISO 8601 in UTC.
        as_of: month end of the data, ISO.
        title: in French.
        summary: first sentence of the region's page.
    """

    version: str
    published: str
    as_of: str
    title: str
    summary: str

    @property
    def id(self) -> str:
        """Identifier in the feed, the same wherever the edition is served."""
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'observatoire-clusters:{self.version}')}"


def feed_id(workspace: str) -> str:
    """Identifier of the feed of a workspace."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'observatoire-clusters/{workspace}')}"


def publication(build: Build, summary: str) -> Publication:
    """The publication of the build behind the edition."""
    stamp = f"{FICTIONAL}. " if build.is_fictional else ""
    return Publication(
        build.id,
        build.built_at.replace(tzinfo=UTC).isoformat(timespec="seconds"),
        build.as_of.isoformat(),
        f"{stamp}{build.label}, données arrêtées au {fr_date(build.as_of)}",
        f"{stamp}{summary}",
    )


def history(new: Publication, former: Path) -> list[Publication]:
    """The new publication and those of the former edition, the latest first.

    Args:
        new: of the edition being written.
        former: folder of the edition that it replaces; anything unreadable there is dropped.
    """
    older = [
        one
        for one in _read_publications(former / addresses.PUBLICATIONS)
        if one.version != new.version
    ]
    return sorted([new, *older], key=lambda one: one.published, reverse=True)[:MOST]


def as_json(publications: Sequence[Publication]) -> list[dict[str, str]]:
    """Content of the file that the next edition reads."""
    return [asdict(one) for one in publications]


def _read_publications(file: Path) -> list[Publication]:
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        publications = [Publication(**entry) for entry in entries]
        for one in publications:
            datetime.fromisoformat(one.published)
    except (OSError, ValueError, TypeError):
        return []
    return [_as_written(one) for one in publications]


def _as_written(entry: Publication) -> Publication:
    return Publication(*(shortened(seen(text), _LONGEST) for text in asdict(entry).values()))
