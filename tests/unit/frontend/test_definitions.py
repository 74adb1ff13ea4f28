"""Definitions: what they take and give, exceptions, tables, circles, and the rule for which they are asked."""

import pytest

from hsb_policy.core.show import show_expression, show_function
from tests.unit.frontend.small_policy import Found, compiled


def _shown(text: str, name: str) -> str:
    result = compiled(text)
    assert not result.found, result.found
    return show_function(result.functions[name])


def _one(text: str) -> Found:
    [found] = compiled(text).found
    return found


def test_a_condition_by_name() -> None:
    """Without `gives`, a definition is a yes/no; its citations and label go with it."""
    text = """
define young for child: Child
    "the child is under 13"
    cites S002, A05
    as age of child on as_at is below 13
"""

    assert _shown(text, "young") == (
        "define young(child: Child) gives yes/no\n    less(age(child.birth_date, as_at), 13)"
    )
    function = compiled(text).functions["young"]
    assert (function.label, function.cites) == ("the child is under 13", ("A05", "S002"))


def test_a_value_with_exceptions() -> None:
    """`normally` is what holds where no exception does; an exception's value is understood as what is given."""
    text = """
define area for child: Child gives Place
    normally child.authority
    except when child.looked_after: stoke
    except when nobody: silent
"""

    assert _shown(text, "area") == (
        "define area(child: Child) gives Place\n"
        "    choose(child.looked_after -> 'stoke'; nobody() -> silent; else child.authority)"
    )


def test_a_value_without_exceptions_is_that_value() -> None:
    """Nothing is chosen where there is nothing to choose from."""
    assert _shown("define area for child: Child gives Authority\n    normally child.authority", "area").endswith(
        "\n    child.authority"
    )


def test_a_moment_is_given_as_its_day() -> None:
    """What gives a date may be found as a moment."""
    assert _shown("define made for r: Referral gives date\n    normally r.made_at", "made").endswith(
        "\n    day_of(r.made_at)"
    )


TABLE = """
define suited for child: Child gives Kind
    | age of child on as_at | child.looked_after | child.authority | cites      | gives            |
    | below 12              | any                | stoke, staffs   | S002       | advice_only      |
    | 12 to 14              | yes                | not other       | S003, A05 | child_protection |
    | any                   | any                | any             | any        | silent           |
    | at least 15           | no                 | stoke           | -          | advice_only      |
    otherwise child_protection
"""


def test_a_cell_is_a_condition_on_the_head_of_its_column() -> None:
    """Any cell says what an author would write in words; `any` says nothing; the row's own ids go with its value."""
    result = compiled(TABLE)
    assert not result.found

    shown = show_expression(result.functions["suited"].body)

    age = "age(child.birth_date, as_at)"
    assert shown == (
        f"choose(and(less({age}, 12), one_of(child.authority, 'stoke', 'staffs')) -> 'advice_only' [S002]; "
        f"and(in_range({age}, 12, 14), same(child.looked_after, yes), not(same(child.authority, 'other')))"
        " -> 'child_protection' [A05, S003]; "
        "yes -> silent; "
        f"and(at_most(15, {age}), same(child.looked_after, no), same(child.authority, 'stoke')) -> 'advice_only'; "
        "else 'child_protection')"
    )


def test_a_definition_that_reads_a_reading_for_each_rule_is_told_the_rule() -> None:
    """Whoever asks hands over the rule: in rules its name, in definitions what they were handed."""
    text = """
define counts_on for child: Child gives date
    normally child.birth_date
    except when age_at is today: as_at
define is_small for child: Child
    as age of child on counts_on(child) is below 13
silence small "small"
    cites S001
    for each child in children
    when is_small(child)
"""
    result = compiled(text)

    assert not result.found
    assert show_function(result.functions["counts_on"]) == (
        "define counts_on(child: Child, the rule: text) gives day\n"
        "    choose(same(reading(age_at, <the rule>), 'today') -> as_at; else child.birth_date)"
    )
    assert "counts_on(child, <the rule>)" in show_function(result.functions["is_small"])
    [rule] = result.rules
    assert rule.when is not None
    assert show_expression(rule.when) == "is_small(child, 'small')"
    assert (rule.readings, rule.interpretations) == (("age_at",), ("A04",))


