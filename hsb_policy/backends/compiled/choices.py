"""Floor 2, compiled back end: the latest and earliest record, exceptions and rows. What is not plain is asked of the interpreter."""

from collections.abc import Callable

from hsb_policy.backends.compiled.lists import holds_plain, narrowed
from hsb_policy.backends.compiled.operators import settled
from hsb_policy.backends.compiled.writing import Body, Code
from hsb_policy.core import ir
from hsb_policy.values.unknown import SILENT

FEW = 4  # branches that are compared with each other; more are counted


def pick(w: Body, e: ir.Pick) -> Code:
    """Whether the latest (earliest, first) record satisfies a condition; false where there is none."""
    asked = f"asked_truth(S, {w.keep(e)}, {w.variables(e)})"
    return _chosen(w, e, asked, "False", lambda: w.truth(e.body).text)


def pick_value(w: Body, e: ir.PickValue) -> Code:
    """The value that the latest (earliest) record gives, or the one for none."""
    asked = f"asked(S, {w.keep(e)}, {w.variables(e)})"
    none = w.fresh()
    w.line(f"{none} = {settled(w.value(e.if_none))}")
    return _chosen(w, e, asked, none, lambda: settled(w.value(e.gives)))


def _chosen(w: Body, e: ir.Pick | ir.PickValue, asked: str, none: str, of_best: Callable[[], str]) -> Code:
    """One loop finds the record where all is known of which it is; else, and where two are tied, the interpreter tells."""
    found, best, key, unsure = w.fresh(), w.fresh(), w.fresh(), w.fresh()
    items = w.named(w.value(e.binder.source))
    are_records = holds_plain(w, items, e.binder.source)
    w.line(f"{best} = None; {key} = 0; {unsure} = type({items.text}) is not tuple")
    outer = w.scope
    with w.block(f"if not {unsure}:"):
        name = w.fresh()
        # Of the first in record order, the order counts; an index gives those last of which it is not certain to what they refer.
        looked_at = items.text if e.key is None else narrowed(w, items, e.binder, (), (e.where,))
        w.looks_at(looked_at)
        with w.block(f"for {name} in {looked_at}:"):
            w.scope = {**outer, e.binder.name: Code(name, atom=True, sure=are_records)}
            if e.where is not None:
                among = w.truth(e.where)
                if not among.sure:
                    among = w.named(among)
                    w.line(f"if {among.text} is None: {unsure} = True; break")
                w.line(f"if not {among.text}: continue")
            if e.key is None:
                w.line(f"{best} = {name}")
                w.line("break")
            else:
                of = w.named(w.value(e.key))
                if not of.is_plain:
                    w.line(f"if type({of.text}) is not int: {unsure} = True; break")
                further = "<" if e.kind == "earliest" else ">"
                w.line(
                    f"if {best} is None or {of.text} {further} {key}: {best} = {name}; {key} = {of.text}; {unsure} = False"
                )
                w.line(f"elif {of.text} == {key}: {unsure} = True")
    with w.block(f"if {unsure}:"):
        w.line(f"{found} = {asked}")
    with w.block(f"elif {best} is None:"):
        w.line(f"{found} = {none}")
    with w.block("else:"):
        w.scope = {**outer, e.binder.name: Code(best, atom=True, sure=are_records)}
        w.line(f"{found} = {of_best()}")
    w.scope = outer
    return Code(found, atom=True)


def choose(w: Body, e: ir.Choose) -> tuple[Code, Code]:
    """The value of the branch that holds, and which branch that is."""
    found, which = w.fresh(), w.fresh()

    def give(value: Code, at: int | None) -> None:
        w.line(f"{found} = {settled(value)}")
        if at is None or (value.is_constant and type(value.const) in (bool, int, str)):
            w.line(f"{which} = {at}")
        else:
            w.line(f"{which} = {at} if type({found}) not in UNDECIDED_TYPES else None")

    branch(w, e, found, which, give)
    return Code(found, atom=True), Code(which, atom=True)


def branch(w: Body, e: ir.Choose, found: str, which: str, give: Callable[[Code, int | None], None]) -> bool:
    """Lines that find the branch that holds: `give` writes what is done with its value and its place (None for that of none).

    Where several hold, or it is unknown whether one does, they are weighed: `found` and `which` get what they come to. Before
    that, and only then, `found` is UNSET. Gives whether that can be.
    """
    branches: list[tuple[int, Code]] = []
    for at, one in enumerate(e.branches):
        held = w.truth(one.condition)
        if held.const is not False:
            branches.append((at, w.named(held)))
    if not branches:
        give(_rest(w, e), None)
        return False
    texts = [held.text for _, held in branches]
    unsure = [held.text for _, held in branches if not held.sure]
    undecided = "UNSET"
    if (
        _all_differ(e) and len(branches) <= FEW
    ):  # then one of which it is unknown leaves the value open, unless two conflict
        several = " + ".join(f"({text} is True)" for text in texts)
        undecided = "LOST" if len(branches) == 1 else f"UNSET if {several} > 1 else LOST"
    word = "if"
    if len(branches) > FEW:
        w.line(f"{found} = ({', '.join(texts)})")
        with w.block(f"if None in {found} or {found}.count(True) > 1:"):
            w.line(f"{found} = UNSET")
        word = "elif"
    elif unsure:
        with w.block(f"if {' or '.join(f'{text} is None' for text in unsure)}:"):
            w.line(f"{found} = {undecided}; {which} = None")
        word = "elif"
    for place, (at, held) in enumerate(branches):
        with w.block(f"{word} {held.text}:"):
            others = texts[place + 1 :] if len(branches) <= FEW else []
            if others:
                with w.block(f"if {' or '.join(others)}:"):
                    w.line(f"{found} = UNSET")
                with w.block("else:"):
                    give(w.value(e.branches[at].value), at)
            else:
                give(w.value(e.branches[at].value), at)
        word = "elif"
    with w.block("else:"):
        give(_rest(w, e), None)
    if len(branches) == 1 and not unsure:
        return False
    if len(branches) == 1 and undecided == "LOST":
        return True
    with w.block(f"if {found} is UNSET:"):
        _weigh(w, e, branches, found, which)
    return True


def _weigh(w: Body, e: ir.Choose, branches: list[tuple[int, Code]], found: str, which: str) -> None:
    values, open_values, places = w.fresh(), w.fresh(), w.fresh()
    w.line(f"{values} = []; {open_values} = []; {places} = []; {which} = SILENT")
    for at, held in branches:
        with w.block(f"if {held.text} is not False:"):
            value = settled(w.value(e.branches[at].value))
            w.line(f"({values} if {held.text} else {open_values}).append({value})")
            w.line(f"if {held.text}: {places}.append({at})")
    with w.block(f"if not {values}:"):
        w.line(f"{which} = {settled(_rest(w, e))}")
    w.line(f"{found}, {which} = weighed({values}, {open_values}, {places}, {which})")


def _all_differ(e: ir.Choose) -> bool:
    """Whether the values are all constants, no two of them the same."""
    values = [b.value for b in e.branches] + ([] if e.otherwise is None else [e.otherwise])
    consts = [v.value for v in values if isinstance(v, ir.Literal) and type(v.value) in (bool, int, str)]
    return len(consts) == len(values) == len(set(consts))


def _rest(w: Body, e: ir.Choose) -> Code:
    return w.constant(SILENT) if e.otherwise is None else w.value(e.otherwise)
