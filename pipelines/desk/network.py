"""The desk of one network: its own rows, by the checks of everybody, published when staff says so.

It can do less than `Desk`, which it holds: no whole file is replaced, no row of another network
moves, nothing is undone, and what would change for readers is not computed, since the figures of
others are in it.
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
        """Open it.

        Args:
            network: id of the network.
            desk: of the workspace, in the name of who deposits.
            is_at_once: a deposit is published without waiting for staff.
        """
        self.network = network
        self.is_at_once = is_at_once
        self.curated = desk.curated
        self._desk = desk

    def stage(self, contract: str, name: str, content: bytes, *, adds: bool = False) -> Staged:
        """Put an upload aside: it replaces the rows of the network, or adds to them.

        Raises:
            NotPublishable: the file is one that staff keeps.
            FileRefused: the name or the size is refused.
        """
        if contract not in FILES:
            raise NotPublishable("Ce fichier n’est pas de ceux qu’un réseau dépose.")
        return self._desk.stage(contract, name, content, "add" if adds else "networks")

    def examine(self, staged: Staged) -> Examination:
        """Faults of the file, and the rows of the network that it would add, change, take away.

        Raises:
            NotPublishable: it would move a row of another network; nothing is kept of it.
        """
        found = self._desk.examine(staged)
        others = self._others(found)
        if others and not found.file.refused:
            self._desk.discard(staged)
            raise NotPublishable(
                "Ce fichier concerne d’autres lignes que celles de votre réseau"
                f" ({', '.join(others)}). Gardez les vôtres seules, avec « {self.network} » pour "
                "réseau, puis déposez-le de nouveau. Rien n’a changé."
            )
        return found

    def submit(self, staged: Staged, examination: Examination) -> None:
        """Hand a deposit over to staff, who will read the same preview.

        Raises:
            NotPublishable: the file is refused, or moves others.
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
        """Publish at once, where the setting allows it; see `Desk.publish`.

        Raises:
            NotPublishable: the setting does not, the file is refused, or moves others.
        """
        if not self.is_at_once:
            raise NotPublishable("Votre dépôt attend d’être validé par l’équipe Dév’Up.")
        self._check(examination)
        return self._desk.publish(staged, examination, progress, is_confirmed=is_confirmed)

    def discard(self, staged: Staged) -> None:
        """Take back a deposit of this network that waits."""
        if staged.submitted_by == self.network or staged.who == self._desk.who:
            self._desk.discard(staged)

    def submitted(self) -> list[Staged]:
        """Deposits of this network that wait for staff, oldest first."""
        return [one for one in submitted(self._desk) if one.submitted_by == self.network]

    def files(self) -> dict[str, bytes]:
        """Files received of this network alone, and its deposits that wait, by their path."""
        own = [contracts.load(name) for name in contracts.names()]
        paths = [portion_path(one, self.network) for one in own if one.tells_network]
        found = {path: self._desk.raw / path for path in paths}
        found |= {f"a-valider/{one.id}/{one.name}": one.file for one in self.submitted()}
        return {path: file.read_bytes() for path, file in found.items() if file.is_file()}

    def history(self) -> list[Entry]:
        """Changes of the files that concern this network and no other, oldest first."""
        return [entry for entry in self._desk.history() if entry.networks == (self.network,)]

    def _check(self, examination: Examination) -> None:
        if examination.file.refused or self._others(examination):
            raise NotPublishable("Le fichier est refusé : corrigez-le et déposez-le de nouveau.")

    def _others(self, examination: Examination) -> list[str]:
        """Networks that the file names or whose rows would move, this one apart."""
        counts = examination.counts
        moved = counts[counts[["added", "changed", "gone"]].sum(axis=1) > 0]
        touched = {*examination.networks, *moved["network"]} - {self.network}
        return sorted("lignes sans réseau connu" if one == NOBODY else one for one in touched)


def submitted(desk: Desk) -> list[Staged]:
    """Deposits of networks that wait for staff, oldest first."""
    waiting = [one for one in deposit.waiting(desk.raw) if one.submitted_by]
    return sorted(waiting, key=lambda one: one.at)