MISTAKES = [
    (
        "define empty for child: Child",
        "R403",
        "empty",
        "nothing says what `empty` is",
        "add `as …` with a condition",
    ),
    (
        "define twofold\n    as nobody\n    normally yes",
        "R402",
        "normally yes",
        "`twofold` is defined twice over",
        "join them into one",
    ),
    (
        "define kind gives Kind\n    as nobody",
        "T302",
        "as nobody",
        "what `kind` gives is a word of `Kind`, and `as` gives yes or no",
        "write `normally …` with the value",
    ),
    (
        "define area for child: Child gives Authority\n    normally child",
        "T302",
        "child",
        "what `area` gives is a word of `Authority`, and this is a `Child`",
        None,
    ),
    (
        "define area for child: Child gives Authority\n    normally silent\n    except when nobody: stok",
        "N203",
        "stok",
        "`stok` is not a word of `Authority`",
        "did you mean `stoke`?",
    ),
    (
        "define hiding for trigger: Child\n    as trigger.looked_after",
        "N205",
        "trigger",
        "`trigger` is already the name of an interpretation",
        "give the variable another name",
    ),
    (
        "define of_kind for x: Chid\n    as x.looked_after",
        "N206",
        "Chid",
        "there is no kind of thing called `Chid`",
        "did you mean `Child`?",
    ),
]


@pytest.mark.parametrize(
    ("text", "code", "underlined", "message", "cure"), MISTAKES, ids=[f"{m[1]} {m[3]}" for m in MISTAKES]
)
def test_a_mistake_in_a_definition(text: str, code: str, underlined: str, message: str, cure: str | None) -> None:
    """What a definition lacks, has twice, or gives of another kind than it says."""
    found = _one(text)

    assert (found.code, found.underlined, found.message) == (f"HSB-{code}", underlined, message)
    assert (found.help[0] if found.help else None) == cure


def test_a_circle_is_told_once_with_its_way() -> None:
    """A definition that leads back to itself would never come to an answer; the message goes round the circle."""
    text = """
define b for child: Child
    as c(child) and is_young(child)
define a for child: Child
    as b(child)
define c for child: Child
    as a(child)
define d for child: Child
    as a(child)
"""

    found = _one(text)

    assert (found.code, found.underlined) == ("HSB-R410", "a")
    assert found.message == "`a` leads back to itself: a -> b -> c -> a"
    assert len(found.diagnostic.secondary) == 2


def test_a_definition_that_applies_itself_is_a_circle() -> None:
    """The shortest circle."""
    assert _one("define a for child: Child\n    as not a(child)").message == "`a` leads back to itself: a -> a"


def _table(head: str, *rows: str) -> str:
    return "\n    ".join(["define suited for child: Child gives Kind", head, *rows])


SHAPES = [
    (
        _table("| child.authority | gives |", "| stoke | advice_only |", "| staffs |"),
        "| staffs |",
        "the table has 2 columns, and this row has 1 cell",
    ),
    (_table("| child.authority |", "| stoke |"), "child.authority", "no column says what the table gives"),
    (
        _table("| child.authority | gives | gives |", "| stoke | advice_only | advice_only |"),
        "gives",
        "a table has one column `gives`, and this is the second",
    ),
    (
        _table("| .authority | gives |", "| stoke | advice_only |"),
        ".authority",
        "a field alone heads a column of reference data only",
    ),
    (
        _table("| child.authority | gives |", "| - | advice_only |"),
        "-",
        "an empty cell says nothing about its column",
    ),
    (_table("| child.authority | gives |", "| stoke | - |"), "-", "a row gives exactly one value"),
    (
        _table("| child.authority | gives |", "| stoke | advice_only, child_protection |"),
        "advice_only, child_protection",
        "a row gives exactly one value",
    ),
    (
        _table("| child.authority | cites | gives |", "| stoke | 5 | advice_only |"),
        "5",
        "a cell of `cites` has ids, such as `S103, A33`",
    ),
]


@pytest.mark.parametrize(("text", "underlined", "message"), SHAPES, ids=[s[2] for s in SHAPES])
def test_a_table_whose_rows_and_columns_do_not_fit(text: str, underlined: str, message: str) -> None:
    """Each fault of a table's shape is told at the cell, row or head that has it."""
    found = _one(text)

    assert (found.code, found.underlined, found.message) == ("HSB-R411", underlined, message)


def test_a_mistake_in_the_head_of_a_column_is_told_once() -> None:
    """Not once for every row."""
    text = _table("| chld.authority | gives |", "| stoke | advice_only |", "| staffs | advice_only |")

    assert _one(text).underlined == "chld"


def test_a_mistake_in_a_cell_is_told_at_the_cell() -> None:
    """The rest of the table is checked too."""
    text = _table("| child.authority | gives |", "| stok | advice_only |", "| staffs | advice |")

    assert [f.underlined for f in compiled(text).found] == ["stok", "advice"]


def test_an_unknown_id_in_a_cell() -> None:
    """A row can only cite what the policy has."""
    found = _one(_table("| child.authority | cites | gives |", "| stoke | S099 | advice_only |"))

    assert (found.code, found.underlined) == ("HSB-N209", "S099")
