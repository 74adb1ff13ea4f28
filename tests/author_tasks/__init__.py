"""The walk-throughs for policy authors, walked through."""
