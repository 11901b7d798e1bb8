"""The loading desk: what staff may do to the files of a workspace, behind the same gate as reading.

A desk opens for a session whose role reads everything; nobody else can stage, publish or roll
back. The work itself is `pipelines.desk.deposit`'s and `pipelines.build.run`'s.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from method.settings import TERRITORIES
from observatory.gate.access import UNRESTRICTED, AccessError
from observatory.gate.store import Session
from pipelines.build import publish as publication
from pipelines.build.progress import Progress
from pipelines.build.reference import reference_database
from pipelines.build.run import BuildRefused, build_workspace
from pipelines.desk import deposit, history
from pipelines.desk.deposit import Examination, Staged
from pipelines.desk.history import Entry


class Desk:
    """The files of one workspace, for one member of staff."""

    def __init__(self, session: Session, raw_root: Path, curated_root: Path) -> None:
        """Open the desk.

        Args:
            session: the reader's session, which knows the workspace and the role.
            raw_root: folder of the raw workspaces.
            curated_root: folder of the published workspaces.

        Raises:
            AccessError: the role is not one of staff.
        """
        if session.role not in UNRESTRICTED:
            raise AccessError("Seule l’équipe Dév’Up peut charger ou publier des données.")
        self.who = session.role
        self.raw = raw_root / session.build.workspace
        self.curated = curated_root / session.build.workspace

    def stage(self, contract: str, name: str, content: bytes, *, beside_others: bool) -> Staged:
        """Put an upload aside; raises `FileRefused` in French for a hostile name or size."""
        return deposit.stage(
            self.raw, contract, name, content, self.who, _now(), beside_others=beside_others
        )

    def examine(self, staged: Staged) -> Examination:
        """Faults of the file, and the rows that publishing would add, change or take away."""
        with reference_database(TERRITORIES) as connection:
            return deposit.examine(staged, connection, _now().date())

    def preview(self, staged: Staged, progress: Progress) -> pd.DataFrame:
        """Indicators of the last month that would move; columns of `indicator_changes`."""
        built = build_workspace(staged.mirror, staged.folder / "preview", progress=progress)
        return deposit.indicator_changes(self.curated / publication.POINTER, built)

    def publish(self, staged: Staged, examination: Examination, progress: Progress) -> str:
        """Accept an upload and publish a build with it; a refused build leaves all as it was.

        Returns:
            Id of the new build.

        Raises:
            NotPublishable: the file is refused or no longer waits.
            BuildRefused: the workspace with this file cannot be built; the files are put back.
        """
        entry = deposit.publish(staged, examination)
        try:
            return self._rebuild(progress)
        except BuildRefused:
            deposit.restore(self.raw, entry.id, self.who, _now())
            raise

    def discard(self, staged: Staged) -> None:
        """Forget an upload; what is published does not move."""
        deposit.discard(staged)

    def undo(self, entry_id: str, progress: Progress) -> str:
        """Give back the files of before a change, and publish a build of them."""
        deposit.restore(self.raw, entry_id, self.who, _now())
        return self._rebuild(progress)

    def history(self) -> list[Entry]:
        """Changes of the workspace, newest first."""
        return list(reversed(history.entries(self.raw)))

    def versions(self) -> list[str]:
        """Builds kept, newest first."""
        return list(reversed(publication.builds(self.curated)))

    def roll_back(self, build_id: str) -> None:
        """Show readers an older build again; the files received stay as they are."""
        publication.rollback(self.curated, build_id)

    def _rebuild(self, progress: Progress) -> str:
        build_workspace(self.raw, self.curated, progress=progress)
        return publication.current_build(self.curated) or ""


def _now() -> datetime:
    return datetime.now(UTC)
