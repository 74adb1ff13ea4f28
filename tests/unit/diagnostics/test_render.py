"""Messages as a person reads them: what is wrong, where, the line with what is meant underlined, and cures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Label, Severity
from hsb_policy.diagnostics.render import one_line, render, render_all
from hsb_policy.diagnostics.source import SourceFile, Span

TEXT = """\
codes Colour
    green, amber, red

define is_red for home: Home
    as home.colour is rde
"""
FILE = SourceFile("words.policy", TEXT)


def _span(words: str, file: SourceFile = FILE) -> Span:
    start = file.text.index(words)
    return Span(file.name, start, start + len(words))


def _unknown(**more: object) -> Diagnostic:
    parts: dict[str, object] = {
        "code": "HSB-N203",
        "message": "`rde` is not a word of `Colour`",
        "primary": Label(_span("rde"), "not in `Colour`"),
    }
    return Diagnostic(**{**parts, **more})  # type: ignore[arg-type]  # the parts are given by name, of any type


def test_the_line_is_shown_with_what_is_meant_underlined() -> None:
    """Code and name, the sentence, the place, the line, the underlined words, and the cures, the likelier first."""
    told = render(_unknown(help=("did you mean `red`?", "its words: `green`, `amber` and `red`")), [FILE])

    assert told == (
        "error HSB-N203 unknown-code: `rde` is not a word of `Colour`\n"
        "  words.policy:5\n"
        "    5 |     as home.colour is rde\n"
        "      |                       ^^^ not in `Colour`\n"
        "   help: did you mean `red`?\n"
        "   help: its words: `green`, `amber` and `red`"
    )


def test_other_places_are_shown_in_the_order_of_the_lines() -> None:
    """What explains the mistake is underlined otherwise than the mistake, and the place named is that of the mistake."""
    told = render(_unknown(secondary=(Label(_span("Colour"), "declared here"),)), [FILE])

    assert told == (
        "error HSB-N203 unknown-code: `rde` is not a word of `Colour`\n"
        "  words.policy:5\n"
        "    1 | codes Colour\n"
        "      |       ------ declared here\n"
        "    5 |     as home.colour is rde\n"
        "      |                       ^^^ not in `Colour`"
    )


def test_two_labels_on_one_line_have_a_row_each() -> None:
    """From left to right."""
    told = render(_unknown(secondary=(Label(_span("home.colour"), "a `Colour`"),)), [FILE])

    assert told.splitlines()[2:] == [
        "    5 |     as home.colour is rde",
        "      |        ----------- a `Colour`",
        "      |                       ^^^ not in `Colour`",
    ]


def test_places_in_other_files_come_after_the_mistake() -> None:
    """Each file is named with the line of its first label."""
    other = SourceFile("pack/other.policy", "\ncodes Colour\n    rde\n")
    told = render(_unknown(secondary=(Label(_span("rde", other), "only here"),)), [other, FILE])

    assert told.splitlines()[1:] == [
        "  words.policy:5",
        "    5 |     as home.colour is rde",
        "      |                       ^^^ not in `Colour`",
        "  pack/other.policy:3",
        "    3 |     rde",
        "      |     --- only here",
    ]


def test_a_message_without_its_file_names_the_file() -> None:
    """Where the text is not at hand, what is said of the places is said without their lines."""
    told = render(_unknown(secondary=(Label(_span("Colour"), "declared here"),)))

    assert told.splitlines()[1:] == ["  words.policy", "    not in `Colour`", "    declared here"]


def test_a_message_about_a_case_names_the_place_in_it() -> None:
    """A case file has no lines that people know; it has paths."""
    told = render(Diagnostic(code="HSB-D520", message="there is no such field", path="children[0].brith_date"))

    assert told == "error HSB-D520 no-such-field: there is no such field\n  children[0].brith_date"


def test_a_warning_says_that_it_is_one() -> None:
    """The first word says how grave it is."""
    assert render(_unknown(severity=Severity.WARNING), [FILE]).startswith("warning HSB-N203 ")


def test_a_code_that_is_not_in_the_catalogue_is_told_without_a_name() -> None:
    """Nothing is made up."""
    assert render(_unknown(code="HSB-X999"), [FILE]).startswith("error HSB-X999: `rde` is")


def test_a_mistake_over_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    """What begins there is what is meant."""
    span = _span("green").to(_span("Home\n"))
    told = render(_unknown(primary=Label(span, "all this")), [FILE])

    assert told.splitlines()[2:] == ["    2 |     green, amber, red", "      |     ^^^^^^^^^^^^^^^^^ all this"]


def test_a_mistake_at_the_end_of_a_file_has_a_sign_too() -> None:
    """Nothing stands there, and yet it is pointed at."""
    end = Span(FILE.name, len(TEXT), len(TEXT))
    told = render(_unknown(primary=Label(end, "something is lacking")), [FILE])

    assert told.splitlines()[1:] == ["  words.policy:6", "    6 |", "      | ^ something is lacking"]


def test_a_long_line_is_cut_on_both_sides() -> None:
    """What is meant stays in sight, and the row is no wider than a page."""
    file = SourceFile("long.policy", f'guidance long "{"before " * 30}naughty {"after " * 30}" cites S001\n')
    told = render(_unknown(primary=Label(_span("naughty", file), "to be avoided")), [file])
    row, signs = told.splitlines()[2:4]

    assert row[row.index("naughty") :].startswith("naughty after")
    assert (row[8], row[-1]) == ("…", "…")
    assert signs.index("^") == row.index("naughty")
    assert max(map(len, told.splitlines())) <= 80


def test_what_a_label_says_stands_below_where_there_is_no_room_beside() -> None:
    """It is moved to the left rather than past the margin."""
    file = SourceFile("wide.policy", " " * 64 + "here\n")
    label = Label(_span("here", file), "a label that does not fit beside it")
    told = render(_unknown(primary=label), [file])

    assert told.splitlines()[-1].endswith("a label that does not fit beside it")
    assert max(map(len, told.splitlines())) <= 80


def test_sentences_and_cures_are_wrapped() -> None:
    """No row of words is wider than a page; nothing is lost."""
    words = "every good child deserves a good answer " * 5
    told = render(_unknown(message=words, help=(words,)), [FILE])

    assert max(map(len, told.splitlines())) <= 80
    assert " ".join(told.split()).count("every good child deserves a good answer") == 10


def test_wide_signs_and_tabs_are_underlined_where_they_stand() -> None:
    """Columns are those of the screen, not those of the text."""
    file = SourceFile("wide.policy", "\t日本 rde\n")
    told = render(_unknown(primary=Label(_span("rde", file))), [file])

    assert told.splitlines()[2:] == ["    1 |     日本 rde", "      |          ^^^"]


def test_signs_that_move_the_cursor_are_not_shown() -> None:
    """A file cannot write over the message about it, nor colour the screen."""
    file = SourceFile("odd\x1b.policy", 'party lead "\x1b[2J\u202ed"\n')
    diagnostic = _unknown(message="a \x1b[31m word", primary=Label(_span("lead", file), "\x07"), help=("\x1b[0m",))
    told = render(diagnostic, [file]) + one_line(diagnostic, [file])

    assert not any(sign in told for sign in "\x1b\x07\u202e")


def test_colour_is_asked_for() -> None:
    """Without it there are only words; with it, the same words."""
    plain, coloured = render(_unknown(), [FILE]), render(_unknown(), [FILE], colour=True)

    assert "\x1b" not in plain
    assert coloured.count("\x1b[31;1m") == 2
    assert "".join(part.partition("m")[2] if i else part for i, part in enumerate(coloured.split("\x1b["))) == plain


# ---- several messages


def _numbered(number: int, severity: Severity = Severity.ERROR) -> Diagnostic:
    return _unknown(message=f"message {number}.", severity=severity)


@pytest.mark.parametrize(("count", "last"), [(20, "message 19."), (21, "and 1 more"), (27, "and 7 more")])
def test_at_most_twenty_messages_are_told(count: int, last: str) -> None:
    """Nobody reads more; the rest are counted."""
    told = render_all(Diagnostics(tuple(_numbered(n) for n in range(count))))

    assert told.count("error HSB-N203") == 20
    assert last in told.split("\n\n")[-2]


def test_mistakes_are_told_before_warnings_are() -> None:
    """Where there is no room for all, it is the warnings that are left out; the order stays that of the text."""
    warnings = [_numbered(n, Severity.WARNING) for n in range(15)]
    mistakes = [_numbered(n) for n in range(100, 110)]
    told = render_all(Diagnostics((*warnings, *mistakes)))

    assert told.count("warning HSB") == 10
    assert told.count("error HSB") == 10
    assert told.index("message 9.") < told.index("message 100.")
    assert "\n\nand 5 more\n\nmore: " in told


def test_nothing_found_is_nothing_told() -> None:
    """Not even an empty line."""
    assert render_all(Diagnostics()) == ""


def test_one_line_has_the_form_by_which_editors_jump() -> None:
    """File, line and column; without the text, the file; for a case, the path."""
    assert one_line(_unknown(), [FILE]) == "words.policy:5:23: error HSB-N203: `rde` is not a word of `Colour`"
    assert one_line(_unknown()) == "words.policy: error HSB-N203: `rde` is not a word of `Colour`"
    assert one_line(Diagnostic(code="HSB-D520", message="no", path="a.b")) == "a.b: error HSB-D520: no"
    assert one_line(Diagnostic(code="HSB-D501", message="no")) == "error HSB-D501: no"


@given(st.text(max_size=200), st.data())
def test_any_text_and_any_place_in_it_can_be_shown(text: str, data: st.DataObject) -> None:
    """Rendering never raises, underlines something, and keeps to the page."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    file = SourceFile("any.policy", text)
    diagnostic = Diagnostic(code="HSB-N201", message="m", primary=Label(Span("any.policy", start, end), "label"))
    told = render(diagnostic, [file])

    assert "^" in told
    assert one_line(diagnostic, [file]).count("\n") == 0
    assert all(len(line) <= 80 for line in told.splitlines())
