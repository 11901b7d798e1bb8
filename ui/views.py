"""What the reader of the page requests, as the view that figures are functions of."""

from __future__ import annotations

from datetime import date
from typing import Any

from observatory.figures.figure import ALL, View
from ui import data, filters, kept, links


def of(as_of: date, scope: str = ALL, **options: Any) -> View:
    """Build the view of this run from the reader's session, whose query results are cached.

    Args:
        as_of: month end.
        scope: a network, or `'*'`.
        options: the page's own filters, by their key in the address.
    """
    session = data.session()
    return View(
        ask=data.query,
        build=session.build,
        role=session.role,
        tables=session.tables,
        as_of=as_of,
        scope=scope,
        subject=filters.subject(scope),
        options=options,
        kept=links.carried(),
        remember=kept.of,
    )
