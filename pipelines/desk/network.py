"""The desk of one network: its own rows, with the usual checks, published once staff approves.

It wraps `Desk` and can do less: it replaces no whole file, changes no row of another network,
undoes nothing, and does not compute the effect for readers, which would show others' figures.
"""

from __future__ import annotations

from method.received import KEPT_BY_STAFF
from pipelines import contracts
from pipelines.build.progress import Progress
from pipelines.desk import deposit
from pipelines.desk.deposit import Staged
from pipelines.desk.desk import Desk
from pipelines.desk.examine import Examination, NotPublishable
from pipelines.desk.history import Entry
from pipelines.desk.portions import NOBODY, portion_path

FILES = tuple(
    name
    for name in contracts.names()
    if contracts.load(name).tells_network and name not in KEPT_BY_STAFF
)


class NetworkDesk:
    """What a network may do with the files of a workspace."""

    def __init__(self, network: str, desk: Desk, *, is_at_once: bool = False) -> None:
        """Open the desk.

        Args:
            network: id of the network.
            desk: desk of the workspace, for the person who deposits.
            is_at_once: whether a deposit is published without waiting for staff.
        """
        self.network = network
        self.is_at_once = is_at_once
        self.curated = desk.curated
        self._desk = desk

    def stage(self, contract: str, name: str, content: bytes, *, adds: bool = False) -> Staged:
        """Stage an upload, which replaces the rows of the network or adds to them.

        Raises:
            NotPublishable: the file is maintained by staff.
            FileRefused: the name or the size is refused.
        """
        if contract not in FILES:
            raise NotPublishable("Ce fichier n’est pas de ceux qu’un réseau dépose.")
        return self._desk.stage(contract, name, content, "add" if adds else "networks")

    def examine(self, staged: Staged) -> Examination:
        """Faults of the file, and the rows of the network that it would add, change or remove.

        Raises:
            NotPublishable: it would change a row of another network; the upload is discarded.
        """
        examination = self._desk.examine(staged)
        others = self._others(examination)
        if others and not examination.file.refused:
            self._desk.discard(staged)
            raise NotPublishable(
                "Ce fichier concerne d’autres lignes que celles de votre réseau"
                f" ({', '.join(others)}). Gardez les vôtres seules, avec « {self.network} » pour "
                "réseau, puis déposez-le de nouveau. Rien n’a changé."
            )
        return examination

    def submit(self, staged: Staged, examination: Examination) -> None:
        """Submit a deposit to staff, who will see the same preview.

        Raises:
            NotPublishable: the file is refused, or changes other networks' rows.
        """
        self._check(examination)
        deposit.submit(staged, self.network)
        self._desk.record("submission", f"{staged.contract} {self.network}")

    def publish(
        self,
        staged: Staged,
        examination: Examination,
        progress: Progress,
        *,
        is_confirmed: bool = False,
    ) -> Entry:
        """Publish without review, if the setting allows it; see `Desk.publish`.

        Raises:
            NotPublishable: not allowed, the file is refused, or it changes others' rows.
        """
        if not self.is_at_once:
            raise NotPublishable("Votre dépôt attend d’être validé par l’équipe Dév’Up.")
        self._check(examination)
        return self._desk.publish(staged, examination, progress, is_confirmed=is_confirmed)

    def discard(self, staged: Staged) -> None:
        """Withdraw a pending deposit of this network."""
        if staged.submitted_by == self.network or staged.who == self._desk.who:
            self._desk.discard(staged)

    def submitted(self) -> list[Staged]:
        """Deposits of this network pending with staff, oldest first."""
        return [staged for staged in submitted(self._desk) if staged.submitted_by == self.network]

    def files(self) -> dict[str, bytes]:
        """Files received from this network alone, and its pending deposits, by path.

        Not its part of a common file: a row whose network is misspelt stays with the row above it.
        """
        specs = [contracts.load(name) for name in contracts.names()]
        paths = {portion_path(one, self.network) for one in specs if one.tells_network}
        received = self._desk.received()
        files = {path: self._desk.raw / path for path in received if path in paths}
        files = {path: file for path, file in files.items() if self._is_own(received[path])}
        files |= {f"a-valider/{one.id}/{one.name}": one.file for one in self.submitted()}
        return {path: file.read_bytes() for path, file in files.items() if file.is_file()}

    def _is_own(self, change: Entry) -> bool:
        """Whether a change brought rows of this network alone; of one by hand, its name says it."""
        return change.networks in ((), (self.network,)) and change.mode != "add"

    def history(self) -> list[Entry]:
        """Changes to files that concern only this network, oldest first."""
        return [entry for entry in self._desk.history() if entry.networks == (self.network,)]

    def _check(self, examination: Examination) -> None:
        if examination.file.refused or self._others(examination):
            raise NotPublishable("Le fichier est refusé : corrigez-le et déposez-le de nouveau.")

    def _others(self, examination: Examination) -> list[str]:
        """Networks other than this one that the file names or whose rows would change."""
        counts = examination.counts
        moved = counts[counts[["added", "changed", "gone"]].sum(axis=1) > 0]
        touched = {*examination.networks, *moved["network"]} - {self.network}
        return sorted(
            "lignes sans réseau connu" if network == NOBODY else network for network in touched
        )


def submitted(desk: Desk) -> list[Staged]:
    """Deposits of networks pending with staff, oldest first."""
    waiting = [one for one in deposit.waiting(desk.raw) if one.submitted_by]
    return sorted(waiting, key=lambda one: one.at)
