"""Error messages of pages for readers, and the corresponding lines of the log.

`st.App` passes every exception that a script or a fragment did not catch (`on_script_error`). A
`ReaderError` has its own message, and so has a lack of memory; any other exception is a bug, and
the reader only gets an incident number. The log has this number with the kind of error and its
place in our code, never its message, which may contain data.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import streamlit as st

from method.errors import NoMemory, ReaderError
from method.log import log
from method.plain_text import plain
from method.settings import ROOT
from method.wording import NBSP
from pipelines.build.room import is_lacking

FAILED = (
    "Cette partie de la page n’a pas pu être calculée. Rechargez la page, et prévenez "
    "l’administrateur si cela se répète."
)


def report(error: Exception) -> bool:
    """Show a message where the page stopped, and log the error.

    Args:
        error: the exception that was not caught.

    Returns:
        True, so that Streamlit does not show the error itself.
    """
    # Its cached functions must be declared after Streamlit's runtime has started.
    from ui import data

    page = data.page()
    if isinstance(error, ReaderError) and not isinstance(error, NoMemory):
        log.warning("page_refused", page=page, reason=type(error).__name__)
        st.error(plain(error), icon="⚠️")
        return True
    number = secrets.token_hex(4)
    is_memory = is_lacking(error) or isinstance(error, NoMemory)
    log.error(
        "memory_lacking" if is_memory else "page_failed",
        incident=number,
        page=page,
        reason=type(error).__name__,
        where=_where(error),
    )
    message = NoMemory() if is_memory else FAILED
    st.error(plain(f"{message} Incident{NBSP}: {number}."), icon="⚠️")
    return True


def _where(error: Exception) -> str:
    """File and line of the last frame of the traceback in our own code."""
    place, step = "", error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and ".venv" not in file.parts:
            place = f"{file.relative_to(ROOT)}:{step.tb_lineno}"
        step = step.tb_next
    return place
