"""Floor 3: laid-down tables as parts of a source: ranges of cases, and what belongs to no case."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Final

from attrs import field, frozen

from hsb_policy.backends.tables.laid_down import LaidDown
from hsb_policy.backends.tables.laid_rows import LaidRows
from hsb_policy.core.tables import CASE_ID, Table
from hsb_policy.engine.sources.documents import Assembler, bad_line
from hsb_policy.engine.sources.source import Part, Place, Reason, Record, Rejected

CASES_A_PART: Final = 20_000
_LEAST_A_PART: Final = 250
_PARTS: Final = 4  # of few cases, so that several processes have something to do
_REASONS: Final = 20  # rows of one case that is not there, told one by one; the rest is counted

Stray = tuple[str | None, str, int | None, int | None, str | None]


@frozen
class CasesInTables:
    """The cases numbered from `low` to before `high`."""

    laid: LaidDown
    tables: Mapping[str, Table] = field(repr=False)
    low: int
    high: int

    def records(self) -> Iterator[Record]:
        """One record a row of the table of cases."""
        rows = LaidRows(self.laid)
        try:
            yield from Assembler(self.tables, self.laid).records(rows, self.low, self.high)
        finally:
            rows.close()


@frozen
class Strays:
    """Rows whose case has no row in the table of cases, and lines that are no rows and name no case."""

    laid: LaidDown

    def records(self) -> Iterator[Record]:
        """One rejection for each case id that is in no row of the table of cases, and one for each row that has no case id."""
        rows = LaidRows(self.laid)
        try:
            for case_id, group in groupby(rows.strays(), itemgetter(0)):
                if case_id is None:
                    for stray in group:
                        reason = _reason(stray)
                        yield Rejected(reason.place, None, (reason,))
                else:
                    yield _of_no_case(case_id, group)
        finally:
            rows.close()


def parts_of_tables(laid: LaidDown, tables: Mapping[str, Table]) -> Iterator[Part]:
    """All parts, those with cases first: always the same, whatever works on them."""
    size = min(max(-(-laid.cases // _PARTS), _LEAST_A_PART), CASES_A_PART)
    for low in range(0, laid.cases, size):
        yield CasesInTables(laid, tables, low, min(low + size, laid.cases))
    if laid.strays:
        yield Strays(laid)


def _of_no_case(case_id: str, group: Iterator[Stray]) -> Rejected:
    told: list[Reason] = []
    more = 0
    is_known = (
        False  # of a line that is no row nobody can tell whether it begins with an id, or with the rest of a text
    )
    for stray in group:
        is_known = is_known or stray[3] is None
        if len(told) < _REASONS:
            told.append(_reason(stray))
        else:
            more += 1
    if more:
        told.append(Reason(told[-1].place, CASE_ID, "HSB-D558", f"so have {more:,} rows more"))
    return Rejected(told[0].place, case_id if is_known else None, tuple(told))


def _reason(stray: Stray) -> Reason:
    case_id, shown, row, line, why = stray
    if line is not None:
        return bad_line(shown, line, why or "")
    message = "the table of cases has no row with the `case_id` of this row" if case_id else "this row has no `case_id`"
    return Reason(Place(shown, row=row), CASE_ID, "HSB-D558", message, ("add the case, or correct the id",))
