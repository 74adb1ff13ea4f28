"""Floor 2, compiled back end: readings, which are constants, and definitions: small ones in place, others as functions whose results
are remembered while a case is judged."""

from collections import Counter
from typing import Any, Final

from attrs import frozen

from hsb_policy.backends.compiled.operators import is_condition, settled
from hsb_policy.backends.compiled.writing import NOT_CONSTANT, Body, Code, Module, carefully
from hsb_policy.backends.interpreter.evaluate import Readings, unset
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.types import CodeType, DayType, MomentType, NumberType, RecordType, TextType, YesNoType
from hsb_policy.core.walk import expressions_of, walk

SMALL: Final = 40  # parts of a definition that is written in place

AS_AT_NAME: Final = (
    "A"  # what the day is called in every function on which the case is judged: in one case it is always the same
)
JUDGED_ON: Final = object()

_LARGE = ir.Quantified | ir.Count | ir.Pick | ir.PickValue | ir.Choose


@frozen
class Definition:
    """A definition as functions, for some constant arguments: their names, and the place of its results in the state.

    `name` reads facts as plain values, and asks `careful` at one that is not; its own arguments must be plain, of `types` (None: of
    any, then `careful` alone is asked).
    """

    name: str
    careful: str
    slot: int
    sure: bool
    types: tuple[str | None, ...]


def reading(w: Body, e: ir.Reading) -> Code:
    """The reading of an interpretation."""
    part: Any = e.part
    if e.part_of is not None:
        of = w.named(w.value(e.part_of))
        if not of.is_constant:
            return Code(f"{_readings_by_row(w.module, e.name)}[{of.text}]")
        part = of.const.id if isinstance(of.const, Record) else of.const
    chosen = w.module.readings.get((e.name, part))
    return w.constant(unset(e.name, part) if chosen is None else chosen)


class ReadingsByRow(dict[Any, Any]):
    """The reading of an interpretation for each row of reference data, kept once it was asked for; of whatever else, told each time."""

    def __init__(self, readings: Readings, name: str) -> None:
        super().__init__()
        self._asked = (readings, name)

    def __missing__(self, row: Any) -> Any:
        readings, name = self._asked
        part = row.id if isinstance(row, Record) else row
        chosen = readings.get((name, part))
        found = unset(name, part) if chosen is None else chosen
        if isinstance(row, Record):
            self[row] = found
        return found


def _readings_by_row(module: Module, name: str) -> str:
    key = ("readings by row", name)
    if key not in module.definitions:
        module.definitions[key] = module.keep(ReadingsByRow(module.readings, name))
    return str(module.definitions[key])


def call(w: Body, e: ir.Call) -> tuple[Code, bool]:
    """A definition applied to values, and whether that is a truth (True, False or None) and no other value."""
    function = w.module.policy.functions[e.function]
    needed = sensitive(w.module, function)
    args = [
        w.named(_settled(w.exact(arg) if name in needed else w.value(arg)))
        for (name, _), arg in zip(function.parameters, e.args, strict=True)
    ]
    is_truth = gives_truth(w.module, function)
    before = None if args else w.known(("whole", e.function))
    if before is not None:
        return before, is_truth
    if w.writes_whole and not args and not has_loops(function):
        return _body(w, function, is_truth), is_truth
    if size(w.module, function) <= SMALL or w.of_row:
        outer = w.scope
        w.scope = {name: arg for (name, _), arg in zip(function.parameters, args, strict=True)}
        found = _body(w, function, is_truth)
        w.scope = outer
        return found, is_truth
    constants = tuple(
        a.const if type(a.const) in (bool, int, str) else JUDGED_ON if a.text == AS_AT_NAME else NOT_CONSTANT
        for a in args
    )
    found_definition = _definition(w, function, constants, is_truth)
    given = [a for a, const in zip(args, constants, strict=True) if const is NOT_CONSTANT]
    if (
        len(given) > 1 and times_asked(w.module)[function.name] == 1
    ):  # seldom asked twice of the same: not worth remembering
        return w.named(Code(_called(found_definition, given), sure=found_definition.sure)), is_truth
    return _remembered(w, found_definition, given), is_truth


def _called(definition: Definition, given: list[Code]) -> str:
    args = ", ".join(("S", *(a.text for a in given)))
    unsure = [(a, type_) for a, type_ in zip(given, definition.types, strict=True) if not a.is_plain]
    if definition.careful == definition.name or not unsure:
        return f"{definition.name}({args})"
    if any(type_ is None for _, type_ in unsure):
        return f"{definition.careful}({args})"
    tests = " and ".join(f"type({a.text}) is {type_}" for a, type_ in unsure)
    return f"({definition.name} if {tests} else {definition.careful})({args})"


def _remembered(w: Body, definition: Definition, given: list[Code]) -> Code:
    texts = [a.text for a in given]
    key = ("call", definition.name, *texts)
    before = w.known(key)
    if before is not None:
        return before
    name, place = w.fresh(), f"S[{definition.slot}]"
    called = _called(definition, given)
    if not given:
        w.line(f"{name} = {place}")
        w.line(f"if {name} is UNSET: {name} = {place} = {called}")
    else:
        args = texts[0] if len(texts) == 1 else w.named(Code(f"({', '.join(texts)})")).text
        w.line(f"{name} = {place}.get({args}, UNSET)")
        w.line(f"if {name} is UNSET: {name} = {place}[{args}] = {called}")
    return w.learn(key, Code(name, atom=True, sure=definition.sure))


