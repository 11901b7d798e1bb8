"""Exit codes by which a reader in a process of its own says how it ended."""

TOO_WIDE, TOO_LONG, TOLD, TOO_COSTLY, UNREADABLE = 3, 4, 5, 6, 7
