"""Floor 4: what is known of a made-up case while it is told: its draws, its days, how well its record is kept, its records so far."""

from datetime import date
from typing import Any, Final

from attrs import define, field

from hsb_policy.testing.generator.draws import Draws

AS_AT: Final = date(2025, 12, 31)
EARLIEST: Final = date(1995, 1, 1)
_LATEST: Final = date(2029, 12, 31)
_FIRST: Final = EARLIEST.toordinal()
_DAYS: Final = tuple(date.fromordinal(n).isoformat() for n in range(_FIRST, _LATEST.toordinal() + 1))
JUDGED_ON: Final = AS_AT.toordinal()

Fields = dict[str, Any]


def iso(day: int) -> str:
    """A day as the case file writes it."""
    return _DAYS[day - _FIRST]


@define
class Story:
    """A case while it is told. `care` is how often, in a hundred, what is due was done and entered; `closed` the day of its closing."""

    draws: Draws
    begun: int  # the day of the first referral
    care: int
    closed: int | None
    document: Fields = field(factory=dict)
    harmer: str = ""  # the id of the child alleged to have harmed
    harmed: list[str] = field(factory=list)  # the ids of the children harmed
    ages: dict[str, int] = field(factory=dict)  # at the beginning, by id
    homes: dict[str, str] = field(factory=dict)  # the authority in which each child lives, by id
    colour: str | None = None
    enquiries: list[str] = field(factory=list)  # the children of whom an enquiry was made

    def add(self, list_name: str, record: Fields) -> Fields:
        """Put a record at the end of a list of the case; it keeps the fields that are not None."""
        kept = {name: value for name, value in record.items() if value is not None}
        self.document.setdefault(list_name, []).append(kept)
        return kept

    def next_id(self, list_name: str, letter: str) -> str:
        """The id of the next record of a list."""
        return f"{letter}{len(self.document.get(list_name, ())) + 1}"

    def done(self, bonus: int = 0) -> bool:
        """Whether something that is due was done and entered."""
        return self.draws.chance(min(self.care + bonus, 99))

    def when(self, day: int) -> str | None:
        """A day of the past as it is entered; None where it has not come yet."""
        return iso(day) if day <= JUDGED_ON else None

    def soon(self, day: int, usual: int, late: int) -> int:
        """A day within the usual time after another; in cases that are kept badly more often late."""
        slack = late if not self.draws.chance(min(self.care + 8, 98)) else 0
        return day + self.draws.below(usual + 1) + slack
