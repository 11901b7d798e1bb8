"""The sentences of the desk, in French: which networks a change concerns, and what is lost.

In the present tense: they are read before a publication, and afterwards in the history.
"""

from __future__ import annotations

from collections.abc import Mapping

from method.wording import NBSP, fr, fr_list, plural
from pipelines import contracts
from pipelines.desk.examine import EVERYBODY, Examination, Loss
from pipelines.ingest.issues import FileRefused, make_issue

MODE_LABELS = {
    "networks": "Remplace les réseaux qu’il nomme",
    "add": "S’ajoute aux lignes reçues",
    "all": "Remplace tous les réseaux",
}
ACTIONS = {
    "initial": "État de départ",
    "found": "Fichiers posés dans le dossier",
    "deposit": "Dépôt",
    "source": "Source officielle",
    "undo": "Annulation",
    "restore": "Retour à un état",
    "rollback": "Retour à une version",
    "purge": "Purge",
    "reminder": "Relance",
}
WITHOUT_NETWORK = "les lignes sans réseau"
NAMED_AT_MOST = 3


def sentence(examination: Examination) -> str:
    """Which networks the change concerns, and that no other is affected."""
    contract = contracts.load(examination.contract) if examination.contract else None
    if contract is None:
        return _of_state(examination)
    title = f"«{NBSP}{contract.title}{NBSP}»"
    before = int(
        examination.counts["before"][examination.counts["contract"] == contract.name].sum()
    )
    rows = examination.file.rows_kept
    if not contract.tells_network:
        if examination.mode == "add":
            return f"Le fichier {title} ne nomme pas de réseau{NBSP}: {_adding(rows, before)}"
        return (
            f"Le fichier {title} ne nomme pas de réseau{NBSP}: il est remplacé en entier. "
            f"{_replacing(rows, before, 'ses')}"
        )
    if examination.mode == "all":
        return f"Ce fichier remplace tout {title}, pour tous les réseaux. " + _replacing(
            rows, before, "les"
        )
    return f"{_concerned(examination)} {_others(examination)}".strip()


def refusal(contract: str, refused: FileRefused) -> str:
    """Why a file is refused as a whole, and what to do."""
    facts = {"value": None, **refused.facts}
    issue = make_issue(contracts.load(contract), refused.code, refused.line, None, **facts)
    return f"{issue.message} {issue.hint}"


def loss_lines(examination: Examination) -> list[str]:
    """Losses that need a confirmation, one line each."""
    has_file = bool(examination.contract)
    return [_loss(loss, examination.names, has_file) for loss in examination.losses()]


def confirmation(examination: Examination) -> str:
    """Text to type to accept the losses: a number known only to somebody who read them."""
    return str(sum(loss.gone for loss in examination.losses()))


def name_of(network: str, names: Mapping[str, str]) -> str:
    """Display name of a network."""
    return WITHOUT_NETWORK if network == EVERYBODY else names.get(network, network)


def _of_state(examination: Examination) -> str:
    if not len(examination.changes):
        return "Cet état est celui d’aujourd’hui, ligne pour ligne."
    names = [name_of(n, examination.names) for n in examination.networks]
    titles = {contracts.load(name).title for name in examination.changes["contract"]}
    whom = (
        f"{fr_list(names[:NAMED_AT_MOST])}"
        if len(names) <= NAMED_AT_MOST
        else (plural(len(names), "réseau", "réseaux"))
    )
    of_whom = f", {whom}" if names else ""
    total = examination.total()
    return (
        f"Ce retour concerne {fr_list(sorted(titles))}{of_whom}{NBSP}: "
        f"{plural(total['added'], 'ligne revient', 'lignes reviennent')}, "
        f"{plural(total['changed'], 'change', 'changent')}, "
        f"{plural(total['gone'], 'part', 'partent')}."
    )


def _concerned(examination: Examination) -> str:
    networks = examination.networks
    effects = [_one(examination, network) for network in networks]
    if len(networks) == 1:
        name = name_of(networks[0], examination.names)
        return f"Ce fichier concerne {name}{NBSP}: {effects[0]}."
    if not networks:
        return "Ce fichier n’apporte aucune ligne nouvelle."
    parts = [
        f"{name_of(network, examination.names)} ({effect})"
        for network, effect in zip(networks, effects, strict=True)
    ]
    return f"Ce fichier concerne {fr(len(networks))} réseaux{NBSP}: {fr_list(parts)}."


def _one(examination: Examination, network: str) -> str:
    mine = examination.counts[
        (examination.counts["contract"] == examination.contract)
        & (examination.counts["network"] == network)
    ]
    before = int(mine["before"].sum())
    if examination.mode == "add":
        return _adding(int(mine["added"].sum()), before).rstrip(".")
    return _replacing(examination.rows_by_network.get(network, 0), before, "ses").rstrip(".")


def _replacing(rows: int, before: int, whose: str) -> str:
    if not before:
        return f"{plural(rows, 'ligne arrive', 'lignes arrivent')}, aucune n’était là."
    verb = (
        plural(rows, "ligne remplace", "lignes remplacent")
        if rows
        else ("aucune ligne ne remplace")
    )
    return f"{verb} {f'{whose} {fr(before)}' if before > 1 else 'la seule reçue'}."


def _adding(rows: int, before: int) -> str:
    if not rows:
        return f"aucune ligne nouvelle, les {fr(before)} restent."
    return f"{plural(rows, 'ligne s’ajoute', 'lignes s’ajoutent')} aux {fr(before)} déjà reçues."


def _others(examination: Examination) -> str:
    changed = examination.counts[examination.counts[["added", "changed", "gone"]].sum(axis=1) > 0]
    others = set(changed["network"]) - set(examination.networks)
    count = examination.known_networks - len(examination.networks)
    if others:
        return f"D’autres lignes bougent aussi{NBSP}: lisez ce qui suit."
    if count <= 0:
        return ""
    if count == 1:
        return "L’autre réseau ne change pas."
    return f"Les {fr(count)} autres réseaux ne changent pas."


def _loss(loss: Loss, names: Mapping[str, str], has_file: bool) -> str:
    name = name_of(loss.network, names)
    title = contracts.load(loss.contract).title
    whose = "" if loss.is_named or not has_file else ", que le fichier ne nomme pas"
    start = name[:1].upper() + name[1:]
    return (
        f"{start}{whose}{NBSP}: {plural(loss.gone, 'ligne partirait', 'lignes partiraient')} "
        f"sur {fr(loss.before)} ({title})."
    )
