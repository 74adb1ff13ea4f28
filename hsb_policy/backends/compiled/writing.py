"""Floor 2, compiled back end: the text of the Python functions while it is written.

Nothing of a policy is pasted into the text: names are numbered, and constants are whole numbers, yes and no, words of plain
letters, or stand in a table beside the text (`k1`, `k2`, …).
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from attrs import define, field, frozen

from hsb_policy.backends.interpreter.evaluate import Readings, any_value
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.types import Type
from hsb_policy.values.unknown import NO_FACTS

NOT_CONSTANT: Final = object()
_LETTER: Final = re.compile(r"\b[FAPO]\b")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,80}", re.ASCII)

# The state of a case while it is judged is a list; these are its first places, the rest are remembered definitions.
FACTS, AS_AT, ROOT, EVALUATOR, RUN, LEFT, PLAIN, ORDERED, CLOSED = range(9)

_PLACES: Final = {"F": FACTS, "A": AS_AT, "P": PLAIN, "O": ORDERED}
"""What the functions call the places that they read most."""


@frozen
class Code:
    """A piece of Python that gives a value without effects.

    `atom`: a name or a constant, which may be written twice. `sure`: a truth that is never unknown, a record that is certainly
    one. `const`: the value, where it is the same for all cases. `day`: a field that cannot be 'not yet', still as recorded: where
    it is missing, it is some day (`any_day`).
    """

    text: str
    atom: bool = False
    sure: bool = False
    const: Any = NOT_CONSTANT
    day: Type | None = None

    @property
    def is_constant(self) -> bool:
        """Whether the value is the same for all cases."""
        return self.const is not NOT_CONSTANT

    @property
    def is_plain(self) -> bool:
        """Whether it is certainly a plain value, known in full."""
        return self.sure and (not self.is_constant or type(self.const) in (bool, int, str, Record))


def carefully(name: str) -> str:
    """How a function is called that is asked only where a fact is not plain: it is made when it is first asked for."""
    return f"C['{name}']"


@define(eq=False)
class Module:
    """What all functions of a policy share: their text, the constants, and the first values of the state's places."""

    policy: ir.Policy
    readings: Readings
    rows: Mapping[str, tuple[Record, ...]]
    functions: list[str] = field(factory=list)
    constants: dict[str, Any] = field(factory=dict)
    slots: list[str] = field(factory=list)
    counts: bool = False  # the functions count the records that they look at
    plainly: bool = True  # what reads facts as plain values is written too
    careful: dict[str, str] = field(factory=dict)  # functions that are asked where a fact is not plain
    definitions: dict[Hashable, Any] = field(factory=dict)
    row_truths: list[Any] = field(factory=list)
    _kept: dict[Hashable, str] = field(factory=dict)
    _named: int = 0

    def name(self, letter: str) -> str:
        """A new name."""
        self._named += 1
        return f"{letter}{self._named}"

    def slot(self, first: str) -> int:
        """A new place in the state."""
        self.slots.append(first)
        return CLOSED + len(self.slots)

    def write(self, name: str, parameters: tuple[str, ...], text: str, *, careful: bool = False) -> None:
        """Put a function with these lines among the others, or among those that are made when first asked for."""
        used = set(_LETTER.findall(text))
        head = [f"def {name}({', '.join(('S', *parameters))}):"]
        head += [f" {letter} = S[{place}]" for letter, place in _PLACES.items() if letter in used]
        whole = "\n".join([*head, text or " pass"])
        if careful:
            self.careful[name] = whole
        else:
            self.functions.append(whole)

    def keep(self, value: Any) -> str:
        """The name of a constant in the table beside the text."""
        name = self.name("k")
        self.constants[name] = value
        return name

    def nobody(self, record: str) -> str:
        """The facts of a record that is not known: all of them are unknown."""
        key = ("nobody", record)
        if key not in self._kept:
            fields = self.policy.schema.records[record].fields
            self._kept[key] = self.keep({name: any_value(field.type, NO_FACTS) for name, field in fields.items()})
        return self._kept[key]

    def constant(self, value: Any) -> Code:
        """A value that is the same for all cases; None as the truth that is not known."""
        kind = type(value)
        if value is None or kind is bool or kind is int or (kind is str and _WORD.fullmatch(value)):
            return Code(repr(value), atom=True, sure=value is not None, const=value)
        key = (kind, value) if kind in (str, tuple, frozenset) else (kind, id(value))
        if key not in self._kept:
            self._kept[key] = self.keep(value)
        return Code(self._kept[key], atom=True, sure=True, const=value)


