"""Faults that come from outside: a process that is killed, a full disk, damaged and hostile input. benchmarks/RELIABILITY.md has the figures."""
