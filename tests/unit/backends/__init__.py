"""The reference interpreter on small policies."""
