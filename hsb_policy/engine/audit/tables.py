"""Floor 3, audit: the tables that an audit gives, by name and column. Names are fixed: programs read them.

A row is a tuple with a value for each column: a text, a whole number, or None where there is none. Days are written as in case
files. Several ids in one cell are joined with "; ".
"""

from typing import Final, Literal

from attrs import frozen

Kind = Literal["text", "integer", "day"]
Cell = str | int | None
Row = tuple[Cell, ...]

JOIN: Final = "; "

# The keys of `about` that have a column of their own; the column `about` has all of them.
SUBJECTS: Final = ("child", "other_child", "incident", "meeting", "referral", "enquiry", "plan", "assessment")


@frozen
class Column:
    """A column: its name, what it holds, and what a reader should know of it."""

    name: str
    kind: Kind
    says: str


@frozen
class Table:
    """A table: its name, which is that of its files too, and its columns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _columns(*told: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(*one) for one in told)


FINDINGS: Final = Table(
    "findings",
    _columns(
        ("run", "text", "the audit: the same policy, readings, source and day give the same"),
        ("finding", "text", "the finding: the same case, rule and subject give the same in every audit"),
        ("case_id", "text", "the case"),
        ("as_at", "day", "the day on which the case was judged"),
        ("rule", "text", "the rule of the policy"),
        ("label", "text", "the rule in words"),
        ("kind", "text", "duty, check, question, permission, definition, table or silence"),
        ("force", "text", "of a duty: must, must not, will, should, should not or recommended"),
        ("statements", "text", "the statements of the procedure that the rule carries"),
        ("severity", "text", "breach, query, or nothing"),
        ("status", "text", "how the rule stands"),
        *((key, "text", f"the {key.replace('_', ' ')} that it concerns") for key in SUBJECTS),
        ("about", "text", "all that it concerns, with the ids of the case file"),
        ("authority", "text", "the local authority where the child lives on that day; several; not known"),
        ("trigger_date", "day", "the day from which it counts: when the duty arises, or the day of what it concerns"),
        ("due", "text", "the last day in time, or the earliest and the latest that it can be"),
        ("done_on", "text", "the day on which it was done"),
        ("days_late", "integer", "days after the last day in time: until done, or until the day of judging"),
        ("possible", "text", "where it cannot be told: the statuses that remain"),
        ("missing", "text", "the facts that are missing, each with its state"),
        ("explanation", "text", "why it stands so"),
        ("place", "text", "where the case stands in the source: the file, the file and line, or the table and row"),
    ),
)

EXPLANATION_AT: Final = FINDINGS.names.index("explanation")

EVIDENCE: Final = Table(
    "evidence",
    _columns(
        ("run", "text", "the audit"),
        ("finding", "text", "the finding that it belongs to"),
        ("role", "text", "what the fact shows: that the rule applies, that it was done, that something is missing, …"),
        ("record", "text", "the kind of record"),
        ("id", "text", "the record by its id, or by its place where it has none"),
        ("field", "text", "the fact"),
        ("value", "text", "its value: a code, a day, yes or no, an id; or why there is none"),
    ),
)

RULES_RUN: Final = Table(
    "rules_run",
    _columns(
        ("run", "text", "the audit"),
        ("rule", "text", "the rule of the policy"),
        ("label", "text", "the rule in words"),
        ("kind", "text", "duty, check, question, permission, definition, table or silence"),
        ("statements", "text", "the statements of the procedure that the rule carries"),
        ("ran", "text", "ran, skipped or failed: only a rule that ran says anything about the cases"),
        ("why", "text", "why it was skipped, or for which cases it failed"),
        ("engine", "text", "what worked it out"),
        ("outcomes", "integer", "answers that it gave, those included in which it does not apply"),
        ("met", "integer", "done in time, or kept"),
        ("met_late", "integer", "done after the deadline"),
        ("not_met", "integer", "breached, or not done"),
        (
            "met_in_time_percent",
            "integer",
            "of a rule with a deadline: met, of met, met late and not met; nothing where there is none of these",
        ),
        ("cannot_tell", "integer", "a fact is missing and it matters; not part of the share"),
        ("outstanding", "integer", "it still can be done, and the record does not show it done; not part of the share"),
        ("departed", "integer", "not followed, with a recorded reason"),
        ("failed", "integer", "records that are wrong"),
        ("passed", "integer", "records in order"),
        ("other", "integer", "every other status in which the rule applies"),
        ("overridden", "integer", "a stronger rule takes its place"),
        ("not_applicable", "integer", "does not apply"),
        ("written", "integer", "rows of the table of findings"),
        ("left_out", "integer", "what cannot be told beyond the most that are written for a rule"),
        (
            "outstanding_left_out",
            "integer",
            "likewise of what is not done yet, where it is a must, must not or will; of others none are written",
        ),
    ),
)

REJECTED: Final = Table(
    "rejected",
    _columns(
        ("run", "text", "the audit"),
        ("record", "integer", "the rejected record, counted from 1: each thing that is wrong with it has a row"),
        ("place", "text", "the file and line, or the table and row"),
        ("case_id", "text", "the case, where that could be read"),
        ("path", "text", "the place within the case"),
        ("code", "text", "the code of what is wrong"),
        ("reason", "text", "what is wrong"),
        ("cure", "text", "what would put it right"),
    ),
)
