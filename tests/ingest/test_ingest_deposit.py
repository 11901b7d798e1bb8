"""From an upload to raw files and figures and back: a file changes only the networks it names."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from method.settings import ROOT, TERRITORIES
from pipelines.build import releases
from pipelines.build.progress import silent
from pipelines.build.workspace import inputs_hash
from pipelines.desk import deposit, history, words
from pipelines.desk.desk import Desk, Moved, NeedsConfirmation
from pipelines.desk.examine import Examination, NotPublishable
from pipelines.ingest.issues import FileRefused
from tests.files.builder import MEMBERS, SIRET, SIRET_2, SIRET_ZEROS, member
from tests.ingest.desk_world import data_files, france, is_pair, open_desk, send, tiny_build

FIRST = "\n".join([MEMBERS, member(), member(siret=SIRET_2)]).encode()
BOTH = "\n".join([MEMBERS, member(), member(siret=SIRET_2), member(network="beta")]).encode()


def look(desk: Desk, content: bytes, contract: str = "adhesions", **options: object) -> Examination:
    staged = desk.stage(contract, "envoi.csv", content, **options)
    preview = desk.examine(staged)
    desk.discard(staged)
    return preview


def rows_of(raw: Path, path: str) -> list[dict[str, str]]:
    text = (raw / path).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_an_upload_is_out_of_sight_until_published(raw: Path) -> None:
    desk = open_desk(raw)
    before = data_files(raw)
    staged = desk.stage("adhesions", "Adhérents (2026).csv", FIRST)
    preview = desk.examine(staged)
    assert data_files(raw) == before
    assert preview.by_network() == {"alpha": {"added": 2, "changed": 0, "gone": 0, "kept": 0}}
    assert (staged.mirror / "workspace.toml").exists()
    assert not list((raw / "_history").glob("files/*")), (
        "kept in the history before it is published"
    )
    desk.discard(staged)
    assert data_files(raw) == before
    assert [entry.action for entry in desk.history()] == ["initial"]
    assert not staged.folder.exists()


def test_a_mirror_has_the_hash_of_its_workspace(raw: Path, tmp_path: Path) -> None:
    """Otherwise a deposit would leave a build that `refresh` considers stale."""
    (raw / ".generator").write_text("x", encoding="utf-8")
    deposit.mirror(
        raw, raw / "_history" / "staging" / "m" / "raw",
        {path: raw / path for path in history.visible_state(raw)},
    )  # fmt: skip
    mirror = raw / "_history" / "staging" / "m" / "raw"
    same = inputs_hash(raw, TERRITORIES, ROOT)
    assert inputs_hash(mirror, TERRITORIES, ROOT) == same
    (mirror / "reseaux.csv").unlink()
    assert inputs_hash(mirror, TERRITORIES, ROOT) != same


def test_a_list_changes_only_the_networks_it_names(raw: Path) -> None:
    desk = open_desk(raw)
    send(desk, "adhesions", BOTH)
    others = data_files(raw)["adhesions/beta.csv"]
    update = "\n".join([MEMBERS, member(fee="900"), member(siret=SIRET_ZEROS)]).encode()
    preview = look(desk, update)
    assert preview.by_network() == {"alpha": {"added": 1, "changed": 1, "gone": 1, "kept": 0}}
    assert words.sentence(preview) == (
        "Ce fichier concerne Alpha\u00a0: 2\u00a0lignes remplacent ses 2. "
        "L’autre réseau ne change pas."
    )
    assert [(loss.network, loss.gone, loss.is_named) for loss in preview.losses()] == [
        ("alpha", 1, True)
    ]
    send(desk, "adhesions", update)
    assert data_files(raw)["adhesions/beta.csv"] == others
    assert [row["cotisation_annuelle"] for row in rows_of(raw, "adhesions/alpha.csv")] == [
        "900", "550",
    ]  # fmt: skip
    assert is_pair(raw)


def test_a_loss_needs_a_confirmation_and_changes_nothing_without(raw: Path) -> None:
    desk = open_desk(raw)
    send(desk, "adhesions", BOTH)
    before = data_files(raw)
    for content, mode in ((FIRST, "all"), ("\n".join([MEMBERS, member()]).encode(), "networks")):
        staged = desk.stage("adhesions", "a.csv", content, mode)
        preview = desk.examine(staged)
        assert preview.needs_confirmation
        with pytest.raises(NeedsConfirmation):
            desk.publish(staged, preview, silent)
        assert data_files(raw) == before
        desk.discard(staged)
    everything = look(desk, FIRST, mode="all")
    assert [(loss.network, loss.is_named) for loss in everything.losses()] == [("beta", False)]
    assert "que le fichier ne nomme pas" in words.loss_lines(everything)[0]


def test_identical_rows_are_no_fault_when_added(raw: Path) -> None:
    desk = open_desk(raw)
    send(desk, "adhesions", BOTH)
    more = "\n".join(
        [MEMBERS, member(), member(siret=SIRET_2), member(siret=SIRET_ZEROS, network="beta")]
    ).encode()
    preview = look(desk, more, mode="add")
    assert not preview.needs_confirmation
    assert preview.file.issues == [] or {i.severity for i in preview.file.issues} == {"warning"}
    assert preview.by_network() == {"beta": {"added": 1, "changed": 0, "gone": 0, "kept": 1}}
    send(desk, "adhesions", more, mode="add")
    assert len(rows_of(raw, "adhesions/alpha.csv")) == 2
    assert len(rows_of(raw, "adhesions/beta.csv")) == 2


def test_a_row_added_under_a_key_that_is_taken_is_reported(raw: Path) -> None:
    desk = open_desk(raw)
    send(desk, "adhesions", FIRST)
    preview = look(desk, "\n".join([MEMBERS, member(fee="1")]).encode(), mode="add")
    assert [
        (issue.code, issue.line) for issue in preview.file.issues if issue.severity == "error"
    ] == [("duplicate_key", 2)]
    assert any("que la ligne 2 de ce qui est déjà reçu." in i.message for i in preview.file.issues)
    assert (preview.file.rows_kept, preview.file.rows_rejected) == (0, 1)
    assert preview.total()["gone"] == preview.total()["changed"] == 0


def test_the_history_names_every_network_that_changed(raw: Path) -> None:
    desk = open_desk(raw)
    send(desk, "adhesions", BOTH)
    everybody = send(desk, "adhesions", FIRST, mode="all")
    assert everybody.networks == ("alpha", "beta")
    first = send(desk, "adhesions", "\n".join([MEMBERS, member(fee="900")]).encode())
    assert first.networks == ("alpha",)
    desk.note("adhesions", ("gamma",), "rappel")
    assert desk.undo(silent).networks == ("alpha",)
    assert desk.undo(silent).networks == ("alpha", "beta")
    assert desk.restore(first.id, silent).networks == ("alpha", "beta")
    desk.roll_back(everybody.build)
    assert desk.history()[-1].action == "rollback"
    assert desk.history()[-1].networks == ("alpha", "beta")


def test_the_losses_of_a_restored_state_speak_of_no_file(raw: Path) -> None:
    desk = open_desk(raw)
    first = send(desk, "adhesions", FIRST)
    send(desk, "adhesions", BOTH)
    lines = words.loss_lines(desk.examine_restore(first.id))
    assert lines
    assert not any("fichier" in line for line in lines)


def test_a_file_of_unknown_networks_is_refused_with_its_lines(raw: Path) -> None:
    desk = open_desk(raw)
    unknown = "\n".join([MEMBERS, member(network="alfa")]).encode()
    with pytest.raises(NotPublishable) as refusal:
        desk.examine(desk.stage("adhesions", "envoi.csv", unknown))
    said = str(refusal.value).replace("\u00a0", " ")
    assert said.startswith("envoi.csv, ligne 2, colonne « id_reseau » : Le réseau « alfa »")
    assert "tout remplacer" not in said


def test_one_file_a_network_with_who_when_and_what(raw: Path) -> None:
    (raw / "adhesions.csv").write_bytes(BOTH)
    desk = open_desk(raw)
    entry = send(desk, "adhesions", FIRST, name="alpha.csv")
    assert {path for path in data_files(raw) if path.startswith("adhesions")} == {
        "adhesions/alpha.csv", "adhesions/beta.csv",
    }  # fmt: skip
    received = history.received(raw)["adhesions/alpha.csv"]
    assert (received.id, received.who, received.sha256) == (
        entry.id, "Ana", hashlib.sha256(FIRST).hexdigest(),
    )  # fmt: skip
    assert history.kept_file(raw, entry.sha256, ".csv").read_bytes() == FIRST


def test_what_is_wrong_with_a_row_is_reported_by_each_build(raw: Path) -> None:
    """A list split into files keeps its faults: rejected rows and emptied cells."""
    desk = open_desk(raw)
    wrong = [
        member(siret="123"),
        member(siret=SIRET_2, fee="beaucoup"),
        member(siret=SIRET_ZEROS, network="inconnu"),
        member(network="beta"),
    ]
    staged = desk.stage("adhesions", "a.csv", "\n".join([MEMBERS, *wrong]).encode())
    preview = desk.examine(staged)
    files = [one for one in preview.workspace.files if one.contract == "adhesions"]
    assert sum(one.rows_read for one in files) == preview.file.rows_read == 4
    assert sum(one.rows_rejected for one in files) == preview.file.rows_rejected
    assert sorted(i.code for one in files for i in one.issues if i.severity == "error") == sorted(
        i.code for i in preview.file.issues if i.severity == "error"
    )
    assert rows_of(staged.mirror, "adhesions/alpha.csv")[2]["id_reseau"] == "inconnu"


def test_an_instalment_is_its_grants_network_and_a_partner_its_projects(raw: Path) -> None:
    desk = open_desk(raw)
    grants = (
        "nomAttribuant;dateConvention;referenceDecision;nomBeneficiaire;idBeneficiaire;objet;"
        "montant;nature;id_reseau\n"
        f"Région;2025-01-01;C-1;Alpha;{SIRET};Appui;1000;aide en numéraire;alpha\n"
        f"Région;2025-01-01;C-2;Bêta;{SIRET_2};Appui;1000;aide en numéraire;beta\n"
    )
    send(desk, "subventions", grants.encode())
    head = "referenceDecision;rang;echeance_prevue;montant_prevu\n"
    send(desk, "versements", f"{head}C-1;1;2025-05-15;1000\nC-2;1;2025-05-15;1000\n".encode())
    preview = look(desk, f"{head}C-2;1;2025-06-15;1000\n".encode(), "versements")
    assert preview.by_network() == {"beta": {"added": 0, "changed": 1, "gone": 0, "kept": 0}}
    projects = (
        "id_projet;id_reseau;intitule;programme;statut\n"
        "P-1;alpha;Un;ANR;finance\nP-2;beta;Deux;ANR;finance\n"
    )
    send(desk, "projets", projects.encode())
    partners = "id_projet;siren;role\nP-1;413570375;partenaire\nP-2;442293775;partenaire\n"
    send(desk, "partenaires", partners.encode())
    assert {"partenaires/alpha.csv", "partenaires/beta.csv"} <= set(data_files(raw))
    # Removing grants would orphan instalments of the same network: that is reported too.
    fewer = grants.splitlines()[0] + "\n" + grants.splitlines()[2].replace("C-2", "C-3") + "\n"
    losses = look(desk, fewer.encode(), "subventions").losses()
    assert ("beta", "subventions") in {(loss.network, loss.contract) for loss in losses}


def test_a_contract_that_names_no_network_is_replaced_whole_and_says_so(raw: Path) -> None:
    desk = open_desk(raw)
    head = "code_commune;naf_division;classe_taille;nb_entreprises\n"
    send(desk, "tissu_economique", f"{head}28085;20;TPE;3\n45234;20;TPE;4\n".encode())
    preview = look(desk, f"{head}28085;20;TPE;5\n".encode(), "tissu_economique")
    assert preview.by_network() == {"*": {"added": 0, "changed": 1, "gone": 1, "kept": 0}}
    assert "ne nomme pas de réseau" in words.sentence(preview)
    assert preview.needs_confirmation
    assert "tissu_economique.csv" in data_files(raw)


def test_a_workbook_and_a_csv_end_in_the_same_state(raw: Path) -> None:
    from tests.files.builder import xlsx

    desk = open_desk(raw)
    cells = [line.split(";") for line in FIRST.decode().splitlines()]
    case = xlsx("adhesions", {"Liste": cells})
    send(desk, "adhesions", case.content, name="liste.xlsx")
    by_workbook = data_files(raw)
    send(desk, "adhesions", FIRST)
    assert data_files(raw) == by_workbook


def test_a_file_that_names_nobody_known_is_refused_unless_all_is_replaced(raw: Path) -> None:
    desk = open_desk(raw)
    stranger = "\n".join([MEMBERS, member(network="inconnu")]).encode()
    staged = desk.stage("adhesions", "a.csv", stranger)
    with pytest.raises(NotPublishable, match="réseau connu"):
        desk.examine(staged)


def test_an_empty_template_is_no_deposit(raw: Path) -> None:
    desk = open_desk(raw)
    send(desk, "adhesions", "\n".join([MEMBERS, member()]).encode())
    for mode in ("networks", "add"):
        with pytest.raises(NotPublishable, match="aucune ligne sous ses en-têtes"):
            look(desk, f"{MEMBERS}\n".encode(), mode=mode)
    assert rows_of(raw, "adhesions/alpha.csv")


def test_a_row_set_aside_stays_with_the_network_that_it_names_by_name(raw: Path) -> None:
    desk = open_desk(raw)
    lines = [MEMBERS, member("Alpha"), member("Bêta", siret="123")]
    send(desk, "adhesions", "\n".join(lines).encode())
    assert [row["id_reseau"] for row in rows_of(raw, "adhesions/alpha.csv")] == ["alpha"]
    assert [row["id_reseau"] for row in rows_of(raw, "adhesions/beta.csv")] == ["Bêta"]


def test_a_refused_file_cannot_be_published(raw: Path) -> None:
    desk = open_desk(raw)
    before = data_files(raw)
    staged = desk.stage("adhesions", "a.csv", b"nom;couleur\na;b\n")
    preview = desk.examine(staged)
    assert preview.file.refused
    # Its report can still be read, but nothing waits for a decision.
    assert staged.file.exists()
    assert desk.waiting() == []
    with pytest.raises(NotPublishable):
        desk.publish(staged, preview, silent)
    assert data_files(raw) == before


def test_an_upload_is_published_once(raw: Path) -> None:
    desk = open_desk(raw)
    staged = desk.stage("adhesions", "a.csv", FIRST)
    preview = desk.examine(staged)
    desk.publish(staged, preview, silent)
    with pytest.raises(NotPublishable):
        desk.publish(staged, preview, silent)
    assert [entry.action for entry in desk.history()] == ["initial", "deposit"]


def test_two_people_at_once_never_undo_each_other(raw: Path) -> None:
    ana, bob = open_desk(raw, "Ana"), open_desk(raw, "Bob")
    beta = "\n".join([MEMBERS, member(network="beta")]).encode()
    first, second = ana.stage("adhesions", "a.csv", FIRST), bob.stage("adhesions", "b.csv", beta)
    previews = [ana.examine(first), bob.examine(second)]
    ana.publish(first, previews[0], silent)
    bob.publish(second, previews[1], silent)
    assert {"adhesions/alpha.csv", "adhesions/beta.csv"} <= set(data_files(raw))
    assert is_pair(raw)
    # On the same network, the second deposit is refused until it is reviewed again.
    third = ana.stage("adhesions", "a.csv", "\n".join([MEMBERS, member(fee="1")]).encode())
    fourth = bob.stage("adhesions", "b.csv", "\n".join([MEMBERS, member(fee="2")]).encode())
    previews = [ana.examine(third), bob.examine(fourth)]
    ana.publish(third, previews[0], silent, is_confirmed=True)
    before = data_files(raw)
    with pytest.raises(Moved):
        bob.publish(fourth, previews[1], silent, is_confirmed=True)
    assert data_files(raw) == before
    assert [one.id for one in bob.waiting()] == [fourth.id]


def _show(raw: Path, name: str) -> None:
    """A ledger of figures shown, as a build of the same files would leave it."""
    place = raw / releases.FOLDER
    (place / name).mkdir(parents=True)
    (place / releases.CURRENT).unlink(missing_ok=True)
    (place / releases.CURRENT).symlink_to(name)


def _shown(raw: Path) -> str:
    return (raw / releases.FOLDER / releases.CURRENT).resolve().name


def test_a_deposit_never_takes_back_what_was_shown_since_it_was_examined(raw: Path) -> None:
    desk = open_desk(raw)
    _show(raw, "1")
    staged = desk.stage("adhesions", "a.csv", FIRST)
    preview = desk.examine(staged)
    _show(raw, "2")
    entry = desk.publish(staged, preview, silent)
    assert _shown(raw) == "2"
    assert is_pair(raw) and desk.history()[-1].id == entry.id


def test_a_return_never_takes_back_what_was_shown_while_it_was_built(raw: Path) -> None:
    send(open_desk(raw), "adhesions", FIRST)
    desk = open_desk(raw)
    first = desk.history()[0].id
    _show(raw, "1")

    def build_while_another_is_shown(mirror: Path, into: Path, *_: object) -> None:
        _show(raw, "2")
        tiny_build(mirror, into)

    late = Desk("Bea", raw, desk.curated, builder=build_while_another_is_shown, reference=france)
    before = data_files(raw)
    for give_back in (late.undo, lambda told: late.restore(first, told)):
        with pytest.raises(releases.LedgerMoved):
            give_back(silent)
        assert _shown(raw) == "2" and data_files(raw) == before and is_pair(raw)
        shutil.rmtree(raw / releases.FOLDER)
        _show(raw, "1")


def test_undo_walks_back_and_restore_goes_anywhere(raw: Path) -> None:
    (raw / "adhesions.csv").write_bytes(BOTH)
    desk = open_desk(raw)
    states = {desk.history()[0].id: data_files(raw)}
    for fee in ("1", "2", "3"):
        entry = send(desk, "adhesions", "\n".join([MEMBERS, member(fee=fee)]).encode())
        states[entry.id] = data_files(raw)
    ids = list(states)
    for expected in reversed(ids[:-1]):
        desk.undo(silent)
        assert data_files(raw) == states[expected]
        assert history.current_entry(desk.history()).id == expected
        assert is_pair(raw)
    with pytest.raises(NotPublishable, match="plus de changement"):
        desk.undo(silent)
    for target in (ids[2], ids[0], ids[3], ids[1]):
        assert words.sentence(desk.examine_restore(target)).startswith("Ce retour concerne")
        desk.restore(target, silent)
        assert data_files(raw) == states[target]
        assert history.current_entry(desk.history()).id == target
        assert is_pair(raw)
    desk.undo(silent)
    assert data_files(raw) == states[ids[3]]
    with pytest.raises(KeyError):
        desk.restore("jamais", silent)


def test_an_undo_never_shows_again_a_figure_corrected_since(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kept build was made before the correction, whose figures only a new one reads."""
    monkeypatch.setattr("secrets.token_hex", lambda _: "abcdef01")
    monkeypatch.setattr("pipelines.desk.desk.inputs_hash", lambda *_: "abcdef01")
    built = []

    def build(*arguments: object) -> None:
        built.append(arguments)
        tiny_build(*arguments)

    desk = Desk("Ana", raw, raw.parent / "curated", builder=build, reference=france)
    for fee in ("1", "2", "3"):
        send(desk, "adhesions", "\n".join([MEMBERS, member(fee=fee)]).encode())
    desk.undo(silent)
    assert len(built) == 3
    correction = {"build": f"{max(desk.versions())}+", "who": "A", "reason": "R", "scopes": []}
    (raw / releases.FOLDER).mkdir(exist_ok=True)
    (raw / releases.FOLDER / releases.JOURNAL).write_text(json.dumps(correction))
    desk.undo(silent)
    assert len(built) == 4


