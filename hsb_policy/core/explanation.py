"""Floor 1: the parts of an explanation, as data; `decision.Explanation` is the whole.

Truths are "yes", "no" and "not known". Words are the author's own, from the policy's text. The facts of an explanation are
sufficient: as long as they stay as they are, so does the outcome, whatever else of the case changes.
"""

from collections.abc import Mapping

from attrs import frozen

YES = "yes"
NO = "no"
NOT_KNOWN = "not known"

NOT_YET = "not_yet"
KNOWN = "known"


@frozen(kw_only=True)
class UsedFact:
    """A fact that the outcome rests on: its place by ids, the record and the field, its value and whether it is known.

    `state` is "known", "not_yet" (an open date that has not come), or that of a missing fact. A list of records has their ids
    as its value; the place of a record by itself (no `field`) says that the record is there. `kind` is the record's kind in
    the vocabulary, `of` what a person calls it: its id, or "residences 1 of C1"; `label` are the words for the field.
    """

    path: str
    kind: str
    record: str
    id: str | None
    of: str
    field: str | None
    label: str
    value: object = None
    state: str = KNOWN


@frozen(kw_only=True)
class Reason:
    """Something that was asked, what it came to, and what it rests on.

    `kind`: "condition" (the author's words), "definition" (one with a label, unfolding to its body), "record" (what holds of
    certain records, named in `of`), "branch" (an exception or a row, with the value that it gives), "value" (a definition
    that gives a value). `of` are the records, by the name that the author gave them; `computed` are values that were worked
    out on the way, with their words; `more` are so many further records of which the same is to be said.
    """

    kind: str
    words: str = ""
    label: str = ""
    truth: str | None = None
    value: object = None
    cites: tuple[str, ...] = ()
    of: tuple[tuple[str, str], ...] = ()
    facts: tuple[UsedFact, ...] = ()
    computed: tuple[tuple[str, object], ...] = ()
    because: tuple["Reason", ...] = ()
    more: int = 0
    place: str = ""


@frozen(kw_only=True)
class Ground:
    """One input of the status that decides it, by its name in the status tables, with what it came to and why.

    `asked` are the clauses of the rule that ask for it, in the author's words.
    """

    input: str
    truth: str
    asked: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@frozen(kw_only=True)
class Act:
    """What fulfilled a duty: the records it consists of, the day, and whether that was after the deadline."""

    records: tuple[str, ...]
    on: str | None
    late: str


@frozen(kw_only=True)
class Counting:
    """How a deadline was counted: so many units from an anchor, whose day and words are given."""

    number: object
    unit: str
    anchor: str | None
    words: str
    due: object
    calendar: str | None
    because: tuple[Reason, ...] = ()


@frozen(kw_only=True)
class UsedReading:
    """An interpretation that bears on the outcome: its reading, whether that is the default, and whether somebody approved it.

    `read` tells whether the reasons given rest on it; the others are cited, or read where it made no difference.
    """

    name: str
    cites: tuple[str, ...]
    question: str
    reading: object
    words: str
    is_default: bool
    approved: bool
    read: bool


@frozen(kw_only=True)
class Supposed:
    """What the status would become if a missing fact had this value."""

    value: object
    status: str
    possible: tuple[str, ...] = ()


@frozen(kw_only=True)
class MissingFact:
    """A fact that is missing and matters: the question to ask, and what would follow from its answers, where they are few.

    `settles` is how many outcomes of the whole decision it would settle by itself, `bears_on` on how many rules it bears.
    """

    path: str
    state: str
    ask: str
    settles: int
    bears_on: int
    supposed: tuple[Supposed, ...] = ()


@frozen(kw_only=True)
class Change:
    """What would change an outcome: `what` would have to turn out otherwise, in words, and the status that would follow."""

    input: str
    to: str
    words: str
    status: str


@frozen(kw_only=True)
class Statement:
    """A statement that the outcome cites, in our words."""

    id: str
    section: str
    summary: str


@frozen(kw_only=True)
class Neighbour:
    """Another rule's outcome: one that displaces this one, or that gives way to it."""

    rule: str
    label: str
    about: Mapping[str, str]
    statements: tuple[str, ...]
