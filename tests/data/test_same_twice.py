"""Two builds of the same files are identical, with or without memory and in any row order."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.published import POINTER
from observatory.gate import large, public_file
from pipelines import commands, contracts
from pipelines.build import memory
from pipelines.build.graph import FUNCTIONS, LAYERS, SOURCES, load_nodes, quoted
from pipelines.build.memory import Done, content_of
from pipelines.build.progress import silent
from pipelines.build.publish import builds, current_build, database
from pipelines.build.run import build_workspace
from pipelines.desk.desk import Desk
from pipelines.desk.effect import compare
from pipelines.ingest.folder import _Reading
from pipelines.steps import fragility_rank
from pipelines.steps.forecast_months import Months
from tests.kept_builds import raw_demo
from tests.secrecy.worlds import build_after, header, rows_of, smaller, write

pytestmark = pytest.mark.deep

NETWORKS = 4
DEPOSITS = 3
# Tables of file locations, build times or costs.
OWN = {"meta.build", "meta.step", "kept.state", "reference.shown"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Raw and published folders of a few networks, built from scratch."""
    folder = tmp_path_factory.mktemp("twice")
    whole = raw_demo(folder / "demo")
    networks = [row["id_reseau"] for row in rows_of(whole / "reseaux.csv")][:NETWORKS]
    raw = smaller(whole, networks, folder / "raw")
    return raw, build_after(raw, folder / "curated")


def contents(curated: Path) -> dict[str, str]:
    """Hash of every table of the working database of the last build."""
    (file,) = memory.files(curated)
    with duckdb.connect(str(file), read_only=True) as con:
        rows = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by all"
        ).fetchall()
        return {table: content_of(table, con) for (table,) in rows if table not in OWN}


def shown(curated: Path) -> dict[str, str]:
    """Hash of every table that is published, to staff and to the public."""
    found = {}
    file = database(curated, str(current_build(curated)))
    for place in (file, public_file.path_of(file)):
        with duckdb.connect(str(place), read_only=True) as con:
            rows = con.execute(
                "select schema_name || '.' || table_name from duckdb_tables()"
            ).fetchall()
            found |= {f"{place.name[:19]} {t}": content_of(t, con) for (t,) in rows if t not in OWN}
    return found


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publications of a few networks start from the former file of their largest table."""
    monkeypatch.setattr(large, "LARGE", 1000)


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(t for t in {*one, *other} if one.get(t) != other.get(t))


def test_no_table_depends_on_the_order_of_the_rows_that_it_reads(
    world: tuple[Path, Path],
) -> None:
    (file,) = memory.files(world[1])
    expected = contents(world[1])
    unsteady = []
    for node in load_nodes():
        with duckdb.connect() as con:
            con.execute(f"attach '{file}' as m (read_only)")
            for schema in sorted(SOURCES.union(LAYERS)):
                con.execute(f"create schema {schema}")
            con.execute(FUNCTIONS.read_text(encoding="utf-8"))
            for table in node.inputs:
                con.execute(
                    f"create table {quoted(table)} as from m.{quoted(table)} order by hash(rowid)"
                )
            node.run(con)
            unsteady += [t for t in node.outputs if content_of(t, con) != expected[t]]
    assert unsteady == []


def without_last(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of a file without the last three of the network of its first row."""
    column = "id_reseau" if "id_reseau" in rows[0] else next(iter(rows[0]))
    removed = [i for i, row in enumerate(rows) if row[column] == rows[0][column]][-3:]
    return [row for i, row in enumerate(rows) if i not in removed]


