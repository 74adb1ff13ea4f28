"""Each mistake of form is told once, in the author's words, where it is, and with a cure."""

import re

import pytest

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.frontend import syntax_codes
from hsb_policy.frontend.grammar import grammar
from tests.unit.frontend.reading import cured, read, underlined

IN_DUTY = 'duty late "Too late"\n    cites S019\n    '
IN_DEFINITION = "define late\n    as "
IN_SCENARIO = 'scenario "late"\n    '

MISTAKES = [
    # words of clauses
    (IN_DUTY + "whn x.a", "S103", "whn", "did you mean `when`?"),
    (IN_DUTY + "When x.a", "S103", "When", "did you mean `when`?"),
    (IN_DUTY + "if x.a", "S103", "if", "write `when`"),
    (IN_DUTY + "met whn x.a", "S103", "met whn", "did you mean `met when`?"),
    (IN_DUTY + "for eech x in xs", "S103", "for eech", "did you mean `for each`?"),
    (IN_DUTY + "with in 3 days of x.on", "S103", "with in", "did you mean `within`?"),
    (IN_DUTY + "arises of x.on", "S103", "arises of", "did you mean `arises on`?"),
    (IN_DUTY + "met when some r in rs has r.x done by r.on", "S103", "done by", "write `done on`"),
    (IN_DUTY + 'professionals shuld "act"', "S103", "shuld", "did you mean `should`?"),
    (IN_DUTY + 'professionals shall "act"', "S103", "shall", "write `must`"),
    (IN_DUTY + 'professionals cannot "act"', "S103", "cannot", "write `must not`"),
    (IN_DUTY + "frobnicate x", "S103", "frobnicate", None),
    (IN_SCENARIO + "frobnicate x", "S103", "frobnicate", None),
    # words of conditions
    (IN_DEFINITION + "evry x in xs has x.a", "S103", "evry", "did you mean `every`?"),
    (IN_DEFINITION + "x.a iz b", "S103", "iz", "did you mean `is`?"),
    (IN_DEFINITION + "x.a is blow 5", "S103", "is blow", "did you mean `is below`?"),
    (IN_DEFINITION + "x.a equals b", "S103", "equals", "write `is`"),
    (IN_DEFINITION + "x.a is less than 5", "S103", "is less than", "write `is below`"),
    (IN_DEFINITION + "x.a is greater than or equal to 5", "S103", "is greater than or equal to", "write `is at least`"),
    (IN_DEFINITION + "x.a is between 5 and 11", "S103", "is between 5 and 11", "write `is 5 to 11`"),
    (IN_DEFINITION + "x.a contains b", "S103", "contains", "write `includes`"),
    (IN_DEFINITION + "all x in xs has x.a", "S103", "all", "write `every`"),
    (IN_DEFINITION + "there is some x in xs has x.a", "S103", "there is some", "write `some`"),
    (IN_DEFINITION + "some x of xs has x.a", "S103", "of", "write `in`"),
    (
        IN_DEFINITION + "latest (x in xs by x.on) gives x.a or if nothing b is c",
        "S103",
        "or if nothing",
        "write `or if none`",
    ),
    (IN_DUTY + "for each r in rs\n    When r.a", "S103", "When", "did you mean `when`?"),
    (IN_DEFINITION + "x.a And x.b", "S103", "And", "did you mean `and`?"),
    (IN_DEFINITION + "x.a is greater than the_most", "S103", "is greater than", "write `is above`"),
    (IN_SCENARIO + "judged on 19/11/25", "S112", "19/11/25", "write the year in full, and first"),
    # articles, telephone numbers
    (IN_DUTY + "within 2 days of the decision", "S104", "the", "leave it out: write `decision`"),
    (IN_DEFINITION + "age of the child on as_at is below 5", "S104", "the", "leave it out: write `child`"),
    (
        "reference points of Point\n    | .telephone |\n    | 01785 000 000 |",
        "S105",
        "01785 000 000",
        'write `"01785 000 000"`',
    ),
    # `has`, brackets
    (IN_DEFINITION + "some x in xs x.a is b", "S114", "some x in xs", "write `some x in xs has` and a condition"),
    (IN_DEFINITION + "some x in xs where x.a", "S114", "some x in xs where x.a", None),
    (IN_DEFINITION + "(some x in xs) and y", "S114", "some x in xs", None),
    (IN_DEFINITION + "a and (b or c", "S106", "(", None),
    (IN_DUTY + 'when f(x\n    professionals must "act"', "S106", "(", None),
    (IN_SCENARIO + "given child C1 with .a [(.b c]", "S106", "(", None),
    (IN_DEFINITION + "a and b)", "S107", ")", None),
    (IN_DEFINITION + "count of x in xs is above 3", "S115", "count of", None),
    (IN_DEFINITION + "latest x in xs by x.on gives x.a", "S115", "latest x in xs by x.on", None),
    (IN_DUTY + "for each referrals", "S105", "for each referrals", None),
    # texts
    (IN_DUTY + 'professionals must "act', "S108", '"act', None),
    ('duty late Too late"\n    cites S019', "S108", 'Too late"', 'put a `"` where the text begins'),
    (IN_DUTY + "professionals must \u201cact\u201d", "S109", "\u201cact\u201d", 'write `"act"`'),
    (IN_DUTY + "professionals must 'act'", "S109", "'act'", 'write `"act"`'),
    (IN_DUTY + "professionals must act", "S116", "must", None),
    ("duty late\n    cites S019", "S116", "late", None),
    # signs and characters
    (IN_DEFINITION + "x.a = b", "S110", "=", "write `is`"),
    (IN_DEFINITION + "x.a == b", "S110", "==", "write `is`"),
    (IN_DEFINITION + "x.a != b", "S110", "!=", "write `is not`"),
    (IN_DEFINITION + "x.a < 5", "S110", "<", "write `is below`"),
    (IN_DEFINITION + "x.a > 5", "S110", ">", "write `is above`"),
    (IN_DEFINITION + "x.a \u2265 5", "S110", "\u2265", "write `is at least`"),
    (IN_DEFINITION + "x.a && b", "S110", "&&", "write `and`"),
    (IN_DEFINITION + "x.a || b", "S110", "||", "write `or`"),
    (IN_DUTY + "consider S070-S089", "S110", "S070-S089", "write `S070 to S089`"),
    (IN_DUTY + "when a is b, c is d", "S110", ",", "write `and`"),
    (IN_DEFINITION + "caf\u00e9 is b", "S111", "caf\u00e9", None),
    ("define sp\u00e9cial\n    as x", "S111", "sp\u00e9cial", None),
    (IN_DEFINITION + "x.a;", "S111", ";", "leave the `;` out"),
    (IN_DEFINITION + "x.a.", "S111", ".", "leave the `.` out"),
    (IN_DEFINITION + "x. a", "S111", ".", None),
    (IN_DEFINITION + "x.a // remark", "S111", "/", "a remark begins with `#`"),
    # dates and units
    (IN_SCENARIO + "judged on 2/3/2025", "S112", "2/3/2025", "if the day comes first, write `2025-03-02`"),
    (IN_SCENARIO + "judged on 2 March 2025", "S112", "2 March 2025", "write `2025-03-02`"),
    (IN_SCENARIO + "judged on 2nd of March 2025", "S112", "2nd of March 2025", "write `2025-03-02`"),
    (IN_SCENARIO + "judged on March 2, 2025", "S112", "March 2, 2025", "write `2025-03-02`"),
    (IN_DEFINITION + "x.on is before 02.03.2025", "S112", "02.03.2025", "if the day comes first, write `2025-03-02`"),
    (IN_DEFINITION + "x.on is before 2025-3-2", "S112", "2025-3-2", "write `2025-03-02`"),
    (IN_SCENARIO + "given case with .at 2025-03-02 14:30", "S112", "2025-03-02 14:30", "write `2025-03-02T14:30`"),
    (IN_DEFINITION + "x.on is 2025-02-30", "S121", "2025-02-30", None),
    (IN_DEFINITION + "x.a is 12345678901234567890", "S121", "12345678901234567890", None),
    (IN_DUTY + "within 15 workng days of x.on", "S113", "workng days", "did you mean `15 working days`?"),
    (IN_DUTY + "within 15 business days of x.on", "S113", "business days", "did you mean `15 working days`?"),
    (IN_DEFINITION + "15 wekks after x.on is y", "S113", "wekks", "did you mean `15 weeks`?"),
    # names and fields
    ('duty case "late"', "S117", "case", None),
    (IN_DEFINITION + "some record in records has record.a", "S117", "record", None),
    ('duty late visit "late"', "S118", "late visit", "write `late_visit`"),
    ("define late-visit\n    as x", "S118", "late-visit", "write `late_visit`"),
    ("define 5_days\n    as x", "S118", "5_days", None),
    (IN_DEFINITION + "child's age is 5", "S118", "child's", None),
    ("record Child\n    birth_date date", "S119", "birth_date", "write `.birth_date`"),
    ("record Child\n    .id text\n    birth_date date", "S119", "birth_date", "write `.birth_date`"),
    (IN_SCENARIO + "given child C1 with birth_date 2012-03-02", "S119", "birth_date", "write `.birth_date`"),
    (IN_DEFINITION + "harmed role is harmer", "S119", "harmed role", "write `harmed.role`"),
    (IN_DUTY + "when harmed role is harmer", "S119", "harmed role", "write `harmed.role`"),
    # what is missing, what is too much
    (IN_DUTY + "cites S020 S021", "S105", "S020 S021", "write `S020, S021`"),
    (IN_DUTY + "when\n    cites S020", "S105", "when", None),
    (IN_DEFINITION + "x.a and", "S105", "and", None),
    (IN_DEFINITION + "age of child is below 13", "S105", "age of child", None),
    ("define late for child Child\n    as x", "S105", "child Child", None),
    (IN_DEFINITION + "x.a is is b", "S104", "is is", "leave one of them out"),
    (IN_DEFINITION + ".a is b", "S104", ".a", None),
    (IN_DUTY + "for each x in xs, where x.a", "S104", ",", "leave the `,` out"),
    (IN_DUTY + "when x.on is within 5 days of y.on", "S104", "is within 5 days of", None),
    # tables
    ("define a\n    | x | gives |\n    | 1 | 2\n    | 3 | 4 |", "S120", "2", None),
    ("define a\n    | x | gives |\n    | 1 | 2", "S120", "2", None),
    ("define a\n    | x | gives |\n    | | 2 |", "S105", "| |", None),
    ("define a\n    | x | gives |\n    | <5 | 2 |", "S110", "<", "write `below`"),
    ("define a\n    | x | gives |\n    | 5-11 | 2 |", "S110", "5-11", "write `5 to 11`"),
    # declarations
    ("dutty late", "S101", "dutty", "did you mean `duty`?"),
    ("Use a", "S101", "Use", "did you mean `use`?"),
    ("whn x.a", "S101", "whn", None),
    ("// a remark", "S101", "/", "a remark begins with `#`"),
    ("use a\n  use b", "S102", "use", None),
    ('interpretation a "a"\n    takes date\n    takes date', "S122", "takes date", None),
]


