"""Floor 3: rows of tables put together to the documents of case files. Before it: `laid_rows`; after it: the reader of case files.

The rows of one case become one document; what a cell says goes into it as it is, so that the one reader of case files judges it. Only
what no document could say is told here: a row whose record is not there, a second row of a single record, a contradiction.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from attrs import define, field, frozen

from hsb_policy.backends.tables.laid_down import LaidDown, LaidTable
from hsb_policy.backends.tables.laid_rows import LaidRows
from hsb_policy.core.tables import CASE_ID, CASES, EMPTY_LIST, MARKERS, NOT_RECORDED, PARENT, ROW, UNKNOWN, Table
from hsb_policy.core.types import AnswerType, ListType, NumberType, Type, YesNoType
from hsb_policy.engine.case_text import LONGEST_NUMBER
from hsb_policy.engine.sources.source import Place, Read, Reason, Record, Rejected

CASES_AT_ONCE: Final = 2_000
_YES_NO: Final = {"true": True, "false": False}
_BAD_LINES: Final = {
    "INVALID ENCODING": ("this line is not a text in UTF-8", "save the table as UTF-8"),
    "MISSING COLUMNS": ("this line has fewer values than there are columns", "look whether the file breaks off here"),
    "TOO MANY COLUMNS": (
        "this line has more values than there are columns",
        'put a value with a comma between marks, `"…"`',
    ),
}
_BAD_LINE: Final = ("this line is not a row of the table", "look at its quotation marks")


# ---- cells --------------------------------------------------------------------------------------------------------------------
def value_of(text: str, type_: Type) -> Any:
    """The JSON value of a cell. A text that is none of its field's values stays as it is, to be told by the reader.

    >>> value_of("TRUE", YesNoType()), value_of("a; b", ListType(NumberType())), value_of("[]", ListType(NumberType()))
    (True, ['a', 'b'], [])
    """
    match type_:
        case YesNoType() | AnswerType():
            return _YES_NO.get(text.lower(), text)
        case NumberType():
            is_number = text.removeprefix("-").isdecimal() and text.isascii() and len(text) <= LONGEST_NUMBER
            return int(text) if is_number else text
        case ListType():
            return _list_of(text, type_.item)
        case _:
            return text


def _list_of(text: str, item: Type) -> Any:
    if text == UNKNOWN:
        return text
    if text == EMPTY_LIST:
        return []
    elements = [element.strip() for element in text.removesuffix(";").split(";")]
    return [value_of(element, item) if element else None for element in elements]


_AS_IT_IS: Final = (YesNoType, AnswerType, NumberType, ListType)


@frozen
class _Reader:
    """How the rows of one table are read: the place of each column in a row, and what its text is turned to."""

    table: Table
    laid: LaidTable | None
    columns: tuple[str, ...] = ()
    plain: tuple[tuple[int, str], ...] = ()
    turned: tuple[tuple[int, str, Type], ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    parent: int | None = None
    row: int | None = None
    id: int | None = None
    lists: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What the table is called in the source."""
        return self.laid.shown if self.laid else self.table.name


def _reader(table: Table, laid: LaidTable | None, tables: Mapping[str, Table], supplied: Container[str]) -> _Reader:
    """`supplied` are the tables that the source has: the lists in others are not recorded."""
    if laid is None:
        return _Reader(table, None)
    at = {name: number for number, name in enumerate(laid.columns, 2)}  # after case_no and row_no
    cells = [(at[name], name, field.type) for name, field in table.cells.items() if name in at]
    return _Reader(
        table,
        laid,
        tuple(laid.columns),
        tuple((number, name) for number, name, type_ in cells if not isinstance(type_, _AS_IT_IS)),
        tuple(cell for cell in cells if isinstance(cell[2], _AS_IT_IS)),
        tuple((at[name], name) for name in table.inner if name in at),
        at.get(PARENT),
        at.get(ROW) if table.name != CASES else None,
        at.get("id") if table.kind.has_id else None,
        tuple(name for name, inner in table.inner.items() if inner in supplied and not tables[inner].single),
    )


# ---- one case -----------------------------------------------------------------------------------------------------------------
@define
class _Held:
    """A record that was put together, its path in the document, and the number of its row."""

    values: dict[str, Any]
    path: str
    row: int


@define
class _Assembled:
    """The document of a case while it is put together."""

    document: dict[str, Any]
    place: Place
    rows: dict[str, tuple[str, int]] = field(factory=dict)
    reasons: list[Reason] = field(factory=list)

    def fault(self, place: Place, path: str, code: str, message: str, *cures: str) -> None:
        self.reasons.append(Reason(place, path, code, message, cures))

    def finished(self) -> Record:
        if self.reasons:
            case_id = self.document.get(CASE_ID)
            return Rejected(self.place, case_id, tuple(self.reasons))
        return Read(self.place, self.document, self.rows)


Rows = Sequence[tuple[Any, ...]]


