"""Floor 2, back end: a plan run on a batch of cases: facts in, outcomes out."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from hsb_policy.backends.columnar.batch import Array, Batch, Table
from hsb_policy.backends.columnar.nodes import Node
from hsb_policy.backends.columnar.outcomes import NO_DAY, Written
from hsb_policy.backends.columnar.plan import Plan
from hsb_policy.backends.columnar.statuses import STATUSES
from hsb_policy.core.schema import CASE


@frozen(eq=False)
class Answer:
    """The outcomes of one rule for a batch, a row each, without those to which the rule does not apply.

    `case` is the row of the case, `keys` the row of each record that the outcome is about (-1 where it is not known), by the name of the
    key, `kinds` the kinds of these records. `status` is a place in `STATUSES`. `columns` may have `due_low`, `due_high`, `done_on`, `arises` and
    `anchor`: days (minutes for what is in hours), NO_DAY where there is none or it is not known; and `value`, of what is concluded: a level, a
    number of `Words`, or a number or day. `of_all` are the cases and keys of all outcomes, `at` which of them these are.
    """

    written: Written = field(repr=False)
    case: Array
    keys: Mapping[str, Array]
    status: Array
    columns: Mapping[str, Array]
    of_all: Mapping[str, Array]
    at: Array

    @property
    def others(self) -> int:
        """How many outcomes there are besides, to which the rule does not apply."""
        return self.of_all[CASE].size - self.at.size

    @property
    def not_applicable(self) -> Mapping[str, Array]:
        """The cases and keys of the other outcomes."""
        others = np.ones(self.of_all[CASE].size, bool)
        others[self.at] = False
        return {name: column[others] for name, column in self.of_all.items()}


def answers(plan: Plan, batch: Batch) -> Iterator[Answer]:
    """The outcomes of all rules of a plan for the cases of a batch. All is worked out before the first is told.

    Raises TooManyRowsError where the records of these cases are too many with each other.
    """
    return _answers(plan, _worked_out(plan, {**plan.references, **batch.tables}))


def _answers(plan: Plan, values: Mapping[int, Any]) -> Iterator[Answer]:
    for rule in plan.rules:
        at = values[rule.at.number]
        of_all = {name: values[node.number] for name, node in rule.of_all.items()}
        columns = {name: _column(values, value, at) for name, value in rule.columns.items()}
        every = at.size == of_all[CASE].size  # nothing is let go, and rows are never in another order
        asked = {name: column if every else column.take(at) for name, column in of_all.items()}
        yield Answer(
            written=rule,
            case=asked.pop(CASE),
            keys={name.removeprefix("about "): column for name, column in asked.items()},
            status=columns.pop("status"),
            columns=columns,
            of_all=of_all,
            at=at,
        )


def _column(values: Mapping[int, Any], value: Any, like: Array) -> Array:
    found: Array = values[value.number] if isinstance(value, Node) else np.full(like.size, value)
    return found


def _worked_out(plan: Plan, tables: Mapping[str, Table]) -> dict[int, Any]:
    values: dict[int, Any] = {}
    for node in plan.nodes:
        if node.arguments == (TABLES,):
            values[node.number] = tables
            continue
        arguments = [values[a.number] if isinstance(a, Node) else a for a in node.arguments]
        values[node.number] = node.function(*arguments)
        for number in plan.last.get(node.number, ()):
            del values[number]
    return values


TABLES = "the tables"


@frozen(kw_only=True)
class Found:
    """One outcome in plain values; days and moments as whole numbers, None where there is none or it is not known."""

    case_no: int
    rule: str
    about: tuple[tuple[str, str], ...]
    status: str
    due: int | tuple[int | None, int | None] | None
    done_on: int | None


def found(plan: Plan, batch: Batch) -> Iterator[Found]:
    """The outcomes of a batch, one by one, those that do not apply too."""
    tables = {**plan.references, **batch.tables}
    for answer in answers(plan, batch):
        name = answer.written.rule.name
        for at in range(answer.case.size):
            about = _about(plan, tables, answer, answer.case, answer.keys, at)
            low, high, on = (_day(answer.columns.get(c), at) for c in ("due_low", "due_high", "done_on"))
            due = low if low == high else (low, high)
            number = int(batch.numbers[answer.case[at]])
            yield Found(case_no=number, rule=name, about=about, status=STATUSES[answer.status[at]], due=due, done_on=on)
        others = {k.removeprefix("about "): v for k, v in answer.not_applicable.items()}
        for at in range(others[CASE].size):
            about = _about(plan, tables, answer, others[CASE], others, at)
            number = int(batch.numbers[others[CASE][at]])
            yield Found(case_no=number, rule=name, about=about, status="not_applicable", due=None, done_on=None)


def _day(column: Array | None, at: int) -> int | None:
    return None if column is None or column[at] == NO_DAY else int(column[at])


def _about(
    plan: Plan, tables: Mapping[str, Table], answer: Answer, case: Array, keys: Mapping[str, Array], at: int
) -> tuple[tuple[str, str], ...]:
    named = []
    for key, kind in sorted(answer.written.kinds.items()):
        row = int(keys[key][at])
        if row >= 0:
            named.append((key, name_of(plan, tables[kind], kind, row)))
    return tuple(named)


def name_of(plan: Plan, table: Table, kind: str, row: int) -> str:
    """By what outcomes name a record: its id, or where it stands in the case."""
    if table.ids is not None:
        return str(table.ids[row])
    place = plan.policy.schema.records[kind].place
    first = int(np.searchsorted(table.case[: table.rows], table.case[row]))
    return f"{place}[{row - first}]"
