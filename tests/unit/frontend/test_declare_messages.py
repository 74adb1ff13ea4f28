"""What is told about declarations that cannot be: the code, the underlined text, the message, the cures."""

import pytest

from tests.unit.frontend.sound_policy import SOUND, changed, mistake_in, warning_in

Mistake = tuple[str, str, str, str, str]
"""What is added to the sound policy; the code of its one message; what it underlines; the message; the first cure."""

TWICE: list[Mistake] = [
    (
        'codes Colour "other colours"\n    blue',
        *("N250", "Colour", "the list of codes `Colour` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        "define is_red for child: Child\n    cites S001\n    as child.looked_after",
        *("N250", "is_red", "the definition `is_red` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        'check see_child "See"\n    cites S001\n    query\n    fails when referrer.name is "x"',
        *("N250", "see_child", "the rule `see_child` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        'party lead "another"',
        *("N250", "lead", "the party `lead` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        'statement S001 "One" "first"\nstatement S001 "One" "again"',
        *("N250", "S001", "the statement `S001` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        'guidance be_kind "Again." cites S006',
        *("N250", "be_kind", "the principle `be_kind` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        'scenario "A child in a red home is seen"\n    starting from one_child\n    expect see_child is outstanding',
        *("N250", '"A child in a red home is seen"', "the scenario `A child in a red home is seen` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        "case\n    .other text",
        *("N250", "case", "the `case` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        "define trigger\n    as no child in children has child.looked_after",
        *("N250", "trigger", "`trigger` is the name of an interpretation, and here of a definition"),
        "take one of them out, or give it another name",
    ),
    (
        "record Other in children\n    .on date",
        *("N250", "children", "the list of the case `children` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        "record Other in others as child\n    .on date",
        *("N250", "child", "the key `child` is declared twice"),
        "take one of them out, or give it another name",
    ),
    (
        "record Colour\n    .on date",
        *("N250", "Colour", "`Colour` is the name of a list of codes, and here of a kind of record"),
        "take one of them out, or give it another name",
    ),
    (
        "record text\n    .on date",
        *("N205", "text", "`text` means something already: it is a kind of value"),
        "give it another name",
    ),
    (
        "define silent\n    as no child in children has child.looked_after",
        *("N205", "silent", "`silent` means something already: what the procedure says nothing about"),
        "give it another name",
    ),
]

VOCABULARY: list[Mistake] = [
    (
        "codes Shade\n    light, dark, light",
        *("N251", "light", "`light` stands twice among the words of `Shade`"),
        "take one of them out, or give it another name",
    ),
    (
        "codes Shade includes Colour\n    light also red",
        *("N251", "red", "`red` stands twice among the words of `Shade`"),
        "take one of them out, or give it another name",
    ),
    (
        "codes Shade includes Shade\n    light",
        *("N252", "Shade", "`Shade` includes itself"),
        "take `includes` out of one of these lists",
    ),
    (
        "codes First includes Second\n    light\ncodes Second includes First\n    dark",
        *("N252", "Second", "`First` includes itself: First -> Second -> First"),
        "take `includes` out of one of these lists",
    ),
    (
        "codes Shade includes Color\n    light",
        *("N206", "Color", "there is no list of codes called `Color`"),
        "did you mean `Colour`?",
    ),
    (
        "record Other\n    .on date\n    .on text",
        *("N253", "on", "`Other` has the field `.on` twice"),
        "take one of them out, or give it another name",
    ),
    (
        "record Other\n    .on dat",
        *("N206", "dat", "there is no kind of thing called `dat`"),
        "did you mean `date`?",
    ),
    (
        "record Other\n    .on date gives age\n    .off date gives age",
        *("N254", "off", "two fields of `Other` are marked `gives age`"),
        "take `gives age` out of one of them",
    ),
    (
        "record Other\n    .on text starts period",
        *("N255", "text", "`starts period` is for dates, and this is a text"),
        "write `date` or `partial date`",
    ),
    (
        "record Other\n    .on open date gives age",
        *("N255", "open date", "an age is counted from a day that has come, and an open date may not have"),
        "write `date` or `partial date`",
    ),
    (
        "record Other\n    .area Authority named by .area_nam\n    .area_name text",
        *("N202", "area_nam", "the record `Other` has no field `area_nam`"),
        "did you mean `.area_name`?",
    ),
    (
        "record Other\n    .area Authority named by .area_name\n    .area_name date",
        *("N255", "area_name", "`.area_name` is to hold a name, so it must be a text"),
        "declare it so: `.area_name text`",
    ),
    (
        "record Other\n    .shade Colour named by .shade_name\n    .shade_name text",
        *("N255", "shade_name", "no word of `Colour` is a code `with name`, so there is no name to stand beside it"),
        "write `with name` after the code that says too little by itself",
    ),
    (
        "record Other\n    .shade Colour absent means grean",
        *("N203", "grean", "`grean` is not a word of `Colour`"),
        "did you mean `green`?",
    ),
    (
        "record Other\n    .done yes/no absent means green",
        *("N203", "green", "`.done` of a `Other` is yes or no"),
        "it is `yes` or `no`",
    ),
    (
        "record Other\n    .on date absent means no",
        *("N255", "no", "only a code or a yes/no can be meant by what is absent"),
        "take `absent means` out: what is absent is then not recorded",
    ),
    (
        "record Other\n    .of list of Note",
        *("N256", "list of Note", "nothing can refer to a `Note`: its records have no `.id`"),
        "give it one: `.id text`",
    ),
    (
        "record Other\n    .by Referrer",
        *("N256", "Referrer", "nothing can refer to a `Referrer`: a case has one, and it has no id"),
        "leave the field out: rules name that record directly",
    ),
    (
        "record Other\n    .by Contact",
        *("N256", "Contact", "nothing can refer to a `Contact`: it is reference data, and stands in the policy"),
        "refer to it by a code",
    ),
]


@pytest.mark.parametrize("mistake", [*TWICE, *VOCABULARY], ids=lambda m: f"{m[1]} {m[0][:40]}")
def test_each_mistake_is_told_once(mistake: Mistake) -> None:
    """One fault, one message, in the author's words, at the place, with what to write instead."""
    more, code, underlined, message, cure = mistake
    found = mistake_in(SOUND + more)

    assert (found.code, found.underlined) == (f"HSB-{code}", underlined)
    assert found.message == message
    assert found.help[0] == cure
    assert len(found.help) <= 2


def test_of_two_declarations_both_are_shown() -> None:
    """The message stands at the second, in the order of files and lines, and points at the first."""
    found = mistake_in('party lead "the first"', SOUND)

    assert (found.underlined, found.also) == ("lead", ("lead",))
    assert found.diagnostic.primary is not None
    assert found.diagnostic.primary.span.file == "file1.policy"
    assert found.diagnostic.secondary[0].span.file == "file0.policy"


def test_a_field_of_every_case_has_its_own_kind() -> None:
    """What the language itself reads of a case cannot be declared as something else."""
    found = mistake_in(changed(".closed_on      open date", ".closed_on      date"))

    assert (found.code, found.underlined) == ("HSB-N257", "date")
    assert found.message == "every case has `.closed_on`, and it is a day"
    assert found.help == ("write `open date`",)


def test_a_list_of_the_case_is_no_field_of_it() -> None:
    """The case has one thing by each name."""
    found = mistake_in(changed(".case_id        text", ".case_id        text\n    .notes          text"))

    assert (found.code, found.underlined, found.also) == ("HSB-N250", "notes", ("notes",))
    assert found.message == "`notes` is the name of a list of the case, and here of a field of the case"


def test_a_mistake_in_a_type_has_no_consequences() -> None:
    """What has a kind that nobody declared is told once, and its marks and its use are not told as well."""
    text = changed(".birth_date     partial date gives age", ".birth_date     partial dat gives age")

    assert mistake_in(text).code == "HSB-N206"


# ---- interpretations

INTERPRETATIONS: list[Mistake] = [
    (
        'interpretation other "What?"\n    cites A20',
        *("R456", "other", "`other` does not say what may be chosen"),
        "list its readings and a default: `readings narrow, wide` and `default wide`",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    readings a, b\n    takes number',
        *("R456", "number", "`other` has readings to choose from, so it does not take number"),
        "take one of the two out",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    fixed "this" because "that"\n    default red',
        *("R458", "default red", "`other` is fixed, so `default` has nothing to say"),
        "take `default` out",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    readings one, two, one\n    default one',
        *("N251", "one", "`one` stands twice among the readings of `other`"),
        "take one of them out, or give it another name",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    readings narrow, wide\n    default wid',
        *("N203", "wid", "`wid` is not a reading of `other`"),
        "did you mean `wide`?",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    readings narrow, wide\n    default "wide"',
        *("T302", '"wide"', "`wide` is a reading of `other`, and those stand without quotation marks"),
        "write `wide`",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    readings narrow, wide\n    default narrow, wide',
        *("R457", "wide", "`other` has one value, and here are 2"),
        "keep one of them",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    readings narrow, wide\n    default narrow\n    default wide',
        *("R457", "default wide", "`other` has two defaults"),
        "keep one of them",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes list of Colour\n    default red, grean',
        *("N203", "grean", "`grean` is not a word of `Colour`"),
        "did you mean `green`?",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes number of months\n    default 3 weeks',
        *("T302", "3 weeks", "a number of months is expected here, and `3 weeks` is none"),
        "it counts months: write `3` of them without a unit",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes date\n    default tomorrow',
        *("T302", "tomorrow", "a day is expected here, and `tomorrow` is none"),
        "write a day as in `2025-03-02`",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes yes/no\n    default maybe',
        *("T302", "maybe", "yes or no is expected here, and `maybe` is none"),
        "write `yes` or `no`",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes Color',
        *("N206", "Color", "there is no kind of thing called `Color`"),
        "did you mean `Colour`?",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes number\n    default 3 for see_child',
        *("N259", "see_child", "`other` has one reading for all rules, so no default can be for `see_child` alone"),
        "add `one per rule`",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes number\n    one per rule\n    default 3 for see_chld',
        *("N207", "see_chld", "there is no rule called `see_chld`"),
        "did you mean `see_child`?",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes number\n    one per contact',
        *("N260", "contact", "there is no reference data called `contact`"),
        "did you mean `contacts`?",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes number\n    one per contacts\n    default 3 for green',
        *("N259", "green", "there is no row of `contacts` called `green`"),
        "",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    readings narrow, wide\n    narrows S001 under narow',
        *("N203", "narow", "`narow` is not a reading of `other`"),
        "did you mean `narrow`?",
    ),
    (
        'interpretation other "What?"\n    cites A20\n    takes number\n    narrows S001 under narrow',
        *("N203", "narrow", "`narrow` is not a reading of `other`"),
        "only an interpretation with `readings` can narrow",
    ),
]


@pytest.mark.parametrize("mistake", INTERPRETATIONS, ids=lambda m: f"{m[1]} {m[3][:40]}")
def test_each_mistake_in_an_interpretation_is_told_once(mistake: Mistake) -> None:
    """One fault, one message; no default is thought of for what has none."""
    more, code, underlined, message, cure = mistake
    found = mistake_in(SOUND + more)

    assert (found.code, found.underlined) == (f"HSB-{code}", underlined)
    assert found.message == message
    assert found.help[:1] == ((cure,) if cure else ())


# ---- reference data

HEAD = "record Room in reference rooms as room\n    .code Colour\n    .title text\n    .areas list of Authority\n"

REFERENCES: list[Mistake] = [
    (
        HEAD + "reference rooms of Rom cites S001\n    | .code |\n    | red |",
        *("N206", "Rom", "there is no kind of record called `Rom`"),
        "did you mean `Room`?",
    ),
    (
        "reference kids of Child cites S001\n    | .birth_date |\n    | - |",
        *("N260", "Child", "`Child` is a record of cases, not of reference data"),
        "declare it so: `record Child in reference kids`",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | .cod |\n    | red |",
        *("N202", "cod", "the record `Room` has no field `cod`"),
        "did you mean `.code`?",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | code |\n    | red |",
        *("R462", "code", "a column of reference data is headed by a field of its record, or by `cites`"),
        "write the field after a dot, as in `.code`",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | .code | .code |\n    | red | red |",
        *("R462", ".code", "two columns are headed `.code`"),
        "take one of them out",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | .code | .title |\n    | red |",
        *("R463", "| red |", "this row has 1 cell, and the table has 2 columns"),
        "write `-` in a cell that is empty",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | .code | .title |\n    | red, green | - |",
        *("R464", "red, green", "`.code` holds one value, and here are 2"),
        "declare `.code` as a `list of` them",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | .code | .title |\n    | any | - |",
        *("R464", "any", "a cell of reference data holds a value, several with commas between them, or `-`"),
        "write what holds for this row, or `-` for nothing",
    ),
    (
        HEAD + "reference rooms of Room\n    | .code | cites |\n    | red | any |\n    | green | S001 |",
        *("R464", "any", "a cell of `cites` holds ids, as in `S107, S108`"),
        "write what holds for this row, or `-` for nothing",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | .code | .areas |\n    | red | north, souht |",
        *("N203", "souht", "`souht` is not a word of `Authority`"),
        "did you mean `south`?",
    ),
    (
        HEAD + "reference rooms of Room cites S001\n    | .code | .title |\n    | red | 5 days |",
        *("T302", "5 days", "a text is expected here, and `5 days` is none"),
        "",
    ),
]


@pytest.mark.parametrize("mistake", REFERENCES, ids=lambda m: f"{m[1]} {m[3][:40]}")
def test_each_mistake_in_reference_data_is_told_once(mistake: Mistake) -> None:
    """Rows and columns that do not fit, and cells that hold no value of their field."""
    more, code, underlined, message, cure = mistake
    found = mistake_in(SOUND + more)

    assert (found.code, found.underlined) == (f"HSB-{code}", underlined)
    assert found.message == message
    assert found.help[:1] == ((cure,) if cure else ())


def test_the_rows_have_the_name_that_the_vocabulary_gives_them() -> None:
    """Rules range over the name in the vocabulary, so the rows cannot have another."""
    found = mistake_in(changed("reference contacts of Contact", "reference contact of Contact"))

    assert (found.code, found.underlined) == ("HSB-N260", "contact")
    assert found.message == "the rows of `Contact` are called `contacts`, and not `contact`"
    assert found.help == ("write `reference contacts of Contact`",)


def test_reference_data_without_rows_is_probably_not_meant() -> None:
    """A kind of record in reference data that nobody filled in is empty, and that is said."""
    found = warning_in(SOUND + HEAD)

    assert (found.code, found.underlined) == ("HSB-R465", "rooms")
    assert found.message == "nobody has written the rows of `rooms`, so it is empty"
    assert found.help == ("declare it: `reference rooms of Room`",)


# ---- statements


def test_a_range_of_statements_goes_upwards() -> None:
    """The range of the procedure's statements is turned round where it runs backwards."""
    found = mistake_in(changed("statements S001 to S009", "statements S009 to S001"))

    assert (found.code, found.underlined) == ("HSB-R451", "S009 to S001")
    assert found.message == "`S009 to S001` is no range of statements"
    assert found.help == ("turn it round: `S001 to S009`",)
