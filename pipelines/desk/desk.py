"""The loading desk: operations on the files of a workspace, for the page and the command line.

Every change follows the same path: a mirror of the raw folder is made, examined and built out of
sight, then raw files and figures become current together (`switch`). Opening a desk first completes
or cleans up a change interrupted by a kill. Access control is up to the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import duckdb

from method.audit import Audit, What
from method.settings import ROOT, TERRITORIES
from pipelines.build import publish as publication
from pipelines.build import releases
from pipelines.build.begin import begin_build
from pipelines.build.progress import Progress
from pipelines.build.reading import known_database
from pipelines.build.room import enough_room
from pipelines.build.run import build_workspace
from pipelines.build.workspace import inputs_hash
from pipelines.desk import deposit, entries, examine, history
from pipelines.desk.deposit import Mode, Staged
from pipelines.desk.effect import COMPARED, Effect, compare
from pipelines.desk.examine import Examination, NotPublishable
from pipelines.desk.history import Action, Entry
from pipelines.desk.switch import Switch, recover, settle, switch
from pipelines.ingest import handed

Builder = Callable[[Path, Path, Progress], object]
Reference = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]


class NeedsConfirmation(NotPublishable):
    """Rows would be lost without confirmation."""


class Moved(NotPublishable):
    """Another change came first and alters the effect of this one."""


class Desk:
    """The files of one workspace, for one person."""

    @enough_room()
    def __init__(
        self,
        who: str,
        raw: Path,
        curated: Path,
        *,
        builder: Builder | None = None,
        reference: Reference | None = None,
    ) -> None:
        """Open the desk, and clean up after an interrupted change.

        Args:
            who: name of the person, as recorded in the history.
            raw: raw folder of the workspace.
            curated: published folder of the workspace.
            builder: builds a raw folder into a published one; the real build by default.
            reference: opens a database with the schema `reference`; by default the real one, which
                remembers what the last build read.
        """
        self.who = who
        self.raw = raw
        self.curated = curated
        self._builder = builder or self._build
        self._reference = reference or (lambda: known_database(TERRITORIES, curated))
        settle(raw)
        deposit.sweep(raw, entries.now())

    @enough_room()
    def stage(self, contract: str, name: str, content: bytes, mode: Mode = "networks") -> Staged:
        """Stage an upload; raises `FileRefused`, in French, for an unsafe name or size."""
        staged = deposit.stage(
            self.raw, contract, name, content, self.who, entries.now(), mode=mode
        )
        self.record("deposit", contract)
        return staged

    def record(self, what: What, about: str) -> None:
        """Record in the audit log what this person did to this workspace."""
        audit = Audit(self.curated.resolve().parent)
        audit.add(what, who=self.who, workspace=self.raw.name, about=about)

    def waiting(self) -> list[Staged]:
        """Uploads waiting for this person's decision, oldest first."""
        own = [staged for staged in deposit.waiting(self.raw) if staged.who == self.who]
        return [staged for staged in own if not staged.submitted_by]

    @enough_room()
    def examine(self, staged: Staged) -> Examination:
        """Faults of the file, and the rows that publishing would add, change or remove."""
        rmtree(staged.built, ignore_errors=True)
        with self._reference() as connection:
            return examine.examine(staged, connection, entries.today())

    @enough_room()
    def effect(self, staged: Staged, progress: Progress, *, is_kept: bool = True) -> Effect | None:
        """Changes that readers would see; None if nothing is published yet.

        Args:
            staged: the upload, examined.
            progress: receives the steps of the build.
            is_kept: whether somebody may publish it: its build then goes on from here.
        """
        published = self.curated / publication.POINTER

        def see(preview: duckdb.DuckDBPyConnection) -> Effect | None:
            return compare(preview, published) if published.exists() else None

        return begin_build(
            staged.mirror, staged.built, COMPARED, see, memory=self.curated,
            reading=staged.mirror.parent / handed.NAME, progress=progress, is_kept=is_kept,
        )  # fmt: skip

    @enough_room()
    def publish(
        self,
        staged: Staged,
        examination: Examination,
        progress: Progress,
        *,
        is_confirmed: bool = False,
    ) -> Entry:
        """Publish an upload, raw files and figures together, or leave everything unchanged.

        Args:
            staged: the upload.
            examination: examination that was shown to the person.
            progress: receives the steps of the build.
            is_confirmed: whether somebody typed a confirmation of the losses.

        Raises:
            NotPublishable: the file is refused or no longer staged.
            NeedsConfirmation: rows would be lost without confirmation.
            Moved: another change came first, and this one would have a different effect.
            BuildRefused: the workspace with this file cannot be built.
        """
        if examination.file.refused:
            raise NotPublishable("Le fichier est refusé : corrigez-le et chargez-le de nouveau.")
        if examination.needs_confirmation and not is_confirmed:
            raise NeedsConfirmation(
                "Des lignes partiraient : confirmez que c’est voulu. Rien n’a changé."
            )
        self._check_waits(staged)
        with deposit.asked(staged):
            entry = self._publish(staged, examination, progress)
        self.record("publication", f"{staged.contract} {' '.join(entry.networks)}")
        return entry

    def _publish(self, staged: Staged, examination: Examination, progress: Progress) -> Entry:
        base = examination.base
        while True:
            self._ensure_built(staged.mirror, staged.built, progress)
            with history.locked(self.raw):
                recover(self.raw)
                self._check_waits(staged)
                if base == self._state():
                    with suppress(releases.LedgerMoved):
                        return self._switch(
                            entries.of_deposit(staged, examination), staged.mirror, staged.built
                        )
            again = self.examine(staged)
            if not again.is_same_as(examination):
                raise Moved(
                    "Un autre changement est arrivé entre-temps, et celui-ci ne ferait plus la "
                    "même chose : relisez ce qu’il changerait. Rien n’a changé."
                )
            base = again.base

    @enough_room()
    def discard(self, staged: Staged) -> None:
        """Delete an upload; published data is unchanged."""
        deposit.discard(staged)

    @enough_room()
    def history(self) -> list[Entry]:
        """The log, oldest first, including files put into the folder by hand."""
        settle(self.raw)
        return history.told(self.raw)

    def corrections(self) -> list[tuple[str, releases.Correction]]:
        """Public figures that an administrator forced, with their build, oldest first."""
        return releases.corrections(self.raw)

    def can_restore(self, entry: Entry) -> bool:
        """Whether the state after a change can still be restored."""
        return history.is_whole(self.raw, entry.after)

    @enough_room()
    def received(self) -> dict[str, Entry]:
        """For each current data file, the change that brought it."""
        settle(self.raw)
        return history.received(self.raw)

    def next_undo(self) -> Entry | None:
        """The change that `undo` would revert."""
        return history.last_not_undone(self.history())

    @enough_room()
    def examine_restore(self, entry_id: str) -> Examination:
        """Effect of restoring the state after a change."""
        place = self._lay(self._after(entry_id))
        try:
            with self._reference() as connection:
                return examine.examine_state(self.raw, place, connection, entries.today())
        finally:
            rmtree(place.parent, ignore_errors=True)

    @enough_room()
    def restore(self, entry_id: str, progress: Progress) -> Entry:
        """Restore the state after a change, with its figures.

        Raises:
            KeyError: no change has this id.
            NotPublishable: a purge has removed some of its files since.
        """
        entry = self._give_back("restore", self._after(entry_id), entry_id, progress)
        self.record("restore", f"restore {entry_id}")
        return entry

    @enough_room()
    def undo(self, progress: Progress) -> Entry:
        """Revert the last change that is not undone.

        Raises:
            NotPublishable: there is none, or a purge has removed the earlier files.
        """
        last = self.next_undo()
        if last is None or not last.before:
            raise NotPublishable("Il n’y a plus de changement à annuler.")
        entry = self._give_back("undo", last.before, last.id, progress)
        self.record("restore", f"undo {last.id}")
        return entry

    def versions(self) -> list[str]:
        """Stored builds, newest first."""
        return list(reversed(publication.builds(self.curated)))

    @enough_room()
    def roll_back(self, build_id: str | None = None) -> str:
        """Publish a stored build again, and restore the files it was built from.

        Raises:
            NothingToRollBack: that build is not stored, or there is no older one.
        """
        with history.locked(self.raw):
            recover(self.raw)
            to = publication.kept_build(self.curated, build_id)
            state = publication.files_of(self.curated, to)
            history.record_found(self.raw)
            name = history.fingerprint(state)
            if not history.is_whole(self.raw, name):
                # Its files are no longer stored: only the figures are restored.
                name = self._state()
            entry = self._way_back("rollback", name, to)
            switch(self.raw, Switch(replace(entry, build=to), str(self.curated.resolve())))
        self.record("restore", f"rollback {to}")
        return to

    @enough_room()
    def note(self, contract: str, networks: tuple[str, ...], said: str) -> Entry:
        """Record in the history an event that changes no file, such as a reminder sent."""
        with history.locked(self.raw):
            recover(self.raw)
            entry = Entry(
                history.new_id(entries.now()), entries.stamp(), self.who, "reminder", contract,
                networks=networks, said=said,
            )  # fmt: skip
            history.append(self.raw, entry)
        return entry

    def _check_waits(self, staged: Staged) -> None:
        if not (staged.folder / deposit.CARD).exists():
            raise NotPublishable("Ce dépôt n’attend plus : chargez le fichier de nouveau.")

    def _state(self) -> str:
        return history.fingerprint(history.visible_state(self.raw))

    def _after(self, entry_id: str) -> str:
        changes = [change for change in self.history() if change.action not in history.NOTES]
        return {entry.id: entry for entry in changes}[entry_id].after

    def _lay(self, state: str) -> Path:
        """Mirror of the raw folder with a stored state in place."""
        with history.locked(self.raw):
            recover(self.raw)
            history.record_found(self.raw)
        if not history.is_whole(self.raw, state):
            raise NotPublishable("Cet état a été purgé : il ne peut plus être rendu.")
        digests = history.load_state(self.raw, state)
        place = (
            history.folder(self.raw)
            / deposit.STAGING
            / history.new_id(entries.now())
            / deposit.MIRROR
        )
        contents = {
            path: history.kept_file(self.raw, sha, Path(path).suffix)
            for path, sha in digests.items()
        }
        deposit.mirror(self.raw, place, contents)
        return place

    def _give_back(self, action: Action, state: str, target: str, progress: Progress) -> Entry:
        mirror = self._lay(state)
        built = mirror.parent / deposit.BUILT
        try:
            stored_build = self._kept_build(mirror)
            if stored_build is None:
                self._ensure_built(mirror, built, progress)
            with history.locked(self.raw):
                recover(self.raw)
                undone = self.next_undo()
                if action == "undo" and (undone is None or undone.id != target):
                    raise Moved("Un autre changement est arrivé entre-temps : recommencez.")
                history.record_found(self.raw)
                entry = self._way_back(action, state, target)
                if stored_build is not None and stored_build in self.versions():
                    change = Switch(replace(entry, build=stored_build), str(self.curated.resolve()))
                    return switch(self.raw, change)
                if publication.current_build(built) is None:
                    raise Moved("Un autre changement est arrivé entre-temps : recommencez.")
                return self._switch(entry, mirror, built)
        finally:
            rmtree(mirror.parent, ignore_errors=True)

    def _way_back(self, action: Action, state: str, target: str) -> Entry:
        return Entry(
            history.new_id(entries.now()), entries.stamp(), self.who, action, target=target,
            networks=history.networks_since(history.entries(self.raw), state),
            before=history.keep_state(self.raw, self.raw), after=state,
        )  # fmt: skip

    def _kept_build(self, mirror: Path) -> str | None:
        """A build made today from the same files by the same code, since the last correction."""
        inputs = inputs_hash(mirror, TERRITORIES, ROOT)
        corrected = max((build_id for build_id, _ in self.corrections()), default="")
        for build_id in self.versions():
            is_of_today = build_id.startswith(f"{entries.today():%Y%m%d}")
            if is_of_today and build_id >= corrected and build_id.endswith(f"-{inputs[:8]}"):
                return build_id
        return None

    def _ensure_built(self, mirror: Path, built: Path, progress: Progress) -> None:
        if publication.current_build(built) is None:
            self._builder(mirror, built, progress)

    def _build(self, mirror: Path, built: Path, progress: Progress) -> object:
        """Build out of sight; unchanged parts are reused from the published build."""
        reading = mirror.parent / handed.NAME
        return build_workspace(
            mirror, built, progress=progress, memory=self.curated, reading=reading
        )

    def _switch(self, entry: Entry, mirror: Path, built: Path) -> Entry:
        """Store both states, then switch; the caller holds the lock."""
        history.record_found(self.raw)
        before = history.keep_state(self.raw, self.raw)
        uploaded = mirror.parent / entry.file
        if entry.file and uploaded.is_file():
            history.store(self.raw, uploaded)
        entry = replace(
            entry,
            before=before,
            after=history.keep_state(self.raw, mirror),
            build=publication.current_build(built) or "",
        )
        change = Switch(entry, str(self.curated.resolve()), is_new=True)
        return switch(self.raw, change, built, mirror)


def place(staged: Staged, examination: Examination) -> Entry:
    """Make an official source's file current without a build; `build` will read it later.

    Raises:
        NotPublishable: the file is refused.
    """
    if examination.file.refused:
        raise NotPublishable("Le fichier est refusé : corrigez-le et chargez-le de nouveau.")
    raw = staged.raw
    with history.locked(raw):
        recover(raw)
        history.record_found(raw)
        before = history.keep_state(raw, raw)
        history.store(raw, staged.file)
        entry = replace(
            entries.of_deposit(staged, examination),
            before=before,
            after=history.keep_state(raw, staged.mirror),
        )
        return switch(raw, Switch(entry))
