"""Figures of the page Projets et financements: what the money is, and what it enables."""

from __future__ import annotations

from dataclasses import replace

from method.catalog import load_catalog
from method.elision import the
from method.terms import fr_term
from method.wording import (
    NBSP,
    NNBSP,
    fr,
    fr_date,
    fr_euros,
    is_missing,
    lower_first,
    plural,
)
from observatory.figures import charts
from observatory.figures.columns import Column
from observatory.figures.curves import MONTH, last_known, over_time
from observatory.figures.figure import Empty, Figure, View, column, make, nothing
from observatory.figures.rows import headlines
from observatory.funding import charts as draw
from observatory.funding import words
from observatory.opinion.opinion import load_opinion

FLOWS = (
    Column("funder", "Financeur"),
    Column("network", "Réseau", link="sheet"),
    Column("value", "Montant signé", "€"),
    Column("grants", "Conventions", "count"),
)
ENVELOPE = (
    Column("year_text", "Année"),
    Column("type", "Type de réseau"),
    Column("value", "Versé par la Région", "€"),
    Column("networks", "Réseaux", "count"),
)
DELAYS = (
    Column("name", "Financeur"),
    Column("value", "Médiane", "days"),
    Column("p10_days", "Un sur dix avant", "days"),
    Column("p90_days", "Un sur dix après", "days"),
    Column("paid", "Premiers versements", "count"),
    Column("waiting", "Accordés, pas encore versés", "count"),
)
AHEAD = (
    Column("ended_on", "Fin"),
    Column("name", "Réseau", link="sheet"),
    Column("funder_name", "Financeur"),
    Column("purpose", "Objet"),
    Column("amount_eur", "Montant", "€"),
    Column("duration_months", "Durée (mois)", "count"),
)
OFFER = (
    Column("name", "Thème"),
    Column("actions", "Actions", "count"),
    Column("value", "Part des actions", "%"),
    Column("attendees", "Participants", "count"),
    Column("sme_share", "Dont TPE et PME", "%"),
)
DEMAND = (
    Column("projects", "Projets", "count"),
    Column("project_share", "Part des projets", "%"),
)
PROJECTS = (
    Column("title", "Projet"),
    Column("network", "Réseau", link="sheet"),
    Column("programme", "Programme"),
    Column("theme_words", "Thème"),
    Column("status_words", "État"),
    Column("dated_on", "Date"),
    Column("total_budget_eur", "Budget", "€"),
    Column("public_aid_eur", "Aide publique", "€"),
    Column("european", "Européen"),
)
STATES = {name: fr_term(name) for name in ("depose", "labellise", "finance", "acheve", "refuse")}
STAGES = (
    Column("name", "Thème"),
    Column("value", "Projets", "count"),
    *(Column(state, name, "count") for state, name in STATES.items()),
    Column("budget_eur", "Budget", "€"),
)
THEME_SHARES = ("hr_action_share", "transition_action_share")
# The page's own filter: the text to find in the list.
SOUGHT = "cherche"


def envelope(view: View) -> Figure | Empty:
    """The Région's yearly payments to clusters, against the envelope of the opinion."""
    rows = view.query("regional_envelope")
    label = load_catalog().indicators["regional_grant_12m"].label
    if rows.empty:
        return nothing(label, "aucun versement de la Région n’est connu.", "regional_grant_12m")
    clusters = words.of_clusters(rows)
    read = rows.iloc[-1] if clusters.empty else clusters.iloc[-1]
    return make(
        view.of_all(),
        "projets.enveloppe",
        words.envelope_title(rows),
        "regional_grant_12m",
        rows.assign(type=rows["network_type"].map(fr_term)),
        ENVELOPE,
        draw.envelope(rows),
        lecture=(
            f"la Région a versé {fr_euros(read['value'])} en {read['year_text']} à "
            f"{plural(read['networks'], 'réseau', 'réseaux')} de type "
            f"«{NBSP}{lower_first(fr_term(read['network_type']))}{NBSP}»."
        ),
        caption=(
            "Bande grise : l’enveloppe annuelle de onze clusters, d’après l’avis du CESER "
            f"({load_opinion().date_label}) ; elle ne compte pas les pôles de compétitivité. Une "
            "barre pâle est une année que les fichiers ne couvrent pas en entier."
        ),
    )


