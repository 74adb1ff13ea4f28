"""Tests of tables that DuckDB reads."""
