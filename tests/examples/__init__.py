"""The examples run, and show what they say they show."""
