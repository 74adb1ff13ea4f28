"""Floor 4: random well-typed policies, as text: every kind of rule over the small vocabulary."""

from attrs import frozen
from hypothesis import strategies as st

from hsb_policy.testing.strategies.expressions import DAYS, Draw, Variables, Writer
from hsb_policy.testing.strategies.vocabulary import VOCABULARY

FORCES = ("must", "must not", "will", "should", "should not", "is recommended to")


@frozen
class Limits:
    """How large a random policy may be."""

    rules: int = 4
    depth: int = 2


@frozen
class _Grain:
    clauses: tuple[str, ...]
    inside: Variables  # what `when` sees
    about: Variables  # what all else sees


def _grain(writer: Writer) -> _Grain:
    shape = writer.one_of(["none", "person", "event", "event about person", "pair", "where"])
    match shape:
        case "none":
            return _Grain((), {}, {})
        case "person":
            return _Grain(("for each person in people",), {"person": "Person"}, {"person": "Person"})
        case "event":
            return _Grain(("for each event in events",), {"event": "Event"}, {"event": "Event"})
        case "event about person":
            about = {"person": "Person"}
            clauses = ("for each event in events", "about person: event.person")
            writer.used.add(("Event", "person"))
            # Several events may be about one person: with `once`, each of them would read the person's facts again.
            return _Grain(clauses, {"event": "Event"} if writer.once else {"event": "Event", **about}, about)
        case "pair":
            about = {"person": "Person", "event": "Event"}
            return _Grain(("for each person in people, event in events",), about, about)
        case _:
            about = {"event": "Event"}
            return _Grain((f"for each event in events where {writer.atom(about)}",), about, about)


@st.composite
def rules(draw: Draw, name: str, weaker: tuple[str, ...], limits: Limits, once: bool = False) -> str:
    """One rule with this name; it may override the weaker ones."""
    writer = Writer(draw, once=once)
    kind = writer.one_of(["duty", "duty", "duty", "permission", "question", "conclusion", "silence", "check"])
    grain = _grain(writer)
    lines = [f'{kind} {name} "a rule"', "cites S001, A01", *grain.clauses]
    if kind != "check" or writer.one_of([True, False]):
        lines.append(f"when {writer.condition(grain.inside, limits.depth)}")
    match kind:
        case "duty":
            lines += _duty(writer, grain.about, limits, once)
        case "permission":
            lines.append('keeper may "do it"')
        case "question":
            lines += ["asks keeper, neighbour", f"answered by {writer.one_of(['J01', 'J02'])}", "consider S002 to S004"]
        case "conclusion":
            lines += _conclusion(writer, grain.about, limits)
        case "silence":
            lines.append('nearest "nothing"')
        case _:
            lines += [writer.one_of(["error", "query"]), f"fails when {writer.condition(grain.about, limits.depth)}"]
    if weaker and not once and writer.one_of([True, False]):
        lines.append(f"overrides {writer.one_of(list(weaker))}")
    if kind == "conclusion":  # a table stands last
        lines.sort(key=lambda line: line.startswith("|"))
    return "\n    ".join(lines)


def _duty(writer: Writer, about: Variables, limits: Limits, once: bool) -> list[str]:
    force = writer.one_of(list(FORCES))
    lines = [f'keeper {force} "act"']
    dated = writer.one_of([True, False]) and (not once or not {("case", "events"), ("Event", "seen_at")} & writer.used)
    if force not in ("must not", "should not"):
        lines += _met(writer, about, limits, dated)
    else:
        dated = False
    if writer.one_of([True, False]) or force in ("must not", "should not"):
        lines.append(f"breached when {writer.condition(about, limits.depth - 1)}")
    if dated:
        anchor = writer.one_of(list(DAYS))
        if "event" in about and writer.one_of([True, False]) and (not once or ("Event", "on") not in writer.used):
            writer.used.add(("Event", "on"))
            anchor = "event.on"
        if writer.one_of([True, False]):
            lines.append(f"within {writer.one_of(['1 day', '2 working days', '1 week', '1 month'])} of {anchor}")
        else:
            lines.append(f"arises on {anchor}")
    if writer.one_of([True, False, False]):
        lines.append("may be departed from")
    return lines


def _met(writer: Writer, about: Variables, limits: Limits, dated: bool) -> list[str]:
    if not dated:
        return [f"met when {writer.condition(about, limits.depth - 1)}"]
    writer.used |= {("case", "events"), ("Event", "seen_at")}
    inner = {"act": "Event"} if writer.once else {**about, "act": "Event"}
    word = "its own" if not writer.once and writer.one_of([True, False, False, False]) else "some"
    return [f"met when {word} act in events has ({writer.condition(inner, limits.depth - 1)}) done on act.seen_at"]


def _conclusion(writer: Writer, about: Variables, limits: Limits) -> list[str]:
    if writer.one_of([True, False]):
        lines = ["gives Answer3", f"normally {writer.one_of(['good', 'fair', 'silent'])}"]
        for value in ("poor", "fair")[: writer.one_of([1, 2])]:
            lines.append(f"except when {writer.condition(about, limits.depth - 1)}: {value}")
        return lines
    lines = ["gives Answer3"]
    if "event" in about and not ({("Event", "colour"), ("Event", "big")} & writer.used and writer.once):
        writer.used |= {("Event", "colour"), ("Event", "big")}
        rows = [
            f"| {writer.one_of(['green', 'any', 'not red'])} | yes | good |",
            f"| amber, red | {writer.one_of(['any', 'no'])} | fair |",
        ]
        # Every row reads what the heads of the columns name: with `once` there is one row.
        return [*lines, "| event.colour | event.big | gives |", *(rows[:1] if writer.once else rows)]
    return [*lines, f"normally {writer.one_of(['good', 'silent'])}"]


@st.composite
def policy_texts(draw: Draw, limits: Limits | None = None) -> list[str]:
    """The declarations of a whole policy beside the vocabulary: rules, of which later ones may override earlier ones, and definitions."""
    limits = limits or Limits()
    declarations: list[str] = []
    names: list[str] = []
    for at in range(draw(st.integers(1, limits.rules))):
        declarations.append(draw(rules(f"rule_{at}", tuple(names), limits)))
        names.append(f"rule_{at}")
    return declarations


def whole_text(declarations: list[str]) -> str:
    """The text of a policy: the vocabulary and these declarations."""
    return VOCABULARY + "\n" + "\n".join(declarations) + "\n"
