"""The Python interface, as a developer who embeds the library relies on it."""
