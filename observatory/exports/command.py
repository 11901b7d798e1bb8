"""What leaves by the command line: a report, or one figure of any page, by the same code as both.

Whoever runs it holds the files, so that any profile may be asked for; `public` is the default, and
what a profile does not read is not in its file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from method.errors import ReaderError
from method.settings import curated_root
from method.wording import fr_month
from observatory.exports import links, report
from observatory.exports.committee import committee_report
from observatory.exports.formats import FORMATS
from observatory.exports.model import Document, quoted
from observatory.exports.note import monthly_note
from observatory.exports.quotations import Quotations
from observatory.figures import views
from observatory.figures.figure import ALL, Empty, Figure
from observatory.figures.registry import FIGURES
from observatory.gate.store import Session, Store
from observatory.pages import speaking

# Reports about all networks, by their name on the command line; the first is the default.
REPORTS: dict[str, Callable[[Session, date], Document]] = {
    "panorama": report.yearly_overview,
    "note": monthly_note,
    "comite": committee_report,
}


class ExportRefused(ReaderError):
    """What was asked for cannot be written; the message is in French and says what there is."""


def export(
    workspace: str,
    kind: str,
    network: str | None,
    role: str,
    out: Path,
    curated: Path | None,
    progress: Callable[[str, int, int], None],
    figure: str | None = None,
    month: str | None = None,
    report_name: str | None = None,
) -> Path:
    """Write a report (by default the sheet of a network, else the yearly overview) or one figure.

    Args:
        workspace: name of the published workspace.
        kind: one of `FORMATS`.
        network: id of a network, None for all together.
        role: profile whose figures are written.
        out: file to write.
        curated: root of the published workspaces, by default the project's.
        progress: called with a label, steps done and steps in all.
        figure: key of one figure; a report without it.
        month: `2026-06`, by default the last one.
        report_name: one of `REPORTS`, about all networks.

    Returns:
        The file written.

    Raises:
        NotPublishedError: the workspace is not published.
        ExportRefused: no such network, figure or month, or nothing to write.
        PictureError: a chart could not be drawn.
    """
    progress("lecture", 0, 3)
    root = curated or curated_root()
    reader = Store(root).session(workspace, role, is_signed_in=True)
    session = speaking(reader, (figure or "fiche").partition(".")[0], network or ALL)
    as_of = _month(session, month)
    _check(session, network)
    progress("composition", 1, 3)
    if figure is not None:
        document = _of_figure(session, figure, as_of, network or ALL)
    elif FORMATS[kind].is_picture:
        raise ExportRefused(f"Le format {kind} est celui d’une figure : ajoutez --figure CLÉ.")
    elif network is None:
        document = REPORTS[report_name or next(iter(REPORTS))](session, as_of)
    else:
        document = report.network_sheet_report(session, network, as_of)
    if FORMATS[kind].is_picture and document.figures[0].chart is None:
        raise ExportRefused(f"« {figure} » est un tableau : demandez csv, xlsx, docx ou pdf.")
    progress("écriture", 2, 3)
    out.write_bytes(FORMATS[kind].alone(document))
    Quotations(root, workspace).keep_all(document, session)
    progress("terminé", 3, 3)
    return out


def _of_figure(session: Session, key: str, as_of: date, scope: str) -> Document:
    if key not in FIGURES:
        raise ExportRefused(f"La figure « {key} » est inconnue. Il y a : {', '.join(FIGURES)}.")
    view = views.of(session, as_of, scope)
    made = FIGURES[key](view)
    if not isinstance(made, Figure):
        reason = made.reason if isinstance(made, Empty) else "rien à montrer pour ce profil."
        raise ExportRefused(f"« {key} », {fr_month(as_of)} : {reason}")
    today = datetime.now(UTC).astimezone().date()
    figure = quoted(made, links.of_figure(key, view))
    return Document(made.title, session.build, session.label, today, (figure,))


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
    known = session.query("network_names")["network_id"].tolist()
    if network is not None and network not in known:
        raise ExportRefused(
            f"Le réseau « {network} » est inconnu de l’espace « {session.build.workspace} ». "
            f"Il y a : {', '.join(known)}."
        )
