"""A policy language for safeguarding procedures, and an engine that decides cases by them."""