def test_a_file_put_in_by_hand_is_kept_before_it_is_replaced(raw: Path) -> None:
    desk = open_desk(raw)
    send(desk, "adhesions", FIRST)
    by_hand = (raw / "adhesions" / "alpha.csv").read_bytes().replace(b"550", b"551")
    (raw / "adhesions" / "alpha.csv").write_bytes(by_hand)
    entry = send(desk, "adhesions", FIRST)
    change = desk.history()[-2]
    assert (change.action, change.who) == ("found", "dossier")
    assert entry.before == change.after
    desk.undo(silent)
    assert data_files(raw)["adhesions/alpha.csv"] == by_hand


def test_a_version_comes_back_with_its_files(raw: Path) -> None:
    desk = open_desk(raw)
    first = send(desk, "adhesions", FIRST)
    before = data_files(raw)
    send(desk, "adhesions", BOTH)
    assert desk.roll_back() == first.build
    assert data_files(raw) == before
    assert is_pair(raw)
    assert history.current_entry(desk.history()).id == first.id


def test_forgotten_uploads_are_swept_after_a_day(raw: Path) -> None:
    desk = open_desk(raw)
    staged = desk.stage("adhesions", "a.csv", FIRST)
    deposit.sweep(raw, datetime.now().astimezone() + timedelta(hours=23))
    assert staged.folder.exists()
    deposit.sweep(raw, datetime.now().astimezone() + timedelta(hours=25))
    assert not staged.folder.exists()


