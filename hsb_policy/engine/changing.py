"""Floor 3: what would change an outcome: of the inputs that decide it, which would have to turn out otherwise, and what would follow."""

from typing import Final

from hsb_policy.backends.interpreter.grounds import Grounds
from hsb_policy.core.explanation import Change
from hsb_policy.core.status import INPUTS, status_of
from hsb_policy.values.unknown import Unknown

# The inputs that a person or the passing of days may change, with what would have to happen. What is past is left out: nothing
# makes a breach undone but a mended record.
_TRUE: Final = {
    "trigger": "it applied",
    "overridden": "a stronger rule displaced it",
    "departed": "a departure from it were recorded, with its reason",
    "breached": "what is recorded went against it",
    "done": "it were recorded as done",
    "deadline_passed": "the last day passed without it",
    "closed": "the case were closed without it",
    "answered": "a person answered it",
    "fails": "the record were wrong",
}
_FALSE: Final = {
    "trigger": "it did not apply",
    "overridden": "nothing displaced it",
    "departed": "the departure were not recorded",
    "breached": "what goes against it were not so",
    "answered": "the answer were not recorded",
    "fails": "the record were put right",
}


def changes_of(grounds: Grounds, if_it_applied: str | None) -> tuple[Change, ...]:
    """Each single change that would give another status; `if_it_applied` is the status that a rule that does not apply would have.

    What is not known is no matter of change: the missing facts tell of it.
    """
    names = INPUTS[grounds.table]
    known = {name: grounds.inputs.get(name, False) for name in names}
    told = []
    for ground in grounds.grounds:
        name = ground.input
        value = known.get(name)
        words = (_FALSE if value is True else _TRUE).get(name)
        if name not in known or isinstance(value, Unknown) or words is None:
            continue
        if name in ("trigger", "overridden") and if_it_applied is not None:
            status = if_it_applied
        else:
            turned = {**known, name: value is not True}
            if name == "done" and known["deadline_passed"] is True:
                turned["late"] = True
            status = status_of(
                grounds.table, tuple(None if isinstance(t, Unknown) else t for t in (turned[n] for n in names))
            ).status
        if status != grounds.outcome.status:
            told.append(Change(input=name, to="no" if value is True else "yes", words=words, status=status))
    return tuple(told)
