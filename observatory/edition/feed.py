"""The publications that the edition tells of: an Atom feed and the same in JSON.

A publication is a version that was put before readers. What former editions told is carried along,
so that who follows the feed sees the past of a folder that is rewritten at each publication.
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

# Publications that are told, the latest first.
MOST = 50
_LONGEST = 2_000


@dataclass(frozen=True)
class Publication:
    """One version put before readers.

    Attributes:
        version: id of the build.
        published: moment of the build, ISO 8601 in UTC.
        as_of: month end of the data, ISO.
        title: in French.
        summary: what the region's page said first.
    """

    version: str
    published: str
    as_of: str
    title: str
    summary: str

    @property
    def id(self) -> str:
        """Name of the publication in the feed, the same wherever the edition is served."""
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'observatoire-clusters:{self.version}')}"


def feed_id(workspace: str) -> str:
    """Name of the feed of a workspace."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'observatoire-clusters/{workspace}')}"


def publication(build: Build, summary: str) -> Publication:
    """The one that the edition is made of."""
    stamp = f"{FICTIONAL}. " if build.is_fictional else ""
    return Publication(
        build.id,
        build.built_at.replace(tzinfo=UTC).isoformat(timespec="seconds"),
        build.as_of.isoformat(),
        f"{stamp}{build.label}, données arrêtées au {fr_date(build.as_of)}",
        f"{stamp}{summary}",
    )


def history(new: Publication, former: Path) -> list[Publication]:
    """The new one and those that the former edition told, the latest first.

    Args:
        new: of the edition that is being written.
        former: folder of the one that it replaces; what cannot be read there is forgotten.
    """
    older = [one for one in _told(former / addresses.PUBLICATIONS) if one.version != new.version]
    return sorted([new, *older], key=lambda one: one.published, reverse=True)[:MOST]


def as_json(publications: Sequence[Publication]) -> list[dict[str, str]]:
    """What the next edition reads again."""
    return [asdict(one) for one in publications]


def _told(file: Path) -> list[Publication]:
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        found = [Publication(**entry) for entry in entries]
        for one in found:
            datetime.fromisoformat(one.published)
    except (OSError, ValueError, TypeError):
        return []
    return [_as_written(one) for one in found]


def _as_written(told: Publication) -> Publication:
    return Publication(*(shortened(seen(text), _LONGEST) for text in asdict(told).values()))
