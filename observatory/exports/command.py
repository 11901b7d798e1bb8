"""Exports from the command line: a report, or one figure of any page, by the code of the pages.

Whoever runs it has the files, so any profile may be requested; `public` is the default, and what a
profile may not read is not in its file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from method.errors import ReaderError
from method.settings import curated_root
from method.wording import fr_list, fr_month
from observatory.exports import links, report, territory_report
from observatory.exports.again import OF_ONE_NETWORK, at_month, is_known, key_of, recomputed
from observatory.exports.committee import committee_report
from observatory.exports.formats import FORMATS
from observatory.exports.funder_book import quarterly_book
from observatory.exports.model import Document, QuotedFigure, quoted
from observatory.exports.note import monthly_note
from observatory.exports.panorama import panorama
from observatory.exports.quotations import (
    GONE,
    NO_FINGERPRINT,
    Quotation,
    Quotations,
    unknown_quotation,
)
from observatory.figures import views
from observatory.figures.figure import ALL, Empty, Figure
from observatory.figures.quoting import find_fingerprint
from observatory.figures.registry import FIGURES
from observatory.funders import figures as funders
from observatory.funders.words import ALL_FUNDERS
from observatory.gate.access import Role
from observatory.gate.store import Session, Store
from observatory.pages import speaking

# Reports about all networks, by name on the command line; the first is the default.
REPORTS: dict[str, Callable[[Session, date], Document]] = {
    "panorama": panorama,
    "note": monthly_note,
}
# Reports about all funders, or about one.
OF_FUNDERS: dict[str, Callable[[Session, date, str], Document]] = {
    "comite": committee_report,
    "trimestre": quarterly_book,
}


@dataclass(frozen=True)
class Request:
    """What to export; by default, the first of `REPORTS`.

    Attributes:
        network: id of a network, for its sheet.
        figure: key of one figure.
        month: `2026-06`, by default the last one.
        report: one of `REPORTS` or `OF_FUNDERS`.
        territory: `epci-200071587`, for its sheet.
        funder: name of a funder, for the reports about funders.
        quotation: a pasted quotation, its link or its fingerprint, for the figure quoted.
    """

    network: str | None = None
    figure: str | None = None
    month: str | None = None
    report: str | None = None
    territory: str | None = None
    funder: str | None = None
    quotation: str | None = None


class ExportRefused(ReaderError):
    """The requested export does not exist; the message is in French and lists what does."""


def export(
    workspace: str,
    kind: str,
    role: str,
    out: Path,
    curated: Path | None,
    progress: Callable[[str, int, int], None],
    request: Request,
) -> Path:
    """Write a report, the sheet of a network or of a territory, or one figure.

    Args:
        workspace: name of the published workspace.
        kind: one of `FORMATS`.
        role: profile whose figures are written.
        out: file to write.
        curated: root of the published workspaces, by default the project's.
        progress: called with a label, steps done and total steps.
        request: what to export.

    Returns:
        The file written.

    Raises:
        NotPublishedError: the workspace is not published.
        ExportRefused: no such network, territory, funder, figure, month or quotation, or nothing
            to write.
        PictureError: a chart could not be drawn.
    """
    progress("lecture", 0, 3)
    _check_together(request)
    root = curated or curated_root()
    book = Quotations(root, workspace)
    reader = Store(root).session(workspace, role, is_signed_in=True)
    cited = None if request.quotation is None else _cited(book, reader, request.quotation)
    key = request.figure if cited is None else key_of(cited.key)
    subject = request.network or ALL if cited is None else Role(cited.role).subject
    session = speaking(reader, (key or "fiche").partition(".")[0], subject)
    as_of = _month(session, request.month)
    _check(session, request.network)
    progress("composition", 1, 3)
    if FORMATS[kind].is_picture and key is None:
        raise ExportRefused(f"Le format {kind} est celui d’une figure : ajoutez --figure CLÉ.")
    if cited is None:
        document = _composed(session, as_of, request)
    else:
        document = _of_quotation(session, cited, as_of if request.month else None)
    if FORMATS[kind].is_picture and document.figures[0].chart is None:
        raise ExportRefused(f"« {key} » est un tableau : demandez csv, xlsx, docx ou pdf.")
    progress("écriture", 2, 3)
    out.write_bytes(FORMATS[kind].alone(document))
    book.keep_all(document, session)
    progress("terminé", 3, 3)
    return out


def _check_together(request: Request) -> None:
    """Refuse options of which one would be left out without a word."""
    kinds = {"figure": request.figure, "territory": request.territory, "report": request.report}
    kinds |= {"quotation": request.quotation}
    asked = [f"--{name}" for name, value in kinds.items() if value is not None]
    if request.network is not None and asked != ["--figure"]:
        asked.append("--network")
    if len(asked) > 1:
        raise ExportRefused(f"{fr_list(asked)} ne vont pas ensemble : n’en gardez qu’un.")
    if request.funder is not None and request.report not in OF_FUNDERS:
        raise ExportRefused(f"--funder ne va qu’avec --report {' ou '.join(OF_FUNDERS)}.")


def _composed(session: Session, as_of: date, request: Request) -> Document:
    """The requested document."""
    if request.figure is not None:
        return _of_figure(session, request.figure, as_of, request.network or ALL)
    if request.territory is not None:
        level, _, code = request.territory.partition("-")
        try:
            return territory_report.sheet(session, level, code, as_of)
        except LookupError as error:
            raise ExportRefused(str(error)) from None
    if request.report in OF_FUNDERS:
        funder = _funder(session, as_of, request.funder)
        document = OF_FUNDERS[request.report](session, as_of, funder)
        if not document.figures:
            raise ExportRefused("Rien à montrer pour ce profil : ajoutez --role staff.")
        return document
    if request.network is not None:
        return report.network_sheet_report(session, request.network, as_of)
    return REPORTS[request.report or next(iter(REPORTS))](session, as_of)


def _funder(session: Session, as_of: date, funder: str | None) -> str:
    """Check the name of a funder; all of them by default."""
    if funder is None:
        return ALL_FUNDERS
    owed = funders.of_funder(views.of(session, as_of), "funders_owed")
    names = [] if owed is None else sorted(owed["funder_name"])
    if funder not in names:
        raise ExportRefused(
            f"Le financeur « {funder} » est inconnu. Il y a : {', '.join(names) or 'personne'}."
        )
    return funder


def _of_figure(session: Session, key: str, as_of: date, scope: str) -> Document:
    if key not in FIGURES:
        raise ExportRefused(f"La figure « {key} » est inconnue. Il y a : {', '.join(FIGURES)}.")
    if key.partition(".")[0] in OF_ONE_NETWORK and scope == ALL:
        # Its address would open the page of another network than all of them.
        raise ExportRefused(f"« {key} » est la figure d’un réseau : ajoutez --network RÉSEAU.")
    view = views.of(session, as_of, scope)
    result = FIGURES[key](view)
    if not isinstance(result, Figure):
        reason = result.reason if isinstance(result, Empty) else "rien à montrer pour ce profil."
        raise ExportRefused(f"« {key} », {fr_month(as_of)} : {reason}")
    return _alone(session, quoted(result, links.of_figure(key, view)))


def _cited(book: Quotations, reader: Session, pasted: str) -> Quotation:
    """The figure of a pasted quotation, the one of its link when several have the same rows."""
    mark = find_fingerprint(pasted)
    if mark is None:
        raise ExportRefused(NO_FINGERPRINT)
    quotations = book.find(mark, reader.role, _today())
    if not quotations:
        raise ExportRefused(unknown_quotation(mark, reader.build.label))
    link = next((links.view_of(word) for word in pasted.split() if "://" in word), None)
    cited = next((one for one in quotations if one.view == link), quotations[0])
    if not (cited.view and is_known(cited.key)):
        raise ExportRefused(f"« {cited.key} » ne se recalcule que sur sa page.")
    return cited


def _of_quotation(session: Session, cited: Quotation, as_of: date | None) -> Document:
    """The quoted figure on today's data, with the filters of its page; at another month if any."""
    view = cited.view if as_of is None else at_month(cited.view, as_of)
    figure = recomputed(session, cited.key, view)
    if figure is None:
        raise ExportRefused(GONE)
    return _alone(session, figure)


def _alone(session: Session, figure: QuotedFigure) -> Document:
    return Document(figure.title, session.build, session.label, _today(), (figure,))


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _month(session: Session, month: str | None) -> date:
    if month is None:
        return session.build.as_of
    months = {day.strftime("%Y-%m"): day for day in session.query("months")["as_of"].dt.date}
    if month not in months:
        raise ExportRefused(
            f"Le mois « {month} » n’est pas publié. Il y a de {min(months)} à {max(months)}."
        )
    return months[month]


def _check(session: Session, network: str | None) -> None:
    network_ids = session.query("network_names")["network_id"].tolist()
    if network is not None and network not in network_ids:
        raise ExportRefused(
            f"Le réseau « {network} » est inconnu de l’espace « {session.build.workspace} ». "
            f"Il y a : {', '.join(network_ids)}."
        )
