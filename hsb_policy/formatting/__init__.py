"""Floor 4: the one layout of policy files."""
