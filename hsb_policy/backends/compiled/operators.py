"""Floor 2, compiled back end: comparisons. Between plain values they are one Python operator; the rest is the table of operators.

`PLAIN` says which Python does what the table does, and for which plain values: a test compares the two over a grid. Whatever
is not plain goes to the row of the table itself.
"""

from collections.abc import Callable
from sys import intern
from typing import Any, Final

from attrs import frozen

from hsb_policy.backends.compiled.writing import Body, Code
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.types import CodeType, DayType, MomentType, NumberType, RecordType, TextType, YesNoType
from hsb_policy.core.walk import CONDITIONS
from hsb_policy.values.operators import LIFTED, OPERATORS, includes
from hsb_policy.values.unknown import SILENT, Truth

WHOLE, WORD, RECORD = int, str, Record


@frozen
class Plain:
    """The Python for an operator between plain values of these types."""

    text: str
    types: tuple[type, ...]


PLAIN: Final[dict[str, Plain]] = {
    "same": Plain("{0} == {1}", (WHOLE, WORD, RECORD)),
    "less": Plain("{0} < {1}", (WHOLE,)),
    "at_most": Plain("{0} <= {1}", (WHOLE,)),
    "in_range": Plain("{1} <= {0} <= {2}", (WHOLE,)),
    "overlaps": Plain("({0} < {3} and {2} < {1})", (WHOLE,)),
    "touches": Plain("({0} <= {3} and {2} <= {1})", (WHOLE,)),
    "covers": Plain("{0} <= {2} < {1}", (WHOLE,)),
    "covers_or_ends": Plain("{0} <= {2} <= {1}", (WHOLE,)),
}


def _is_plain_in_all_rows(w: Body, items: ir.Expr) -> bool:
    """Whether a list stands in reference data only, with nothing but plain values."""
    if not isinstance(items, ir.FieldRead):
        return False
    schema, policy = w.module.policy.schema, w.module.policy
    if schema.records[items.record].placement != "reference":
        return False
    used = (field.type for record in schema.records.values() for field in record.fields.values())
    if any(items.record in (getattr(t, "name", None), getattr(getattr(t, "item", None), "name", None)) for t in used):
        return False
    rows = [row for name, r in policy.references.items() if r.record == items.record for row in w.module.rows[name]]
    return all(LIFTED.isdisjoint(map(type, row.facts[items.field])) for row in rows)


STRICT: Final = frozenset({"same", "less", "at_most", "one_of", "in_range"})
"""Operators that say nothing of a value of which nothing is known, beside plain values (for a range: whose ends are in order)."""


def three(truth: Truth) -> bool | None:
    """A truth without the facts that it hangs on."""
    return truth if truth is True or truth is False else None


def truth_of(value: Any) -> bool | None:
    """A value as a condition: silence is no, and whatever else is neither yes nor no is unknown."""
    if value is True or value is False:
        return value
    return False if value is SILENT else None


def _three_valued(meaning: Callable[..., Truth]) -> Callable[..., bool | None]:
    def of(*operands: Any) -> bool | None:
        return three(meaning(*operands))

    return of


def includes_plainly(items: Any, value: Any) -> bool | None:
    """The operator `includes`, at once where all is plain."""
    if type(items) is tuple and type(value) not in LIFTED:
        if value in items:
            return True
        if LIFTED.isdisjoint(map(type, items)):
            return False
    return three(includes(items, value))


TABLE: Final[dict[str, Any]] = {f"op_{key}": _three_valued(row.meaning) for key, row in OPERATORS.items()} | {
    "op_includes": includes_plainly,
    "LIFTED": LIFTED,
}