def change(raw: Path, rng: random.Random) -> str:
    """Change a file like a deposit: rows removed, edited or reordered."""
    file = rng.choice([f for f in sorted(raw.glob("*.csv")) if len(rows_of(f)) > 3])
    rows, columns = rows_of(file), header(file)
    kind = rng.choice(("gone", "edited", "moved", "shortened"))
    if kind == "gone":
        rows = [row for row in rows if rng.random() > 0.05]
    elif kind == "shortened":
        rows = without_last(rows)
    elif kind == "edited":
        numbers = [c for c in columns if c.endswith("_eur") or c in ("montant", "etp", "heures")]
        column = rng.choice(numbers or columns[-1:])
        for row in rng.sample(rows, min(3, len(rows))):
            row[column] = rng.choice(("", "1234,56", row[column]))
    else:
        rng.shuffle(rows)
    write(file, columns, rows)
    return f"{file.name} {kind}"


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_a_remembered_build_is_a_build_from_nothing(
    seed: int, world: tuple[Path, Path], tmp_path: Path
) -> None:
    rng = random.Random(seed)
    raw = shutil.copytree(world[0], tmp_path / "raw", symlinks=True)
    curated = shutil.copytree(world[1], tmp_path / "curated", symlinks=True)
    for deposit in range(DEPOSITS):
        description = change(raw, rng)
        same = shutil.copytree(raw, tmp_path / f"same-{deposit}", symlinks=True)
        steps: list[Done] = []
        build_workspace(raw, curated, explain=steps.extend)
        build_workspace(same, tmp_path / f"fresh-{deposit}")
        assert any(one.reason is None for one in steps), description
        differences = differing(contents(curated), contents(tmp_path / f"fresh-{deposit}"))
        differences += differing(shown(curated), shown(tmp_path / f"fresh-{deposit}"))
        assert differences == [], description


