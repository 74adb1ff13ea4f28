"""Floor 2, front end: values and conditions in the author's words again, for messages that quote or rearrange them."""

from typing import assert_never

from hsb_policy.frontend import ast

LONGEST = 60


def value_said(node: ast.Value) -> str:
    """A value as an author writes it.

    >>> value_said(ast.Path(base=ast.Name(name="child"), fields=(ast.Word(text="birth_date"),)))
    'child.birth_date'
    """
    match node:
        case ast.Name():
            return node.name
        case ast.Path():
            return ".".join([value_said(node.base), *(f.text for f in node.fields)])
        case ast.Call():
            return f"{node.name.text}({', '.join(map(value_said, node.args))})"
        case ast.NumberLiteral():
            return counted(node.number, node.unit) if node.unit else str(node.number)
        case ast.DateLiteral():
            return node.text
        case ast.Text():
            return f'"{node.text}"'
        case ast.YesNo():
            return "yes" if node.yes else "no"
        case ast.Shift():
            return f"{counted(node.number, node.unit)} {'before' if node.back else 'after'} {value_said(node.anchor)}"
        case ast.Age():
            return f"age of {value_said(node.person)} on {value_said(node.day)}"
        case ast.SpanBetween():
            return f"number of {node.unit} from {value_said(node.start)} to {value_said(node.finish)}"
        case ast.Count():
            return f"count of ({_ranging(node.binders, node.where)})"
        case ast.PickValue():
            key = f" by {value_said(node.key)}"
            rest = f" or if none {value_said(node.if_none)}" if node.if_none is not None else ""
            ranging = _ranging((node.binder,), node.where, key)
            return f"{node.kind} ({ranging}) gives {value_said(node.gives)}{rest}"
        case ast.OrIfNotYet():
            return f"{value_said(node.value)} or if not yet {value_said(node.otherwise)}"
        case ast.OrIfNotRecorded():
            return f"{value_said(node.value)} or if not recorded {value_said(node.otherwise)}"
        case _:
            assert_never(node)


def counted(number: int, unit: str) -> str:
    """A number of units, the unit of one being one.

    >>> counted(1, "working days"), counted(3, "months")
    ('1 working day', '3 months')
    """
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def condition_said(node: ast.Condition) -> str:
    """A condition as an author writes it, with brackets round what was bracketed."""
    match node:
        case ast.Claim():
            return value_said(node.value)
        case ast.Comparison():
            return f"{value_said(node.left)} {node.op} {value_said(node.right)}"
        case ast.InRange():
            return f"{value_said(node.value)} is {value_said(node.low)} to {value_said(node.high)}"
        case ast.Member():
            word = "is not one of" if node.negated else "is one of"
            return f"{value_said(node.value)} {word} {', '.join(map(value_said, node.options))}"
        case ast.State():
            return f"{value_said(node.value)} {node.op}"
        case ast.WasAnswered():
            answer = "" if node.answer is None else " yes" if node.answer else " no"
            about = f" for {', '.join(w.text for w in node.about)}" if node.about else ""
            return f"{value_said(node.question)} was answered{answer}{about}"
        case ast.WithinHours():
            return f"{value_said(node.moment)} is within {value_said(node.hours)}"
        case ast.Not():
            return f"not {_bracketed(node.condition)}"
        case ast.Chain():
            said = _bracketed(node.parts[0])
            for joint, part in zip(node.words, node.parts[1:], strict=True):
                said += f" {joint.text} {_bracketed(part)}"
            return said
        case ast.Quantified():
            return f"{node.kind} {_ranging(node.binders, node.where)} has {condition_said(node.has)}"
        case ast.Picked():
            kind = "first in record order" if node.kind == "first" else node.kind
            key = f" by {value_said(node.key)}" if node.key is not None else ""
            return f"{kind} {_ranging((node.binder,), node.where, key)} has {condition_said(node.has)}"
        case _:
            assert_never(node)


def shortened(said: str) -> str:
    """A text cut where it would not be read to its end."""
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rsplit(" ", 1)[0] + " …"


def _bracketed(node: ast.Condition) -> str:
    said = condition_said(node)
    return f"({said})" if isinstance(node, ast.Chain) else said


def _ranging(binders: tuple[ast.Binder, ...], where: ast.Condition | None, key: str = "") -> str:
    said = ", ".join(f"{b.name.text} in {value_said(b.source)}" for b in binders) + key
    return f"{said} where {condition_said(where)}" if where is not None else said
