"""Floor 3: what a source of case records is, and what reading one gives.

A source is cut into parts, in the order in which its records are told. A part is small data (names of files, a range of
bytes, a range of cases): it can be sent to another process and read there. Reading never stops at a record that cannot be
read: it becomes a `Rejected` with its place and the reasons, and the next one is read. Each record of the source is given once,
as `Read` or as `Rejected`, so that records read = records judged + records rejected.

    source = open_source("exports", schema)                   # raises SourceError: nothing there, or not usable at all
    for record in source.records():                           # one process: case ids that stand twice are rejected
        match loaded(record, schema, as_at):                  # the one reader of case files judges the document
            case Loaded(case=case): ...
            case Rejected(reasons=reasons): ...
    source.close()

With several processes: send `source.parts()` out, call `records()` of each there, and where the results come together again, in the
order of the parts, ask `CaseIds.first_seen` for each case id, so that the same case is not counted twice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from attrs import field, frozen

from hsb_policy.backends.tables.laid_down import LaidDown
from hsb_policy.core.case import Case
from hsb_policy.core.schema import Schema
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.sources.case_ids import CaseIds


@frozen
class Place:
    """Where something stands in a source: a file or table, and the line or row in it, counted from 1, where there is one.

    >>> str(Place("march.jsonl", line=3)), str(Place("children", row=14)), str(Place("C1.json"))
    ('march.jsonl, line 3', 'children, row 14', 'C1.json')
    """

    name: str
    line: int | None = None
    row: int | None = None

    def __str__(self) -> str:
        if self.line is not None:
            return f"{self.name}, line {self.line}"
        return self.name if self.row is None else self.of_rows(self.name, (self.row,))[0]

    @staticmethod
    def of_rows(name: str, rows: Iterable[int]) -> list[str]:
        """How many rows of a table are shown."""
        return [f"{name}, row {row}" for row in rows]


@frozen
class Read:
    """A record that could be read: the document of a case, not yet looked at by the reader of case files.

    `rows` says of records in the document (`children[2]`) in which table and row they stand, where tables were read.
    """

    place: Place
    document: Mapping[str, Any] = field(repr=False)
    rows: Mapping[str, tuple[str, int]] = field(factory=dict, repr=False)


@frozen
class Reason:
    """One thing that is wrong with a record: a row of the table `rejected`. It shows no content beyond path and code."""

    place: Place
    path: str | None
    code: str
    message: str
    help: tuple[str, ...] = ()


@frozen
class Rejected:
    """A record that cannot be judged, and everything that is known to be wrong with it. `case_id` is None where it is not known."""

    place: Place
    case_id: str | None
    reasons: tuple[Reason, ...]


@frozen
class Loaded:
    """A case that is ready to be judged, and where it stands."""

    place: Place
    case: Case


Record = Read | Rejected


class Part(Protocol):
    """Some of a source's records: picklable, and read on its own in any process."""

    def records(self) -> Iterator[Record]:
        """The records of the part, in order."""


@frozen
class PassedOver:
    """How many files of a folder were not read: for the ending of their names, and because they are hidden."""

    by_ending: int = 0
    hidden: int = 0


def _nothing_to_close() -> None:
    return


@frozen
class Source:
    """Case records somewhere. `tables_missing` names the tables of the case file that a source of tables does not have.

    `notes` are warnings about what was left aside. `kind` is "files" or "tables"; `laid` are the tables as they were laid down, for what
    reads them whole. `passed_over` counts the files of a folder of case files that are none.
    """

    name: str
    kind: str
    _parts: Callable[[], Iterator[Part]] = field(repr=False)
    tables_missing: tuple[str, ...] = ()
    notes: Diagnostics = field(factory=Diagnostics)
    laid: LaidDown | None = None
    _close: Callable[[], None] = field(default=_nothing_to_close, repr=False)
    passed_over: PassedOver = field(factory=PassedOver)

    def parts(self) -> Iterator[Part]:
        """The parts, in order, each small enough for memory; found as they are asked for."""
        return self._parts()

    def records(self) -> Iterator[Record]:
        """All records, in order; of the records with one case id, the first is read and the others are rejected."""
        seen = CaseIds()
        for part in self.parts():
            for record in part.records():
                yield once(record, seen)

    def close(self) -> None:
        """Remove what was laid down for reading. Whoever opens a source closes it."""
        self._close()

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def once(record: Record, seen: CaseIds) -> Record:
    """The record, or its rejection where a record of this case id was read before."""
    if not isinstance(record, Read):
        return record
    case_id = record.document.get("case_id")
    if not isinstance(case_id, str):
        return record
    before = seen.first_seen(case_id, record.place.name)
    return record if before is None else twice(record.place, case_id, before)


def twice(place: Place, case_id: str, before: str) -> Rejected:
    """The rejection of a record whose case id was read before, in the file `before`."""
    message = f"a record read before this one has the same `case_id`; it stands in `{before}`"
    help_ = ("take one of the two away, or give it an id of its own",)
    return Rejected(place, case_id, (Reason(place, "case_id", "HSB-D551", message, help_),))


def rejected(
    place: Place, case_id: Any, found: Diagnostics, rows: Mapping[str, tuple[str, int]] | None = None
) -> Rejected:
    """A record rejected for what the reader of case files found; with tables, each reason names its own row."""
    reasons = tuple(_reason(place, diagnostic, rows or {}) for diagnostic in found.items)
    return Rejected(place, case_id if isinstance(case_id, str) else None, reasons)


def loaded(record: Record, schema: Schema, as_at: str | None = None) -> Loaded | Rejected:
    """The case of a record, or why there is none. `as_at` goes before the record's own day."""
    if isinstance(record, Rejected):
        return record
    case, found = load_case(record.document, schema, as_at)
    if case is None:
        return rejected(record.place, record.document.get("case_id"), found, record.rows)
    return Loaded(record.place, case)


def _reason(place: Place, diagnostic: Diagnostic, rows: Mapping[str, tuple[str, int]]) -> Reason:
    """The innermost record on the path of a fault gives its row."""
    inner = diagnostic.path or ""
    while inner and inner not in rows:
        inner = inner[: max(inner.rfind("."), inner.rfind("["), 0)]
    at = Place(rows[inner][0], row=rows[inner][1]) if inner in rows else place
    return Reason(at, diagnostic.path, diagnostic.code, diagnostic.message, diagnostic.help)
