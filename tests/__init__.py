"""The tests of hsb_policy."""