@pytest.mark.parametrize(("text", "code", "place", "cure"), MISTAKES, ids=lambda value: None)
def test_a_mistake_is_told_once_where_it_is(text: str, code: str, place: str, cure: str | None) -> None:
    """One message, the right words underlined, and the likelier cure first."""
    _, told = read(text + "\n")

    assert underlined(text + "\n") == [(f"HSB-{code}", place)]
    assert cure is None or told[0].help[0] == cure


@pytest.mark.parametrize("text", [text for text, *_ in MISTAKES])
def test_a_message_is_in_plain_words(text: str) -> None:
    """No message speaks of how the text is read; it has one line, a place and at most two cures."""
    _, [told] = read(text)
    said = " ".join((told.message, *told.help, told.primary.text if told.primary else ""))

    assert not re.search(r"\b(token|identifier|terminal|lexer|parser?|syntax|AST|EOF|expression)\b", said)
    assert not re.search(r"\b[A-Z]+_[A-Z_]+\b|\$END", said)
    assert "\n" not in said
    assert len(told.help) <= 2
    assert told.primary is not None
    assert told.primary.span.start < told.primary.span.end


@pytest.mark.parametrize("text", [text for text, *_ in MISTAKES])
def test_a_fix_cures(text: str) -> None:
    """Where a message offers a fix, the mistake is gone after it."""
    _, [told] = read(text)
    if told.fix is not None:
        read_again, left = read(cured(text, told))

        assert told.code not in {other.code for other in left}
        assert read_again.declarations or left