def flows(view: View) -> Figure | Empty:
    """Funders and networks, from the agreements signed over twelve months."""
    rows = view.query("funding_flow")
    if rows.empty:
        return nothing(
            "Qui finance qui", "aucune convention signée en douze mois.", "signed_grants_12m"
        )
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "projets.flux_financiers",
        words.flows_title(rows),
        "signed_grants_12m",
        rows.assign(sheet=[_sheet(view, one) for one in rows["network_id"]]),
        FLOWS,
        draw.flows(rows, load_catalog().indicators["signed_grants_12m"]),
        lecture=(
            f"au {fr_date(view.as_of)}, {fr_euros(first['value'])} ont été signés par "
            f"{the(first['funder'])} avec {the(first['network'])}, sur "
            f"{fr_euros(rows['value'].sum())} en douze mois."
        ),
        caption=(
            "Un réseau ou un financeur de moins de 3 % du total est compté avec les autres ; une "
            "convention de plusieurs années compte entière le jour de sa signature."
        ),
    )


def first_payment(view: View) -> Figure | None:
    """Time from an application to its first payment."""
    rows = view.rows_of("marts.first_payment_delay", "first_payment_delay")
    if rows is None:
        return None
    rows["name"] = [
        "Tous financeurs" if code == "*" else fr_term(code) for code in rows["funder_type"]
    ]
    last = rows.iloc[-1]
    among = "" if is_missing(last["paid"]) else f" (sur {fr(last['paid'])})"
    return make(
        view,
        "projets.premier_versement",
        words.first_payment_title(rows),
        "first_payment_days",
        rows,
        DELAYS,
        draw.first_payment(rows),
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, la moitié des premiers "
            f"versements sont arrivés en moins de {fr(last['value'], 'days')} après le dépôt du "
            f"dossier{among}."
        ),
        champ=(
            "dossiers accordés dont le premier versement date de 36 mois au plus"
            f"{NNBSP}; {view.subject}."
        ),
        caption=(
            "Point : délai médian, sur les premiers versements de 36 mois ; trait épais : la "
            "moitié du milieu ; trait fin : huit sur dix. Les dossiers et les "
            "conventions n’ont pas de numéro commun : un dossier accordé est rapproché de la "
            "première convention que le même financeur signe ensuite avec le même réseau, dans "
            "les six mois."
        ),
    )


def agreements(view: View) -> Figure | Empty:
    """Agreements to renew within a year."""
    rows = view.of_scope("agreements_ahead")
    if rows.empty:
        reason = "aucune ne finit dans les douze mois."
        return Empty("Les conventions à renouveler", reason, ("subventions",))
    first = rows.iloc[0]
    return make(
        view,
        "equipes.echeances",
        words.agreements_title(rows),
        "agreements_ending_12m",
        rows.assign(sheet=rows["network_id"].map(view.sheet)),
        AHEAD,
        draw.agreements(rows, load_catalog().indicators["agreements_ending_12m"]),
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, "
            f"{plural(len(rows), 'convention')} ({fr_euros(rows['amount_eur'].sum())}) "
            f"{'finit' if len(rows) < 2 else 'finissent'} dans les douze mois, la première le "
            f"{fr_date(first['ended_on'])} ({first['name']}, {first['funder_name']})."
        ),
        champ=f"conventions en cours qui finissent dans les douze mois{NNBSP}; {view.subject}.",
        caption="Entre parenthèses, le nombre de conventions.",
    )


def leverage(view: View) -> Figure | None:
    """Total budget per euro of public aid, month by month, with published values for comparison."""
    rows = view.series("leverage")
    if rows["value"].isna().all():
        return None
    elsewhere = [
        f"Ailleurs : {words.euros(one.value)}, {one.label} ({one.scope}). {one.source}."
        for one in load_catalog().indicators["leverage"].benchmarks
    ]
    return make(
        view,
        "projets.levier",
        words.leverage_title(headlines(view, ["leverage"])),
        "leverage",
        rows,
        (MONTH, column("leverage")),
        draw.leverage(rows),
        lecture=words.leverage_lecture(last_known(rows), view),
        caption=" ".join(
            [
                "L’effet de levier compare budget total et aide publique : il ne dit pas ce que "
                "l’aide a fait naître.",
                *elsewhere,
            ]
        ),
    )


