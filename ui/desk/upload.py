"""Load a file: choose, check, read its faults, see the effect, publish or give up."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.settings import curated_root, raw_root
from method.wording import fr, fr_term, plural
from pipelines import contracts
from pipelines.build.progress import Progress
from pipelines.build.run import BuildRefused
from pipelines.desk.annotate import annotate
from pipelines.desk.deposit import Examination, NotPublishable, Staged
from pipelines.desk.desk import Desk
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.limits import MAX_FILE_BYTES
from ui import context, data, filters, table
from ui.server import uploads

Worded = Callable[[pd.DataFrame], pd.DataFrame]

WAITING = "desk_waiting"
SAID = "desk_said"
SHOWN_ROWS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEVERITIES = {"": "Toutes", "error": "Erreurs", "warning": "Avertissements"}
ISSUES = (
    table.Column("line", "Ligne"),
    table.Column("column", "Colonne"),
    table.Column("severity_label", "Gravité"),
    table.Column("value", "Valeur lue"),
    table.Column("message", "Ce qui ne va pas"),
    table.Column("hint", "Que faire"),
)
CHANGES = (
    table.Column("change_label", "Changement"),
    table.Column("key", "Ligne"),
    table.Column("columns", "Colonnes"),
    table.Column("before", "Avant"),
    table.Column("after", "Après"),
)
EFFECT = (
    table.Column("network", "Réseau"),
    table.Column("indicator", "Indicateur"),
    table.Column("before_text", "Publié"),
    table.Column("after_text", "Avec ce fichier"),
)


def open_desk() -> Desk:
    """Desk of the reader's workspace; raises `AccessError` for who may not change files."""
    desk = Desk(data.session(), raw_root(), curated_root())
    desk.who = context.who()
    return desk


def show(desk: Desk, effect_rows: Worded) -> None:
    """Draw the whole path of a load.

    Args:
        desk: the member of staff's desk.
        effect_rows: turns `indicator_changes` into rows worded for a reader.
    """
    if SAID in st.session_state:
        st.success(plain(st.session_state.pop(SAID)), icon="✅")
    _choose(desk)
    waiting = st.session_state.get(WAITING)
    if waiting:
        staged, examination = waiting
        _report(staged, examination)
        _decide(desk, staged, examination, effect_rows)


def _choose(desk: Desk) -> None:
    titles = {name: contracts.load(name).title for name in contracts.names()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        contract = filters.choice("fichier", "Nature du fichier", titles)
        beside = filters.switch(
            "a_cote",
            "Ajouter à côté des fichiers déjà reçus (un fichier par réseau)",
        )
    uploads.allow(data.session().role)
    upload = st.file_uploader(
        "Fichier reçu",
        type=["csv", "xlsx", "ods"],
        key="desk_file",
        max_upload_size=MAX_FILE_BYTES // 1024**2,
    )
    if st.button("Vérifier le fichier", disabled=upload is None, type="primary") and upload:
        _forget(desk)
        try:
            with st.spinner("Lecture et vérification du fichier…"):
                staged = desk.stage(contract, upload.name, upload.getvalue(), beside_others=beside)
                st.session_state[WAITING] = (staged, desk.examine(staged))
        except FileRefused as refusal:
            st.error(plain(refusal), icon="⚠️")


def _report(staged: Staged, examination: Examination) -> None:
    report = examination.file
    st.subheader(f"Vérification de {plain(staged.name)}")
    if report.refused:
        st.error("Le fichier est refusé : rien n’est publié.", icon="⚠️")
    st.markdown(
        f"**{fr(report.rows_read)}** {plural(report.rows_read, 'ligne lue', 'lignes lues')}, "
        f"**{fr(report.rows_kept)}** {plural(report.rows_kept, 'retenue', 'retenues')}, "
        f"**{fr(report.rows_rejected)}** {plural(report.rows_rejected, 'écartée', 'écartées')}."
    )
    for note in report.notes():
        st.caption(plain(note))
    if not report.issues:
        st.markdown("Aucune remarque sur ce fichier.")
        return
    severity = filters.choice("gravite", "Gravité", SEVERITIES)
    issues = pd.DataFrame([vars(issue) for issue in report.issues])
    issues = issues[issues["severity"].eq(severity) | (severity == "")]
    issues["severity_label"] = issues["severity"].map(
        {"error": "Erreur", "warning": "Avertissement"}
    )
    table.show(issues.head(SHOWN_ROWS), ISSUES, f"Remarques sur {staged.name}")
    if len(issues) > SHOWN_ROWS:
        st.caption(
            f"{fr(len(issues))} remarques : les {SHOWN_ROWS} premières sont affichées, "
            "toutes sont dans le fichier annoté."
        )
    st.download_button(
        "Télécharger le fichier annoté (XLSX)",
        lambda: _annotated(staged, examination),
        file_name=f"{Path(staged.name).stem}-annote.xlsx",
        mime=XLSX,
        on_click="ignore",
    )


def _annotated(staged: Staged, examination: Examination) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "annote.xlsx"
        annotate(examination.file, staged.folder / staged.name, out)
        return out.read_bytes()


def _decide(desk: Desk, staged: Staged, examination: Examination, effect_rows: Worded) -> None:
    counts = examination.counts()
    st.subheader("Ce que la publication changerait")
    st.markdown(
        f"**{fr(counts['added'])}** {plural(counts['added'], 'ligne ajoutée', 'lignes ajoutées')}, "
        f"**{fr(counts['changed'])}** {plural(counts['changed'], 'modifiée', 'modifiées')}, "
        f"**{fr(counts['gone'])}** {plural(counts['gone'], 'disparue', 'disparues')}."
    )
    if not examination.changes.empty:
        with st.expander("Voir les lignes"):
            rows = examination.changes.head(SHOWN_ROWS)
            rows = rows.assign(change_label=rows["change"].map(fr_term))
            table.show(rows, CHANGES, "Lignes ajoutées, modifiées, disparues")
    with st.container(horizontal=True):
        ask_preview = st.button("Prévisualiser l’effet", disabled=examination.file.refused)
        ask_publish = st.button("Publier", type="primary", disabled=examination.file.refused)
        ask_discard = st.button("Abandonner")
    if ask_discard:
        _forget(desk)
        st.rerun()
    try:
        if ask_preview:
            effect = desk.preview(staged, progress_bar())
            table.show(effect_rows(effect), EFFECT, "Indicateurs qui bougeraient au dernier mois")
        if ask_publish:
            build_id = desk.publish(staged, examination, progress_bar())
            del st.session_state[WAITING]
            st.session_state[SAID] = f"{staged.name} est publié. Nouvelle version : {build_id}."
            st.rerun()
    except (NotPublishable, BuildRefused) as refusal:
        st.error(plain(refusal), icon="⚠️")


def progress_bar() -> Progress:
    """A bar that follows a build."""
    bar = st.progress(0.0, text="Préparation…")

    def follow(label: str, done: int, total: int) -> None:
        bar.progress(done / max(total, 1), text=plain(_phase(label)))

    return follow


def _phase(label: str) -> str:
    return "Calcul des indicateurs…" if "." in label else f"{label.capitalize()}…"


def _forget(desk: Desk) -> None:
    waiting = st.session_state.pop(WAITING, None)
    if waiting:
        desk.discard(waiting[0])
