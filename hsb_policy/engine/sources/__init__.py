"""Floor 3: sources of case records: folders of case files, JSON Lines, tables and databases, read bit by bit."""
