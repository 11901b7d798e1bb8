"""`make faults`: run every fault on this machine and write the counts to `docs/reliability.md`.

`python -m tests.faults [--kills N] [--seed N] [--only PART…] [--load WORDS]`. Exit code 1 when
something was lost. Everything runs in a separate folder, and the loops are bounded. The hour of
readers is a separate command: `python -m tests.faults.soak`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from method.settings import ROOT
from tests import kept_builds
from tests.faults import counts, killed, others, served, soak, upgrade
from tests.faults.counts import Hours, Row, Seen

# Share of the kills for each kind of work; a build takes ten times as long as the others.
SHARES = dict(zip(counts.KILLS.parts, (0.26, 0.22, 0.14, 0.16, 0.16, 0.06), strict=True))
RAW = ROOT / "data" / "raw" / "cvl"


def main() -> int:
    """Run the requested parts; each one writes its rows to the page as soon as it ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=29)
    parts = (*FAULTS, *SHARES)
    parser.add_argument("--only", nargs="+", choices=parts, default=parts, help="the rest stays")
    parser.add_argument("--load", default="", help="other work on the machine, for the page")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="observatoire-faults-"))
    try:
        for name, meet in FAULTS.items():
            if name in asked.only:
                counts.keep(name, [_told(seen) for seen in meet(folder)], asked.load)
        for work in _works(folder, set(asked.only)):
            kills = round(asked.kills * SHARES[work.name])
            count = killed.loop(work, kills, random.Random(asked.seed), _say)
            count.seed = asked.seed
            counts.keep(work.name, [_told(count)], asked.load)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if counts.losses(counts.kept(), asked.only) else 0


def _works(folder: Path, only: set[str]) -> Iterator[killed.Work]:
    makers = (killed.desks, killed.backups, lambda into: killed.builds(RAW, into))
    for make in makers:
        yield from (work for work in make(folder) if work.name in only)


def _others(folder: Path) -> Iterator[Seen]:
    raw = folder / "cvl-raw" / "cvl"
    shutil.copytree(RAW, raw, ignore=shutil.ignore_patterns("_history", "_releases"))
    curated = folder / "cvl-published" / "cvl"
    killed.build_workspace_apart(raw, curated)
    # The parent has opened no database yet: what forks comes first.
    yield from others.two_at_once(folder, raw, 10)
    yield from others.restored(folder, raw)
    try:
        yield from others.disk_full(folder, raw)
    except OSError as error:
        _say(f"disque plein : non essayé ({error})")
    yield from others.published_file(folder, curated)
    yield from others.book_held(folder)
    yield from others.clock_moved(folder, raw)


def _builds_without_memory(folder: Path) -> Iterator[Seen]:
    yield from served.memory_of_builds(folder, _published(folder)[0])


def _servers_without_memory(folder: Path) -> Iterator[Seen]:
    yield from served.memory_of_server(_published(folder)[1])


def _replica(folder: Path) -> Iterator[Seen]:
    yield from served.replica(folder / "front", _published(folder)[1])


def _crowd(folder: Path) -> Iterator[Hours]:
    raw = kept_builds.raw_demo(folder / "crowd-raw" / soak.WORKSPACE)
    curated = kept_builds.build(raw, folder / "crowd" / soak.WORKSPACE)
    asked = soak.Asked(minutes=4, readers=100, every=90, copies=2)
    yield soak.run(folder, raw, curated, asked)


def _published(folder: Path) -> tuple[Path, Path]:
    """Raw and published folders of the real region, built once."""
    raw, curated = folder / "served-raw" / "cvl", folder / "served" / "cvl"
    if not raw.exists():
        shutil.copytree(RAW, raw, ignore=shutil.ignore_patterns("_history", "_releases"))
        killed.build_workspace_apart(raw, curated)
    return raw, curated


def _versions(folder: Path) -> Iterator[Seen]:
    if (ROOT / ".git").exists():
        yield from upgrade.upgraded(folder / "versions")
    else:
        _say("versions : non essayé, il n’y a pas de dépôt git ici")


# Parts that fork come first, before this process opens a database.
FAULTS = {
    "mémoire-construction": _builds_without_memory,
    "mémoire-serveur": _servers_without_memory,
    "copie": _replica,
    "foule": _crowd,
    "versions": _versions,
    "autres": _others,
}


def _told(seen: Row) -> Row:
    _say(str(seen))
    return seen


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