def success(view: View) -> Figure | None:
    """Share of decided applications that were granted, with the interval of each month."""
    figure = over_time(view, "projets.succes", "", "success_rate_24m")
    if figure is None or figure.chart is None:
        return None
    ticks = (0, 0.25, 0.5, 0.75, 1)
    figure.chart.update_yaxes(
        range=[0, 1.02], tickvals=ticks, ticktext=[fr(tick, "%", 0) for tick in ticks]
    )
    charts.unsay_zero(figure.chart)
    return replace(figure, title=words.success_title(headlines(view, ["success_rate_24m"])))


def stages(view: View) -> Figure | None:
    """Projects by theme and by state."""
    rows = view.of_scope("project_stages")
    if rows.empty:
        return None
    rows["name"] = rows["theme"].map(fr_term)
    return make(
        view,
        "projets.etats",
        words.stages_title(rows),
        "projects_by_stage",
        rows,
        STAGES,
        charts.stacked(rows, STATES, "count", load_catalog().indicators["projects_by_stage"]),
        lecture=words.stages_lecture(rows.iloc[0], view),
    )


def themes(view: View) -> Figure | None:
    """Offer against demand by theme; the offer only, if the reader may not see projects."""
    if not view.can_read("marts.theme_balance"):
        return None
    rows = view.of_scope("theme_balance")
    if rows.empty or rows["value"].isna().all():
        return None
    rows["name"] = rows["theme"].map(fr_term)
    is_whole = view.can_read("core.application")
    demand = "projets déposés" if is_whole else "projets labellisés, financés ou achevés"
    has_demand = bool(rows["project_share"].notna().any())
    population = f"actions tenues et {demand}" if has_demand else "actions tenues"
    read_in = f"La demande est lue dans les {demand}. " if has_demand else ""
    return make(
        view,
        "projets.themes",
        words.themes_title(rows),
        "hr_action_share",
        rows,
        (*OFFER, *(DEMAND if has_demand else ())),
        draw.themes(rows, demand),
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, {words.gap_sentence(rows)}."
        ),
        champ=f"{population} en douze mois, par thème{NNBSP}; {view.subject}.",
        caption=(
            f"{read_in}La part des TPE et PME est celle des participants des actions dont le "
            "réseau l’a notée."
        ),
    )


def theme_shares(view: View) -> Figure | None:
    """Share of actions on employment and on the ecological transition, month by month."""
    indicators = load_catalog().indicators
    rows = view.series(*THEME_SHARES)
    if rows["value"].isna().all():
        return None
    rows["theme"] = [
        indicators[name].label.removeprefix("Part des actions ").capitalize()
        for name in rows["indicator_id"]
    ]
    first = indicators[THEME_SHARES[0]]
    return make(
        view,
        "projets.themes_mois",
        words.theme_shares_title(rows),
        first.id,
        rows,
        (Column("theme", "Thème"), MONTH, column(first.id, label="Part des actions")),
        charts.line(rows, first, series="theme"),
    )


def projects_found(view: View) -> Figure | Empty:
    """The projects that match the search, latest first."""
    text = str(view.options.get(SOUGHT, "")).strip().lower()
    rows = view.of_scope("projects_found", sought=text)
    if rows.empty:
        return Empty("Les projets", "aucun projet ne répond à ce choix.", ("projets",))
    labelled = rows.assign(
        theme_words=rows["theme"].map(fr_term),
        status_words=rows["status"].map(fr_term),
        european=rows["is_european"].map({True: "oui", False: "non"}),
        sheet=rows["network_id"].map(view.sheet),
    )
    first = rows.iloc[0]
    return make(
        view,
        "projets.projets",
        words.found_title(len(rows)),
        "projects_by_stage",
        labelled,
        PROJECTS,
        lecture=(
            f"le projet le plus récent de la liste est «{NBSP}{first['title']}{NBSP}» "
            f"({first['network']}, {fr_date(first['dated_on'])})."
        ),
        champ=f"projets datés au plus tard du {fr_date(view.as_of)}{NNBSP}; {view.subject}.",
    )


def _sheet(view: View, network_id: object) -> str | None:
    return view.sheet(network_id) if isinstance(network_id, str) else None


FIGURES = {
    "projets.enveloppe": envelope,
    "projets.flux_financiers": flows,
    "projets.premier_versement": first_payment,
    "equipes.echeances": agreements,
    "projets.levier": leverage,
    "projets.succes": success,
    "projets.etats": stages,
    "projets.themes": themes,
    "projets.themes_mois": theme_shares,
    "projets.projets": projects_found,
}