_TYPES: Final[dict[type, str]] = {
    YesNoType: "bool",
    NumberType: "int",
    DayType: "int",
    MomentType: "int",
    CodeType: "str",
    TextType: "str",
    RecordType: "Record",
}
"""The types of the plain values that an argument can have."""


def _definition(w: Body, function: ir.Function, constants: tuple[Any, ...], is_truth: bool) -> Definition:
    key = ("function", function.name, tuple((type(c), c) for c in constants))
    if key not in w.module.definitions:
        types = tuple(
            _TYPES.get(type(kind))
            for (_, kind), c in zip(function.parameters, constants, strict=True)
            if c is NOT_CONSTANT
        )
        careful, found, parameters = _function(type(w)(w.module), function, constants, is_truth)
        sure = is_truth and found.sure
        called = asked = w.module.name("d")
        if w.module.plainly:
            body = type(w)(w.module)
            body.plainly = True
            with body.block("try:"):
                _function(body, function, constants, is_truth)
            if body.text.replace("\n ", "\n") != " try:\n" + careful.text:
                name = w.module.name("c")
                asked = carefully(name)
                body.line(f"except KeyError: return {asked}({', '.join(('S', *parameters))})")
                body.finished(called, parameters)
                careful.finished(name, parameters, careful=True)
        if asked == called:
            careful.finished(called, parameters)
        slot = w.module.slot("{}" if parameters else "UNSET")
        w.module.definitions[key] = Definition(called, asked, slot, sure, types)
    definition = w.module.definitions[key]
    assert isinstance(definition, Definition)
    return definition


def _function(
    body: Body, function: ir.Function, constants: tuple[Any, ...], is_truth: bool
) -> tuple[Body, Code, tuple[str, ...]]:
    parameters = []
    for (name, kind), const in zip(function.parameters, constants, strict=True):
        if const is NOT_CONSTANT:
            parameters.append(body.fresh())
            body.scope[name] = Code(parameters[-1], atom=True, sure=body.plainly and type(kind) in _TYPES)
        elif const is JUDGED_ON:
            body.scope[name] = Code(AS_AT_NAME, atom=True, sure=True)
        else:
            body.scope[name] = body.constant(const)
    found = _body(body, function, is_truth)
    body.line(f"return {found.text}")
    return body, found, tuple(parameters)


def _body(w: Body, function: ir.Function, is_truth: bool) -> Code:
    if is_truth:
        return w.truth(function.body)
    found = _settled(w.value(function.body))
    if not isinstance(function.type, YesNoType) or found.is_constant or found.sure:
        return found
    name = w.named(found).text
    return Code(f"(False if {name} is SILENT else {name})")


def _settled(code: Code) -> Code:
    return code if code.day is None else Code(settled(code))


def times_asked(module: Module) -> Counter[str]:
    """In how many places each definition is asked."""
    if "times asked" not in module.definitions:
        policy = module.policy
        expressions = [e for rule in policy.rules for e in expressions_of(rule)]
        expressions += [function.body for function in policy.functions.values()]
        calls = (part.function for e in expressions for part in walk(e) if isinstance(part, ir.Call))
        module.definitions["times asked"] = Counter(calls)
    found = module.definitions["times asked"]
    assert isinstance(found, Counter)
    return found


def has_loops(function: ir.Function) -> bool:
    """Whether a definition itself looks through lists, or weighs exceptions."""
    return any(isinstance(part, _LARGE) for part in walk(function.body))


# ---- what is known of a definition ------------------------------------------------------------------------------------
def gives_truth(module: Module, function: ir.Function) -> bool:
    """Whether a definition is a condition, or a yes/no that is recorded."""
    body = function.body
    if not isinstance(function.type, YesNoType):
        return False
    if isinstance(body, ir.Call):
        return gives_truth(module, module.policy.functions[body.function])
    return is_condition(body) or (isinstance(body, ir.FieldRead) and isinstance(body.type, YesNoType))


def size(module: Module, function: ir.Function) -> int:
    """How many parts a definition has, with those of the small ones that it asks; more than SMALL where it looks through lists."""
    key = ("size", function.name)
    if key not in module.definitions:
        parts = list(walk(function.body))
        found = SMALL + 1 if any(isinstance(p, _LARGE) for p in parts) else 0
        for part in parts:
            if isinstance(part, ir.Call):
                asked = size(module, module.policy.functions[part.function])
                found += asked if asked <= SMALL else 3
            elif not isinstance(part, ir.Variable | ir.Literal | ir.TheCase | ir.AsAt):
                found += 1
        module.definitions[key] = found
    found_size = module.definitions[key]
    assert isinstance(found_size, int)
    return found_size


def sensitive(module: Module, function: ir.Function) -> frozenset[str]:
    """The parameters of which it matters why they are unknown: whether they are recorded, or recorded as not known."""
    key = ("sensitive", function.name)
    if key not in module.definitions:
        names: set[str] = set()
        for part in walk(function.body):
            if isinstance(part, ir.IsRecorded | ir.IsNamed | ir.OrIfNotRecorded):
                names |= _names(part.of)
            elif isinstance(part, ir.Call):
                asked = module.policy.functions[part.function]
                inner = sensitive(module, asked)
                for (name, _), arg in zip(asked.parameters, part.args, strict=True):
                    if name in inner:
                        names |= _names(arg)
        module.definitions[key] = frozenset(names)
    found = module.definitions[key]
    assert isinstance(found, frozenset)
    return found


def _names(e: ir.Expr) -> set[str]:
    return {part.name for part in walk(e) if isinstance(part, ir.Variable)}
