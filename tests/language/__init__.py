"""The language reference, executed."""
