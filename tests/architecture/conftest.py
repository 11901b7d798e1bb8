"""What takes longest starts first, beside the rules that read the source."""

from __future__ import annotations

import pytest

from tests.architecture import loaded


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the process of `test_loaded.py`, unless other workers have the processors."""
    is_alone = not hasattr(session.config, "workerinput")
    is_run = is_alone and not session.config.option.collectonly
    if is_run and any(item.path.name == "test_loaded.py" for item in session.items):
        loaded.loading()


def pytest_sessionfinish() -> None:
    """A run that ends before that file leaves no process."""
    if loaded.loading.cache_info().currsize:
        loaded.loading().kill()
