"""People: accounts, by-lines, roles."""
