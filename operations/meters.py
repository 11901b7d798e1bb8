"""Metrics of `/metrics`: builds, nights, books, sessions, pages, refusals. No name, no address.

Counters are kept in the process; the state of the disk is read at each request of a collector. Log
lines are counted by event name, so that everything logged is also measured.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import structlog
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from operations.kept import Places
from pipelines.build.publish import POINTER, builds
from ui.server import night, turns

REGISTRY = CollectorRegistry()
EVENTS = Counter("observatoire_events", "Lines of the log", ["event", "level"], registry=REGISTRY)
_PREFIX = "observatoire_"


def text() -> bytes:
    """All metrics, in the Prometheus text format."""
    return generate_latest(REGISTRY)


def watch_log() -> None:
    """Count every line logged from now on."""
    processors = structlog.get_config()["processors"]
    if _counted not in processors:
        # Before the last processor, which turns the event into text.
        structlog.configure(processors=[*processors[:-1], _counted, processors[-1]])


def _counted(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    EVENTS.labels(str(event.get("event")), str(event.get("level"))).inc()
    return event


class Installation(Collector):
    """Gauges of the files on disk and of the current readers."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def collect(self) -> Iterator[Metric]:
        """Read the current values."""
        yield from self._of_builds(datetime.now(UTC))
        yield from self._of_night()
        yield _gauge("books_bytes", "Size of the books of notes", _size(self.places.books()))
        yield _gauge("sessions", "Readers whose page is open", turns.sessions())
        pages = GaugeMetricFamily(f"{_PREFIX}page_turns", "Pages drawn", labels=["page"])
        for page, count in turns.TURNS.items():
            pages.add_metric([page], count)
        yield pages

    def _of_builds(self, now: datetime) -> Iterator[Metric]:
        of = ["workspace"]
        age = GaugeMetricFamily(f"{_PREFIX}build_age_seconds", "Since the build", labels=of)
        length = GaugeMetricFamily(f"{_PREFIX}build_seconds", "Length of the build", labels=of)
        kept_builds = GaugeMetricFamily(f"{_PREFIX}builds_kept", "Builds to return to", labels=of)
        readable = GaugeMetricFamily(f"{_PREFIX}build_readable", "1 where it opens", labels=of)
        rejected = GaugeMetricFamily(
            f"{_PREFIX}rows_rejected",
            "Rows set aside; no network where the row names none that is known",
            labels=["workspace", "contract", "network"],
        )
        for curated in sorted(self.places.curated.glob(f"*/{POINTER}")):
            folder = curated.parent
            kept_builds.add_metric([folder.name], len(builds(folder)))
            try:
                built_at, seconds, set_aside = _build_facts(curated.resolve())
            except (duckdb.Error, OSError):
                readable.add_metric([folder.name], 0)
                continue
            readable.add_metric([folder.name], 1)
            age.add_metric([folder.name], (now - built_at).total_seconds())
            length.add_metric([folder.name], seconds)
            for contract, network, rows in set_aside:
                rejected.add_metric([folder.name, contract, network], rows)
        yield from (age, length, kept_builds, readable, rejected)

    def _of_night(self) -> Iterator[Metric]:
        last = night.last(self.places.curated)
        if last is None:
            return
        now = datetime.now(UTC)
        age = (now - datetime.fromisoformat(last.started_at)).total_seconds()
        yield _gauge("night_age_seconds", "Since the last night began", age)
        failed = len(night.failed_steps(last, now))
        yield _gauge("night_failed_steps", "Steps of the last night that failed", failed)


@lru_cache(maxsize=16)
def _build_facts(database: Path) -> tuple[datetime, float, list[tuple[str, str, int]]]:
    """Time and duration of a build, rejected rows by file and network; a build never changes.

    A file without rejected rows has one line without network, so that its series always exists.
    """
    with duckdb.connect(database, read_only=True) as connection:
        row = connection.execute("select built_at, duration_s from meta.build").fetchone()
        rows = connection.execute(
            """
            with set_aside as (
                select r.contract, r.file, r.line, coalesce(min(n.network_id), '') as network
                from quality.rejects as r
                left join core.network as n
                    -- A row is kept as it was sent, under the headers of its sender.
                    on list_contains(
                        json_extract_string(try_cast(r.raw as json), '$.*'), n.network_id
                    )
                group by r.contract, r.file, r.line
            )

            select contract, network, count(*) as row_count
            from set_aside
            group by contract, network
            union all
            select contract, '', 0
            from meta.source_file
            where contract <> '' and contract not in (select contract from set_aside)
            group by contract
            order by all
            """
        ).fetchall()
    if row is None:
        raise OSError("no build is described")
    return row[0].replace(tzinfo=UTC), float(row[1] or 0), rows


def _gauge(name: str, help_text: str, value: float) -> Metric:
    gauge = GaugeMetricFamily(f"{_PREFIX}{name}", help_text)
    gauge.add_metric([], value)
    return gauge


def _size(files: list[Path]) -> int:
    return sum(file.stat().st_size for file in files)


ProcessCollector(registry=REGISTRY)
REGISTRY.register(Installation(Places.configured()))
