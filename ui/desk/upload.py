"""Load a file: choose, check, read its issues, preview the changes, publish or give up."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from method.plain_text import plain
from method.wording import NBSP, fr_short_date, plural
from observatory.exports.formats import FORMATS
from pipelines import contracts
from pipelines.build.room import NoRoom
from pipelines.build.run import BuildRefused
from pipelines.desk import words
from pipelines.desk.annotate import annotate
from pipelines.desk.deposit import MODES, Mode, Staged
from pipelines.desk.desk import Desk, Moved
from pipelines.desk.examine import Examination, NotPublishable
from pipelines.desk.network import submitted
from pipelines.ingest.issues import FileRefused, group, likewise
from pipelines.ingest.limits import MAX_FILE_BYTES
from pipelines.ingest.lines import spell_lines
from ui import data, filters, table
from ui.desk import effect
from ui.desk.door import progress_bar
from ui.server import uploads

WAITING = "desk_waiting"
SAID = "desk_said"
TOLD = "desk_told"
EFFECT = "desk_effect"
SHOWN_ROWS = 200
SEVERITIES = {"": "Toutes", "error": "Erreurs", "warning": "Avertissements"}
SEVERITY_WORDS = {"error": "Erreur", "warning": "Avertissement"}
ISSUES = (
    table.Column("lines", "Lignes"),
    table.Column("column", "Colonne"),
    table.Column("severity_label", "Gravité"),
    table.Column("value", "Valeur lue"),
    table.Column("message", "Ce qui ne va pas"),
    table.Column("hint", "Que faire"),
)


def notices(desk: Desk) -> None:
    """Show the result of the last action and what awaits a decision, whichever tab is open."""
    if desk.waiting() and not st.session_state.get(WAITING):
        st.info(
            "Un dépôt attend votre décision : onglet « Déposer un fichier ».",
            icon=":material/schedule:",
        )
    count = len(submitted(desk))
    if count:
        text = plural(count, "dépôt d’un réseau est à valider", "dépôts de réseaux sont à valider")
        st.info(f"{text} : onglet « À valider ».", icon=":material/schedule:")
    if SAID in st.session_state:
        st.success(plain(st.session_state.pop(SAID)), icon="✅")
    if TOLD in st.session_state:
        st.warning(plain(st.session_state.pop(TOLD)), icon="⚠️")


def show(desk: Desk) -> None:
    """Draw all the steps of a load."""
    _left_behind(desk)
    _choose(desk)
    decide(desk)


def decide(desk: Desk) -> None:
    """Show what was read of the open upload, and what can be done with it."""
    if upload := opened(WAITING, "publié"):
        _decide(desk, *upload)


def opened(key: str, gone: str) -> tuple[Staged, Examination] | None:
    """Report on the upload held by the session; None when there is nothing to decide.

    Args:
        key: session key of the upload and its examination.
        gone: what else may have happened to it in another window, besides being discarded.
    """
    if key not in st.session_state:
        return None
    staged, examination = st.session_state[key]
    if not staged.folder.exists():
        del st.session_state[key]
        st.info(f"Ce dépôt n’attend plus : il a été {plain(gone)} ou abandonné ailleurs.")
        return None
    report(staged, examination)
    return None if examination.file.refused else (staged, examination)


def file_box(label: str, key: str) -> UploadedFile | None:
    """Draw the file uploader, for roles from which this server accepts files."""
    uploads.allow(data.reader().role)
    return st.file_uploader(
        plain(label),
        type=["csv", "xlsx", "ods"],
        key=key,
        max_upload_size=MAX_FILE_BYTES // 1024**2,
    )


def _left_behind(desk: Desk) -> None:
    """State of uploads left by another visit: a closed tab, a server that stopped."""
    own = st.session_state.get(WAITING)
    for staged in desk.waiting():
        if own and own[0].id == staged.id:
            continue
        name = f"«{NBSP}{plain(staged.name)}{NBSP}», déposé le {plain(moment(staged.at))}"
        if staged.is_under_way:
            st.info(
                f"La publication de {name}, est en cours dans une autre fenêtre.",
                icon=":material/schedule:",
            )
            continue
        if staged.is_asked:
            st.warning(
                f"La publication de {name}, n’est pas allée au bout{NBSP}: rien n’a changé.",
                icon="⚠️",
            )
        else:
            st.info(f"{name}, attend votre décision.", icon=":material/schedule:")
        with st.container(horizontal=True):
            if st.button("Reprendre", key=f"desk_resume_{staged.id}"):
                examine(desk, staged)
                st.rerun()
            if st.button("Abandonner ce dépôt", key=f"desk_drop_{staged.id}"):
                desk.discard(staged)
                st.rerun()


def _choose(desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        contract = filters.choice("fichier", "Nature du fichier", data.file_titles())
        mode = _mode(contract)
    upload = file_box("Fichier reçu", "desk_file")
    if st.button("Vérifier le fichier", disabled=upload is None, type="primary") and upload:
        _forget(desk)
        try:
            staged = desk.stage(contract, upload.name, upload.getvalue(), mode)
        except FileRefused as refusal:
            st.error(plain(words.refusal(contract, refusal)), icon="⚠️")
            return
        examine(desk, staged)


def _mode(contract: str) -> Mode:
    labels = dict(words.MODE_LABELS)
    if not contracts.load(contract).tells_network:
        labels = {"networks": "Remplace tout le fichier", "add": labels["add"]}
    chosen = filters.choice("effet", "Ce que fait ce fichier", labels, width=340)
    return next(mode for mode in MODES if mode == chosen)


def examine(desk: Desk, staged: Staged) -> None:
    """Open an upload: find its issues, and whose data it would change."""
    st.session_state.pop(EFFECT, None)
    try:
        with st.spinner("Lecture et vérification du fichier…"):
            st.session_state[WAITING] = (staged, desk.examine(staged))
    except NotPublishable as refusal:
        desk.discard(staged)
        st.error(plain(str(refusal)), icon="⚠️")


def report(staged: Staged, examination: Examination) -> None:
    """Show what was read of a file, and its issues."""
    read = examination.file
    st.subheader(f"Vérification de {plain(staged.name)}")
    if read.refused:
        st.error("Le fichier est refusé : rien n’est publié.", icon="⚠️")
    st.markdown(
        f"**{plural(read.rows_read, 'ligne lue', 'lignes lues')}**, "
        f"{plural(read.rows_kept, 'retenue', 'retenues')}, "
        f"{plural(read.rows_rejected, 'écartée', 'écartées')}."
    )
    if read.balance():
        st.caption(plain(read.balance_line()))
    for note in read.notes():
        st.caption(plain(note))
    if not read.issues:
        st.markdown("Aucune remarque sur ce fichier.")
        return
    severity = filters.choice("gravite", "Gravité", SEVERITIES)
    selected = [issue for issue in read.issues if severity in ("", issue.severity)]
    issues = pd.DataFrame(
        {
            **vars(similar[0]),
            "lines": spell_lines(issue.line for issue in similar).capitalize(),
            "severity_label": SEVERITY_WORDS[similar[0].severity],
            "hint": similar[0].hint + likewise(similar),
        }
        for similar in group(selected)
    )
    table.show(issues.head(SHOWN_ROWS), ISSUES, f"Remarques sur {staged.name}")
    if len(issues) > SHOWN_ROWS:
        st.caption(
            f"{plural(len(issues), 'remarque')} : les {SHOWN_ROWS} premières sont affichées, "
            "toutes sont dans le fichier annoté."
        )
    st.download_button(
        "Télécharger le fichier annoté (XLSX)",
        lambda: _annotated(staged, examination),
        file_name=f"{Path(staged.name).stem}-annote.xlsx",
        mime=FORMATS["xlsx"].mime,
        on_click="ignore",
    )


def _annotated(staged: Staged, examination: Examination) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "annote.xlsx"
        annotate(examination.file, staged.file, out)
        return out.read_bytes()


def _decide(desk: Desk, staged: Staged, examination: Examination) -> None:
    st.subheader("Ce que la publication changerait")
    effect.show_rows(examination)
    is_confirmed = effect.confirmed(examination, "desk_confirmation")
    with st.container(horizontal=True):
        ask_effect = st.button("Voir l’effet sur les chiffres")
        ask_publish = st.button(
            "Publier",
            type="secondary" if examination.needs_confirmation else "primary",
            disabled=not is_confirmed,
        )
        ask_discard = st.button("Abandonner")
    if ask_discard:
        _forget(desk)
        st.rerun()
    try:
        if ask_effect:
            changes = desk.effect(staged, progress_bar(desk))
            if changes is not None:
                st.session_state[EFFECT] = changes
        if EFFECT in st.session_state:
            effect.show_effect(st.session_state[EFFECT])
        if ask_publish:
            _publish(desk, staged, examination, is_confirmed=is_confirmed)
    except Moved as refusal:
        st.session_state[TOLD] = str(refusal)
        examine(desk, staged)
        st.rerun()
    except (NotPublishable, BuildRefused, NoRoom) as refusal:
        st.error(plain(str(refusal)), icon="⚠️")


def _publish(desk: Desk, staged: Staged, examination: Examination, *, is_confirmed: bool) -> None:
    entry = desk.publish(staged, examination, progress_bar(desk), is_confirmed=is_confirmed)
    st.session_state.pop(WAITING, None)
    st.session_state.pop(EFFECT, None)
    st.session_state[SAID] = (
        f"{staged.name} est publié. {entry.said} Nouvelle version : {entry.build}."
    )
    st.rerun()


def moment(at: datetime) -> str:
    """Day and minute."""
    return f"{fr_short_date(at.date())} à {at:%H:%M}"


def _forget(desk: Desk) -> None:
    """Close the open upload; a staff upload is discarded, one from a network keeps waiting."""
    st.session_state.pop(EFFECT, None)
    waiting = st.session_state.pop(WAITING, None)
    if waiting and not waiting[0].submitted_by:
        desk.discard(waiting[0])