def compare(w: Body, e: ir.Compare) -> Code:
    """A comparison as a condition."""
    if e.op == "same":
        found = _of_yes_or_no(w, e.operands[0], e.operands[1]) or _of_yes_or_no(w, e.operands[1], e.operands[0])
        if found is not None:
            return found
    operands = [w.value(o) for o in e.operands]
    if all(o.is_constant for o in operands) and e.op != "within_hours":
        return w.constant(three(OPERATORS[e.op].meaning(*(o.const for o in operands))))
    if e.op == "includes" and _is_plain_list(operands[0]):
        items, value = operands[0].text, operands[1] if operands[1].is_plain else w.named(operands[1])
        if value.is_plain:
            return Code(f"({value.text} in {items})", sure=True)
        weighed = f"op_includes({items}, {settled(value)})"
        return Code(f"({value.text} in {items} if type({value.text}) not in LIFTED else {weighed})")
    # A plain value stands once in what is done with plain values, and once in what is done with others.
    operands = [o if o.is_plain and e.op != "includes" else w.named(o) for o in operands]
    if e.op == "within_hours":
        return Code(f"within_hours({', '.join(settled(o) for o in operands)})")
    slow = f"op_{e.op}({', '.join(settled(o) for o in operands)})"
    if e.op == "includes" and _kind(e.operands[1], operands[1]) is not None:
        items, value = operands[0].text, operands[1]
        plain = "" if value.is_constant else f" and type({value.text}) not in LIFTED"
        if _is_plain_in_all_rows(w, e.operands[0]):
            return Code(f"({value.text} in {items} if type({items}) is tuple{plain} else {slow})")
        return Code(f"(True if type({items}) is tuple{plain} and {value.text} in {items} else {slow})")
    fast = _fast(w, e, operands)
    if fast is None:
        return Code(slow)
    text, tests = fast
    if not tests:
        return Code(f"({text})", sure=True)
    unknown = _if_unknown(e.op, operands)
    if unknown is not None:
        slow = f"None if {unknown} else {slow}"
    if e.op == "same" and len(tests) == 1 and any(isinstance(o.const, str) for o in operands):
        # Nothing but the word itself equals it: the type is looked at only where it differs.
        return Code(f"({text} or (False if {tests[0]} else {slow}))")
    return Code(f"({text} if {' and '.join(dict.fromkeys(tests))} else {slow})")


def _is_plain_list(code: Code) -> bool:
    """Whether it is certainly a list of plain values."""
    if code.is_constant:
        return type(code.const) is tuple and LIFTED.isdisjoint(map(type, code.const))
    return code.sure


def settled(code: Code) -> str:
    """The value, a missing day that cannot be 'not yet' as some day."""
    if code.day is None:
        return code.text
    return f"any_{'moment' if isinstance(code.day, MomentType) else 'day'}({code.text})"


def _of_yes_or_no(w: Body, e: ir.Expr, other: ir.Expr) -> Code | None:
    """`C is yes` and `C is no`, where C is a condition or a yes/no that is recorded."""
    if not isinstance(other, ir.Literal) or not isinstance(other.value, bool):
        return None
    if not (is_condition(e) or (isinstance(e, ir.FieldRead) and isinstance(e.type, YesNoType))):
        return None
    return w.truth(e if other.value else ir.Not(of=e))


def is_condition(e: ir.Expr) -> bool:
    """Whether an expression is true, false or unknown, and nothing else."""
    return isinstance(e, CONDITIONS) or (isinstance(e, ir.Literal) and isinstance(e.value, bool))


def _fast(w: Body, e: ir.Compare, operands: list[Code]) -> tuple[str, list[str]] | None:
    """The comparison between plain values, and the tests that they are plain."""
    kinds = {_kind(o, code) for o, code in zip(e.operands, operands, strict=True)}
    kind = kinds.pop()
    if kinds or kind is None:
        return None
    tests = [f"type({o.text}) is {kind.__name__}" for o in operands if not o.is_constant and not o.sure]
    if e.op == "one_of":
        if kind is RECORD or not all(o.is_constant for o in operands[1:]):
            return None
        options = w.constant(frozenset(intern(o.const) if type(o.const) is str else o.const for o in operands[1:]))
        return f"{operands[0].text} in {options.text}", tests
    if e.op not in PLAIN or kind not in PLAIN[e.op].types:
        return None
    # Two records are the same only if they are one.
    text = "{0} is {1}" if kind is RECORD else PLAIN[e.op].text
    return text.format(*(o.text for o in operands)), tests


def _if_unknown(op: str, operands: list[Code]) -> str | None:
    """The test that nothing is known of an operand, and the comparison therefore unknown: a test holds this to the table."""
    varying = [o for o in operands if not o.is_constant]
    unsure = [o for o in varying if not o.sure]
    if op not in STRICT or any(o.day is not None for o in unsure):
        return None
    if op == "same":
        return " or ".join(f"type({o.text}) is Unknown" for o in unsure)
    if len(unsure) != 1 or (op == "in_range" and len(varying) != 1):
        return None
    others = [o.const for o in operands if o.is_constant]
    if op == "in_range" and (unsure[0] is not operands[0] or others[0] > others[1]):
        return None
    return f"type({unsure[0].text}) is Unknown"


def _kind(e: ir.Expr, code: Code) -> type | None:
    """The plain Python type of what an expression gives, if all is known."""
    if code.is_constant:
        return type(code.const) if type(code.const) in (WHOLE, WORD, RECORD) else None
    match e.type:
        case DayType() | MomentType() | NumberType():
            return WHOLE
        case CodeType() | TextType():
            return WORD
        case RecordType():
            return RECORD
        case _:
            return None
