"""All limits on the size, memory and time that a file may take.

They are far above what a network or a funder sends, and low enough that a hostile file is refused
while the server still responds.
"""

from __future__ import annotations

MAX_FILE_BYTES = 150 * 1024**2
MAX_COLUMNS = 300
MAX_HEADER_BYTES = 64 * 1024
MAX_ROWS = 2_000_000
MAX_CELL_CHARACTERS = 32_767  # maximum of one Excel cell

# Maximum length of a text, unless the contract sets less (`maxLength`).
MAX_TEXT_CHARACTERS = 1_000

# A cell that spans more lines than this is an unclosed quotation mark.
MAX_LINES_IN_A_RECORD = 60
# Text lines allowed per row: cells may contain line breaks, and lines may be empty.
LINES_PER_ROW = 4

# A CSV above this size is read in a separate process, as workbooks are; below it, the worst file
# takes a few seconds, and starting a process for each file of a folder would cost more than
# reading them.
CSV_IN_PROCESS_BYTES = 256 * 1024
# Ways of joining the cells of ragged rows that are tried for one such file, half a second; a row of
# 300 columns has two million, and a file that needs more is read in the separate process too.
WAYS_IN_PROCESS = 20_000
# The same for UTF-8 in which every line is a row, which no content makes slow: the careful reader,
# for a misplaced quotation mark, takes twenty times longer, and so does judging an encoding.
PLAIN_CSV_IN_PROCESS_BYTES = 2 * 1024**2
CSV_MEMORY_BYTES = 3 * 1024**3
CSV_SECONDS = 60

# Seconds of wall-clock time per second of processor time: a loaded machine is slow, which is not
# the file's fault.
WAIT_FOR_EACH_SECOND = 3

# A workbook is a zip: inflated size, measured by inflating it, not read from its headers.
MAX_INFLATED_BYTES = 600 * 1024**2
MAX_ZIP_MEMBERS = 2_000

# Workbooks are read in a separate process, so that none can take the server down.
SHEET_MEMORY_BYTES = 3 * 1024**3
SHEET_SECONDS = 60

# Rows searched for the header line: people put titles and notes above it.
HEADER_SEARCH_ROWS = 60

# Maximum lines of a report per file on a terminal; JSON and downloads contain them all.
MAX_ISSUES_AS_TEXT = 200

# An identifier that lost more leading zeros than this is not restored.
MAX_LOST_ZEROS = 3
OLDEST_YEAR = 1800
# Excel's day numbers read as dates: 1 January 1954 to 31 December 2078.
EXCEL_SERIALS = range(19_725, 65_381)

# An upload that nobody published or discarded is deleted after a day.
MAX_STAGED_AGE_SECONDS = 24 * 3600
# One submitted by a network waits for staff for three months.
MAX_SUBMITTED_AGE_SECONDS = 92 * 24 * 3600
