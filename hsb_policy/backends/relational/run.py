"""Floor 2, back end: a plan run in DuckDB: cases in, outcomes out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen
from duckdb import DuckDBPyConnection

from hsb_policy.backends.relational import calendar
from hsb_policy.backends.relational.facts import listed
from hsb_policy.backends.relational.from_tables import cases_from_tables
from hsb_policy.backends.relational.laid_down import LaidDown
from hsb_policy.backends.relational.load import as_json, reference_rows, rows_of
from hsb_policy.backends.relational.outcomes import Written
from hsb_policy.backends.relational.plan import Plan
from hsb_policy.backends.relational.sql import filtered, named, quoted, transformed
from hsb_policy.backends.relational.statuses import STATUSES
from hsb_policy.core.case import Case
from hsb_policy.core.tables import Table
from hsb_policy.values.calendar import load_calendar

CASES = "cases"
LAID = "laid"


def prepare(connection: DuckDBPyConnection, plan: Plan) -> None:
    """Make, in a database, what a plan needs beside the cases: the macros, the calendar and the policy's reference data."""
    for macro in calendar.MACROS:
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
    columns = dict(calendar.columns(load_calendar(plan.policy.calendar)))
    made = [f"{sql} AS {name}" for name, sql in columns.items()]
    for name, rows in reference_rows(plan.layout, plan.rows).items():
        kind = plan.layout.struct(plan.policy.references[name].record)
        made.append(f"{_typed(json.dumps(rows), f'{kind}[]')} AS {named(f'rows {name}')}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE of_the_policy AS SELECT {', '.join(made)}")


def _typed(text: str, kind: str) -> str:
    return f"CAST(CAST({quoted(text)} AS JSON) AS {kind})"


def put_cases(connection: DuckDBPyConnection, plan: Plan, cases: Iterable[Case], first: int = 0) -> None:
    """Put cases that have been read into the table `cases`, in place of what is there."""
    columns = list(plan.layout.columns())
    struct = ", ".join(f"{named(name)} {kind}" for name, kind in columns)
    connection.execute("CREATE OR REPLACE TEMP TABLE case_texts (text VARCHAR)")
    texts = [(as_json(row),) for row in rows_of(plan.layout, cases, first)]
    if texts:
        connection.executemany("INSERT INTO case_texts VALUES (?)", texts)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {CASES} AS SELECT UNNEST(CAST(CAST(text AS JSON) AS STRUCT({struct}))) FROM case_texts"
    )


def put_tables(
    connection: DuckDBPyConnection,
    plan: Plan,
    tables: Mapping[str, Table],
    laid: LaidDown,
    numbers: range,
    *,
    without: Sequence[int] = (),
    as_at: int | None = None,
) -> None:
    """Put cases that stand in laid-down tables into the table `cases`, in place of what is there, without reading one.

    `numbers` are those of the cases; `without` has the doubtful ones (`doubtful.doubtful_numbers`), which are left out: the reader has to
    read them. `as_at` goes before the day of the cases. Raises CannotSayError where the vocabulary has no such form.
    """
    connection.execute(f"ATTACH IF NOT EXISTS {quoted(str(laid.file))} AS {LAID} (READ_ONLY)")
    query = cases_from_tables(plan.layout, tables, laid, numbers.start, numbers.stop, source=LAID, as_at=as_at)
    chosen = f"SELECT * FROM ({query}) WHERE case_no NOT IN (SELECT unnest(?::BIGINT[]))"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CASES} AS {chosen}", [[n for n in without if n in numbers]])


def answer(connection: DuckDBPyConnection, plan: Plan, source: str = CASES) -> None:
    """Work out all outcomes of the cases of a table, into the table `answered`."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS {plan.sql(source)}")


def told(plan: Plan, statuses: Sequence[str] = STATUSES) -> str:
    """The query for the outcomes of `answered` that have one of these statuses, a row each: what a plan tells of an outcome.

    Its columns: case_no, case_id, rule (its number in the policy), `about KEY` (an id, NULL where the rule has no such key
    or it is not known), status (its number in `statuses.STATUSES`), due_low, due_high, done_on (days, or minutes for a
    deadline in hours; NULL for none).
    """
    wanted = ", ".join(str(STATUSES.index(status)) for status in statuses)
    keys = sorted({key for rule in plan.rules for key in rule.kinds})
    lists = []
    for rule in plan.rules:
        ids = [f"{quoted(f'about {k}')}: {_id_of(plan, rule, k)}" for k in keys]
        members = ", ".join([f"'rule': {rule.number}", *ids, *(f"'{name}': o['{name}']" for name in _TOLD)])
        chosen = filtered(named(rule.rule), "o", f"o['status'] IN ({wanted})")
        lists.append(transformed(chosen, "o", f"{{{members}}}"))
    every = f"flatten([{', '.join(lists)}])"
    return (
        f"SELECT case_no, case_id, UNNEST(found) AS found FROM "
        f"(SELECT a.case_no, a.case_id, {every} AS found FROM answered a JOIN {CASES} c USING (case_no), of_the_policy)"
    )


_TOLD = ("status", "due_low", "due_high", "done_on")
_NO_ID = "CAST(NULL AS VARCHAR)"


def _id_of(plan: Plan, rule: Written, key: str) -> str:
    """The id of the record that a key names, or where it stands in the file."""
    kind, place = rule.kinds.get(key), f"o['k_{key}']"
    if kind is None:
        return _NO_ID
    record = plan.policy.schema.records[kind]
    if record.placement == "reference":
        reference = next(r for r in plan.policy.references.values() if r.record == kind)
        names = [row.id or row.path for row in plan.rows[reference.name]]
        return f"CASE WHEN {place} > 0 THEN [{', '.join(map(quoted, names))}][{place}] END"
    if record.has_id:
        return f"CASE WHEN {place} > 0 THEN {listed(plan.layout, kind)}[{place}]['id'] END"
    return f"CASE WHEN {place} > 0 THEN {quoted(f'{record.place}[')} || ({place} - 1) || ']' END"


@frozen(kw_only=True)
class Found:
    """An outcome as the query tells it; days and moments as whole numbers, None where there is none or it is not known."""

    case_no: int
    rule: str
    about: tuple[tuple[str, str], ...]
    status: str
    due: int | tuple[int, int] | None
    done_on: int | None


def found(connection: DuckDBPyConnection, plan: Plan, statuses: Sequence[str] = STATUSES) -> Iterator[Found]:
    """The outcomes of `answered` that have one of these statuses."""
    for case_no, _, o in connection.execute(told(plan, statuses)).fetchall():
        about = tuple(
            (k.removeprefix("about "), v) for k, v in sorted(o.items()) if k.startswith("about ") and v is not None
        )
        low, high = o["due_low"], o["due_high"]
        due = low if low == high else (low, high)
        rule = plan.policy.rules[o["rule"]].name
        yield Found(
            case_no=case_no, rule=rule, about=about, status=STATUSES[o["status"]], due=due, done_on=o["done_on"]
        )
