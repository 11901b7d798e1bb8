"""Reads one workbook in a process of its own and prints its sheets as lines of JSON.

A workbook of a few kilobytes can ask for any amount of memory (two cells at opposite corners), and
the reader, being native code, would then end its whole process. So it is given one to end: this
file is run by path, imports nothing of the project, and sets its own limits of memory and time.

Usage: sheet_worker.py FILE MEMORY_BYTES SECONDS MAX_ROWS MAX_COLUMNS
Output: for each sheet `{"sheet": name}` then one array of texts a row, from row 1 on.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime, time, timedelta


def as_text(value: object) -> str:
    """The cell as a person reads it, numbers with a dot and dates as year-month-day."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        text = repr(value)
        return f"{value:.12f}".rstrip("0") if "e" in text else text
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0)
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


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
            print(json.dumps([as_text(cell) for cell in row]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *(int(argument) for argument in sys.argv[2:6])))
