"""What a reader is told of what went wrong in a page or in a part of one, and what the log keeps.

`st.App` hands over whatever a script or a fragment did not catch (`on_script_error`). A refusal
says itself; memory that lacks is said in its own sentence; anything else is a bug, of which readers
are told no more than a number. Under that number the log has the kind of the error and the place in
our code, never its message, which may hold data.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import streamlit as st

from method.errors import NoMemory, ReaderError
from method.log import log
from method.plain_text import plain
from method.settings import ROOT
from method.wording import NBSP, NNBSP
from pipelines.build.room import is_lacking

FAILED = (
    "Cette partie de la page n’a pas pu être calculée. Rechargez la page, et prévenez "
    f"l’administrateur si cela se répète{NNBSP}; rien n’a changé dans les données."
)


def tell(error: Exception, page: str = "") -> bool:
    """Show a sentence in the place where the page stopped, and log what happened.

    Args:
        error: what nobody caught.
        page: id of the page, where it is known.

    Returns:
        True: Streamlit need not show the error itself.
    """
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
    said = plain(NoMemory()) if is_memory else FAILED
    st.error(f"{said} Incident{NBSP}: {number}.", icon="⚠️")
    return True


def _where(error: Exception) -> str:
    """File and line of the last step of the error in our own code."""
    found, step = "", error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and ".venv" not in file.parts:
            found = f"{file.relative_to(ROOT)}:{step.tb_lineno}"
        step = step.tb_next
    return found