def test_every_code_is_in_the_catalogue() -> None:
    """Each mistake of form has a name and a title, and none is there in vain."""
    used = {value for name, value in vars(syntax_codes).items() if name.isupper()}

    assert used == {code for code in CATALOGUE if code.startswith("HSB-S")}


def test_where_two_things_are_wrong_the_first_is_told() -> None:
    """One faulty declaration, one message."""
    assert underlined(IN_DUTY + "whn x = y\n    professionals mst 'act'") == [("HSB-S103", "whn")]


def test_a_list_of_what_could_stand_is_given_where_it_is_short() -> None:
    """Where few things could stand, the message names them."""
    _, [told] = read("calendar")
    assert told.message == "something is missing after `calendar`: a name"

    _, [told] = read('policy a "a"\n    version "1"')
    assert told.help == ("its clauses begin with `edition` or `statements`",)


def test_every_word_of_the_language_is_known_by_its_spelling() -> None:
    """Messages can name every word; the rest is described."""
    unspelled = {t.name for t in grammar().parser.terminals if not t.name.startswith("__")} - set(
        grammar().words.spelling
    )

    assert unspelled == {
        *("FIELD", "STRING", "NAME", "NUMBER", "DURATION", "DATE", "PARTIAL_DATE", "MOMENT"),
        *("NUMBER_OF", "SPAN_FROM", "COMMENT"),
    }
