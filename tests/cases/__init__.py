"""Whole case files and what the procedure makes of them."""
