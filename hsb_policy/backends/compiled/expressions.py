"""Floor 2, compiled back end: every kind of expression as Python. After it: `lists`, `choices` and `definitions` for the longer ones."""

from contextlib import ExitStack
from typing import assert_never

from hsb_policy.backends.compiled import choices, definitions, facts, lists, rows
from hsb_policy.backends.compiled.operators import compare, is_condition, settled, truth_of
from hsb_policy.backends.compiled.writing import Body, Code
from hsb_policy.core import ir
from hsb_policy.core.types import DayType, YesNoType
from hsb_policy.core.walk import known, walk
from hsb_policy.values import days
from hsb_policy.values.unknown import Unknown

DEEPEST = 12  # blocks within blocks; Python takes twenty loops

_HEAVY = ir.Quantified | ir.Count | ir.Pick | ir.PickValue | ir.Call | ir.Choose


class Expressions(Body):
    """A function whose lines are expressions of the policy."""

    def truth(self, e: ir.Expr) -> Code:
        """A condition: True, False, or None where it is unknown."""
        row = None if self.of_row else rows.row_of(self.module, e)
        if row is not None and not self.scope[row].is_constant:
            return self._of_row(e, row)
        if self.depth > DEEPEST and isinstance(e, _HEAVY | ir.And | ir.Or):
            return self._apart(e, is_truth=True)
        match e:
            case ir.Literal() if isinstance(e.value, bool):
                return self.constant(e.value)
            case ir.Not():
                return self.negated(self.truth(e.of))
            case ir.And():
                return self.joined(e.parts, stop=False)
            case ir.Or():
                return self.joined(e.parts, stop=True)
            case ir.Quantified():
                return lists.quantified(self, e)
            case ir.Pick():
                return choices.pick(self, e)
            case ir.Compare():
                return compare(self, e)
            case ir.HasHappened():
                found = self.value(e.of)
                if found.sure:
                    return Code(f"({found.text} != {days.NOT_YET})", sure=True)
                found = self.named(found)
                come = f"{found.text} != {days.NOT_YET}"
                return Code(f"({come} if type({found.text}) is int else happened({settled(found)}))")
            case ir.IsRecorded():
                return facts.is_recorded(self, e)
            case ir.IsNamed():
                found = self.named(self.exact(e.of))
                return Code(f"(True if type({found.text}) is Record else named({found.text}))")
            case ir.IsSet():
                found = self.value(e.of)
                if found.is_constant:
                    return self.constant(not isinstance(found.const, Unknown))
                if found.sure:
                    return self.constant(True)
                return Code(f"(type({self.named(found).text}) is not Unknown)", sure=True)
            case ir.HasValue():
                found = self.value(e.of)
                if found.is_plain:
                    return self.constant(True)
                name = self.named(Code(settled(found))).text
                return Code(f"(True if type({name}) in SHOWN_TYPES else has_value({name}))")
            case ir.Call():
                found, is_truth = definitions.call(self, e)
                return found if is_truth else self._as_truth(found)
            case ir.FieldRead() if isinstance(e.type, YesNoType):
                return facts.yes_or_no(self, e)
            case _:
                return self._as_truth(self.value(e))

    def value(self, e: ir.Expr) -> Code:
        """A value; an unknown does not carry the facts that it hangs on."""
        if is_condition(e):
            return self._of_truth(self.truth(e))
        if self.depth > DEEPEST and isinstance(e, _HEAVY):
            return self._apart(e, is_truth=False)
        expr = known(e)
        match expr:
            case ir.Literal():
                return self.constant(expr.value)
            case ir.Variable():
                return self.scope[expr.name]
            case ir.TheCase():
                return Code("S[2]", atom=True, sure=True)
            case ir.AsAt():
                return Code("A", atom=True, sure=True)
            case ir.Rows():
                return self.constant(self.module.rows[expr.reference])
            case ir.Reading():
                return definitions.reading(self, expr)
            case ir.FieldRead():
                found = facts.field(self, expr)
                return self._of_truth(found) if self.plainly and isinstance(expr.type, YesNoType) else found
            case ir.Count():
                return lists.count(self, expr)
            case ir.PickValue():
                return choices.pick_value(self, expr)
            case ir.Age():
                birth, day = self.value(expr.birth), self.value(expr.day)
                if birth.is_plain and day.is_plain:
                    has_come = isinstance(expr.day.type, DayType) and not expr.day.type.open
                    return Code(f"{'age_on' if has_come else 'plain_age'}({birth.text}, {day.text})", sure=True)
                birth, day = self.named(birth), self.named(day)
                plain = f"type({birth.text}) is int and type({day.text}) is int and {day.text} != {days.NOT_YET}"
                slow = f"age({settled(birth)}, {settled(day)})"
                return Code(f"(age_on({birth.text}, {day.text}) if {plain} else {slow})")
            case ir.Shift():
                number, anchor = self.value(expr.number), self.value(expr.anchor)
                unit = self.constant(expr.unit)
                return Code(f"shifted(CALENDAR, {settled(anchor)}, {settled(number)}, {unit.text})")
            case ir.Between():
                start, finish = self.value(expr.start), self.value(expr.finish)
                unit = self.constant(expr.unit)
                return Code(f"between({unit.text}, {settled(start)}, {settled(finish)})")
            case ir.DayOf():
                found = self.value(expr.of)
                return Code(f"day_at({found.text})", sure=True) if found.is_plain else Code(f"day_of({settled(found)})")
            case ir.OrIfNotYet():
                return self._otherwise(expr, self.named(self.value(expr.of)), f"{{}} == {days.NOT_YET}")
            case ir.OrIfNotRecorded():
                if isinstance(expr.of, ir.Count):
                    return self.value(expr.of)
                exact = self.exact(expr.of)
                if exact.sure:
                    return exact
                found = self.named(Code(settled(exact)))
                return self._otherwise(expr, found, "type({0}) not in PLAIN_TYPES and is_absent({0})")
            case ir.Call():
                found, is_truth = definitions.call(self, expr)
                return self._of_truth(found) if is_truth else found
            case ir.Choose():
                return choices.choose(self, expr)[0]
            case (
                ir.Not()
                | ir.And()
                | ir.Or()
                | ir.Quantified()
                | ir.Pick()
                | ir.Compare()
                | ir.HasHappened()
                | ir.IsRecorded()
                | ir.IsNamed()
                | ir.IsSet()
                | ir.HasValue()
            ):
                return self._of_truth(self.truth(expr))
            case _:
                assert_never(expr)

    def exact(self, e: ir.Expr) -> Code:
        """A value with all the facts that it hangs on; what is more than a fact is asked of the interpreter."""
        match e:
            case ir.Literal() | ir.Variable() | ir.AsAt() | ir.TheCase() | ir.Rows():
                return self.value(e)
            case ir.Reading() if e.part_of is None:
                return self.value(e)
            case ir.FieldRead() if self.plainly and facts.is_plain_base(self, e.base):
                return facts.recorded_field(self, e)
            case ir.FieldRead():
                base = self.exact(e.base)
                if isinstance(e.base, ir.TheCase) or (base.sure and isinstance(e.base, ir.Variable)):
                    return facts.recorded_field(self, e)
                base = self.named(base)
                found = facts.recorded_field(self, e)
                asked = f"exact_field(S, {self.keep(e)}, {base.text})"
                return Code(f"({found.text} if type({base.text}) is Record else {asked})", day=found.day)
            case _:
                return Code(f"asked(S, {self.keep(e)}, {self.variables(e)})")

    def variables(self, *expressions: ir.Expr) -> str:
        """The variables of expressions with their values, for the interpreter."""
        used = {part.name for e in expressions for part in walk(e) if isinstance(part, ir.Variable)}
        names = tuple(name for name in self.scope if name in used)
        if not names:
            return "{}"
        values = ", ".join(self.scope[name].text for name in names)
        return f"dict(zip({self.keep(names)}, ({values},)))"

    # ---- conditions -------------------------------------------------------------------------------------------------
    def negated(self, found: Code) -> Code:
        """Not."""
        if found.is_constant:
            return self.constant(None if found.const is None else not found.const)
        if found.sure:
            return Code(f"(not {found.text})", sure=True)
        name = self.named(found).text
        return Code(f"(None if {name} is None else not {name})")

    def joined(self, parts: tuple[ir.Expr, ...], *, stop: bool) -> Code:
        """All of them (`stop` is False) or one of them (`stop` is True); what costs little is looked at first."""
        so_far: Code | None = None
        name = ""
        for part in rows.together(self.module, sorted(parts, key=self._is_heavy), stop=stop):
            if so_far is None:
                found = self.truth(part)
                if found.const is stop:
                    return found
                so_far = None if found.const is (not stop) else found
                continue
            start = self.mark
            if not name:
                name = self.fresh()
                self.line(f"{name} = {so_far.text}")
            goes_on = f"not {name}" if stop else name if so_far.sure else f"{name} is not False"
            with ExitStack() as blocks:
                blocks.enter_context(self.block(f"if {goes_on}:"))
                inner = self.mark
                found = self.truth(self._past_what_is_sure(part, blocks, stop=stop) if self.plainly else part)
                is_expression = self.mark == inner
                if not found.is_constant and so_far.sure:  # whose name is then what decides nothing
                    self.line(f"{name} = {found.text}")
                elif not found.is_constant:
                    held = self.named(found).text
                    differs = f"{held} is not False" if stop else f"not {held}"
                    self.line(f"if {differs}: {name} = {held}")
                elif found.const is not (not stop):
                    self.line(f"{name} = {found.const}")
            if is_expression and found.is_constant:
                if found.const is stop:
                    return found
                if found.const is (not stop):
                    self.undo(start)
                    name = name if so_far.text == name else ""
                    continue
            if is_expression and found.sure and so_far.sure and so_far.text != name:
                self.undo(start)
                name = ""
                so_far = Code(f"({so_far.text} {'or' if stop else 'and'} {found.text})", sure=True)
                continue
            so_far = Code(name, atom=True, sure=so_far.sure and found.sure)
        return self.constant(not stop) if so_far is None else so_far

    def _past_what_is_sure(self, part: ir.Expr, blocks: ExitStack, *, stop: bool) -> ir.Expr:
        """Of a part that is itself joined the other way, what is left where its plain facts do not decide it; there, in a block."""
        other_way = ir.And if stop else ir.Or
        while isinstance(part, other_way) and self._is_heavy(part):
            first, *rest = rows.together(self.module, sorted(part.parts, key=self._is_heavy), stop=not stop)
            before = self.mark
            found = None if self._is_heavy(first) else self.truth(first)
            if found is None or not found.sure or found.is_constant or self.mark > before:
                break
            blocks.enter_context(self.block(f"if {found.text}:" if stop else f"if not {found.text}:"))
            part = rest[0] if len(rest) == 1 else other_way(parts=tuple(rest))
        return part

    def _of_row(self, e: ir.Expr, row: str) -> Code:
        held = self.scope[row]
        if self.plainly and held.is_plain:
            return Code(f"{self._row_truths(e, row).known}[{held.text}]", sure=True)
        key = ("row", held.text, e)
        found = self.known(key)
        if found is None:
            truths = self._row_truths(e, row)
            name = self.fresh()
            self.line(f"{name} = {truths.table}[{held.text}]")
            found = self.learn(key, Code(name, atom=True, sure=truths.sure))
        return found

    def _row_truths(self, e: ir.Expr, row: str) -> rows.RowTruths:
        key = ("row", row, e)
        if key not in self.module.definitions:
            body = Expressions(self.module)
            body.of_row = True
            name = body.fresh()
            body.scope = {row: Code(name, atom=True)}
            found = body.truth(e)
            body.line(f"return {found.text}")
            function = self.module.name("h")
            body.finished(function, (name,))
            kind = next(k for part in walk(e) if (k := rows.reference_of(self.module, part)))
            truths = rows.RowTruths(self.keep(rows.Table()), self.keep({}), function, kind, found.sure)
            self.module.definitions[key] = truths
            self.module.row_truths.append(truths)
        truths = self.module.definitions[key]
        assert isinstance(truths, rows.RowTruths)
        return truths

    def _as_truth(self, found: Code) -> Code:
        if found.is_constant:
            return self.constant(truth_of(found.const))
        if found.sure:
            return found
        name = self.named(found).text
        return Code(f"({name} if {name} is True or {name} is False else truth_of({name}))")

    def _of_truth(self, found: Code) -> Code:
        if found.is_constant:
            return Code("LOST", atom=True) if found.const is None else found
        if found.sure:
            return found
        name = self.named(found).text
        return Code(f"(LOST if {name} is None else {name})")

    def _otherwise(self, e: ir.OrIfNotYet | ir.OrIfNotRecorded, found: Code, test: str) -> Code:
        name = self.fresh()
        self.line(f"{name} = {found.text}")
        with self.block(f"if {test.format(name)}:"):
            otherwise = self.value(e.otherwise)
            self.line(f"{name} = {settled(otherwise)}")
        return Code(name, atom=True, sure=found.is_plain and otherwise.is_plain, day=found.day)

    def _is_heavy(self, e: ir.Expr) -> bool:
        """Whether a condition looks through lists or asks a definition that does."""
        key = ("heavy", id(e))  # kept with the expression, so that no other gets its number
        if key not in self.module.definitions:
            functions = self.module.policy.functions
            self.module.definitions[key] = (
                e,
                any(
                    isinstance(part, _HEAVY)
                    and not (
                        isinstance(part, ir.Call)
                        and definitions.size(self.module, functions[part.function]) <= definitions.SMALL
                    )
                    for part in walk(e)
                ),
            )
        found: bool = self.module.definitions[key][1]
        return found

    # ---- functions ----------------------------------------------------------------------------------------------------
    def _apart(self, e: ir.Expr, *, is_truth: bool) -> Code:
        """The expression in a function of its own, where blocks would stand too deep in each other."""
        used = {part.name for part in walk(e) if isinstance(part, ir.Variable)}
        body = Expressions(self.module)
        body.plainly = self.plainly
        parameters: dict[str, str] = {}
        for name, code in self.scope.items():
            if name not in used or code.is_constant:
                body.scope[name] = code
            else:
                parameters[body.fresh()] = code.text
                body.scope[name] = Code(list(parameters)[-1], atom=True, sure=code.sure, day=code.day)
        found = body.truth(e) if is_truth else body.value(e)
        body.line(f"return {found.text if is_truth else settled(found)}")
        called = self.module.name("h")
        body.finished(called, tuple(parameters))
        return self.named(Code(f"{called}({', '.join(('S', *parameters.values()))})"))
