"""Floor 3, audit: a fact that shows something, as a row of the table of evidence. Codes, days, yes or no, and ids; never a free text.

A text of the vocabulary may be an id (of a worker, of a question) or words that somebody wrote: a text that looks like no id, or is the name
beside a code, is told as "recorded".
"""

import re
from typing import Final

from hsb_policy.core.explanation import KNOWN
from hsb_policy.core.schema import Schema
from hsb_policy.core.types import AnswerType, CodeType, ListType, TextType, Type
from hsb_policy.engine.audit.tables import JOIN, Row
from hsb_policy.engine.explaining_findings import Evidence
from hsb_policy.values.unknown import PARTLY_KNOWN

RECORDED: Final = "recorded"
_ID: Final = re.compile(r"[\w.:/-]{1,40}")


def evidence_row(run: str, finding: str, evidence: Evidence, schema: Schema) -> Row:
    """The row, its cells in the order of the table's columns."""
    return run, finding, evidence.role, evidence.record, evidence.id, evidence.field, _value(evidence, schema)


def _value(evidence: Evidence, schema: Schema) -> str:
    fact = evidence.fact
    if fact.state not in (KNOWN, PARTLY_KNOWN) or fact.value is None:
        return evidence.value  # why there is none
    kind = schema.records.get(fact.kind)
    fields = kind.fields if kind is not None else {}
    declared = fields.get(fact.field or "")
    is_name = fact.field in {other.named_by for other in fields.values()}
    type_ = declared.type if declared is not None else None
    if isinstance(fact.value, tuple | list):
        item = type_.item if isinstance(type_, ListType) else type_
        return JOIN.join(_one(value, item, is_name) for value in fact.value) or "none"
    return _one(fact.value, type_, is_name)


def _one(value: object, type_: Type | None, is_name: bool) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str() if isinstance(type_, CodeType):
            return value.partition(":")[0]
        case str() if isinstance(type_, TextType | AnswerType) and (is_name or not _ID.fullmatch(value)):
            return RECORDED
        case _:
            return str(value)
