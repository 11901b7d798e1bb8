"""What the last night left, in one small file beside the published workspaces.

`operations.nightly` writes it; a page says that figures are those of a day before when it failed.
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
# Two nights without one that ended well.
STALE = timedelta(hours=50)
# The step that makes figures: those of another leave them as new as they can be.
OF_FIGURES = "build"


@dataclass
class Step:
    """One step of a night: of one workspace, or of all (`""`)."""

    name: str
    workspace: str
    state: str
    seconds: float = 0.0
    said: str = ""


@dataclass
class Night:
    """A night; `ended_at` is empty while it runs, or where it was killed."""

    started_at: str
    minutes: int
    steps: list[Step]
    ended_at: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether a step failed."""
        return any(step.state == FAILED for step in self.steps)

    def to_json(self) -> str:
        """As the file holds it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def last(curated: Path) -> Night | None:
    """The last night; None where none was run, or where the file is damaged."""
    try:
        told: Mapping[str, Any] = json.loads((curated / FILE_NAME).read_text(encoding="utf-8"))
        steps = [Step(**step) for step in told["steps"]]
        return Night(told["started_at"], told["minutes"], steps, told["ended_at"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def failed_steps(night: Night, now: datetime) -> list[Step]:
    """Steps that failed, those that were never reached in a night that was killed included."""
    limit = datetime.fromisoformat(night.started_at) + timedelta(minutes=night.minutes + 5)
    is_killed = not night.ended_at and now > limit
    lost = {FAILED, RUNNING} if is_killed else {FAILED}
    return [step for step in night.steps if step.state in lost]


def notice(build: Build, now: datetime | None = None) -> str | None:
    """What readers of a build are told when the last night gave no newer figures."""
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
