"""Reads one workbook in a process of its own and prints its sheets as lines of JSON.

A workbook of a few kilobytes can ask for any amount of memory (two cells at opposite corners), and
the reader, being native code, would then end its whole process. So it is given one to end: this
file is run by path, imports nothing of the project, and sets its own limits of memory and time.

Usage: sheet_worker.py FILE MEMORY_BYTES SECONDS MAX_ROWS MAX_COLUMNS
Output: for each sheet `{"sheet": name}` then one array a row, from row 1 on: the kinds of
its cells, one letter each (see `tables.py`), then their texts.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from datetime import date, datetime, time, timedelta

_ODS_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def as_text(value: object) -> tuple[str, str]:
    """Kind of a cell and its text as a person reads it, numbers with a dot, dates year first."""
    if isinstance(value, bool):
        return "b", "oui" if value else "non"
    if isinstance(value, float | int):
        return _number(float(value))
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0)
        return "d", value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        return "t", _clock(value)
    return _text(str(value))


def _text(text: str) -> tuple[str, str]:
    found = _ODS_TIME.fullmatch(text) if text.startswith("PT") else None
    if found:
        hours, minutes, seconds = map(int, found.groups())
        return "t", _clock(timedelta(hours=hours, minutes=minutes, seconds=seconds))
    return "s" if text.strip() else ".", text


def _number(value: float) -> tuple[str, str]:
    if value % 1 == 0:
        return "i", str(int(value))
    text = repr(value)
    return "f", f"{value:.12f}".rstrip("0") if "e" in text else text


def _clock(duration: timedelta) -> str:
    """`26:00`, as a spreadsheet shows a duration; seconds where there are any."""
    seconds = round(duration.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    shown = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{shown}:{seconds % 60:02}" if seconds % 60 else shown


def main(path: str, memory: int, seconds: int, max_rows: int, max_columns: int) -> int:
    """Print every sheet; exit code 3 when a sheet is too wide, 4 when it is too long."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook  # after the limits, so that they bind it

    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_width > max_columns:
            return 3
        if sheet.total_height > max_rows:
            return 4
        print(json.dumps({"sheet": name}))
        for row in sheet.to_python(skip_empty_area=False):
            read = [as_text(cell) for cell in row]
            print(json.dumps(["".join([kind for kind, _ in read]), *[text for _, text in read]]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *(int(argument) for argument in sys.argv[2:6])))
