"""The command `fetch`: one official source, or all of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from method.settings import TERRITORIES, curated_root, raw_root
from pipelines.build.command import build as build_command
from pipelines.build.progress import to_stderr
from pipelines.build.reference import reference_database
from pipelines.build.run import build_workspace
from pipelines.build.workspace import load_workspace
from pipelines.desk.command import account
from pipelines.fetch import siren, tour, tour_state
from pipelines.fetch.errand import Errand
from pipelines.fetch.packages import FetchError
from pipelines.fetch.registry import ALL, BY_NAME, FETCHERS, Fetcher
from pipelines.refused import Refused

SIREN = "siren"
PUBLISHED = "publication"


def fetch(
    source: str,
    workspace: str,
    accept: Sequence[str],
    who: str | None,
    only: Sequence[str] | None,
    timeout: float | None,
    build: bool,
    restart: bool,
) -> int:
    """Refresh one official source, completely or not at all, or every source.

    Returns:
        1 when a source of `fetch tout` failed, 2 for incompatible options.
    """
    misuse = _misused(source, accept, only, restart)
    if misuse:
        print(misuse, file=sys.stderr)
        return 2
    raw = raw_root() / workspace
    who = who or account()
    try:
        if source == ALL:
            return _all(raw, only, who, timeout, restart, build)
        status = _fetch_one(raw, BY_NAME[source], accept, who, timeout)
    except FetchError as error:
        raise Refused(f"{error}\nRien n’a été modifié.") from None
    if build:
        build_command(workspace, raw, curated_root() / workspace, None, strict=False)
    return status


def _misused(
    source: str, accept: Sequence[str], only: Sequence[str] | None, restart: bool
) -> str | None:
    if accept and source != SIREN:
        return f"--accept ne va qu’avec « fetch {SIREN} »."
    if (only is not None or restart) and source != ALL:
        return f"--only et --restart ne vont qu’avec « fetch {ALL} »."
    unknown = [name for name in only or () if name not in BY_NAME]
    if unknown:
        return f"--only : source inconnue « {unknown[0]} » (au choix : {', '.join(BY_NAME)})."
    return None


def _fetch_one(
    raw: Path, fetcher: Fetcher, accept: Sequence[str], who: str, timeout: float | None
) -> int:
    if not fetcher.is_shared:
        _refuse_fictional(raw)
    client = fetcher.client(timeout)
    now, shared = datetime.now(UTC), fetcher.is_shared
    with duckdb.connect() if shared else reference_database(TERRITORIES) as connection:
        if accept:
            for network in siren.accept(raw, accept, who, now, connection, client):
                print(network)
            return 0
        sentence = fetcher.run(Errand(raw, connection, now, to_stderr(), client))
    if fetcher.name != SIREN:
        print(sentence)
        return 0
    for line in siren.listing(raw):
        print(line)
    print(sentence, file=sys.stderr)
    return 0


def _all(
    raw: Path,
    only: Sequence[str] | None,
    who: str,
    timeout: float | None,
    restart: bool,
    build: bool,
) -> int:
    _refuse_fictional(raw)
    fetchers = [one for one in FETCHERS if only is None or one.name in only]
    if build:
        fetchers.append(Fetcher(PUBLISHED, "Publication des chiffres", _publish, is_cheap=True))
    finished = tour.run(raw, fetchers, who, to_stderr(), minutes=timeout, is_restarted=restart)
    print(tour_state.report(finished))
    return 0 if finished.is_whole else 1


def _publish(errand: Errand) -> str:
    """Build and publish what was received, as the last step of the tour."""
    published = build_workspace(
        errand.raw, curated_root() / errand.raw.name, progress=errand.progress
    )
    return f"version {published.stem.removeprefix('observatory-')}."


def _refuse_fictional(raw: Path) -> None:
    if load_workspace(raw).is_fictional:
        raise Refused("Espace fictif : aucune donnée réelle n’y entre. Choisissez un espace réel.")
