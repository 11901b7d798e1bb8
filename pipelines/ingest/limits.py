"""What a file may cost: every bound on size, memory and time, in one place.

They are far above what a network or a funder sends, and low enough that a hostile file is refused
while the server still answers.
"""

from __future__ import annotations

MAX_FILE_BYTES = 150 * 1024**2
MAX_COLUMNS = 300
MAX_HEADER_BYTES = 64 * 1024
MAX_ROWS = 2_000_000
MAX_CELL_CHARACTERS = 32_767  # what one Excel cell holds

# What a text may hold, where the contract does not say less (`maxLength`).
MAX_TEXT_CHARACTERS = 1_000

# A cell that runs over more lines than this is a quotation mark left open.
MAX_LINES_IN_A_RECORD = 60
# Lines of a text for each row that it may hold: cells with line breaks and empty lines.
LINES_PER_ROW = 4

# A CSV above this size is read in a process of its own, as workbooks are; below it, the worst that
# can be written takes a few seconds, and starting a process for each file of a folder would cost
# more than reading them.
CSV_IN_PROCESS_BYTES = 256 * 1024
CSV_MEMORY_BYTES = 3 * 1024**3
CSV_SECONDS = 60

# Seconds of the clock for each second of processor time: a loaded machine is slow and no file is at
# fault for it.
WAIT_FOR_EACH_SECOND = 3

# A workbook is a zip: what it holds once inflated, counted by inflating, not by believing it.
MAX_INFLATED_BYTES = 600 * 1024**2
MAX_ZIP_MEMBERS = 2_000

# Workbooks are read in a process of their own, so that none can take the server down with it.
SHEET_MEMORY_BYTES = 3 * 1024**3
SHEET_SECONDS = 60

# Rows in which the line of headers is looked for: people put titles and a note above it.
HEADER_SEARCH_ROWS = 60

# Lines of a report on a terminal, a file; JSON and the downloads hold them all.
MAX_ISSUES_AS_TEXT = 200

# Beyond this, an identifier that Excel stripped of its leading zeros is not restored.
MAX_LOST_ZEROS = 3
OLDEST_YEAR = 1800
# Excel's day numbers read as dates: 1 January 1954 to 31 December 2078.
EXCEL_SERIALS = range(19_725, 65_381)

# An upload that nobody published or discarded is forgotten after a day.
MAX_STAGED_AGE_SECONDS = 24 * 3600
# One that a network handed over waits for staff: three months.
MAX_SUBMITTED_AGE_SECONDS = 92 * 24 * 3600
