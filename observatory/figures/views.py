"""The view of a reader's session, for drawing without a screen."""

from __future__ import annotations

from datetime import date
from typing import Any

from method.wording import ALL_NETWORKS
from observatory.figures.figure import ALL, View
from observatory.gate.store import Session


def of(session: Session, as_of: date, scope: str = ALL, **options: Any) -> View:
    """The view of a session at a month end, for one network or all.

    Args:
        session: the reader's.
        as_of: month end.
        scope: id of a network of `network_names`, or `'*'`.
        options: the page's filters, by parameter of the address.
    """
    names = {ALL: ALL_NETWORKS}
    if scope != ALL:
        names |= dict(session.query("network_names").itertuples(index=False))
    return View(
        ask=session.query,
        build=session.build,
        role=session.role,
        tables=session.tables,
        as_of=as_of,
        scope=scope,
        subject=names[scope],
        options=options,
    )
