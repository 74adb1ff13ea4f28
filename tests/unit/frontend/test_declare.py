"""What a sound policy declares: its vocabulary, interpretations and reference data as back ends read them."""

import pytest

from hsb_policy.core import ir
from hsb_policy.core.schema import FieldDef
from hsb_policy.core.types import CodeType, DayType, ListType, MomentType, NumberType, RecordType, Type, YesNoType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.asks import question_about
from hsb_policy.frontend.declare import declare
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.values.days import parse_day
from hsb_policy.values.hours import parse_hours
from hsb_policy.values.unknown import NamedCode
from tests.unit.frontend.sound_policy import SOUND, changed, sound


def _symbols(text: str = SOUND) -> Symbols:
    out = Collector()
    symbols = declare(parse_files([SourceFile("a.policy", text)], out), out)

    assert not out.collected().items
    return symbols


def _field(record: str, name: str) -> FieldDef:
    return _symbols().schema.records[record].fields[name]


# ---- vocabulary


def test_the_case_has_its_own_facts_its_lists_and_its_single_records() -> None:
    """The record `case` has what the case says of itself, one list field per list and one field per single record."""
    case = _symbols().schema.records["case"]

    assert case.placement == "case"
    assert case.fields["closed_on"].type == DayType(open=True)
    assert case.fields["children"].type == ListType(RecordType("Child"))
    assert case.fields["judgements"].type == ListType(RecordType("Judgement"))
    assert case.fields["referrer"].type == RecordType("Referrer")
    assert "contacts" not in case.fields


def test_every_case_has_an_id_a_day_and_perhaps_an_end() -> None:
    """A policy that says nothing of the case has the facts of every case nevertheless."""
    text = changed("case\n    .case_id        text\n    .closed_on      open date\n", "")

    assert list(_symbols(text).schema.records["case"].fields)[:3] == ["case_id", "as_at", "closed_on"]


def test_a_record_knows_where_it_stands_and_by_which_keys() -> None:
    """Where a kind of record stands, its keys, and the fields that give its age and its period."""
    records = _symbols().schema.records
    placements = {name: (r.placement, r.place) for name, r in records.items()}

    assert placements["Child"] == ("list", "children")
    assert placements["Judgement"] == ("recording", "judgements")
    assert placements["Referrer"] == ("single", "referrer")
    assert placements["Contact"] == ("reference", "contacts")
    assert placements["Home"] == ("embedded", None)
    assert records["Child"].keys == ("child", "other_child")
    assert (records["Child"].age_field, records["Child"].has_id) == ("birth_date", True)
    assert (records["Home"].from_field, records["Home"].to_field, records["Home"].has_id) == ("from", "to", False)


def test_what_an_absent_field_means() -> None:
    """The value that the vocabulary gives to absence: a yes or no, or a code whatever its spelling."""
    assert _field("Child", "looked_after").absent_means is False
    assert _field("Home", "colour").absent_means == "amber"
    assert _field("Child", "visits").absent_means is None


def test_a_list_of_codes_has_the_words_that_it_includes_first() -> None:
    """The words of an included list come first; a word without a label is its own, in words."""
    codes = _symbols().schema.codes

    assert [w.word for w in codes["Place"].words] == ["north", "south", "other", "online"]
    assert codes["Place"].includes == "Authority"
    assert [(w.word, w.label, w.also) for w in codes["Colour"].words][1] == ("amber", "amber", "orange")
    assert [w.label for w in codes["Authority"].words] == ["north", "the south", "other"]
    assert [w.with_name for w in codes["Authority"].words] == [False, False, True]


ASKED: list[tuple[Type, str, bool, str]] = [
    (DayType(), "date of birth", True, "What is the date of birth of {it}?"),
    (DayType(), "held on", True, "On which day was this, for {it}: held on?"),
    (DayType(), "birth date", False, "On which day was this, for {it}: birth date?"),
    (MomentType(open=True), "made at", False, "On which day and at what time was this, for {it}: made at?"),
    (YesNoType(), "looked after", True, "For {it}, yes or no: looked after?"),
    (NumberType(), "visits", False, "What number is recorded for {it}: visits?"),
    (NumberType("months"), "age", False, "What number of months is recorded for {it}: age?"),
    (ListType(CodeType("Colour")), "colours", False, "Which are recorded for {it}, if any: colours?"),
    (CodeType("Colour"), "colour", True, "What is the colour of {it}?"),
    (CodeType("Colour"), "by whom", True, "What is recorded for {it}: by whom?"),
]


@pytest.mark.parametrize(("kind", "label", "is_named", "question"), ASKED)
def test_a_question_is_made_from_the_label(kind: Type, label: str, is_named: bool, question: str) -> None:
    """Where the author gave no question, one is made that reads as English whatever words the label has."""
    assert question_about(kind, label, is_named=is_named) == question


