"""Ground: truth with an unknown, dates and calendars, and the one table of operators."""
