"""Floor 1: how one rule stands for one thing, in short: what a service or an audit needs of millions of outcomes."""

from collections.abc import Mapping
from typing import NamedTuple

from hsb_policy.core.statuses import Severity, Status


class Standing(NamedTuple):
    """An outcome without its texts: plain values in a tuple, so that it is cheap to make, to compare, to send and to store.

    `rule`, `about`, `status`, `severity`, `value` and `overridden_by` are those of `Outcome`. `due` and `done_on` are whole
    numbers, not texts: a day as in `datetime.date.fromordinal`, or for a deadline in hours the minutes (1440 times the day,
    and the minute of the day); where only the earliest and the latest are known, `due` is both, None for a day that has not
    come. `branch` is the place, from 0, of the exception or row that gave a conclusion its value; None where none did.
    """

    rule: str
    about: Mapping[str, str]
    status: Status
    severity: Severity | None = None
    value: object = None
    due: int | tuple[int | None, int | None] | None = None
    done_on: int | None = None
    overridden_by: tuple[str, ...] = ()
    branch: int | None = None