def test_every_fact_can_be_asked_for() -> None:
    """Every field of every record has a label and a question, lists and single records of the case too."""
    fields = [(r.name, f) for r in _symbols().schema.records.values() for f in r.fields.values()]

    assert [(r, f.name) for r, f in fields if not f.label.strip() or not f.ask.endswith("?")] == []
    assert _symbols().schema.records["case"].fields["notes"].ask == "Which notes are there, if any?"
    assert _symbols().schema.records["case"].fields["referrer"].ask == "What is known of the referrer?"


def test_the_authors_question_goes_before_a_made_one() -> None:
    """An `ask` is kept as it was written; an empty one is none."""
    text = changed('gives age "date of birth"', 'gives age "date of birth" ask "When was {it} born?"')
    empty = changed('gives age "date of birth"', 'gives age "date of birth" ask " "')

    assert _symbols(text).schema.records["Child"].fields["birth_date"].ask == "When was {it} born?"
    assert _symbols(empty).schema.records["Child"].fields["birth_date"].ask == "What is the date of birth of {it}?"


# ---- interpretations and reference data


def test_interpretations_have_types_choices_and_defaults() -> None:
    """The value of an interpretation is one of its readings, or what it takes; defaults are values, not words."""
    found = _symbols().interpretations

    assert found["trigger"].type == CodeType("trigger")
    assert found["trigger"].choices == (("all_of_them", "all colours"), ("red_only", "red only"))
    assert found["trigger"].default == "all_of_them"
    assert (found["colours"].type, found["colours"].default) == (ListType(CodeType("Colour")), ("amber", "red"))
    assert (found["months"].type, found["months"].default) == (NumberType("months"), 3)
    assert found["since"].default == parse_day("2025-01-01")
    assert found["months"].approved == ("A. Lead", "2025-02-01")
    assert found["settled"].fixed == ("nothing", "the text says so")


def test_an_interpretation_may_have_a_reading_for_each_rule_or_row() -> None:
    """Defaults for one rule or row stand beside the one for all; without a default nothing is set."""
    found = _symbols().interpretations

    assert (found["age_at"].one_per, found["age_at"].default) == ("rule", "today")
    assert found["age_at"].part_defaults == {"see_child": "at_birth", "ask_lead": "at_birth"}
    assert (found["opening"].one_per, found["opening"].default) == ("contacts", None)
    assert found["opening"].part_defaults == {"red": parse_hours("mon-fri 10:00-12:00")}


def test_a_row_is_known_by_any_spelling_of_its_code() -> None:
    """`for orange` and `for amber` mean the same row."""
    for spelling in ("orange", "amber"):
        text = changed('"mon-fri 10:00-12:00" for red', f'"mon-fri 10:00-12:00" for {spelling}')

        assert list(_symbols(text).interpretations["opening"].part_defaults) == ["amber"]


def test_readings_that_narrow_a_must_name_its_statements() -> None:
    """Ranges are written out."""
    assert _symbols().interpretations["trigger"].narrowing == {"red_only": ("S001", "S002", "S003")}


def test_rows_of_reference_data_hold_values() -> None:
    """Cells are read by the type of their field; `-` is nothing; a code with a name has the name beside it."""
    first, second = sound().references["contacts"].rows

    assert first.values == {
        "code": "amber",
        "title": "first",
        "areas": ("north", "south"),
        "area": NamedCode("other", "East"),
        "area_name": "East",
        "since": parse_day("2025-01-01"),
        "hours": parse_hours("mon-fri 09:00-17:00"),
    }
    assert (second.values["title"], second.values["areas"], second.values["hours"]) == ("second", None, None)
    assert (first.cites, second.cites) == (("S007", "S008"), ("S008", "S009"))


# ---- names


def test_ids_are_known_by_what_declares_them() -> None:
    """S-ids come from the range of the procedure, A-ids from the interpretations, J-ids from what is reserved."""
    symbols = _symbols()

    assert symbols.statements == {f"S00{n}" for n in range(1, 10)}
    assert symbols.readings == {f"A0{n}" for n in range(1, 8)}
    assert symbols.reserved == {"J01"}


def test_places_point_at_declarations() -> None:
    """Messages can point at the declaration of every name, and of every field."""
    symbols = _symbols()

    for name in (
        "Child",
        "Child.birth_date",
        "Colour",
        "children",
        "referrer",
        "contacts",
        "see_child",
        "lead",
        "trigger",
    ):
        span = symbols.places[name]
        assert SOUND[span.start : span.end] == name.rpartition(".")[2]


def test_names_of_different_rooms_may_be_alike() -> None:
    """A party, a rule, a principle and a situation may be called like a record of the case, or like each other."""
    more = """
party referrer "the referrer"
permission referrer "The referrer may ask"
    cites S001
    for each child in children
    referrer may "ask about {child}"
situation referrer
    judged on 2025-03-20
guidance referrer "Listen." cites S001
"""
    policy = sound(more)

    assert policy.parties["referrer"] == "the referrer"
    assert any(isinstance(rule, ir.Permission) and rule.name == "referrer" for rule in policy.rules)
