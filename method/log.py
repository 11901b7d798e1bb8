"""Log of what a server refuses, interrupts, publishes or loses: one JSON line on standard error.

A line never holds a person's identity or a value from the data, only names of tables, contracts and
workspaces, durations and reasons.
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
