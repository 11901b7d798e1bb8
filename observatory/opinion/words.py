"""Sentences on the barriers and the measures, built from the figures and tested separately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from method.change import Word
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    fr,
    fr_change,
    fr_list,
    fr_value,
    lower_first,
    plural,
    status_reason,
)
from observatory.opinion.follow_up import STATE_LABELS, State, Step
from observatory.opinion.opinion import Measure
from observatory.opinion.standing import FUNDERS, Measured, Standing

# A word of `method.change` for one barrier, and for several.
_SEVERAL: dict[Word, tuple[str, str]] = {
    "se dégrade": ("se dégrade", "se dégradent"),
    "s’améliore": ("s’améliore", "s’améliorent"),
    "en hausse": ("est en hausse", "sont en hausse"),
    "en baisse": ("est en baisse", "sont en baisse"),
    "stable": ("est stable", "sont stables"),
    "trop peu pour conclure": ("compte trop peu pour conclure", "comptent trop peu pour conclure"),
}
_STATES: dict[State, tuple[str, str]] = {
    "faite": ("est faite", "sont faites"),
    "en_cours": ("est en cours", "sont en cours"),
    "non_commencee": ("n’est pas commencée", "ne sont pas commencées"),
}
_ONES = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def verdict(standings: Sequence[Standing]) -> str:
    """How many barriers worsened or improved in a year, and which, or why this is unknown.

    Args:
        standings: one per barrier, from `standing.headlines`.
    """
    known = [one for one in standings if one.is_known]
    if not known:
        return (
            f"Des {_count(len(standings))} freins de l’avis de 2023, aucun n’est encore mesuré ici"
            f"{NBSP}: les réseaux n’ont pas transmis les fichiers qui les mesurent."
        )
    groups: dict[Word, list[str]] = {
        word: [_label(one) for one in known if one.change is not None and one.change.word == word]
        for word in _SEVERAL
    }
    parts = [
        f"{_count(len(names))} {_SEVERAL[word][len(names) > 1]} ({_names(names)})"
        for word, names in groups.items()
        if names
    ]
    if not parts:
        return (
            f"Des {_count(len(standings))} freins de l’avis de 2023, aucun n’a d’évolution mesurée "
            "en un an."
        )
    if rest := len(standings) - sum(map(len, groups.values())):
        parts.append(f"{_count(rest)} {'reste' if rest == 1 else 'restent'} sans évolution mesurée")
    return f"Des {_count(len(standings))} freins de l’avis de 2023, en un an, {fr_list(parts)}."


def six_title(standings: Sequence[Standing]) -> str:
    """How many barriers got worse in a year and how many better, which the table then names.

    Args:
        standings: one per barrier, at least one known.
    """
    moved = [one.change.word for one in standings if one.is_known and one.change is not None]
    whole = _count(len(standings))
    if not moved:
        return f"Les {whole} freins, sans évolution encore mesurée"
    # What is good or bad comes first; the rest is in the table.
    parts = [
        f"{_count(count)} {forms[count > 1]}"
        for word, forms in [*_SEVERAL.items()][:2]
        if (count := moved.count(word))
    ]
    if not parts:
        return f"Aucun des {whole} freins n’a bougé nettement en un an"
    return f"Sur {whole} freins, {fr_list(parts)} en un an"


def measures_title(measures: Mapping[str, Measure], steps: Mapping[str, Step]) -> str:
    """How many measures were begun, and how many nobody says anything of."""
    whole = _count(len(measures))
    states = [steps[name].state for name in measures if name in steps]
    if not states:
        return f"L’état des {whole} mesures reste à renseigner"
    begun = len(states) - states.count("non_commencee")
    blank = len(measures) - len(states)
    rest = f", {_count(blank, feminine=True)} à renseigner" if blank else ""
    if not begun:
        return f"Aucune mesure n’est dite commencée{rest or f', sur {whole}'}"
    verb = "commencées" if begun > 1 else "commencée"
    counted = f"{_count(begun, feminine=True)} mesure{'s' if begun > 1 else ''} {verb} sur {whole}"
    return f"{counted[:1].upper()}{counted[1:]}{rest}"


def value_words(standing: Standing) -> str:
    """The printed value, or why there is none."""
    if not standing.is_known:
        return status_reason(standing.now["status"])
    return fr_value(standing.indicator, standing.now)


def before_words(standing: Standing) -> str:
    """The value twelve months earlier, `n.d.` if unknown."""
    if standing.change is None or standing.change.difference is None or not standing.is_known:
        return MISSING
    before = float(standing.now["value"]) - standing.change.difference
    return fr(before, standing.indicator.unit, standing.indicator.decimals)


def difference_words(standing: Standing) -> str:
    """`+0,6` over twelve months, with its unit; `n.d.` if one end is missing."""
    if standing.change is None or standing.change.difference is None:
        return MISSING
    indicator = standing.indicator
    return fr_change(standing.change.difference, indicator.unit, indicator.decimals)


def change_words(standing: Standing) -> str:
    """`▼ se dégrade`, in the words of the rule of change."""
    if standing.change is None:
        return "sans évolution mesurée" if standing.is_known else MISSING
    return f"{standing.change.mark} {standing.change.word}"


def meter(rows: Sequence[Measured]) -> str:
    """How much of the data that would measure the barriers has been received."""
    if not rows or not rows[0].expected:
        return "Aucun réseau n’est suivi."
    networks = plural(rows[0].expected, "réseau", "réseaux")
    ready = [row.barrier.short for row in rows if row.sent]
    if not ready:
        return (
            f"Ce qui mesurerait les {_count(len(rows))} freins{NBSP}: 0{NBSP}réseau sur "
            f"{fr(rows[0].expected)} l’a transmis."
        )
    return (
        f"{_count(len(ready)).capitalize()} frein{'s' if len(ready) > 1 else ''} sur "
        f"{_count(len(rows))} {'peuvent' if len(ready) > 1 else 'peut'} être "
        f"mesuré{'s' if len(ready) > 1 else ''} pour une partie des {networks}{NBSP}: "
        f"{fr_list(lower_first(name) for name in ready)}."
    )


def asked_of(files: Iterable[str]) -> str:
    """Whom to ask for the files, after « à demander »."""
    names = set(files)
    senders = []
    if names - FUNDERS:
        senders.append("au réseau")
    if names & FUNDERS:
        senders.append("à ses financeurs")
    return fr_list(senders) if senders else MISSING


def states(measures: Mapping[str, Measure], steps: Mapping[str, Step]) -> str:
    """How many measures are in each state; those without an entry are counted separately."""
    whole = len(measures)
    entered = {name: steps[name].state for name in measures if name in steps}
    if not entered:
        return f"Des {_count(whole)} mesures préconisées, aucune n’a encore d’état renseigné."
    counts = []
    for state in STATE_LABELS:
        count = sum(one == state for one in entered.values())
        if count:
            counts.append((state, count))
    parts = [
        f"{_count(count, feminine=True)} {_STATES[state][count > 1]}"
        for state, count in sorted(counts, key=lambda pair: list(_STATES).index(pair[0]))
    ]
    blank = whole - len(entered)
    rest = ""
    if blank:
        verb = "n’est pas renseignée" if blank == 1 else "ne sont pas renseignées"
        rest = f"{NNBSP}; {_count(blank, feminine=True)} {verb}"
    return f"Des {_count(whole)} mesures préconisées, {fr_list(parts)}{rest}."


def answers(
    standings: Sequence[Standing], measures: Iterable[Measure], steps: Mapping[str, Step]
) -> list[str]:
    """Which measures address the barriers that worsened, with those not started or without state.

    Args:
        standings: one per barrier, from `standing.headlines`.
        measures: measures of the opinion, in order.
        steps: their entries, by measure.
    """
    sentences = []
    all_measures = [*measures]
    for one in standings:
        if one.change is None or one.change.word != "se dégrade":
            continue
        own = [measure for measure in all_measures if one.barrier.id in measure.barriers]
        if not own:
            continue
        verb = "répond" if len(own) == 1 else "répondent"
        open_ = sum(steps[m.id].state == "non_commencee" for m in own if m.id in steps)
        blank = sum(m.id not in steps for m in own)
        rest = [
            f"{_count(count, feminine=True)} {label}"
            for count, label in ((open_, "sans commencement"), (blank, "sans état renseigné"))
            if count
        ]
        names = fr_list(lower_first(measure.short) for measure in own)
        sentences.append(
            f"Au frein «{NBSP}{_label(one)}{NBSP}», qui se dégrade, {verb} {names}"
            f"{f', dont {fr_list(rest)}' if rest else ''}."
        )
    return sentences


def _names(names: Sequence[str]) -> str:
    """Joined by commas, since « dossiers et contrôles » already contains « et »."""
    return ", ".join(names)


def _label(standing: Standing) -> str:
    return lower_first(standing.barrier.short)


def _count(number: int, *, feminine: bool = False) -> str:
    """`deux`, `quatorze`: small counts are written as words inside a sentence."""
    if feminine and number == 1:
        return "une"
    if number < len(_ONES):
        return _ONES[number]
    return {14: "quatorze"}.get(number, fr(number))
