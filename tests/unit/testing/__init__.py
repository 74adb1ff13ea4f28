"""Tests of what the library publishes for testing."""
