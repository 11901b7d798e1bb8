"""Ready-made reports: one network, one territory, the year of the region.

Each asks named queries of a reader's session, so that a report holds what that reader may see and
nothing else; a figure that this profile does not read, or that no file fills, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd

from method import change
from method.catalog import load_catalog
from method.wording import (
    ALL_NETWORKS,
    NBSP,
    Note,
    fr_date,
    fr_term,
    fr_value,
    note,
    source,
    status_reason,
)
from observatory.exports import links, territory_report
from observatory.exports.model import Document, Paragraphs, QuotedFigure
from observatory.figures import charts
from observatory.figures.columns import Column, of
from observatory.gate.access import ROLE_LABELS
from observatory.gate.store import Session
from observatory.membership import charts as membership_charts
from observatory.overview import summary
from observatory.sheet import network as network_sheet
from observatory.territories.measures import is_count

ALL = "*"
# Begins the keys of the figures that only reports draw.
KEY = "rapport."
# Two curves, their tables and their notes hold on a page.
CURVE_HEIGHT = 210
NAME = Column("name", "Réseau")
MONTH = Column("as_of", "Mois")
# The chapters of the overview: page that details it, curves of all networks, networks in order.
CHAPTERS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "Qui adhère",
        "adhesions",
        ("companies_active", "tpe_pme_share", "churn_12m"),
        ("tpe_pme_share", "tpe_pme_penetration"),
    ),
    (
        "Qui peut tenir",
        "tresorerie",
        ("cash_days", "payment_delay_days", "public_dependency"),
        ("cash_days",),
    ),
    (
        "Les équipes et la gouvernance",
        "equipes",
        ("fte", "team_turnover_12m"),
        ("key_person_share",),
    ),
    (
        "La charge et l’engagement",
        "freins",
        ("request_hours_share", "hours_per_10k", "annual_agreement_share"),
        (),
    ),
    (
        "Projets et financements",
        "projets",
        ("regional_grant_12m", "leverage", "eu_share"),
        (),
    ),
)
IDENTITY = (Column("term", "Identité"), Column("words", "Ce que l’on sait"))
NETWORKS = (
    NAME,
    Column("type", "Type"),
    Column("sector", "Filière"),
    Column("seat", "Siège"),
    Column("state", "Statut"),
)


def yearly_overview(session: Session, as_of: date) -> Document:
    """The ecosystem at a month end, for an annex: about a dozen pages when every file is there."""
    facts = session.query("overview_facts", as_of=as_of).iloc[0].to_dict()
    parts: list[QuotedFigure | Paragraphs] = [
        Paragraphs("L’essentiel", (summary.overview(facts, as_of), *_headlines(session, as_of)))
    ]
    for heading, page, curves, ranked in CHAPTERS:
        found = [
            *(_curve(session, name, ALL, ALL_NETWORKS, as_of, page) for name in curves),
            *(_ranked(session, name, as_of, page) for name in ranked),
        ]
        known = [figure for figure in found if figure]
        if known:
            parts += [Paragraphs(heading, _readings(known)), *known]
    parts += _territories(session, as_of)
    parts += [
        Paragraphs("Les réseaux suivis", ("En activité, puis passés.",)),
        _networks(session, as_of),
    ]
    return _document(session, f"Les réseaux d’entreprises au {fr_date(as_of)}", parts)


def network_sheet_report(session: Session, network_id: str, as_of: date) -> Document:
    """What is known of one network: identity, headline figures by family, curves."""
    identity = session.query("sheet_identity", network_id=network_id).iloc[0].to_dict()
    name = str(identity["name"])
    said = [network_sheet.status_sentence(identity)]
    labels = session.query("sheet_labels", network_id=network_id)
    said += [f"{line}." for line in network_sheet.label_sentences(labels)]
    coverage = session.query("sheet_coverage", network_id=network_id)
    said.append(network_sheet.coverage_sentence(coverage))
    parts: list[QuotedFigure | Paragraphs] = [
        Paragraphs("Le réseau", tuple(line for line in said if line)),
        _identity(session, identity, network_id, as_of),
    ]
    families: dict[str, str] = {f.id: f.label for f in load_catalog().families}
    for family, ids in network_sheet.HEADLINES.items():
        lines = _values(session, ids, network_id, as_of)
        if lines:
            parts.append(Paragraphs(families[family], tuple(lines)))
    for indicator in ("companies_active", "tpe_pme_share", "cash_days"):
        figure = _curve(session, indicator, network_id, name, as_of, "fiche")
        if figure:
            parts.append(figure)
    return _document(session, f"{name}, fiche au {fr_date(as_of)}", parts)


def again(session: Session, key: str, link: str) -> QuotedFigure | None:
    """A figure of a report as the same report gives it today, None when it gives it no more.

    Args:
        session: of the reader.
        key: key of the figure.
        link: its address when it was written, which says the month and whose report it was.
    """
    asked = dict(parse_qsl(urlsplit(link).query))
    months = {day.strftime("%Y-%m"): day for day in session.query("months")["as_of"].dt.date}
    month = months.get(asked.get("mois", ""))
    if month is None:
        return None
    if "reseau" in asked:
        if session.query("sheet_identity", network_id=asked["reseau"]).empty:
            return None
        document = network_sheet_report(session, asked["reseau"], month)
    elif "territoire" in asked:
        level, code = asked["territoire"].split("-", 1)
        document = territory_report.sheet(session, level, code, month)
    else:
        document = yearly_overview(session, month)
    return next((figure for figure in document.figures if figure.key == key), None)


def _document(session: Session, title: str, parts: Sequence[QuotedFigure | Paragraphs]) -> Document:
    today = datetime.now(UTC).astimezone().date()
    return Document(title, session.build, ROLE_LABELS[session.role], today, tuple(parts))


def _link(session: Session, page: str, as_of: date, **asked: str) -> str:
    """Address of the page, with the space, the month and the version."""
    build = session.build
    month = as_of.strftime("%Y-%m")
    view = links.view(f"/{page}", {"espace": build.workspace, "mois": month, **asked})
    return links.link(view, build.id)


def _row(session: Session, indicator: str, network_id: str, as_of: date) -> Mapping[Any, Any]:
    rows = session.query(
        "indicator_headlines", as_of=as_of, network_id=network_id, indicators=[indicator]
    )
    return rows.iloc[0].to_dict()


def _headlines(session: Session, as_of: date) -> Iterator[str]:
    """One sentence a headline figure of all networks together."""
    names = [name for _, _, curves, _ in CHAPTERS for name in curves]
    yield from _values(session, names, ALL, as_of)


def _values(session: Session, names: Sequence[str], network_id: str, as_of: date) -> list[str]:
    """`Part des TPE et PME : 82,9 %`, with the reason of what is empty."""
    indicators = load_catalog().indicators
    rows = session.query(
        "indicator_headlines", as_of=as_of, network_id=network_id, indicators=[*names]
    ).set_index("indicator_id")
    said = []
    for name in names:
        if name in rows.index:
            row, label = rows.loc[name], indicators[name].label
            status = str(row["status"])
            reason = "" if status == "ok" else f" ({status_reason(status)})"
            told = change.tell(indicators[name], row, change.before(row))
            if told is not None and status == "ok":
                reason = f" ({change.words(indicators[name], told, 'en douze mois')})"
            said.append(f"{label}{NBSP}: {fr_value(indicators[name], row)}{reason}.")
    return said


def _readings(figures: Sequence[QuotedFigure]) -> tuple[str, ...]:
    """The reading of each figure of a chapter, as its opening."""
    return tuple(
        figure.note.lecture[:1].upper() + figure.note.lecture[1:]
        for figure in figures
        if figure.key.endswith(".courbe")
    )


def _curve(
    session: Session, name: str, network_id: str, subject: str, as_of: date, page: str
) -> QuotedFigure | None:
    indicator = load_catalog().indicators[name]
    rows = session.query("indicator_series", until=as_of, networks=[network_id], indicators=[name])
    if rows.empty or rows["value"].isna().all():
        return None
    return QuotedFigure(
        f"{KEY}{page}.{name}.courbe",
        f"{indicator.label}, {subject}",
        _year_ends(rows),
        (MONTH, of(indicator)),
        note(indicator, rows.iloc[-1], subject, session.build),
        (indicator,),
        _link(session, page, as_of, **({} if network_id == ALL else {"reseau": network_id})),
        (("Mois", fr_date(as_of)),),
        charts.line(rows, indicator, source(indicator, session.build), height=CURVE_HEIGHT),
    )


def _year_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Each December and the last month: a table of every month would fill a page."""
    return rows[(rows["as_of"].dt.month == 12) | (rows["as_of"] == rows["as_of"].max())]