@pytest.mark.parametrize(
    ("contract", "is_looked_at"),
    [("tresorerie", False), ("tresorerie", True), ("adhesions", True)],
)
def test_a_published_deposit_is_a_build_from_nothing_and_is_read_once(
    contract: str,
    is_looked_at: bool,
    world: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = shutil.copytree(world[0], tmp_path / "raw", symlinks=True)
    curated = shutil.copytree(world[1], tmp_path / "curated", symlinks=True)
    rows, columns = rows_of(raw / f"{contract}.csv"), header(raw / f"{contract}.csv")
    own = [row for row in rows if row["id_reseau"] == rows[0]["id_reseau"]]
    write(tmp_path / "envoi.csv", columns, without_last(own))
    desk = Desk("Ana", raw, curated)
    staged = desk.stage(contract, "envoi.csv", (tmp_path / "envoi.csv").read_bytes())
    preview = desk.examine(staged)
    same = shutil.copytree(staged.mirror, tmp_path / "same", symlinks=True)
    files_read: list[str] = []
    of_contract = _Reading._read
    monkeypatch.setattr(
        _Reading,
        "_read",
        lambda self, *told: (files_read.append(told[0].name), of_contract(self, *told))[1],
    )
    former = (curated / POINTER).resolve()
    seen = desk.effect(staged, silent) if is_looked_at else None
    # A look publishes nothing, anywhere.
    assert not list(staged.built.glob("*observatory*"))
    desk.publish(staged, preview, silent, is_confirmed=True)
    assert files_read == []
    with duckdb.connect(str(curated / POINTER), read_only=True) as con:
        reasons = dict(con.execute("select step, reason from meta.step").fetchall())
        after = compare(con, former)
    if seen:
        assert not seen.indicators.empty
        pd.testing.assert_frame_equal(seen.indicators, after.indicators)
        pd.testing.assert_frame_equal(seen.alerts, after.alerts)
    # Whether the look or the publication has run it.
    assert reasons["marts.indicator_values"].startswith("a changé : ")
    assert reasons["marts.fragility"].startswith("a changé : ")
    assert reasons[f"raw.{contract}"].startswith(f"a changé : {contract}.csv, {contract}/")
    assert reasons["raw.labels"] is None
    build_workspace(same, tmp_path / "fresh", is_fresh=True)
    assert differing(contents(curated), contents(tmp_path / "fresh")) == []
    assert differing(shown(curated), shown(tmp_path / "fresh")) == []


def test_a_preview_says_the_same_with_and_without_a_memory(
    world: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = shutil.copytree(world[0], tmp_path / "raw", symlinks=True)
    files_read: list[str] = []
    of_contract = _Reading._read
    monkeypatch.setattr(
        _Reading,
        "_read",
        lambda self, *told: (files_read.append(told[0].name), of_contract(self, *told))[1],
    )
    rows, columns = rows_of(raw / "adhesions.csv"), header(raw / "adhesions.csv")
    own = [row for row in rows if row["id_reseau"] == rows[0]["id_reseau"]]
    write(tmp_path / "envoi.csv", columns, without_last(own))
    told = []
    for curated in (world[1], tmp_path / "none"):
        desk = Desk("Ana", raw, curated)
        staged = desk.stage("adhesions", "envoi.csv", (tmp_path / "envoi.csv").read_bytes())
        preview = desk.examine(staged)
        desk.discard(staged)
        assert len(preview.changes) == 3
        told.append(
            (preview.by_network(), preview.losses(), [vars(f) for f in preview.workspace.files])
        )
    assert told[0] == told[1]
    # Read again: only the deposited list with a memory, every file once without.
    assert files_read[: files_read.index("reseaux")] == ["adhesions"]
    assert sorted(files_read[files_read.index("reseaux") :]) == sorted(
        [*contracts.names(), "adhesions"]
    )


def test_only_the_months_that_moved_are_forecast_and_ranked_again(
    world: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = shutil.copytree(world[0], tmp_path / "raw", symlinks=True)
    curated = shutil.copytree(world[1], tmp_path / "curated", symlinks=True)
    file = raw / "tresorerie.csv"
    rows = sorted(rows_of(file), key=lambda row: (row["id_reseau"], row["mois"]))
    write(file, header(file), without_last(rows))
    forecast_months, ranked = [], []
    publish, assess = Months.publish, fragility_rank.assess
    monkeypatch.setattr(
        Months,
        "publish",
        lambda of, as_of, *more: (forecast_months.append(as_of), publish(of, as_of, *more))[1],
    )
    monkeypatch.setattr(
        fragility_rank, "assess", lambda *told: (ranked.append(1), assess(*told))[1]
    )
    steps: list[Done] = []
    # A build writes its ledger of shown months beside the files: both must start from the same one.
    same = shutil.copytree(raw, tmp_path / "same", symlinks=True)
    build_workspace(raw, curated, explain=steps.extend)
    why = {one.name: one.reason for one in steps}
    assert why["pipelines.steps.forecast"] == "a changé : core.cash_month"
    assert 0 < len(forecast_months) <= 4
    assert 0 < len(ranked) <= 24
    build_workspace(same, tmp_path / "fresh", is_fresh=True)
    assert differing(contents(curated), contents(tmp_path / "fresh")) == []


def test_nothing_changed_publishes_nothing_and_fresh_does(
    world: tuple[Path, Path], tmp_path: Path
) -> None:
    raw = shutil.copytree(world[0], tmp_path / "raw", symlinks=True)
    curated = shutil.copytree(world[1], tmp_path / "curated", symlinks=True)
    before = current_build(curated)
    steps: list[Done] = []
    build_workspace(raw, curated, explain=steps.extend)
    assert current_build(curated) == before
    assert [one.name for one in steps if one.name.startswith("raw.") and one.reason] == []
    build_workspace(raw, curated, explain=steps.extend, is_fresh=True)
    assert current_build(curated) != before
    assert len(builds(curated)) == 2
    assert len(memory.files(curated)) == 1


def test_a_purge_makes_the_memory_forget(world: tuple[Path, Path], tmp_path: Path) -> None:
    raw = shutil.copytree(world[0], tmp_path / "raw", symlinks=True)
    curated = shutil.copytree(world[1], tmp_path / "curated", symlinks=True)
    (former,) = memory.files(curated)
    with duckdb.connect(str(former)) as con:
        con.execute("create table kept.mark as select 1 as x")
        before = con.execute("select count(*) from raw.equipes").fetchall()
    assert commands.purge("demo", 36, None, raw, curated) == 0
    (file,) = memory.files(curated)
    assert file.stem == f"memory-{current_build(curated)}"
    with duckdb.connect(str(file), read_only=True) as con:
        tables = con.execute("select table_name from duckdb_tables()").fetchall()
        after = con.execute("select count(*) from raw.equipes").fetchall()
    # A copy with deletions would still contain the removed people in its free blocks.
    assert ("mark",) not in tables
    assert after < before
