"""Floor 2: cases as tables, and a policy as one SQL query over them. The only room that uses DuckDB, which the extra `audit` brings."""