class Assembler:
    """Puts the documents of cases together. `tables` are those of the vocabulary, each before what is embedded in it."""

    def __init__(self, tables: Mapping[str, Table], laid: LaidDown) -> None:
        supplied = laid.tables
        self._readers = {name: _reader(table, supplied.get(name), tables, supplied) for name, table in tables.items()}

    def records(self, rows: LaidRows, low: int, high: int) -> Iterator[Record]:
        """The cases numbered from `low` to before `high`, in order."""
        for start in range(low, high, CASES_AT_ONCE):
            yield from self._some(rows, start, min(start + CASES_AT_ONCE, high))

    def records_of(self, rows: LaidRows, numbers: Sequence[int]) -> Iterator[Record]:
        """The cases of these numbers, in order, however far from each other they are; `rows` are of these only."""
        for at in range(0, len(numbers), CASES_AT_ONCE):
            some = numbers[at : at + CASES_AT_ONCE]
            yield from self._some(rows, some[0], some[-1] + 1)

    def _some(self, rows: LaidRows, low: int, high: int) -> Iterator[Record]:
        by_case: dict[str, dict[int, Rows]] = {}
        for name, reader in self._readers.items():
            if reader.laid is not None:
                found = rows.rows(name, reader.columns, low, high)
                by_case[name] = {case_no: list(group) for case_no, group in groupby(found, itemgetter(0))}
        twice = rows.twice(low, high)
        bad: dict[int, list[tuple[str, int, str]]] = {}
        for no, shown, line, why in rows.bad_lines(low, high):
            bad.setdefault(no, []).append((shown, line, why))
        for case_no in sorted(by_case[CASES]):
            case = self._case(case_no, by_case)
            for shown, line, why in bad.get(case_no, ()):
                case.reasons.append(bad_line(shown, line, why))
            case_id = case.document.get(CASE_ID)
            if case_id in twice:
                other = f"{case.place.name}, row {twice[case_id]}"
                message = f"several rows have this `case_id`, the first of them {other}; whose the rows of the other tables are cannot be told"
                case.fault(case.place, CASE_ID, "HSB-D551", message, "give each case an id of its own")
            yield case.finished()

    def _case(self, case_no: int, by_case: Mapping[str, Mapping[int, Rows]]) -> _Assembled:
        [root] = by_case[CASES][case_no]
        reader = self._readers[CASES]
        case = _Assembled({}, Place(reader.shown, row=root[1]))
        held: dict[str, dict[str, _Held]] = {}
        inside = _Held(case.document, "", root[1])
        self._fill(inside, root, reader, case)
        for name, of_table in by_case.items():
            rows = of_table.get(case_no)
            if rows is None or name == CASES:
                continue
            reader = self._readers[name]
            records = held[name] = {}
            for number, row in enumerate(rows):
                at = inside
                if reader.parent is not None:
                    parent = held.get(reader.table.parent or "", {}).get(row[reader.parent] or "")
                    if parent is None:
                        self._no_parent(row, reader, case)
                        continue
                    at = parent
                record = self._record(at, row, reader, case)
                if record is not None and reader.table.inner:
                    key = row[reader.id] if reader.id is not None else str(number)
                    records.setdefault(key or "", record)
        return case

    def _record(self, at: _Held, row: tuple[Any, ...], reader: _Reader, case: _Assembled) -> _Held | None:
        """A row as a record of what it is embedded in, at the end of its list."""
        table, name = reader.table, reader.table.place
        path = f"{at.path}.{name}" if at.path else name
        listed = at.values.get(name)
        values: dict[str, Any] = {}
        if listed.__class__ is list:
            path = f"{path}[{len(listed)}]"
            listed.append(values)
        elif table.single and name not in at.values:
            at.values[name] = values
        else:
            place = Place(reader.shown, row=row[1])
            self._second(place, path, case) if isinstance(listed, dict) else self._marked(place, path, case)
            return None
        if reader.row is not None and row[reader.row] is not None and not row[reader.row].isdecimal():
            message = f"the column `{ROW}` holds something else than a whole number"
            place = Place(reader.shown, row=row[1])
            case.fault(place, path, "HSB-D562", message, "number the rows 0, 1, 2, … or leave the column out")
        record = _Held(values, path, row[1])
        case.rows[path] = reader.shown, row[1]
        self._fill(record, row, reader, case)
        return record

    def _fill(self, record: _Held, row: tuple[Any, ...], reader: _Reader, case: _Assembled) -> None:
        """The fields of a record from the cells of its row, and the lists in it, empty until their rows come."""
        values = record.values
        for at, name in reader.plain:
            if (text := row[at]) is not None:
                values[name] = text
        for at, name, type_ in reader.turned:
            if (text := row[at]) is not None:
                values[name] = value_of(text, type_)
        for name in reader.lists:
            values[name] = []
        for at, name in reader.marks:
            match row[at]:
                case None:
                    continue
                case word if word == UNKNOWN:
                    values[name] = UNKNOWN
                case word if word == NOT_RECORDED:
                    values[name] = None
                case _:
                    path = f"{record.path}.{name}" if record.path else name
                    message = f"this column can only say `{MARKERS[0]}` or `{MARKERS[1]}`: the records have a table of their own"
                    case.fault(Place(reader.shown, row=record.row), path, "HSB-D560", message)

    # ---- what no document could say ------------------------------------------------------------------------------------------------
    def _no_parent(self, row: tuple[Any, ...], reader: _Reader, case: _Assembled) -> None:
        place = Place(reader.shown, row=row[1])
        parent = reader.table.parent or ""
        what = "id" if self._readers[parent].id is not None else "number"
        message = f"no record of `{parent}` in this case has the {what} that stands in the column `{PARENT}`"
        case.fault(
            place,
            f"{reader.table.name}.{PARENT}",
            "HSB-D558",
            message,
            f"add that record to `{parent}`, or correct the row",
        )

    def _second(self, place: Place, path: str, case: _Assembled) -> None:
        case.fault(
            place,
            path,
            "HSB-D559",
            "this is a second row where there is one record at most",
            "take one of the rows away",
        )

    def _marked(self, place: Place, path: str, case: _Assembled) -> None:
        message = "this row is of a list that is marked as not recorded or not known"
        case.fault(place, path, "HSB-D560", message, "take the mark away, or the row")


def bad_line(shown: str, line: int, why: str) -> Reason:
    """The reason for a line that is no row."""
    message, cure = _BAD_LINES.get(why, _BAD_LINE)
    return Reason(Place(shown, line=line), None, "HSB-D561", message, (cure,))
