"""Floor 3: the cases in one Parquet file, a row each, answered into another one. Comes with the extra `audit`.

For extracts of flat facts (lists may be nested in them) whose columns have the types of their fields: the answers of the rules that are
about a case as a whole, a column each. `hsb-policy audit` is for records as they come, and tells why.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar.batch import Array
from hsb_policy.backends.columnar.plan import Plan, plan
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.run import Answer, answers
from hsb_policy.backends.columnar.statuses import STATUSES, number_of
from hsb_policy.backends.tables.columns_out import YES_NO, write_columns
from hsb_policy.backends.tables.connect import Connection, connect
from hsb_policy.backends.tables.laid_down import UnusableTablesError
from hsb_policy.backends.tables.one_file import FileReader, one_file
from hsb_policy.core import ir
from hsb_policy.core.types import CodeType, TextType, YesNoType
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.policy import Policy
from hsb_policy.values import days

_CONCLUDED: Final = number_of("concluded")
_NOT_TOLD: Final = 0  # the place of an empty cell


@frozen
class AnsweredFile:
    """How many cases a file has; the rows, from 0, of those that were left out because a code is none of its list (at most 1,000)."""

    cases: int
    left_out: int
    first_left_out: tuple[int, ...]


def answer_file(policy: Policy, source: Path, target: Path, *, as_at: str) -> AnsweredFile:
    """Answer each row of a Parquet file, on one day, by all rules that are about the case as a whole.

    The new file has the same rows in the same order. Its columns are the rules: what is concluded (true or false, a code, a text), or else
    the status; empty where it cannot be told, and in rows that were left out. Raises SourceError where the file
    is no Parquet, the day is none, or a column or rule stands against it.
    """
    try:
        day = days.parse_day(as_at)
    except ValueError as fault:
        message = "the day to judge on is not a date in the form year, month, day"
        raise source_error("HSB-D523", message, "write it like 2025-03-20") from fault
    made = plan(policy.compiled, policy.readings.values, reference_rows(policy.compiled))
    rules = [rule for rule in made.rules if not rule.kinds]
    try:
        if made.refused:
            raise CannotSayError(f"the rule `{made.refused[0].rule}`: {made.refused[0].reason}")
        with connect() as connection:
            reader = FileReader(made.layout, one_file(connection, source), made.words, day)
            reader.prepare(connection)
            connection.execute("SET threads = 1")  # from here each part, and what is written, has a thread of its own
            with ThreadPoolExecutor(2) as threads:
                done = list(
                    threads.map(
                        lambda numbers: _answered(made, reader, connection.cursor(), numbers), reader.file.parts
                    )
                )
            columns = {
                rule.rule.name: (_whole([told[rule.rule.name] for told, _ in done]), _texts(rule.rule, made))
                for rule in rules
            }
            write_columns(connection, columns, target)
    except UnusableTablesError as fault:
        raise SourceError(fault.diagnostics) from fault
    except CannotSayError as why:
        message = f"this file cannot be answered as a whole: {why}"
        raise source_error(
            "HSB-D552", message, "judge it with `hsb-policy audit`, which reads cases one by one"
        ) from why
    wrong = np.flatnonzero(_whole([wrong for _, wrong in done]))
    return AnsweredFile(reader.file.rows, int(wrong.size), tuple(wrong[:1_000].tolist()))


def _whole(parts: list[Array]) -> Array:
    """A column of all parts, of which a file without rows has none."""
    return np.concatenate(parts) if parts else np.zeros(0, np.uint8)


def _answered(made: Plan, reader: FileReader, connection: Connection, numbers: range) -> tuple[dict[str, Array], Array]:
    """The places of the answers among the texts of each rule, and which rows are left out."""
    batch, wrong = reader.batch(connection, numbers)
    told = {}
    for answer in answers(made, batch):
        if not answer.written.kinds:
            places = _places(answer, len(numbers))
            if wrong.any():
                places[wrong] = _NOT_TOLD
            told[answer.written.rule.name] = places
    return told, wrong


def _places(answer: Answer, rows: int) -> Array:
    if not isinstance(answer.written.rule, ir.Conclusion):
        return _of_all(answer, rows, answer.status.astype(np.uint8) + 1, number_of("not_applicable") + 1)
    value = answer.columns["value"]
    if isinstance(answer.written.rule.value.type, YesNoType):
        value = (value >> 1).astype(np.uint8)  # a level
    return _of_all(answer, rows, np.where(answer.status == _CONCLUDED, value + 1, _NOT_TOLD), _NOT_TOLD)


def _of_all(answer: Answer, rows: int, places: Array, others: int) -> Array:
    """The places of the cases of an answer, with one for those that it says nothing of."""
    if answer.case.size == rows:  # of a rule without records each case has one answer at most, in their order
        return places
    found = np.full(rows, others, places.dtype)
    found[answer.case] = places
    return found


def _texts(rule: ir.AnyRule, made: Plan) -> Sequence[str | None]:
    """What the places stand for: of a conclusion its values, of all other rules the statuses."""
    match rule:
        case ir.Conclusion(value=ir.Expr(type=YesNoType())):
            return YES_NO
        case ir.Conclusion(value=ir.Expr(type=CodeType() | TextType())):
            return (None, *made.words.texts())
        case ir.Conclusion():
            raise CannotSayError(f"the rule `{rule.name}`, which concludes neither yes or no, nor a code")
        case _:
            return (None, *STATUSES)
