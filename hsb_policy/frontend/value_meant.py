"""Floor 2, front end: a definition written with `as` whose condition comes to a day, a code or a number.

`as` makes a condition of what follows it. Where that comes to a value, the value itself is most often what was meant, and how
to give it is told before how to make a condition of it.
"""

from attrs import frozen

from hsb_policy.core.types import CodeType, DayType, MomentType, NumberType, TextType, Type
from hsb_policy.frontend import ast
from hsb_policy.frontend.said import value_said

_TYPES: dict[type[Type], tuple[str, str]] = {
    DayType: ("date", "the day"),
    MomentType: ("moment", "the moment"),
    NumberType: ("number", "the number"),
    TextType: ("text", "the text"),
}


@frozen
class ValueMeant:
    """The value that a condition comes to, and the clause that would give it."""

    node: ast.Value
    clause: str

    def cure(self, kind: Type) -> str | None:
        """How to give the value, where its type is one that a definition can give."""
        match kind:
            case CodeType():
                written, itself = kind.name, "the word"
            case DayType() | MomentType() | NumberType() | TextType():
                written, itself = _TYPES[type(kind)]
            case _:
                return None
        return f"to give {itself} itself, write `gives {written}` after the parameters, and `{self.clause}`"


def value_meant(define: ast.Define) -> ValueMeant | None:
    """The value that a definition without `gives` comes to, if its condition ends in one."""
    if define.gives is not None or len(define.bodies) != 1 or not isinstance(define.bodies[0], ast.AsBody):
        return None
    match define.bodies[0].condition:
        case ast.Claim(value=value):
            return ValueMeant(value, f"normally {value_said(value)}")
        case ast.Picked(kind="latest" | "earliest" as kind, has=ast.Claim(value=value)):
            return ValueMeant(value, f"normally {kind} (…) gives {value_said(value)} or if none …")
        case _:
            return None
