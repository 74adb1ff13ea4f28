"""Roof: the command line, a thin skin over the rooms below."""
