"""Floor 2, compiled back end: the latest and earliest record, exceptions and rows. What is not plain is asked of the interpreter."""

from collections.abc import Callable

from hsb_policy.backends.compiled.lists import holds_records
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
    are_records = holds_records(w, e.binder.source)
    w.line(f"{best} = None; {key} = 0; {unsure} = type({items.text}) is not tuple")
    outer = w.scope
    with w.block(f"if not {unsure}:"):
        name = w.fresh()
        with w.block(f"for {name} in {items.text}:"):
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
    """The value of the branch that holds, and which branch that is; what conflicts or is unknown is asked of the interpreter."""
    found, which = w.fresh(), w.fresh()
    branches: list[tuple[int, Code]] = []
    for at, branch in enumerate(e.branches):
        held = w.truth(branch.condition)
        if held.const is not False:
            branches.append((at, w.named(held)))
    if not branches:
        return _rest(w, e), w.constant(None)
    w.line(f"{which} = None")
    unsure = [held.text for _, held in branches if not held.sure]
    asked = f"{found}, {which} = chosen(S, {w.keep(e)}, {w.variables(e)})"
    word = "if"
    if len(branches) > FEW:
        w.line(f"{found} = [{', '.join(held.text for _, held in branches)}]")
        several = f"None in {found} or {found}.count(True) > 1"
        with w.block(f"if {several}:"):
            w.line(asked)
        word = "elif"
    elif unsure:
        with w.block(f"if {' or '.join(f'{text} is None' for text in unsure)}:"):
            w.line(asked)
        word = "elif"
    for place, (at, held) in enumerate(branches):
        with w.block(f"{word} {held.text}:"):
            others = [other.text for _, other in branches[place + 1 :]]
            if others and len(branches) <= FEW:
                with w.block(f"if {' or '.join(others)}:"):
                    w.line(asked)
                with w.block("else:"):
                    _given(w, e, at, found, which)
            else:
                _given(w, e, at, found, which)
        word = "elif"
    with w.block("else:"):
        w.line(f"{found} = {settled(_rest(w, e))}")
    return Code(found, atom=True), Code(which, atom=True)


def _rest(w: Body, e: ir.Choose) -> Code:
    return w.constant(SILENT) if e.otherwise is None else w.value(e.otherwise)


def _given(w: Body, e: ir.Choose, at: int, found: str, which: str) -> None:
    """The value of a branch that alone holds; where it is itself unknown or a conflict, no branch decided."""
    value = w.value(e.branches[at].value)
    w.line(f"{found} = {settled(value)}")
    if value.is_constant and type(value.const) in (bool, int, str):
        w.line(f"{which} = {at}")
    else:
        w.line(f"if type({found}) not in UNDECIDED_TYPES: {which} = {at}")
