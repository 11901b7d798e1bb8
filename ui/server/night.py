"""The result of the last night, in one small file beside the published workspaces.

`operations.nightly` writes it; when the night failed, pages report that their figures are older.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from method.build import Build
from method.settings import curated_root
from method.wording import fr_date

FILE_NAME = "night.json"
RUNNING, DONE, FAILED, SKIPPED = "running", "done", "failed", "skipped"
# Two nights without a successful one.
STALE = timedelta(hours=50)
# The step that computes the figures; the failure of another one leaves them up to date.
OF_FIGURES = "build"


@dataclass
class Step:
    """One step of a night, for one workspace or for all (`""`)."""

    name: str
    workspace: str
    state: str
    seconds: float = 0.0
    said: str = ""


@dataclass
class Night:
    """A night; `ended_at` is empty while it runs, or if it was killed."""

    started_at: str
    minutes: int
    steps: list[Step]
    ended_at: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether a step failed."""
        return any(step.state == FAILED for step in self.steps)

    def to_json(self) -> str:
        """The content of the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def last(curated: Path) -> Night | None:
    """The last night; None if there was none, or if the file is damaged."""
    try:
        content: Mapping[str, Any] = json.loads((curated / FILE_NAME).read_text(encoding="utf-8"))
        steps = [Step(**step) for step in content["steps"]]
        return Night(content["started_at"], content["minutes"], steps, content["ended_at"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def failed_steps(night: Night, now: datetime) -> list[Step]:
    """Steps that failed, including those never reached in a night that was killed."""
    limit = datetime.fromisoformat(night.started_at) + timedelta(minutes=night.minutes + 5)
    is_killed = not night.ended_at and now > limit
    lost = {FAILED, RUNNING} if is_killed else {FAILED}
    return [step for step in night.steps if step.state in lost]


def notice(build: Build, now: datetime | None = None) -> str | None:
    """Message to the readers of a build when the last night produced no newer figures."""
    night, now = last(curated_root()), now or datetime.now(UTC)
    if night is None:
        return None
    day = fr_date(build.built_at.date())
    failed = {(step.name, step.workspace) for step in failed_steps(night, now)}
    if (OF_FIGURES, build.workspace) in failed:
        return f"La dernière mise à jour n’a pas abouti\u00a0: les chiffres sont ceux du {day}."
    if now - datetime.fromisoformat(night.started_at) > STALE:
        return f"Aucune mise à jour depuis deux nuits\u00a0: les chiffres sont ceux du {day}."
    return None
