"""Roof: how far a long command is, in one line on standard error."""

import time
from typing import Final, TextIO

from hsb_policy.engine.audit.auditing import Progress

_EVERY: Final = 0.5  # seconds, on a terminal
_EVERY_LINE: Final = 10.0  # seconds, where each line stays
_CLEAR: Final = "\r\x1b[K"
_MINUTE: Final = 60
_HOUR: Final = 3600


class ProgressLine:
    """Tells the rate and the time left: in place on a terminal; elsewhere, if asked for, a line now and then.

    Nothing of it gets into what an audit writes: it is the only place that looks at a clock.
    """

    def __init__(self, stream: TextIO, asked: bool | None) -> None:
        self._stream = stream
        self._in_place = stream.isatty()
        self._tells = self._in_place if asked is None else asked
        self._begun = time.monotonic()
        self._next = self._begun
        self._is_shown = False

    def __call__(self, progress: Progress) -> None:
        """Take in how far it is, and tell it if the last time is long enough ago."""
        now = time.monotonic()
        is_last = progress.done == progress.parts
        if not self._tells or (now < self._next and not is_last):
            return
        self._next = now + (_EVERY if self._in_place else _EVERY_LINE)
        told = in_words(progress, now - self._begun)
        self._stream.write(f"{_CLEAR}{told}" if self._in_place else f"{told}\n")
        self._stream.flush()
        self._is_shown = self._in_place

    def clear(self) -> None:
        """Take the line away from a terminal."""
        if self._is_shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._is_shown = False


def in_words(progress: Progress, seconds: float) -> str:
    """How far it is after so many seconds; first that the source is read, which of tables takes a while.

    >>> in_words(Progress(done=2, parts=8, records=6000), 12.0)
    '6,000 records read, 500 a second; 25% done, about 36 seconds left'
    >>> in_words(Progress(done=0, parts=8, records=0), 12.0)
    'opened in 12 seconds; judging 8 parts'
    """
    if not progress.done and progress.parts:
        return f"opened in {_time(seconds)}; judging {progress.parts:,} parts"
    rate = progress.records / seconds if seconds > 0 else 0
    left = seconds * (progress.parts - progress.done) / progress.done if progress.done else 0
    share = 100 * progress.done // progress.parts if progress.parts else 100
    return f"{progress.records:,} records read, {rate:,.0f} a second; {share}% done, about {_time(left)} left"


def _time(seconds: float) -> str:
    if seconds >= _HOUR:
        return f"{seconds / _HOUR:.1f} hours"
    return f"{seconds / _MINUTE:.0f} minutes" if seconds >= 2 * _MINUTE else f"{seconds:.0f} seconds"
