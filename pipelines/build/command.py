"""The command `build`, which answers before any heavy import when nothing has changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from method.settings import ROOT, TERRITORIES, curated_root, raw_root
from pipelines.build.unchanged import fingerprint, standing
from pipelines.build.workspace import inputs_hash
from pipelines.refused import Refused

if TYPE_CHECKING:
    from pipelines.build.engine import Opening
    from pipelines.build.memory import Done

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)


def build(
    workspace: str,
    raw: Path | None,
    curated: Path | None,
    as_of: date | None,
    strict: bool,
    correction: str | None = None,
    who: str | None = None,
    fresh: bool = False,
    explain: bool = False,
    engine: str = DUCKDB,
    master: str | None = None,
) -> int:
    """Build and publish a workspace; every fault of the files is reported on standard error.

    A `correction` is an administrator's reason: today's figures replace those kept as they were
    shown, and the journal of releases records who decided.
    """
    if correction is not None and not (correction.strip() and who and who.strip()):
        raise Refused("Une correction se signe : donnez son motif et --who NOM.")
    if master is not None and engine != SPARK:
        raise Refused("--master est l’adresse d’un maître Spark : ajoutez --engine spark.")
    raw, curated = raw or raw_root() / workspace, curated or curated_root() / workspace
    _settle(raw)
    still = None if fresh or correction else _still(raw, curated, as_of, strict)
    if still:
        print(f"Rien n’a changé : la version publiée reste {still.stem}.", file=sys.stderr)
    print(
        still
        or _build(
            raw, curated, as_of, strict, correction, who, fresh, explain, _opening(engine, master)
        )
    )
    return 0


def _opening(engine: str, master: str | None) -> Opening | None:
    """Function that opens the requested engine; None for the default one."""
    if engine == DUCKDB:
        return None
    from pipelines.spark.engine import HERE, on_spark

    return on_spark(master or HERE)


def _settle(raw: Path) -> None:
    # An unfinished change is recorded in the history: without one there is nothing to load.
    if (raw / "_history").exists():
        from pipelines.desk.switch import settle

        settle(raw)


def _still(raw: Path, curated: Path, as_of: date | None, strict: bool) -> Path | None:
    if not (raw / "workspace.toml").exists():
        return None
    inputs = inputs_hash(raw, TERRITORIES, ROOT)
    return standing(curated, fingerprint(inputs, raw, datetime.now(UTC).date(), as_of, strict))


def _build(
    raw: Path,
    curated: Path,
    as_of: date | None,
    strict: bool,
    correction: str | None,
    who: str | None,
    fresh: bool,
    explain: bool,
    engine: Opening | None,
) -> Path:
    from pipelines.build.engine import in_place
    from pipelines.build.progress import to_stderr
    from pipelines.build.releases import Correction
    from pipelines.build.run import BuildRefused, build_workspace

    try:
        return build_workspace(
            raw,
            curated,
            as_of,
            strict=strict,
            progress=to_stderr(),
            correction=Correction(who, correction) if correction and who else None,
            is_fresh=fresh,
            explain=_explain if explain else None,
            engine=engine or in_place,
        )
    except BuildRefused as refusal:
        if refusal.report:
            print(refusal.report.to_text(), file=sys.stderr)
        raise


def _explain(done: Sequence[Done]) -> None:
    """Print one line per step on standard output: its name, a tab, and why it was run."""
    from method.wording import NBSP, fr, plural

    for one in done:
        print(f"{one.name}\t{one.reason or 'gardée'}")
    ran = [one for one in done if one.reason]
    seconds = fr(sum(one.seconds for one in ran), decimals=1)
    print(
        f"{plural(len(ran), 'étape faite', 'étapes faites')} ({seconds}{NBSP}s), "
        f"{plural(len(done) - len(ran), 'gardée')}.",
        file=sys.stderr,
    )
