"""Floor 2: cases as tables. The only room that uses DuckDB, which the extra `audit` brings."""
