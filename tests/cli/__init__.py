"""The command as a person calls it."""
