"""Tests of cases as columns."""
