"""A vocabulary with every form of field, those that the bundled policy has no use for too."""

from attrs import evolve

from hsb_policy.core.schema import FieldDef, Schema
from hsb_policy.core.types import Type
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy

_TEXT = """
policy odd "Every form of field"
    edition "for tests"
    statements S001 to S002
calendar england
codes Colour "colour"
    green, amber also orange, red
codes Area "area"
    north, other with name
record Person in people as person "person"
    .id text
    .born partial date gives age "date of birth"
    .seen_on list of partial date
    .left_on list of open date
    .met_at list of moment
    .counts list of number
    .signs list of yes/no
    .words list of text
    .said list of answer
    .areas list of Area
    .area Area named by .area_name
    .area_name text
    .colour Colour absent means amber
    .reply answer
    .called_at moment
    .rung_at open moment
    .number number
    .friend Person
    .friends list of Person
    .home Home
    .stays list of Stay
record Stay "stay"
    .from date
    .visits list of Visit
record Visit "visit"
    .on partial date
    .by Person
    .seen list of Person
    .colours list of Colour
record Home "home"
    .quiet yes/no
    .rooms list of Room
record Room "room"
    .colour Colour
record Note recorded in notes as note "note"
    .person Person
    .sure yes/no absent means no
record Helper as the helper "helper"
    .flag yes/no
    .helped list of Person
    .trips list of Trip
record Trip "trip"
    .id text
    .legs list of Leg
record Leg "leg"
    .number number
case
    .case_id text
    .as_at date
    .closed_on open date
    .loud yes/no
    .days list of date
    .main Person
"""


def odd_schema() -> Schema:
    """The vocabulary."""
    policy, found = compile_policy([SourceFile("odd.policy", _TEXT)])
    assert policy is not None, [item.message for item in found.items]
    return policy.schema


def with_field(schema: Schema, kind: str, name: str, type_: Type) -> Schema:
    """A vocabulary in which one kind of record has one field more."""
    record = schema.records[kind]
    fields = {**record.fields, name: FieldDef(name=name, type=type_, label=name)}
    return evolve(schema, records={**schema.records, kind: evolve(record, fields=fields)})
