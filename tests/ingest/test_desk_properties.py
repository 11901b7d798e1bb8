"""Random sequences of deposits, undos, restores and kills: files and figures always match.

A kill is a machine that stops: from the chosen disk operation on, nothing in the process works, not
even the cleanup after an error. The build is a tiny one here; the real one is killed in
`tests/data/test_build_killed.py`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.build.progress import silent
from pipelines.desk import history
from pipelines.desk.desk import Desk
from pipelines.desk.examine import NotPublishable
from tests.files.builder import MEMBERS, SIRET, SIRET_2, SIRET_ZEROS, member
from tests.ingest.desk_world import TWO_NETWORKS, data_files, is_pair, open_desk, send

pytestmark = pytest.mark.deep

DISK = (
    (Path, "replace"), (Path, "unlink"), (Path, "write_bytes"), (Path, "write_text"),
    (Path, "symlink_to"), (Path, "mkdir"), (Path, "rmdir"), (Path, "touch"),
    (os, "link"), (os, "fsync"), (shutil, "copyfile"), (shutil, "rmtree"),
)  # fmt: skip


class Killed(BaseException):
    """The machine stopped."""


@contextmanager
def killed_at(touch: int) -> Iterator[list[int]]:
    """Let `touch` disk operations through, and none after."""
    count = [0]
    patch = pytest.MonkeyPatch()
    for owner, name in DISK:
        patch.setattr(owner, name, _stopping(getattr(owner, name), count, touch))
    try:
        yield count
    except Killed:
        pass
    finally:
        patch.undo()


def _stopping(real: Callable, count: list[int], touch: int) -> Callable:
    def call(*args: object, **options: object) -> object:
        count[0] += 1
        if count[0] > touch:
            raise Killed
        return real(*args, **options)

    return call


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["alpha", "beta"]),
        st.sampled_from([SIRET, SIRET_2, SIRET_ZEROS]),
        st.sampled_from(["550", "600,5", "1234,567", "", "beaucoup"]),
    ),
    min_size=1,
    max_size=4,
)
STEP = st.one_of(
    st.tuples(st.just("deposit"), ROWS, st.sampled_from(["networks", "add", "all"])),
    st.tuples(st.just("undo")),
    st.tuples(st.just("restore"), st.integers(0, 20)),
)
# A kill falls on one disk operation, anywhere in a change but mostly around its switch (operations
# 15 to 50, depending on the change); None lets it end.
MOMENT = st.one_of(st.none(), st.integers(0, 55), st.integers(15, 50), st.integers(35, 50))


def act(desk: Desk, step: tuple) -> None:
    if step[0] == "deposit":
        lines = [member(network, siret, fee=fee) for network, siret, fee in step[1]]
        send(desk, "adhesions", "\n".join([MEMBERS, *lines]).encode(), mode=step[2])
    elif step[0] == "undo":
        desk.undo(silent)
    else:
        changes = desk.history()
        desk.restore(changes[step[1] % len(changes)].id, silent)


@settings(
    max_examples=8,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(st.tuples(STEP, MOMENT), min_size=2, max_size=5))
def test_files_and_figures_are_one_pair_whatever_happens(steps: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        (raw / "workspace.toml").write_text('name = "essai"\n', encoding="utf-8")
        (raw / "reseaux.csv").write_text(TWO_NETWORKS, encoding="utf-8")
        desk = open_desk(raw)
        send(desk, "adhesions", "\n".join([MEMBERS, member()]).encode())
        states: dict[str, dict[str, bytes]] = {desk.history()[0].id: {
            "reseaux.csv": TWO_NETWORKS.encode()
        }}  # fmt: skip
        for step, moment in steps:
            try:
                if moment is None:
                    act(desk, step)
                else:
                    with killed_at(moment):
                        act(desk, step)
            except NotPublishable:
                pass
            desk = open_desk(raw)
            assert is_pair(raw)
            assert not (raw / "_history" / "switch.json").exists()
            _remember(desk, raw, states)
        for entry_id, files in states.items():
            desk.restore(entry_id, silent)
            assert data_files(raw) == files
            assert is_pair(raw)


def _remember(desk: Desk, raw: Path, states: dict[str, dict[str, bytes]]) -> None:
    """Check that the visible state is that of the last change and never differs later."""
    last = desk.history()[-1]
    assert last.after == history.fingerprint(history.visible_state(raw))
    assert states.setdefault(last.id, data_files(raw)) == data_files(raw)


def test_every_touch_of_the_disk_may_be_the_last(tmp_path: Path) -> None:
    """A publication killed at each disk operation in turn leaves the old pair or the new one."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "workspace.toml").write_text('name = "essai"\n', encoding="utf-8")
    (raw / "reseaux.csv").write_text(TWO_NETWORKS, encoding="utf-8")
    desk = open_desk(raw)
    send(desk, "adhesions", "\n".join([MEMBERS, member()]).encode())
    staged = desk.stage("adhesions", "envoi.csv", "\n".join([MEMBERS, member(fee="777")]).encode())
    preview = desk.examine(staged)
    old = data_files(raw)
    before = shutil.copytree(tmp_path, tmp_path.with_name("before"), symlinks=True)
    ends = set()
    touch = 0
    while "whole" not in ends:
        shutil.rmtree(tmp_path)
        shutil.copytree(before, tmp_path, symlinks=True)
        with killed_at(touch):
            open_desk(raw).publish(staged, preview, silent, is_confirmed=True)
            ends.add("whole")
        desk = open_desk(raw)
        new = data_files(raw)
        assert is_pair(raw), touch
        assert new == old or b";777" in new["adhesions/alpha.csv"], touch
        ends.add("old" if new == old else "new")
        for waiting in desk.waiting():
            assert waiting.is_asked and not waiting.is_under_way
            desk.discard(waiting)
        touch += 1
    assert ends == {"old", "new", "whole"}
