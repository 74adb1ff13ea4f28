"""Ground floor: what is known, and what is not.

A known value is a plain Python value: bool, int (a number, a day, a moment, years of age), str (a code or a text), a tuple (a
list), or a record. What is not known is one of the classes below; each carries the facts that it hangs on, so that a decision
can say exactly what is missing. An unknown is never silently true or false.
"""

from typing import Final

from attrs import field, frozen

NOT_RECORDED: Final = "not_recorded"
NOT_KNOWN: Final = "not_known"
PARTLY_KNOWN: Final = "partly_known"
UNSETTLED: Final = "conflict"


@frozen(order=True, cache_hash=True)  # facts are kept in sets, and put into many
class Fact:
    """One missing fact of a case: its path, why it is missing, and the question to ask about it."""

    path: str
    state: str = field(default=NOT_RECORDED)
    ask: str = field(default="", eq=False)


Facts = frozenset[Fact]
NO_FACTS: Final[Facts] = frozenset()


@frozen
class Unknown:
    """A value (or a truth) that is not known, because of these facts."""

    facts: Facts


@frozen
class Undecided(Unknown):
    """Which of several values holds is not known; perhaps none does, or two that differ."""

    may_be_silent: bool = False
    may_conflict: bool = False


@frozen
class Between:
    """A number, day or moment known only to lie between two bounds, both possible, because of these facts."""

    low: int
    high: int
    facts: Facts


@frozen
class NamedCode:
    """A code that says little by itself, such as `other`, with the name that tells one from another."""

    code: str
    name: "str | Unknown"

    def __str__(self) -> str:
        return f"{self.code}: {self.name}" if isinstance(self.name, str) else self.code


@frozen
class Silent:
    """The procedure gives no value here. There is one; a copy sent to another process is that one there."""

    def __reduce__(self) -> str:
        return "SILENT"


@frozen
class Conflict:
    """Two exceptions or rows hold and give different values."""

    candidates: tuple[object, ...]
    facts: Facts = NO_FACTS


SILENT: Final = Silent()

Truth = bool | Unknown
