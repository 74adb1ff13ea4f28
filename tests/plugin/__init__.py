"""The plugin for pytest, in folders of its own, as a policy repository uses it."""
