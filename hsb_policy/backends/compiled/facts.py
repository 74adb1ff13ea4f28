"""Floor 2, compiled back end: how facts of records are read: as the plain values that nearly all are, or as they are recorded."""

from hsb_policy.backends.compiled.operators import settled
from hsb_policy.backends.compiled.writing import Body, Code
from hsb_policy.core import ir
from hsb_policy.core.types import AnswerType, CodeType, DayType, MomentType, NumberType, RecordType, TextType, YesNoType

_PLAIN_TYPES: dict[type, type] = {
    YesNoType: bool,
    NumberType: int,
    DayType: int,
    MomentType: int,
    CodeType: str,
    TextType: str,
}


def is_plain_fact(e: ir.FieldRead) -> bool:
    """Whether this reads a fact of the case itself that is a plain value, if it is known."""
    return isinstance(e.base, ir.TheCase) and type(e.type) in _PLAIN_TYPES


def plain_type(e: ir.FieldRead) -> type:
    """The type of the plain value that a fact has, if it is known."""
    return _PLAIN_TYPES[type(e.type)]


def field(w: Body, e: ir.FieldRead) -> Code:
    """A fact; where only plain values are read, one that a missing fact does not close."""
    if w.plainly and e.missing_counts_as is None:
        return _plain_field(w, e)
    return recorded_field(w, e)


def _plain_field(w: Body, e: ir.FieldRead) -> Code:
    """A fact that is a plain value, else KeyError; a yes/no may be None. It is read anew each time: most are read once."""
    if isinstance(e.base, ir.TheCase):
        plain = "P"
    else:
        base = w.value(e.base)
        if base.sure:
            plain = f"{base.text}.plain"
        else:
            name = w.named(base).text
            plain = f"({name}.plain if type({name}) is Record else NONE_PLAIN)"
    sure = not isinstance(e.type, YesNoType | AnswerType)  # an answer is a text, or yes or no
    return Code(f"{plain}[{w.constant(e.field).text}]", sure=sure)


def is_plain_base(w: Body, e: ir.Expr) -> bool:
    """Whether a record is certainly one wherever facts are read as plain values."""
    match e:
        case ir.TheCase():
            return True
        case ir.Variable():
            return w.scope[e.name].is_plain
        case ir.FieldRead():
            return e.missing_counts_as is None and is_plain_base(w, e.base)
        case _:
            return False


def recorded_field(w: Body, e: ir.FieldRead) -> Code:
    """A fact as it is recorded, or the unknown that stands for it."""
    facts = "F" if isinstance(e.base, ir.TheCase) else _facts(w, e)
    key = ("field", facts, e.field)
    found = w.known(key)
    if found is None:
        name = w.fresh()
        w.line(f"{name} = {facts}[{w.constant(e.field).text}]")
        is_day = isinstance(e.type, DayType | MomentType) and not e.type.open
        found = w.learn(key, Code(name, atom=True, day=e.type if is_day else None))
    if w.all_known and is_plain_fact(e):
        return Code(found.text, atom=True, sure=True)
    if e.missing_counts_as is None:
        return found
    closed = f"({e.missing_counts_as} if type({found.text}) is Unknown else {found.text})"
    return Code(closed, sure=isinstance(e.type, YesNoType))


def _facts(w: Body, e: ir.FieldRead) -> str:
    base = w.named(w.value(e.base))
    key = ("facts", base.text, e.record)
    found = w.known(key)
    if found is None:
        name = w.fresh()
        if base.sure:
            w.line(f"{name} = {base.text}.facts")
        else:
            nobody = w.module.nobody(e.record)
            w.line(f"{name} = {base.text}.facts if type({base.text}) is Record else {nobody}")
        found = w.learn(key, Code(name, atom=True))
    return found.text


def is_recorded(w: Body, e: ir.IsRecorded) -> Code:
    """Whether a known value stands there, told at once by its type where it is a plain one."""
    found = w.named(w.exact(e.of))
    if found.sure and not isinstance(e.of.type, DayType | MomentType):
        return w.constant(True)
    match e.of.type:
        case YesNoType():
            plain = "bool"
        case CodeType() | TextType():
            plain = "str"
        case RecordType():
            plain = "Record"
        case _:
            return Code(f"is_recorded({settled(found)})", sure=True)
    return Code(f"(type({found.text}) is {plain} or is_recorded({found.text}))", sure=True)


def yes_or_no(w: Body, e: ir.FieldRead) -> Code:
    """A fact that is yes or no, as a condition: None where it is not known."""
    found = field(w, e)
    if found.sure or found.is_constant or w.plainly:
        return found
    key = ("truth", found.text)
    before = w.known(key)
    if before is not None:
        return before
    name = w.fresh()
    w.line(f"{name} = {found.text} if {found.text} is True or {found.text} is False else None")
    return w.learn(key, Code(name, atom=True))
