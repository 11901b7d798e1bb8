"""Doubtful matches for staff to settle: one subject at a time, yes, no or later."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.settings import TERRITORIES
from method.wording import NBSP, NNBSP, fr_short_date, plural
from observatory.gate.roles import name_of
from pipelines.build.reference import reference_database
from pipelines.build.room import NoRoom
from pipelines.build.run import BuildRefused
from pipelines.desk.desk import Desk
from pipelines.desk.examine import NotPublishable
from pipelines.fetch import siren
from pipelines.fetch.matching import queue
from pipelines.fetch.matching.queue import Match, Verdict
from ui import data, html, table
from ui.desk.door import progress_bar
from ui.desk.upload import SAID

SETTLED = (
    table.Column("label", "Ce qui était à rapprocher"),
    table.Column("name", "Candidat"),
    table.Column("verdict", "Réponse"),
    table.Column("who", "Par"),
    table.Column("at", "Le"),
)
VERDICTS: dict[Verdict, str] = {"yes": "Oui", "no": "Non", "later": "Plus tard"}
ANSWERED: tuple[Verdict, ...] = ("yes", "no")
SUBJECT = "desk_match_subject"


def show(desk: Desk) -> None:
    """Draw the matches that await an answer, one subject at a time, then the answers given."""
    _confirmed(desk)
    waiting = queue.pending(desk.raw)
    by_subject: dict[tuple[str, str], list[Match]] = {}
    for match in waiting:
        by_subject.setdefault((match.pair.kind, match.pair.subject), []).append(match)
    if not by_subject:
        st.caption("Rien n’attend de réponse.")
    else:
        _ask(desk, by_subject)
    _answered(desk)


def _ask(desk: Desk, by_subject: dict[tuple[str, str], list[Match]]) -> None:
    if st.session_state.get(SUBJECT) not in by_subject:
        st.session_state.pop(SUBJECT, None)

    def label_of(subject: tuple[str, str]) -> str:
        matches_of = by_subject[subject]
        return (
            f"{plain(matches_of[0].pair.label)} ({queue.KINDS[subject[0]]}, "
            f"{plural(len(matches_of), 'candidat')})"
        )

    chosen = st.selectbox(
        f"À confirmer{NBSP}: {plural(len(by_subject), 'rapprochement')}",
        list(by_subject),
        format_func=label_of,
        key=SUBJECT,
    )
    st.caption(
        "Ouvrez la fiche publique, comparez le siège et l’objet, puis répondez. Rien n’est retenu "
        f"sans un oui{NNBSP}; un non n’est plus reposé. Un bénéficiaire confirmé "
        "sert au relevé suivant."
    )
    for match in by_subject[chosen]:
        _candidate(desk, match)
    if len(by_subject[chosen]) > 1 and st.button("Aucun de ces candidats", key="match_none"):
        _settle(desk, by_subject[chosen], "no")


def _candidate(desk: Desk, match: Match) -> None:
    pair = match.pair
    is_siren = pair.kind == siren.KIND
    postponed = f"par {_name(match.who)}, le {_day(match.at)}" if match.verdict == "later" else ""
    with st.container(key=f"match_{pair.kind}_{pair.candidate}"):
        html.show(
            "match.html",
            pair=pair,
            code=f"SIREN{NBSP}{siren.spaced(pair.candidate)}" if is_siren else "",
            link=siren.public_page(pair.candidate) if is_siren else table.safe_link(pair.source),
            read=_day(pair.read_at),
            said=postponed,
        )
        with st.container(horizontal=True):
            for verdict, label in VERDICTS.items():
                key = f"match_{verdict}_{pair.kind}_{pair.subject}_{pair.candidate}"
                if st.button(plain(label), key=key):
                    _settle(desk, [match], verdict)


def _settle(desk: Desk, matches: list[Match], verdict: Verdict) -> None:
    for match in matches:
        queue.settle(desk.raw, match.pair.key, verdict, desk.who, datetime.now(UTC))
    st.rerun()


def _confirmed(desk: Desk) -> None:
    """Confirmed SIREN numbers that are not published yet, and the button that publishes them."""
    sirens = data.query("network_sirens")
    published = dict(zip(sirens["network_id"], sirens["siren"].fillna(""), strict=True))
    unpublished = siren.to_write(desk.raw, published)
    if not unpublished:
        return
    names = ", ".join(
        f"{match.pair.label} ({siren.spaced(match.pair.candidate)})" for match in unpublished
    )
    st.info(
        f"{plural(len(unpublished), 'SIREN confirmé', 'SIREN confirmés')}, pas encore "
        f"{'publié' if len(unpublished) == 1 else 'publiés'}{NBSP}: {plain(names)}.",
        icon=":material/task_alt:",
    )
    if st.button("Inscrire et publier", type="primary", key="match_publish"):
        try:
            _publish(desk)
        except (NotPublishable, BuildRefused, NoRoom) as refusal:
            st.error(plain(str(refusal)), icon="⚠️")


def _publish(desk: Desk) -> None:
    with reference_database(TERRITORIES) as connection:
        content, networks = siren.confirmed_file(desk.raw, connection, date.today())
    if not networks:
        st.info(f"Les fichiers les ont déjà{NBSP}: la prochaine publication les montrera.")
        return
    staged = desk.stage(siren.CONTRACT, siren.FILE, content)
    try:
        entry = desk.publish(staged, desk.examine(staged), progress_bar(desk))
    finally:
        desk.discard(staged)
    st.session_state[SAID] = (
        f"{plural(len(networks), 'SIREN inscrit', 'SIREN inscrits')} avec leur source. "
        f"Nouvelle version{NBSP}: {entry.build}."
    )
    st.rerun()


def _answered(desk: Desk) -> None:
    rows = [
        {
            "label": match.pair.label,
            "name": f"{match.pair.name} ({match.pair.candidate})",
            "verdict": VERDICTS[verdict],
            "who": _name(match.who),
            "at": _day(match.at),
            "moment": match.at,
        }
        for kind in queue.KINDS
        for verdict in ANSWERED
        for matches in queue.settled(desk.raw, kind, verdict).values()
        for match in matches
    ]
    if rows:
        with st.expander(plural(len(rows), "réponse donnée", "réponses données")):
            newest = pd.DataFrame(rows).sort_values("moment", ascending=False)
            table.show(newest, SETTLED, "Réponses, de la plus récente à la plus ancienne")


def _name(who: str) -> str:
    return name_of(who)


def _day(moment: str) -> str:
    return fr_short_date(datetime.fromisoformat(moment).date())
