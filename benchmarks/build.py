"""A build by layer at growing scales, and the membership panel by DuckDB, pandas and polars.

Usage: python -m benchmarks.build [--scales 1 10 100 1000], or --stays 1000000 for the panel alone

Each build and each contender runs in a separate process, to measure its own peak memory. The panel
is the number of distinct companies by month end, network and size class, from the published
memberships and companies; the three must return the same rows, or no figure is given.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

CONTENDERS = ("duckdb", "pandas", "polars")
# Raw files over 150 MB are refused: tables are sent as folders of smaller files.
PIECE = "50MB"
LAYERS = {"pipelines": "steps", "indicators": "marts"}


def measured(arguments: list[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak MB of a process.

    Raises:
        SystemExit: the process failed.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)}: exit {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def demo_as_csv(folder: Path, scale: int) -> Path:
    """Write the fictional workspace as people would send it: CSV, in pieces if large."""
    raw = folder / "raw" / "demo"
    subprocess.run(
        [sys.executable, "-m", "pipelines", "demo", "--out", str(raw), "--scale", str(scale)],
        check=True,
        capture_output=True,
    )
    for file in raw.glob("*.parquet"):
        pieces = raw / file.stem
        duckdb.execute(
            f"copy (from read_parquet('{file}')) to '{pieces}' "
            f"(format csv, delimiter ';', header, file_size_bytes '{PIECE}')"
        )
        file.unlink()
    return raw


def build(scale: int, folder: Path) -> Path:
    """Print one line for a scale; return the published database."""
    raw, curated = demo_as_csv(folder, scale), folder / "curated" / "demo"
    seconds, computed, peak = measured(
        ["pipelines", "build", "--raw", str(raw), "--curated", str(curated)]
    )
    database = curated / "observatory.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        steps = con.execute("select step, seconds from meta.step").fetchall()
        rows, size = con.execute(
            "select sum(rows_read), sum(bytes) from meta.source_file"
        ).fetchall()[0]
    layers = dict.fromkeys(("staging", "core", "marts", "steps", "quality"), 0.0)
    for step, duration in steps:
        layer = step.split(".")[0]
        layers[LAYERS.get(layer, layer)] += duration
    reading = seconds - sum(layers.values())
    cells = [scale, f"{rows:,}", f"{size / 1e6:.0f}", f"{seconds:.0f}", f"{computed:.0f}"]
    cells += [f"{peak:.0f}", f"{reading:.0f}", *(f"{duration:.1f}" for duration in layers.values())]
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    return database


def export_panel_inputs(database: Path, folder: Path) -> None:
    """Export the inputs of the three contenders as Parquet."""
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute(
            "copy (select network_id, siren, college, joined_on, left_on from core.membership) "
            f"to '{folder / 'membership.parquet'}'"
        )
        con.execute(
            f"copy (select siren, size_class from core.company) to '{folder / 'company.parquet'}'"
        )
        con.execute(f"copy (select as_of from core.month) to '{folder / 'month.parquet'}'")


def panel_duckdb(folder: Path) -> pd.DataFrame:
    """By intervals, like `indicators.scope_count`: stays of a company in a network are disjoint."""
    return duckdb.execute(f"""
        with panel as (
            select min(as_of) as first_on, max(as_of) as last_on from '{folder}/month.parquet'
        ),
        stay as (
            select s.network_id, c.size_class, last_day(s.joined_on) as from_on,
                last_day(s.left_on + interval '1' day) as until_on
            from '{folder}/membership.parquet' as s
            inner join '{folder}/company.parquet' as c on s.siren = c.siren
            where s.college = 'entreprise'
        ),
        step as (
            select network_id, size_class, greatest(from_on, first_on) as as_of, count(*) as step
            from stay cross join panel
            where from_on <= last_on and (until_on > first_on or until_on is null)
                and (until_on > from_on or until_on is null)
            group by network_id, size_class, greatest(from_on, first_on)
            union all
            select network_id, size_class, until_on, -count(*)
            from stay cross join panel
            where until_on > first_on and until_on <= last_on and until_on > from_on
            group by network_id, size_class, until_on
        ),
        changed as (
            select network_id, size_class, as_of, sum(step) as step from step group by all
        ),
        running as (
            select network_id, size_class, as_of as from_on,
                sum(step) over w as companies, lead(as_of) over w as until_on
            from changed window w as (partition by network_id, size_class order by as_of)
        )
        select m.as_of, r.network_id, r.size_class, r.companies
        from running as r
        inner join '{folder}/month.parquet' as m
            on m.as_of >= r.from_on and (m.as_of < r.until_on or r.until_on is null)
        where r.companies > 0
    """).df()


def panel_pandas(folder: Path) -> pd.DataFrame:
    """Month by month: a cross join of the whole does not fit in memory."""
    stays = pd.read_parquet(folder / "membership.parquet")
    stays = stays[stays["college"] == "entreprise"].merge(
        pd.read_parquet(folder / "company.parquet"), on="siren"
    )
    joined, left_on = pd.to_datetime(stays["joined_on"]), pd.to_datetime(stays["left_on"])
    parts = []
    for as_of in pd.to_datetime(pd.read_parquet(folder / "month.parquet")["as_of"]):
        active = stays[(joined <= as_of) & ~(left_on < as_of)]
        counts = active.groupby(["network_id", "size_class"])["siren"].nunique()
        parts.append(counts.rename("companies").reset_index().assign(as_of=as_of))
    return pd.concat(parts)


def panel_polars(folder: Path) -> pd.DataFrame:
    """One lazy query, with polars' own inequality join."""
    import polars as pl

    stays = pl.scan_parquet(folder / "membership.parquet").filter(pl.col("college") == "entreprise")
    far = pl.date(9999, 12, 31)
    return (
        stays.join(pl.scan_parquet(folder / "company.parquet"), on="siren")
        .with_columns(pl.col("left_on").fill_null(far))
        .join_where(
            pl.scan_parquet(folder / "month.parquet"),
            pl.col("joined_on") <= pl.col("as_of"),
            pl.col("left_on") >= pl.col("as_of"),
        )
        .group_by("as_of", "network_id", "size_class")
        .agg(pl.col("siren").n_unique().alias("companies"))
        .collect()
        .to_pandas()
    )


