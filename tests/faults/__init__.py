"""Faults that come from outside: a process that is killed, a full disk, damaged and hostile input. RELIABILITY.md has the figures."""
