"""Floor 4: a small vocabulary for random policies: every kind of field, small enough to try all completions of a case."""

from typing import Final

from attrs import frozen

VOCABULARY: Final = """
policy toy "A toy policy"
    edition "for tests"
    statements S001 to S009
calendar england
party keeper "the keeper"
party neighbour "the neighbour"
reserved J01 "Is it so?" to keeper cites S001
reserved J02 "Is it right?" to neighbour cites S001
codes Colour "colour"
    green, amber also orange, red
codes Area "area"
    north, south, other with name
codes Answer3 "verdict"
    good, fair, poor
record Person in people as person, other_person "person"
    .id text
    .born partial date gives age "date of birth"
    .flag yes/no
    .warm yes/no
    .colour Colour
    .area Area named by .area_name
    .area_name text
    .stays list of Stay
    .left_on open date
    .friend Person
record Stay "stay"
    .area Area named by .area_name
    .area_name text
    .from date starts period
    .to open date ends period
    .quiet yes/no
record Event in events as event "event"
    .id text
    .person Person
    .on partial date
    .seen_at open moment
    .colour Colour
    .big yes/no
    .kept yes/no
    .tags list of Colour
    .number number
record Helper as the helper "helper"
    .flag yes/no
    .colour Colour
record Note recorded in notes as note "note"
    .id text
    .person Person
    .event Event
    .on date
    .sure yes/no absent means no
record Judgement recorded in judgements as judgement "judgement"
    .id text
    .question text
    .person Person
    .event Event
    .answer answer
    .by_role text
    .on date
    .reason_recorded yes/no absent means no
record Departure recorded in departures as departure "departure"
    .statement text
    .person Person
    .event Event
    .reason_recorded yes/no absent means no
    .on date
case
    .case_id text
    .as_at date
    .closed_on open date
    .loud yes/no
interpretation mood "Which mood?"
    cites A01
    readings calm, lively
    default calm
interpretation limit "How many years?"
    cites A02
    takes number of years
    default 13
interpretation bright "Which colours are bright?"
    cites A03
    takes list of Colour
    default amber, red
"""


@frozen
class Kind:
    """A kind of record: the list it stands in (None for embedded ones), and its fields by type, as (name, type)."""

    list_name: str | None
    fields: tuple[tuple[str, str], ...]


KINDS: Final[dict[str, Kind]] = {
    "Person": Kind(
        "people",
        (
            ("born", "birth"),
            ("flag", "yes/no"),
            ("warm", "yes/no"),
            ("colour", "Colour"),
            ("area", "Area"),
            ("left_on", "open date"),
            ("stays", "list Stay"),
            ("friend", "Person"),
        ),
    ),
    "Stay": Kind(None, (("area", "Area"), ("from", "date"), ("to", "open date"), ("quiet", "yes/no"))),
    "Event": Kind(
        "events",
        (
            ("person", "Person"),
            ("on", "date"),
            ("seen_at", "open moment"),
            ("colour", "Colour"),
            ("big", "yes/no"),
            ("kept", "yes/no"),
            ("tags", "list Colour"),
            ("number", "number"),
        ),
    ),
}

KEYS: Final = {"Person": "person", "Event": "event"}
CODES: Final = {"Colour": ("green", "amber", "red"), "Area": ("north", "south", "other")}