PANELS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "duckdb": panel_duckdb,
    "pandas": panel_pandas,
    "polars": panel_polars,
}


def run_panel(contender: str, folder: Path) -> None:
    """Compute the panel and write it beside its inputs, in the same order for all contenders."""
    rows = PANELS[contender](folder)
    rows["as_of"] = pd.to_datetime(rows["as_of"]).astype("datetime64[ns]")
    keys = ["as_of", "network_id", "size_class"]
    table = rows.sort_values(keys)[[*keys, "companies"]].reset_index(drop=True)
    table.astype({"companies": "int64"}).to_csv(folder / f"panel-{contender}.csv", index=False)


def draw_panel_inputs(stays: int, folder: Path) -> None:
    """Draw random stays of up to six years, in networks of 1,600 stays each."""
    duckdb.execute("select setseed(0.5)")
    networks, companies = max(1, stays // 1_600), stays * 7 // 10
    duckdb.execute(f"""
        copy (
            with drawn as (
                select 'reseau-' || cast(floor(random() * {networks}) as int) as network_id,
                    cast(100000000 + i * 7 % {companies} as varchar) as siren,
                    date '2016-01-01' + cast(floor(random() * 3650) as int) as joined_on,
                    cast(floor(random() * 2200) as int) as days, random() as chance
                from range({stays}) as t (i)
            ),
            kept as (
                select *, lead(joined_on) over (
                    partition by network_id, siren order by joined_on, days
                ) as next_on from drawn
            )
            select network_id, siren,
                case when chance < 0.1 then 'recherche' else 'entreprise' end as college, joined_on,
                least(case when chance < 0.6 then joined_on + days end, next_on - 1) as left_on
            from kept where next_on is null or next_on > joined_on
        ) to '{folder}/membership.parquet'
    """)
    duckdb.execute(f"""
        copy (select cast(100000000 + i as varchar) as siren,
            ['TPE', 'PME', 'ETI', 'GE', 'inconnue'][1 + i % 5] as size_class
            from range({companies}) as t (i)) to '{folder}/company.parquet'
    """)
    duckdb.execute(f"""
        copy (select last_day(date '2022-01-01' + to_months(cast(i as int))) as as_of
            from range(48) as t (i)) to '{folder}/month.parquet'
    """)


def panels(scale: int, folder: Path) -> None:
    """Print one line per contender."""
    for contender in CONTENDERS:
        seconds, computed, peak = measured(
            ["benchmarks.build", "--panel", contender, "--folder", str(folder)]
        )
        print(
            f"| {scale} | {contender} | {seconds:.1f} | {computed:.1f} | {peak:.0f} |", flush=True
        )
    results = {(folder / f"panel-{contender}.csv").read_bytes() for contender in CONTENDERS}
    if len(results) > 1:
        raise SystemExit("the contenders disagree: no figure")


def main() -> None:
    """Print two tables in Markdown."""
    parser = argparse.ArgumentParser(description="Temps de construction, par échelle")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--stays", type=int, help="stays drawn for the panel alone, no build")
    parser.add_argument("--panel", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.panel:
        run_panel(options.panel, options.folder)
        return
    if options.stays:
        with tempfile.TemporaryDirectory() as name:
            draw_panel_inputs(options.stays, Path(name))
            panels(options.stays, Path(name))
        return
    print("scale, rows read, MB read, s, CPU s, peak MB, then s by layer: reading, staging, core,")
    print("marts in SQL, steps in Python, quality; and panels: scale, contender, s, CPU s, peak MB")
    for scale in options.scales:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            export_panel_inputs(build(scale, folder), folder)
            panels(scale, folder)


if __name__ == "__main__":
    main()
