"""The Panorama: the annex of a rapporteur's opinion.

An argument of four pages at most (the answer, the six barriers, the three moments, where, what to
decide), then the figures that support it, each with its rows. Data that nobody sent takes one
sentence and no more room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from method import change
from method.catalog import load_catalog
from method.settings import curated_root
from method.wording import NBSP, fr_date, fr_value, is_missing, plural, status_reason
from observatory.exports.model import (
    Document,
    KeyFigure,
    KeyFigures,
    Paragraphs,
    Part,
    QuotedFigure,
)
from observatory.exports.report import document, figures
from observatory.figures import asked_once
from observatory.figures.figure import View
from observatory.figures.indicators import CURVES, RANKED
from observatory.funders import figures as funders
from observatory.funders import words as funders_words
from observatory.gate.store import Session
from observatory.opinion import cards, standing
from observatory.opinion import words as opinion
from observatory.opinion.cards import Card
from observatory.opinion.charts import curve
from observatory.opinion.follow_up import FollowUp
from observatory.opinion.opinion import load_opinion
from observatory.overview import moments, summary, words
from observatory.territories import answers

# Heading and page of each chapter of the annex.
CHAPTERS = (
    ("Qui adhère", "adhesions"),
    ("Qui peut tenir", "tresorerie"),
    ("Les équipes et la gouvernance", "equipes"),
    ("La charge et l’engagement", "freins"),
    ("Projets et financements", "projets"),
)
PLACES = (
    "territoires.companies_active.departements",
    "territoires.tpe_pme_share.departements",
)
DECLARED = ("vue_d_ensemble.adherents_declares", "vue_d_ensemble.declares")
BARRIERS, MOMENTS = "freins.six", "vue_d_ensemble.moments"
MAP, ACTION, DEPARTMENTS = (
    "territoires.chiffres",
    "vue_d_ensemble.territoires_action",
    "territoires.departements",
)
CALENDAR = "financeurs.calendrier"
NETWORKS, FOLLOWED = "vue_d_ensemble.reseaux", "freins.suivi"


def panorama(session: Session, as_of: date) -> Document:
    """The ecosystem at a month end.

    Args:
        session: of the reader; what this profile may not read is left out.
        as_of: month end.
    """
    view = asked_once.view(session, as_of)
    parts = (*_barriers(view), *_moments(view), *_places(view), *_decisions(view))
    title = f"Panorama des réseaux d’entreprises, {fr_date(as_of)}"
    return document(view, title, parts, _verdict(view), _annex(view))


def _verdict(view: View) -> tuple[str, ...]:
    """Who the members are, how their numbers change, and how the barriers have evolved."""
    facts = view.query("overview_facts").iloc[0].to_dict()
    barriers = opinion.verdict(standing.headlines(view))
    if is_missing(facts["companies_active"]):
        ending = words.labels_ending(view.query("labels_ending"))
        return (words.listed(facts), *([ending] if ending else []), barriers)
    return (words.gathered(facts), *summary.growth(facts), barriers)


def _barriers(view: View) -> list[Part]:
    avis = load_opinion()
    barrier_figures = figures(view, [BARRIERS])
    numbers = tuple(_number(one) for one in cards.all_of(view))
    introduction = (
        f"En {avis.date_label}, le CESER relevait six freins (« {avis.title} »). Chacun est lu ici "
        "par un chiffre ; ce qu’il devient se juge sur douze mois, par un test et non par l’écart "
        "seul."
        if numbers
        else f"En {avis.date_label}, le CESER relevait six freins (« {avis.title} »). Voici ce qui "
        "les mesurerait, et qui l’a transmis."
    )
    head = Paragraphs("Les six freins", (introduction,))
    if numbers:
        return [head, KeyFigures(barrier_figures[0], numbers)]
    return [head, *(replace(one, is_wide=True) for one in barrier_figures)]


def _number(card: Card) -> KeyFigure:
    one = card.standing
    past = f"{card.past[:1].upper()}{card.past[1:]}. " if card.past else ""
    difference = f" ({card.difference})" if card.difference and one.change is not None else ""
    return KeyFigure(
        f"{one.barrier.number}. {one.barrier.short}",
        card.value,
        one.indicator.label,
        f"{card.word}{difference}",
        (f"{past}{card.opinion}.",),
        curve(one),
        f"{one.indicator.label}{NBSP}: {card.value}, {card.past}.",
    )


def _moments(view: View) -> list[Part]:
    stage_figures = figures(view, [MOMENTS])
    stages = load_opinion().fragile_moments
    rows = moments.located(view)
    texts = [
        Paragraphs(
            f"{moment.title} ({plural((rows['stage'] == moment.stage).sum(), 'réseau', 'réseaux')})"
            if stage_figures
            else moment.title,
            (moment.text,),
            is_sub=True,
        )
        for moment in stages
    ]
    introduction = (
        "Un réseau est fragile à trois moments, dit l’avis."
        if stage_figures
        else "Un réseau est fragile à trois moments, dit l’avis. L’étape d’aucun réseau n’est "
        "encore connue ici."
    )
    head = Paragraphs("Les trois moments", (introduction,), sees=(MOMENTS,))
    return [head, *texts, *(replace(one, is_wide=True) for one in stage_figures)]


def _places(view: View) -> list[Part]:
    answer = answers.answer(view, None)
    if not answers.has_members(view):
        map_figures = figures(view, [ACTION])
        return [Paragraphs("Où sont-ils", tuple(answer[:1])), *map_figures] if map_figures else []
    # The caption of the map is about its table, which is not printed here.
    map_figures = [replace(one, caption="") for one in figures(view, [DEPARTMENTS, MAP])]
    return [Paragraphs("Où sont les manques", tuple(answer), sees=PLACES), *map_figures]


def _decisions(view: View) -> list[Part]:
    """Measures for what got worse, then the funders' agenda for those who may read it."""
    book = FollowUp(curated_root(), view.build.workspace, view.role)
    measures, steps = load_opinion().measures, book.steps()
    sentences = (
        opinion.states(measures, steps),
        *opinion.answers(standing.headlines(view), measures.values(), steps),
    )
    parts: list[Part] = [Paragraphs("Ce qu’il y a à décider", sentences, sees=(FOLLOWED,))]
    if _is_measured(view):
        parts += [replace(one, is_wide=True) for one in figures(view, [FOLLOWED])]
    owed = funders.of_funder(view, "funders_owed")
    if owed is not None and not owed.empty:
        agenda = (*funders.answer(view), *funders_words.agenda(owed))
        parts += [Paragraphs("Devant les financeurs", agenda), *figures(view, [CALENDAR])]
    return parts


