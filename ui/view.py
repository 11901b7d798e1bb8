"""What the reader of the page asks, as the view that figures are functions of."""

from __future__ import annotations

from datetime import date
from typing import Any

from observatory.figures.figure import ALL, View
from ui import data, filters, kept, links


def of(as_of: date, scope: str = ALL, **options: Any) -> View:
    """The view of this run: the reader's session, whose queries the screen remembers.

    Args:
        as_of: month end.
        scope: a network, or `'*'`.
        options: the page's own filters, by their word in the address.
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
        kept=links.kept(),
        remember=kept.of,
    )
