"""Reports from the command line, by the same code as the page Exports.

Whoever runs it holds the files, so that any profile may be asked for; `public` is the default, and
what a profile does not read is not in its file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from method.settings import curated_root
from observatory.exports import csv_file, docx, pdf, report, xlsx
from observatory.exports.quotations import Quotations
from observatory.gate.store import Store

WRITERS = {"xlsx": xlsx.write, "csv": csv_file.write_long, "docx": docx.write, "pdf": pdf.write}


class UnknownNetworkError(LookupError):
    """No network has that id; the message is in French and names those there are."""


def export(
    workspace: str,
    kind: str,
    network: str | None,
    role: str,
    out: Path,
    curated: Path | None,
    progress: Callable[[str, int, int], None],
) -> Path:
    """Write the sheet of a network, or the yearly overview of all without one.

    Args:
        workspace: name of the published workspace.
        kind: one of `WRITERS`.
        network: id of a network, None for the overview.
        role: profile whose figures are written.
        out: file to write.
        curated: root of the published workspaces, by default the project's.
        progress: called with a label, steps done and steps in all.

    Returns:
        The file written.

    Raises:
        NotPublishedError: the workspace is not published.
        UnknownNetworkError: no such network.
        PictureError: a chart could not be drawn.
    """
    progress("lecture", 0, 3)
    root = curated or curated_root()
    session = Store(root).session(workspace, role, is_signed_in=True)
    as_of = session.build.as_of
    progress("composition", 1, 3)
    if network is None:
        document = report.yearly_overview(session, as_of)
    else:
        known = session.query("network_names")["network_id"].tolist()
        if network not in known:
            raise UnknownNetworkError(
                f"Le réseau « {network} » est inconnu de l’espace « {workspace} ». "
                f"Il y a : {', '.join(known)}."
            )
        document = report.network_sheet_report(session, network, as_of)
    progress("écriture", 2, 3)
    out.write_bytes(WRITERS[kind](document))
    Quotations(root, workspace).keep_all(document, session)
    progress("terminé", 3, 3)
    return out
