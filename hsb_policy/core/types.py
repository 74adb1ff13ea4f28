"""Floor 1: the types of the language."""

from attrs import field, frozen


@frozen
class YesNoType:
    """Yes or no."""


@frozen
class NumberType:
    """A whole number; `unit` is "years", "days", "working days", … or None for a plain count."""

    unit: str | None = None


@frozen
class DayType:
    """A day; `open` days may be 'not yet'. `partial` ones may be recorded as a month or year; to rules that is no difference."""

    open: bool = False
    partial: bool = field(default=False, eq=False)


@frozen
class MomentType:
    """A minute of a day, local time; `open` moments may be 'not yet'."""

    open: bool = False


@frozen
class TextType:
    """A text that decides by equality alone (an id of a worker, a statement, a question)."""


@frozen
class AnswerType:
    """The answer of a person: yes, no, or a text whose words no rule reads."""


@frozen
class HoursType:
    """Weekly opening hours."""


@frozen
class CodeType:
    """One of the words of a list of codes."""

    name: str


@frozen
class RecordType:
    """A record of the case or a row of reference data."""

    name: str


@frozen
class ListType:
    """A list of such things."""

    item: "Type"


@frozen
class ErrorType:
    """The type of what has a mistake in it; fits everything, so that one mistake is told once."""


Type = (
    YesNoType
    | NumberType
    | DayType
    | MomentType
    | TextType
    | AnswerType
    | HoursType
    | CodeType
    | RecordType
    | ListType
    | ErrorType
)
