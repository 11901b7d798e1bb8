"""`make faults`: run every fault on this machine and write the counts to `docs/reliability.md`.

`python -m tests.faults [--kills N] [--seed N] [--only PART]`. Exit code 1 when something was
lost. Everything runs in a separate folder, and the loops are bounded.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from method.settings import ROOT
from method.wording import fr
from tests.faults import killed, others, served, upgrade

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- counts of `make faults` -->\n", "<!-- end of counts -->"
KEPT = Path(tempfile.gettempdir()) / "observatoire-faults.json"
# Share of the kills for each kind of work; a build takes ten times as long as the others.
SHARES = {
    "dépôt": 0.26,
    "retour à un état": 0.22,
    "purge": 0.14,
    "sauvegarde": 0.16,
    "restauration": 0.16,
    "construction": 0.06,
}
RAW = ROOT / "data" / "raw" / "cvl"


def main() -> int:
    """Run the requested parts, and write the page when all were run."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--only", choices=(*SHARES, *FAULTS), help="one part; the rest stays")
    options = parser.parse_args()
    results = {"kills": {}, "faults": {}}
    results |= json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    folder = Path(tempfile.mkdtemp(prefix="observatoire-faults-"))
    try:
        for name, meet in FAULTS.items():
            if options.only in (None, name):
                results["faults"][name] = [vars(_told(outcome)) for outcome in meet(folder)]
                _keep(results)
        for name, count in _kills(folder, options.only, options.kills, options.seed):
            results["kills"][name] = count
            _keep(results)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    kills = [
        {"name": name, **results["kills"][name]} for name in SHARES if name in results["kills"]
    ]
    outcome = [one for name in FAULTS for one in results["faults"].get(name, ())]
    if len(kills) == len(SHARES) and len(results["faults"]) == len(FAULTS):
        _write(_table(kills, outcome, options.seed))
    failures = sum(one["faults"] for one in kills)
    return 1 if failures + sum(one["wrong"] for one in outcome) else 0


def _keep(results: dict) -> None:
    KEPT.write_text(json.dumps(results, ensure_ascii=False), "utf-8")


def _kills(
    folder: Path, only: str | None, kills: int, seed: int
) -> Iterator[tuple[str, dict[str, float]]]:
    rng = random.Random(seed)
    for work in (*killed.desks(folder), *killed.backups(folder), *killed.builds(RAW, folder)):
        if only in (None, work.name):
            count = killed.loop(work, round(kills * SHARES[work.name]), rng, _say)
            _say(f"{work.name} : {count}")
            yield work.name, vars(count)


def _others(folder: Path) -> Iterator[others.Seen]:
    raw = folder / "cvl-raw" / "cvl"
    shutil.copytree(RAW, raw, ignore=shutil.ignore_patterns("_history", "_releases"))
    curated = folder / "cvl-published" / "cvl"
    killed.build_workspace_apart(raw, curated)
    # Parts that fork come first, before the parent opens a database.
    yield from others.two_at_once(folder, raw, 10)
    yield from others.restored(folder, raw)
    try:
        yield from others.disk_full(folder, raw)
    except OSError as error:
        _say(f"disque plein : non essayé ({error})")
    yield from others.published_file(folder, curated)
    yield from others.book_held(folder)
    yield from others.clock_moved(folder, raw)


def _served(folder: Path) -> Iterator[others.Seen]:
    raw, curated = folder / "served-raw" / "cvl", folder / "served" / "cvl"
    shutil.copytree(RAW, raw, ignore=shutil.ignore_patterns("_history", "_releases"))
    killed.build_workspace_apart(raw, curated)
    yield from served.memory_of_builds(folder, raw)
    yield from served.memory_of_server(curated)
    yield from served.replica(folder / "front", curated)


def _versions(folder: Path) -> Iterator[others.Seen]:
    if (ROOT / ".git").exists():
        yield from upgrade.upgraded(folder / "versions")
    else:
        _say("versions : non essayé, il n’y a pas de dépôt git ici")


# Parts that fork come first, before this process opens a database.
FAULTS = {"serveurs": _served, "versions": _versions, "autres": _others}


def _told(outcome: others.Seen) -> others.Seen:
    _say(str(outcome))
    return outcome


def _table(kills: list[dict], outcomes: list[dict], seed: int) -> str:
    total = sum(one["kills"] for one in kills)
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.system()}, "
        f"seed {seed}: {total} kills, {sum(one['faults'] for one in kills)} losses.",
        "",
        "| killed during | kills | ended before the kill | losses | seconds |",
        "|---|---|---|---|---|",
        *(
            f"| {one['name']} | {one['kills']} | {one['too_late']} | {one['faults']} "
            f"| {fr(one['seconds'], decimals=0)} |"
            for one in kills
        ),
        "",
        "| fault | tries | what is said to whom it meets | losses |",
        "|---|---|---|---|",
        *(f"| {o['fault']} | {o['tries']} | {o['said']} | {int(o['wrong'])} |" for o in outcomes),
        "",
    ]
    return "\n".join(lines)


def _write(table: str) -> None:
    text = PAGE.read_text("utf-8")
    head, rest = text.split(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}{table}{END}{rest.split(END, 1)[1]}", "utf-8")


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
