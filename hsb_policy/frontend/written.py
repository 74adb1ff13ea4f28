"""Floor 2, front end: a declaration as it is written: its productions down to the last leaf, nothing left out or moved.

The syntax trees say what a declaration means, and forget how it was put. Who lays text out needs every word and mark, and
which production of `grammar/policy.lark` it stands in. Both come from the same parser.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from attrs import frozen
from lark.grammar import Rule

from hsb_policy.frontend.grammar import follow, grammar
from hsb_policy.frontend.lexer import Leaf, Part


@frozen
class Production:
    """A production of the grammar (`kind` is its name there) with what stands in it, in the order of the text."""

    kind: str
    parts: "tuple[Production | Leaf, ...]"

    def leaves(self) -> Iterator[Leaf]:
        """All its words and marks."""
        for part in self.parts:
            if isinstance(part, Leaf):
                yield part
            else:
                yield from part.leaves()


def written(part: Part) -> Production:
    """The one declaration that a part holds, as written. The part must be one that `parse_files` has read."""
    parse = follow(part)
    builders: Any = _builders()
    parse.parser_state.parse_conf.callbacks = builders
    declaration: Any = parse.resume_parse()  # type: ignore[no-untyped-call]  # Lark leaves it so
    found: Production = declaration.parts[0]
    return found


@cache
def _builders() -> Mapping[Rule, Callable[[list[Any]], Any]]:
    return {rule: _builder(rule) for rule in grammar().parser.parser.parser.parser.callbacks}


def _builder(rule: Rule) -> Callable[[list[Any]], Any]:
    kind = str(rule.alias or rule.origin.name)
    gives_way = bool(rule.options.expand1) and not rule.alias

    def build(children: list[Any]) -> Any:
        parts = _spread(children)
        if kind.startswith("_"):  # what Lark makes of `(…)*`
            return parts
        if gives_way and len(parts) == 1:
            return parts[0]
        return Production(kind, tuple(parts))

    return build


class _Spread(list[Any]):
    """The parts of what is no production of its own, for the production that it stands in."""


def _spread(children: list[Any]) -> _Spread:
    first, *others = children if children else [_Spread()]
    parts = first if isinstance(first, _Spread) else _Spread([first])  # grows in place, however long it becomes
    for child in others:
        if isinstance(child, _Spread):
            parts += child
        else:
            parts.append(child)
    return parts
