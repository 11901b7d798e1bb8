"""The layers contract of `pyproject.toml`, checked by import-linter."""

from __future__ import annotations

from importlinter import cli


def test_imports_go_one_way() -> None:
    assert cli.lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