def _ranked(session: Session, name: str, as_of: date, page: str) -> QuotedFigure | None:
    """Networks in order; None when this profile reads no network's figure."""
    indicator = load_catalog().indicators[name]
    rows = session.query("indicator_ranked", as_of=as_of, indicator_id=name)
    if rows.empty or rows["value"].isna().all():
        return None
    draw = membership_charts.intervals if rows["low"].notna().any() else charts.bar
    chart = draw(rows, indicator)
    chart.update_layout(meta={"indicator": name, "source": source(indicator, session.build)})
    return QuotedFigure(
        f"{KEY}{page}.{name}.reseaux",
        f"{indicator.label}, réseau par réseau",
        rows,
        (NAME, of(indicator)),
        note(indicator, _row(session, name, ALL, as_of), ALL_NETWORKS, session.build),
        (indicator,),
        _link(session, page, as_of),
        (("Mois", fr_date(as_of)),),
        chart,
    )


def _territories(session: Session, as_of: date) -> list[QuotedFigure | Paragraphs]:
    """Companies and share of small ones by département."""
    found: list[QuotedFigure | Paragraphs] = []
    for name in ("companies_active", "tpe_pme_share"):
        indicator = load_catalog().indicators[name]
        rows = session.query(
            "territory_map",
            as_of=as_of,
            level="departement",
            network_id=ALL,
            indicator_id=name,
            is_count=is_count(indicator),
        )
        if rows.empty or rows["value"].isna().all():
            continue
        found.append(
            QuotedFigure(
                f"{KEY}territoires.{name}.departements",
                f"{indicator.label}, par département",
                rows,
                (Column("name", "Département"), of(indicator)),
                note(indicator, _row(session, name, ALL, as_of), ALL_NETWORKS, session.build),
                (indicator,),
                _link(session, "territoires", as_of, niveau="departement"),
                (("Mois", fr_date(as_of)),),
                charts.bar(rows, indicator, source(indicator, session.build)),
            )
        )
    heading = Paragraphs("Où sont les adhérents", ("Secret statistique appliqué.",))
    return [heading, *found] if found else []


