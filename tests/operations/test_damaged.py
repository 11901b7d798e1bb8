"""A damaged published file closes its workspace, with a message, and no other."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from method.published import POINTER
from observatory.gate.access import PUBLIC
from observatory.gate.store import NotPublishedError, Store


@pytest.mark.parametrize("kept", [0, 5_000, 200_000])
def test_the_other_workspaces_stay_open(kept: int, cvl_curated: Path, tmp_path: Path) -> None:
    for name in ("cvl", "autre"):
        shutil.copytree(cvl_curated, tmp_path / name, symlinks=True)
    os.truncate((tmp_path / "autre" / POINTER).resolve(), kept)
    store = Store(tmp_path)
    assert len(store.workspaces()) == 1
    with pytest.raises(NotPublishedError, match="abîmé"):
        store.session("autre", PUBLIC)
    assert len(store.session("cvl", PUBLIC).query("months")) > 0
