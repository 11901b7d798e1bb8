"""The alert book of the current workspace, for staff who follow the networks."""

from __future__ import annotations

import pandas as pd

from method.settings import curated_root
from observatory.figures.figure import View
from observatory.fragility.alert_book import AlertBook, open_book
from observatory.fragility.alert_list import cleared_since


def book(view: View) -> AlertBook:
    """The book of the view's workspace.

    Raises:
        AccessError: the role may not follow the networks.
    """
    return open_book(curated_root(), view.build.workspace, view.role)


def events(view: View) -> pd.DataFrame:
    """Alerts that are open or closed within the last year, with their follow-up."""
    alerts = view.ask("alert_events", cleared_since=cleared_since(view.build.as_of))
    return book(view).follow(alerts)
