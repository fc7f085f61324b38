"""Why does this hand-written network not learn, and on which line: `unstuck check`."""