class Body(ABC):
    """One function while it is written: its lines, the variables in scope, and what has been worked out already."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.scope: dict[str, Code] = {}
        self.told_about = "NOTHING"  # the name of the ids of what the outcome is about
        self.all_known = False  # the facts of the case itself that are plain, if known, are known
        self.of_row = False  # it tells what hangs on a row of reference data alone
        self.plainly = False  # facts are read as plain values; at one that is not, the function is left by a KeyError
        self.case_is_plain = "S[4].case.is_plain"
        self.writes_whole = False  # definitions that take nothing are written in place
        self.depth = 1
        self._lines: list[str] = []
        self._known: list[dict[Hashable, Code]] = [{}]
        self._named = 0

    @abstractmethod
    def truth(self, e: ir.Expr) -> Code:
        """A condition: True, False, or None where it is unknown. Why it is unknown is for the interpreter to say."""

    @abstractmethod
    def value(self, e: ir.Expr) -> Code:
        """A value, as `values.unknown` has it; an unknown does not carry the facts that it hangs on."""

    @abstractmethod
    def exact(self, e: ir.Expr) -> Code:
        """A value with all the facts that it hangs on."""

    @abstractmethod
    def variables(self, *expressions: ir.Expr) -> str:
        """The variables of expressions with their values, for the interpreter."""

    # ---- lines ----------------------------------------------------------------------------------------------------
    def line(self, text: str) -> None:
        """Write a line."""
        self._lines.append(" " * self.depth + text)

    def fresh(self) -> str:
        """A new name of a local variable."""
        self._named += 1
        return f"v{self._named}"

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Lines under a head; what is worked out there is known only there."""
        self.line(head)
        start = len(self._lines)
        self.depth += 1
        self._known.append({})
        yield
        if len(self._lines) == start:
            self.line("pass")
        self._known.pop()
        self.depth -= 1

    def looks_at(self, items: str) -> None:
        """Before a loop over these: where the functions count, a line that does."""
        if self.module.counts:
            self.line(f"spend(S, {items})")

    @property
    def mark(self) -> int:
        """How many lines are written."""
        return len(self._lines)

    def undo(self, mark: int) -> None:
        """Take back the lines that were written since."""
        del self._lines[mark:]

    def finished(self, name: str, parameters: tuple[str, ...] = (), *, careful: bool = False) -> None:
        """Put the function into the module."""
        self.module.write(name, parameters, self.text, careful=careful)

    @property
    def text(self) -> str:
        """The lines so far."""
        return "\n".join(self._lines)

    # ---- pieces -----------------------------------------------------------------------------------------------------
    def named(self, code: Code) -> Code:
        """The same value under a name, so that it is worked out once."""
        if code.atom:
            return code
        name = self.fresh()
        self.line(f"{name} = {code.text}")
        return Code(name, atom=True, sure=code.sure, day=code.day)

    def known(self, key: Hashable) -> Code | None:
        """What has been worked out for sure where this line stands."""
        return next((found[key] for found in reversed(self._known) if key in found), None)

    def learn(self, key: Hashable, code: Code) -> Code:
        """Remember what is worked out on this line."""
        self._known[-1][key] = code
        return code

    def constant(self, value: Any) -> Code:
        """A value that is the same for all cases."""
        return self.module.constant(value)

    def keep(self, value: Any) -> str:
        """The name of a constant in the table beside the text."""
        return self.module.keep(value)