def _networks(session: Session, as_of: date) -> QuotedFigure:
    indicator = load_catalog().indicators["companies_active"]
    rows = session.query("networks", as_of=as_of)
    named = rows.assign(type=rows["network_type"].map(fr_term), state=rows["status"].map(fr_term))
    return QuotedFigure(
        f"{KEY}vue_d_ensemble.reseaux",
        "Les réseaux suivis",
        named,
        (*NETWORKS, of(indicator, "companies_active", "companies_active_status")),
        note(indicator, _row(session, indicator.id, ALL, as_of), ALL_NETWORKS, session.build),
        (indicator,),
        _link(session, "", as_of),
    )


def _identity(
    session: Session, identity: Mapping[Any, Any], network_id: str, as_of: date
) -> QuotedFigure:
    indicator = load_catalog().indicators["companies_active"]
    lines = pd.DataFrame(network_sheet.identity(identity), columns=["term", "words"])
    return QuotedFigure(
        f"{KEY}fiche.identite",
        "Qui est ce réseau",
        lines,
        IDENTITY,
        Note(
            f"ce que le fichier des réseaux dit de {identity['name']}.",
            f"{identity['name']}.",
            f"{session.build.label}, fichier reseaux, version {session.build.id}.",
        ),
        (indicator,),
        _link(session, "fiche", as_of, reseau=network_id),
    )
