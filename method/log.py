"""What a server refuses, interrupts, publishes or loses: one structured line on standard error.

A line never holds who asked, nor a value of the data: names of tables, contracts, workspaces,
durations and reasons only.
"""

from __future__ import annotations

import sys

import structlog

structlog.configure(
    processors=[
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
    logger_factory=structlog.PrintLoggerFactory(sys.stderr),
)

log: structlog.BoundLogger = structlog.get_logger()
