"""The desk of a network: only its rows, submitted, published by staff, others unchanged."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from method.audit import Audit
from observatory.own import copy
from pipelines.build.progress import silent
from pipelines.desk import deposit
from pipelines.desk.desk import Moved
from pipelines.desk.entries import now
from pipelines.desk.examine import NotPublishable
from pipelines.desk.network import FILES, NetworkDesk, submitted
from tests.files.builder import MEMBERS, SIRET, SIRET_2, member
from tests.ingest.desk_world import TODAY, data_files, is_pair, open_desk, send


def _list(network: str, *fees: str) -> bytes:
    sirets = (SIRET, SIRET_2)
    rows = [
        member(network=network, siret=siret, fee=fee)
        for siret, fee in zip(sirets, fees, strict=False)
    ]
    return "\n".join([MEMBERS, *rows]).encode()


def _own(raw: Path, network: str, *, is_at_once: bool = False) -> NetworkDesk:
    return NetworkDesk(network, open_desk(raw, f"contact@{network}.example"), is_at_once=is_at_once)


def test_the_copy_of_a_network_has_no_file_that_named_another(raw: Path) -> None:
    """In a common file, a row whose network is misspelt stays with the row above it."""
    misspelt = member(network="betta", siret=SIRET_2, fee="987654")
    both = "\n".join([MEMBERS, member(), misspelt, member(network="beta")])
    send(open_desk(raw), "adhesions", both.encode())
    assert "987654" in (raw / "adhesions" / "alpha.csv").read_text(encoding="utf-8")
    own = _own(raw, "alpha")
    assert own.files() == {}
    send(open_desk(raw), "adhesions", _list("alpha", "100"))
    (content,) = own.files().values()
    assert SIRET.encode() in content and b"987654" not in content
    send(open_desk(raw), "adhesions", both.encode())
    send(open_desk(raw), "adhesions", _list("alpha", "100", "200"), mode="add")
    assert own.files() == {}


def test_a_deposit_waits_for_staff_who_read_the_same_preview(raw: Path) -> None:
    own, staff = _own(raw, "alpha"), open_desk(raw, "staff")
    staged = own.stage("adhesions", "Adhérents.csv", _list("alpha", "100", "200"))
    preview = own.examine(staged)
    before = data_files(raw)
    own.submit(staged, preview)
    assert data_files(raw) == before
    with pytest.raises(NotPublishable, match="validé"):
        own.publish(staged, preview, silent)
    assert [one.id for one in own.submitted()] == [staged.id]
    assert _own(raw, "beta").submitted() == []
    assert staff.waiting() == []
    (waiting,) = submitted(staff)
    assert waiting.submitted_by == "alpha"
    again = staff.examine(waiting)
    assert again.by_network() == preview.by_network()
    staff.publish(waiting, again, silent, is_confirmed=True)
    assert own.submitted() == []
    assert [entry.networks for entry in own.history()] == [("alpha",)]
    assert _own(raw, "beta").history() == []
    actions = [line.what for line in Audit(raw.parent).lines()]
    assert actions == ["deposit", "submission", "publication"]


def test_a_file_that_moves_another_network_is_refused_and_not_kept(raw: Path) -> None:
    send(open_desk(raw), "adhesions", _list("beta", "10", "20"))
    before, own = data_files(raw), _own(raw, "alpha")
    others = _list("beta", "1")
    mixed = _list("alpha", "100") + b"\n" + others.splitlines()[1]
    unknown = _list("alpha", "100") + b"\n" + others.splitlines()[1].replace(b"beta", b"gama")
    refused = []
    for name, content in {"others": others, "mixed": mixed}.items():
        staged = own.stage("adhesions", f"{name}.csv", content)
        try:
            own.examine(staged)
        except NotPublishable as refusal:
            assert "beta" in str(refusal)
        if staged.folder.exists():
            refused.append(name)
    assert refused == []
    staged = own.stage("adhesions", "unknown.csv", unknown)
    assert set(own.examine(staged).networks) == {"alpha"}, "a row set aside stays with the others"
    for contract in ("reseaux", "labels", "subventions", "tissu_economique"):
        with pytest.raises(NotPublishable):
            own.stage(contract, "envoi.csv", b"x")
    assert not {"reseaux", "subventions"} & set(FILES)
    assert data_files(raw) == before


def test_the_setting_publishes_at_once_and_nothing_else_is_offered(raw: Path) -> None:
    own = _own(raw, "alpha", is_at_once=True)
    staged = own.stage("adhesions", "Adhérents.csv", _list("alpha", "100"))
    own.publish(staged, own.examine(staged), silent, is_confirmed=True)
    assert is_pair(raw)
    offered = {name for name in vars(NetworkDesk) if not name.startswith("_")}
    assert offered == {
        "stage", "examine", "submit", "publish", "discard", "submitted", "history", "files"
    }  # fmt: skip


def test_what_waits_for_staff_outlives_a_day_and_not_a_season(raw: Path) -> None:
    own = _own(raw, "alpha")
    staged = own.stage("adhesions", "Adhérents.csv", _list("alpha", "100"))
    own.submit(staged, own.examine(staged))
    deposit.sweep(raw, now() + timedelta(days=30))
    assert own.submitted()
    deposit.sweep(raw, now() + timedelta(days=120))
    assert not own.submitted()


def test_another_network_takes_nothing_back(raw: Path) -> None:
    own, other = _own(raw, "alpha"), _own(raw, "beta")
    staged = own.stage("adhesions", "Adhérents.csv", _list("alpha", "100"))
    own.submit(staged, own.examine(staged))
    other.discard(staged)
    assert own.submitted()
    own.discard(staged)
    assert not own.submitted()


def test_a_list_of_another_tool_comes_back_as_an_ordinary_deposit(raw: Path) -> None:
    """The proposal is checked, submitted and published like any file."""
    send(
        open_desk(raw),
        "adhesions",
        _list("alpha", "1") + b"\n" + _list("beta", "1").splitlines()[1],
    )
    own, staff = _own(raw, "alpha"), open_desk(raw, "staff")
    there = pd.DataFrame({"siret": [SIRET], "nom": ["Un"], "sortie": [None]})
    rows = copy.compared(there, copy.sirets(f"siret\n{SIRET}\n{SIRET_2}\n".encode()), TODAY)
    unknown = rows.loc[rows["etat"] == copy.THERE, "siret"].tolist()
    assert unknown == [SIRET_2]
    content = copy.proposal("alpha", unknown, "entreprise", date(2026, 1, 5))
    staged = own.stage("adhesions", "proposition-siret.csv", content, adds=True)
    preview = own.examine(staged)
    assert preview.networks == ("alpha",) and not preview.file.issues
    counts = preview.counts.set_index("network").loc["alpha"]
    assert (counts["added"], counts["gone"]) == (1, 0)
    own.submit(staged, preview)
    (waiting,) = submitted(staff)
    staff.publish(waiting, staff.examine(waiting), silent)
    lines = data_files(raw)["adhesions/alpha.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and any(SIRET_2 in line for line in lines)


def test_two_networks_deposit_while_staff_publish(raw: Path) -> None:
    """Each loses nothing, waits its turn, and changes only its own rows."""
    staff, failed = open_desk(raw, "staff"), []
    send(staff, "adhesions", _list("alpha", "1") + b"\n" + _list("beta", "1").splitlines()[1])

    def deposits(network: str) -> None:
        try:
            for rank in range(2, 4):
                own = _own(raw, network)
                content = _list(network, f"{rank}", f"{rank}")
                staged = own.stage("adhesions", f"{network}-{rank}.csv", content)
                own.submit(staged, own.examine(staged))
        except Exception as error:
            failed.append((network, error))

    threads = [threading.Thread(target=deposits, args=(name,)) for name in ("alpha", "beta")]
    for one in threads:
        one.start()
    published: list[str] = []
    while any(one.is_alive() for one in threads) or submitted(staff):
        for waiting in submitted(staff)[:1]:
            try:
                staff.publish(waiting, staff.examine(waiting), silent, is_confirmed=True)
                published.append(waiting.name)
            except Moved:
                continue
        assert is_pair(raw)
    assert failed == []
    assert sorted(published) == sorted(f"{n}-{r}.csv" for n in ("alpha", "beta") for r in (2, 3))
    files = data_files(raw)
    for network in ("alpha", "beta"):
        lines = files[f"adhesions/{network}.csv"].decode().splitlines()[1:]
        assert len(lines) == 2
        assert all(line.split(";")[0] == network for line in lines)
        order = [int(name[-5]) for name in published if name.startswith(network)]
        assert order == sorted(order), "in the order in which they came"
        assert all(";3;" in line or line.endswith(";3") for line in lines), lines
    assert not Audit(raw.parent).verify().fault