def _is_measured(view: View) -> bool:
    """Whether at least one barrier has a figure: otherwise measures have nothing to follow."""
    return any(one.is_known for one in standing.headlines(view))


def _annex(view: View) -> tuple[QuotedFigure | Paragraphs, ...]:
    parts: list[QuotedFigure | Paragraphs] = [*_headlines(view)]
    is_counted = False
    for heading, page in CHAPTERS:
        curves = figures(view, [f"{page}.{name}.courbe" for name in CURVES[page]])
        ranks = figures(view, [f"{page}.{name}.reseaux" for name in RANKED.get(page, ())])
        is_counted = is_counted or bool(curves or ranks)
        parts += _under(heading, [one.note.phrase for one in curves], [*curves, *ranks])
    parts += _under(
        "Où sont les adhérents", ["Secret statistique appliqué."], figures(view, PLACES)
    )
    if not _is_measured(view):
        parts += _under("Le suivi des mesures", [], figures(view, [FOLLOWED]))
    parts += _under("Les réseaux suivis", ["En activité, puis passés."], figures(view, [NETWORKS]))
    # With member lists, declared figures of other years would sit next to current counts.
    if not is_counted:
        sentence = "Cités tels que publiés ; ils n’entrent dans aucun calcul."
        parts += _under("Ce que les réseaux déclarent", [sentence], figures(view, DECLARED))
        sentence = "Du contexte, avec son millésime : jamais le dénominateur d’un taux."
        landmarks = figures(view, ["vue_d_ensemble.reperes"])
        parts += _under("Repères de la région", [sentence], landmarks)
    return tuple(parts)


def _under(
    heading: str, sentences: Sequence[str], quoted_figures: Sequence[QuotedFigure]
) -> list[QuotedFigure | Paragraphs]:
    texts = tuple(one for one in sentences if one)
    return [Paragraphs(heading, texts), *quoted_figures] if quoted_figures else []


def _headlines(view: View) -> list[Paragraphs]:
    """`Part des TPE et PME : 82,9 %`, one sentence per headline figure over all networks."""
    indicators = load_catalog().indicators
    names = [name for _, page in CHAPTERS for name in CURVES[page]]
    rows = view.headlines(names).set_index("indicator_id")
    lines = []
    # Data that nobody sent shows as missing chapters, not line by line.
    with_data = rows[rows["status"] != "no_data"]
    for name in (name for name in names if name in with_data.index):
        row, status = with_data.loc[name], str(with_data.at[name, "status"])
        reason = "" if status == "ok" else f" ({status_reason(status)})"
        changed = change.compare(indicators[name], row, change.before(row))
        if changed is not None and status == "ok":
            reason = f" ({change.words(indicators[name], changed, 'en douze mois')})"
        lines.append(f"{indicators[name].label}{NBSP}: {fr_value(indicators[name], row)}{reason}.")
    return [Paragraphs("Tous les chiffres, en une ligne", tuple(lines))] if lines else []
