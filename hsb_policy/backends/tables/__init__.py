"""Floor 2: tables of cases read, laid down and written with DuckDB. The only room that uses it; the extra `audit` brings it."""