@pytest.mark.parametrize("who", ["", "   ", "a\nb", "x" * 200])
def test_who_deposits_is_required(raw: Path, who: str) -> None:
    with pytest.raises(ValueError, match="who"):
        open_desk(raw, who).stage("adhesions", "a.csv", FIRST)


@pytest.mark.parametrize("name", ["../a.csv", ".a.csv", "a\x00.csv", "a.exe", "a/b.csv"])
def test_a_hostile_name_is_refused(raw: Path, name: str) -> None:
    with pytest.raises(FileRefused):
        open_desk(raw).stage("adhesions", name, FIRST)


def test_rows_without_a_key_are_compared_whole(raw: Path) -> None:
    desk = open_desk(raw)
    head, row = "id_reseau;date;intitule;thematique", "alpha;01/01/2026;Atelier;rh"
    for lines, counts in (
        ((head, row, row), {"added": 2, "changed": 0, "gone": 0, "kept": 0}),
        ((head, row), {"added": 0, "changed": 0, "gone": 1, "kept": 1}),
    ):
        content = "\n".join(lines).encode()
        assert look(desk, content, "actions").by_network() == {"alpha": counts}
        send(desk, "actions", content)


def test_one_network_may_name_a_successor_that_another_file_holds(raw: Path) -> None:
    desk = open_desk(raw)
    head = "id_reseau;nom;type;filiere;statut;successeur\n"
    moved = f"{head}alpha;Alpha;cluster;Eau;absorbe;beta\n".encode()
    preview = look(desk, moved, "reseaux")
    assert preview.file.issues == []
    assert (preview.file.rows_kept, preview.file.rows_rejected) == (1, 0)
    assert preview.by_network() == {"alpha": {"added": 0, "changed": 1, "gone": 0, "kept": 0}}
    send(desk, "reseaux", moved)
    assert set(data_files(raw)) == {"reseaux/alpha.csv", "reseaux/beta.csv"}
    assert is_pair(raw)
    # A new network, and one whose row is wrong, also have their own file.
    more = f"{head}gamma;Gamma;cluster;Bois;actif;\ndelta;;cluster;Bois;actif;\n".encode()
    assert look(desk, more, "reseaux").networks == ("delta", "gamma")
