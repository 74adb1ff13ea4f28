"""Floor 1: a case file once it has been read: records whose facts are known values or carry the reason why they are not.

The engine makes them from JSON by the schema; back ends read them. Values of facts are those of `values.unknown`:
bool, int (numbers; days as ordinals; moments as minutes), str (codes and texts), NamedCode, tuples (lists, of records too),
`days.NOT_YET` for an open date that has not come, Between for a partial date, Unknown for what is missing. A ref is the
Record itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from hsb_policy.core.schema import Schema


@frozen(eq=False)
class Record:
    """A record of a case (or a row of reference data): two records are the same only if they are one.

    `path` is its place in the case file with records named by id (`children[C1].residences[0]`); `label` is what a person calls it
    (its id, or "residences 1 of C1"). `facts` has every field of the record's kind; `plain` has those of them again that are plain
    values, known in full (`is_plain`), and None for a yes/no that is not known. Both are filled once, while the case is read; a record
    of which `plain` is empty is judged the same, more slowly.
    """

    kind: str
    id: str | None
    path: str
    label: str
    facts: dict[str, Any] = field(repr=False)
    plain: dict[str, Any] = field(repr=False, factory=dict)

    def path_of(self, name: str) -> str:
        """The place of one of its facts in the case file."""
        return f"{self.path}.{name}" if self.path else name


_PLAIN: Final = frozenset({bool, int, str, Record})


def is_plain(fact: Any) -> bool:
    """Whether a fact is a value of which all is known, or a list of such values.

    >>> is_plain(True), is_plain(("red", "amber")), is_plain(None)
    (True, True, False)
    """
    return type(fact) in _PLAIN or (type(fact) is tuple and _PLAIN.issuperset(map(type, fact)))


@frozen(eq=False)
class Case:
    """A whole case: `root` has the case's own facts and its lists as facts; `schema` is the vocabulary that it was read by.

    `as_at` is the day on which it is judged, as a number: `datetime.date.fromordinal(case.as_at)` is the date.
    """

    case_id: str
    as_at: int
    digest: str
    root: Record
    source: Mapping[str, Any] = field(repr=False)  # the file's own JSON, for export and replay
    schema: Schema = field(repr=False)
    size: int = field(default=0, repr=False)  # values in its file
    is_plain: bool = field(
        default=False, repr=False
    )  # the case's own facts and lists are all recorded, and known in full
    is_sparse: bool = field(default=True, repr=False)  # more than a ninth of its facts, yes and no apart, are not known
    in_order: Mapping[str, tuple[Record, ...]] = field(factory=dict, repr=False)  # its lists, in the order of their ids
