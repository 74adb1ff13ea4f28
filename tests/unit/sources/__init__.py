"""Tests of the sources of case records."""
