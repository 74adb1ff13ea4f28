"""Floor 4: random well-typed conditions, as text.

`Writer` remembers which facts were read. With `once`, no fact of a record is read twice by one rule, as far as that can be
had by construction: then `missing` must be exact.
"""

from collections.abc import Callable
from typing import Any

from attrs import define, field
from hypothesis import strategies as st

from hsb_policy.testing.strategies.vocabulary import CODES, KINDS

Draw = Callable[[st.SearchStrategy[Any]], Any]
Variables = dict[str, str]  # name -> kind of record

DAYS = ("2025-03-08", "2025-03-09", "2025-03-10", "2025-03-11", "2025-03-12")


@define
class Writer:
    """Writes conditions over the variables in scope."""

    draw: Draw
    once: bool = False
    used: set[tuple[str, str]] = field(factory=set)
    names: int = 0

    def one_of(self, options: list[Any]) -> Any:
        """One of these."""
        return self.draw(st.sampled_from(options))

    def new_name(self) -> str:
        """A variable that no other has."""
        self.names += 1
        return f"v{self.names}"

    def _fields(self, variables: Variables, *types: str) -> list[tuple[str, str, str, str]]:
        found = []
        for name, kind in variables.items():
            for attribute, of in KINDS[kind].fields:
                if any(of == t or (t == "list" and of.startswith("list")) for t in types) and self._free(
                    kind, attribute
                ):
                    found.append((name, attribute, of, kind))
        return found

    def _free(self, kind: str, attribute: str) -> bool:
        return not self.once or (kind, attribute) not in self.used

    def _read(self, choice: tuple[str, str, str, str]) -> str:
        name, attribute, _, kind = choice
        self.used.add((kind, attribute))
        return f"{name}.{attribute}"

    def condition(self, variables: Variables, depth: int) -> str:
        """A condition; nothing to ask is `as_at is after` a day."""
        if depth > 0:
            shape = self.one_of(["and", "or", "not", "atom", "atom", "quantified", "picked", "counted"])
            if shape in ("and", "or"):
                parts = [f"({self.condition(variables, depth - 1)})" for _ in range(self.one_of([2, 2, 3]))]
                return f" {shape} ".join(parts)
            if shape == "not":
                return f"not ({self.condition(variables, depth - 1)})"
            written = getattr(self, f"_{shape}")(variables, depth) if shape != "atom" else None
            if written:
                return str(written)
        return self.atom(variables)

    def _inside(self, variables: Variables, name: str, kind: str) -> Variables:
        """What can be seen within a quantifier: with `once` nothing from outside, which each record would read again."""
        if not self.once:
            return {**variables, name: kind}
        self.used |= {("case", "people"), ("case", "events")}
        return {name: kind}

    # ---- lists --------------------------------------------------------------------------------------------------
    def _source(self, variables: Variables) -> tuple[str, str] | None:
        """A list of records to range over, and their kind."""
        found: list[tuple[str, str]] = []
        for kind, of in KINDS.items():
            if of.list_name and (not self.once or ("case", of.list_name) not in self.used):
                found.append((of.list_name, kind))
        nested = list(self._fields(variables, "list Stay"))
        options: list[Any] = [*found, *nested]
        if not options:
            return None
        chosen = self.one_of(options)
        if len(chosen) == 2:
            self.used.add(("case", chosen[0]))
            return str(chosen[0]), str(chosen[1])
        return self._read(chosen), "Stay"

    def _quantified(self, variables: Variables, depth: int) -> str | None:
        source = self._source(variables)
        if source is None:
            return None
        name = self.new_name()
        inner = self._inside(variables, name, source[1])
        where = f" where {self.atom(inner)}" if self.one_of([True, False, False]) else ""
        word = self.one_of(["some", "some", "every", "no", "exactly one"])
        return f"{word} {name} in {source[0]}{where} has ({self.condition(inner, depth - 1)})"

    def _picked(self, variables: Variables, depth: int) -> str | None:
        if self.once and ("case", "events") in self.used:
            return None
        self.used.add(("case", "events"))
        name = self.new_name()
        inner = self._inside(variables, name, "Event")
        if self.one_of([True, False, False, False]):
            return f"first in record order {name} in events has ({self.condition(inner, depth - 1)})"
        if not self._free("Event", "on"):
            return None
        self.used.add(("Event", "on"))
        where = f" where {self.atom(inner)}" if self.one_of([True, False, False]) else ""
        word = self.one_of(["latest", "earliest"])
        return f"{word} {name} in events by {name}.on{where} has ({self.condition(inner, depth - 1)})"

    def _counted(self, variables: Variables, depth: int) -> str | None:
        source = self._source(variables)
        if source is None:
            return None
        name = self.new_name()
        inner = self._inside(variables, name, source[1])
        word = self.one_of(["is at least", "is at most", "is", "is below", "is above"])
        return f"count of ({name} in {source[0]} where ({self.condition(inner, depth - 1)})) {word} {self.one_of([0, 1, 2])}"

    # ---- atoms --------------------------------------------------------------------------------------------------
    def atom(self, variables: Variables) -> str:
        """A comparison, a claim or a test."""
        makers = [
            self._claim,
            self._code,
            self._day,
            self._age,
            self._number,
            self._membership,
            self._period,
            self._ref,
        ]
        start = self.one_of(list(range(len(makers))))
        for at in range(len(makers)):
            written = makers[(start + at) % len(makers)](variables)
            if written:
                return str(written)
        return f"as_at is {self.one_of(['before', 'after'])} {self.one_of(list(DAYS))}"

    def _claim(self, variables: Variables) -> str | None:
        found = self._fields(variables, "yes/no")
        if not found:
            return None
        read = self._read(self.one_of(found))
        return str(self.one_of([read, f"{read} is yes", f"{read} is no", f"not {read}"]))

    def _code(self, variables: Variables) -> str | None:
        found = self._fields(variables, "Colour", "Area")
        if not found:
            return None
        chosen = self.one_of(found)
        read, words = self._read(chosen), CODES[chosen[2]]
        return str(
            self.one_of(
                [
                    f"{read} is {self.one_of(list(words))}",
                    f"{read} is not {self.one_of(list(words))}",
                    f"{read} is one of {words[0]}, {words[1]}",
                    f"{read} is not one of {words[1]}, {words[2]}",
                ]
            )
        )

    def _day(self, variables: Variables) -> str | None:
        found = self._fields(variables, "date", "open date", "open moment")
        if not found:
            return None
        chosen = self.one_of(found)
        read = self._read(chosen)
        if chosen[2] != "date" and self.one_of([True, False, False]):
            return f"{read} {self.one_of(['has happened', 'has not happened'])}"
        word = self.one_of(["is before", "is after", "is on or before", "is on or after"])
        other = self.one_of(
            [*DAYS, "as_at", "2 days after 2025-03-09", "3 working days before as_at", "1 month after 2025-02-10"]
        )
        return f"{read} {word} {other}"

    def _age(self, variables: Variables) -> str | None:
        found = self._fields(variables, "birth")
        if not found:
            return None
        name, _, _, kind = self.one_of(found)
        self.used.add((kind, "born"))
        days = self._fields(variables, "date")
        on = self._read(self.one_of(days)) if days and self.one_of([True, False]) else self.one_of(["as_at", *DAYS])
        test = self.one_of(["is below 13", "is at least 13", "is above 12", "is 12 to 13", "is at most limit", "is 13"])
        return f"age of {name} on {on} {test}"

    def _number(self, variables: Variables) -> str | None:
        found = self._fields(variables, "number")
        if not found:
            return None
        word = self.one_of(["is", "is not", "is at least", "is below"])
        return f"{self._read(self.one_of(found))} {word} {self.one_of([0, 1, 2])}"

    def _membership(self, variables: Variables) -> str | None:
        found = self._fields(variables, "list Colour")
        if not found:
            return None
        return f"{self._read(self.one_of(found))} includes {self.one_of(list(CODES['Colour']))}"

    def _period(self, variables: Variables) -> str | None:
        stays = [n for n, kind in variables.items() if kind == "Stay"]
        if not stays or not self._free("Stay", "from") or not self._free("Stay", "to"):
            return None
        self.used |= {("Stay", "from"), ("Stay", "to")}
        first = self.one_of(stays)
        if len(stays) > 1 and not self.once and self.one_of([True, False]):
            return f"{stays[0]} {self.one_of(['overlaps', 'touches'])} {stays[1]}"
        return f"{first} {self.one_of(['covers', 'covers or ends on'])} {self.one_of([*DAYS, 'as_at'])}"

    def _ref(self, variables: Variables) -> str | None:
        found = self._fields(variables, "Person")
        people = [n for n, kind in variables.items() if kind == "Person"]
        if not found or not people:
            return None
        chosen = self.one_of(found)
        other = self.one_of([p for p in people if p != chosen[0]] or [""])
        if not other:
            return None
        read = self._read(chosen)
        return f"{read} {self.one_of(['is', 'is not'])} {other}"
