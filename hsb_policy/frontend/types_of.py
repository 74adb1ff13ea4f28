"""Floor 2, front end: types as an author writes them, what fits where, and how a type is said to a person."""

from collections.abc import Collection, Mapping

from hsb_policy.core.schema import CodeList, Schema
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ErrorType,
    HoursType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    TextType,
    Type,
    YesNoType,
)
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend.ast.nodes import TypeWords

NUMBER_OF = "number of "
UNITS = ("years", "months", "weeks", "working days", "days", "hours")

PLAIN: Mapping[str, Type] = {
    "yes/no": YesNoType(),
    "number": NumberType(),
    "text": TextType(),
    "answer": AnswerType(),
    "hours": HoursType(),
    "date": DayType(),
    "partial date": DayType(partial=True),
    "open date": DayType(open=True),
    "moment": MomentType(),
    "open moment": MomentType(open=True),
}


def type_of(words: TypeWords, codes: Collection[str], records: Collection[str], out: Collector) -> Type:
    """The type that an author's words name: `list of Residence`, `open date`, `number of months`."""
    found = _item_type(words, codes, records, out)
    for _ in range(words.depth):
        found = found if isinstance(found, ErrorType) else ListType(found)
    return found


def _item_type(words: TypeWords, codes: Collection[str], records: Collection[str], out: Collector) -> Type:
    written = words.words
    if written in PLAIN:
        return PLAIN[written]
    if written.startswith(NUMBER_OF):
        return NumberType(written.removeprefix(NUMBER_OF))
    if written in codes:
        return CodeType(written)
    if written in records:
        return RecordType(written)
    if written in UNITS:
        out.error(
            "HSB-N206",
            f"`{written}` is a unit, and what is counted in it is a number",
            words.span,
            "a number of what?",
            help=(f"write `{NUMBER_OF}{written}`",),
            fix=renamed(words.span, NUMBER_OF + written),
        )
        return ErrorType()
    near = nearest(written, [*PLAIN, *codes, *records])
    out.error(
        "HSB-N206",
        f"there is no kind of thing called `{written}`",
        words.span,
        "not declared",
        help=(f"did you mean `{near}`?",)
        if near
        else (f"declare it: `codes {written}` for a list of words, `record {written}` for a record",),
        fix=renamed(words.span, near) if not words.depth else None,
    )
    return ErrorType()


def code_lists_of(name: str, schema: Schema) -> tuple[CodeList, ...]:
    """A list of codes and those that it includes, one after the other."""
    found: list[CodeList] = []
    at: str | None = name
    while at is not None and at in schema.codes and schema.codes[at] not in found:
        found.append(schema.codes[at])
        at = schema.codes[at].includes
    return tuple(found)


def are_related(a: CodeType, b: CodeType, schema: Schema) -> bool:
    """Whether two lists of codes share words: they are one, one includes the other, or both include a third."""
    lists_of_a = {codes.name for codes in code_lists_of(a.name, schema)} | {a.name}
    lists_of_b = {codes.name for codes in code_lists_of(b.name, schema)} | {b.name}
    return bool(lists_of_a & lists_of_b)


def is_broken(kind: Type) -> bool:
    """Whether a mistake that was told already is the reason why the type is not known."""
    return isinstance(kind, ErrorType) or (isinstance(kind, ListType) and is_broken(kind.item))


def fits(kind: Type, expected: Type, schema: Schema) -> bool:
    """Whether a value of one type may stand where another is expected, or be compared with it.

    A plain number fits every unit; an open day is a day, and so is a partly known one. A moment counts as its day,
    but that is for the lowering to say.
    """
    if is_broken(kind) or is_broken(expected) or kind == expected:
        return True
    match kind, expected:
        case (DayType(), DayType()) | (MomentType(), MomentType()):
            return True
        case NumberType(), NumberType():
            return kind.unit is None or expected.unit is None
        case CodeType(), CodeType():
            return are_related(kind, expected, schema)
        case YesNoType(), AnswerType():
            return True
        case ListType(), ListType():
            return fits(kind.item, expected.item, schema)
        case _:
            return False


def item_of(kind: Type) -> Type:
    """What a list holds; anything else is itself."""
    return kind.item if isinstance(kind, ListType) else kind


def is_day(kind: Type) -> bool:
    """Whether a type is that of days or of moments."""
    return isinstance(kind, DayType | MomentType)


def is_ordered(kind: Type) -> bool:
    """Whether values of a type come before and after each other."""
    return isinstance(kind, NumberType | DayType | MomentType)


def said(kind: Type, schema: Schema) -> str:
    """A type in words, with its article: `a day`, `a number of months`, `a local authority`, `a list of …`."""
    match kind:
        case YesNoType():
            return "yes or no"
        case NumberType():
            return f"a number of {kind.unit}" if kind.unit else "a number"
        case DayType():
            return "a day"
        case MomentType():
            return "a moment"
        case TextType():
            return "a text"
        case AnswerType():
            return "a person's answer"
        case HoursType():
            return "opening hours"
        case CodeType():
            return f"a word of `{kind.name}`" if kind.name in schema.codes else f"a reading of `{kind.name}`"
        case RecordType():
            return "the case" if kind.name == "case" else a_record(kind.name)
        case ListType():
            return f"a list of {_several(kind.item, schema)}"
        case ErrorType():
            return "something that cannot be told"


def a_record(name: str) -> str:
    """A kind of record with its article.

    >>> a_record("Incident"), a_record("Child")
    ('an `Incident`', 'a `Child`')
    """
    return f"{'an' if name[:1] in 'AEIOaeio' else 'a'} `{name}`"


def _several(kind: Type, schema: Schema) -> str:
    match kind:
        case DayType():
            return "days"
        case MomentType():
            return "moments"
        case TextType():
            return "texts"
        case NumberType():
            return "numbers"
        case CodeType():
            return f"words of `{kind.name}`"
        case RecordType():
            return f"`{kind.name}`"
        case _:
            return said(kind, schema)
