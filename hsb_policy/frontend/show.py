"""Floor 2, front end: syntax trees as text, for tests and for people who look into them. Places are left out.

A tree is shown as `(kind field: value …)`; what has its default is left out. Words, names, numbers, days and texts are
shown as an author writes them.
"""

from collections.abc import Iterator
from typing import Any

import attrs

from hsb_policy.frontend import ast

_WIDTH = 100


def show(tree: ast.Node | ast.PolicyText) -> str:
    """A tree as an S-expression.

    >>> print(show(ast.Not(condition=ast.Claim(value=ast.Path(base=ast.Name(name="x"), fields=(ast.Word(text="a"),))))))
    (not condition: (claim value: x.a))
    """
    return "\n".join(_lines(tree, ""))


def _lines(tree: Any, indent: str) -> Iterator[str]:
    flat = _flat(tree)
    if len(indent) + len(flat) <= _WIDTH or not _is_compound(tree):
        yield indent + flat
        return
    yield f"{indent}({_kind(tree)}"
    fields = list(_fields(tree))
    for i, (name, value) in enumerate(fields):
        end = ")" if i == len(fields) - 1 else ""
        yield from _field(name, value, indent + "  ", end)


def _field(name: str, value: Any, indent: str, end: str) -> Iterator[str]:
    flat = f"{indent}{name}: {_flat(value)}{end}"
    if len(flat) <= _WIDTH or not (isinstance(value, tuple) or _is_compound(value)):
        yield flat
        return
    yield f"{indent}{name}:"
    items = value if isinstance(value, tuple) else (value,)
    for i, item in enumerate(items):
        *first, last = _lines(item, indent + "  ")
        yield from first
        yield last + (end if i == len(items) - 1 else "")


def _flat(value: Any) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case str():
            return f"'{value}'" if " " in value else value
        case tuple():
            return "[" + " ".join(map(_flat, value)) + "]"
        case ast.Word():
            return value.text if value.text.isidentifier() else repr(value.text)
        case ast.Text():
            return f'"{value.text}"'
        case ast.Cite():
            return value.first.text if value.last is None else f"{value.first.text}..{value.last.text}"
        case ast.Name():
            return value.name
        case ast.Path():
            return _flat(value.base) + "".join(f".{field.text}" for field in value.fields)
        case ast.NumberLiteral(number=number, unit=None):
            return str(number)
        case ast.NumberLiteral():
            return f"'{value.number} {value.unit}'"
        case ast.DateLiteral():
            return value.text
        case ast.YesNo():
            return "yes" if value.yes else "no"
        case ast.TypeWords():
            return repr("list of " * value.depth + value.words) if value.depth or " " in value.words else value.words
        case _ if attrs.has(type(value)):
            shown = "".join(f" {name}: {_flat(part)}" for name, part in _fields(value))
            return f"({_kind(value)}{shown})"
    return str(value)


def _is_compound(value: Any) -> bool:
    return _flat(value).startswith("(")


def _kind(tree: Any) -> str:
    return "".join("-" + c.lower() if c.isupper() else c for c in type(tree).__name__).lstrip("-")


def _fields(tree: Any) -> Iterator[tuple[str, Any]]:
    for field in attrs.fields(type(tree)):
        value = getattr(tree, field.name)
        is_default = value is None or value in ((), "") or (value is False and field.default is False)
        if field.name != "span" and not is_default:
            yield field.name, value
