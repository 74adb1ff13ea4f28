"""Files are read to declarations whose parts know their places; nothing that an author writes stops the reading."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend import ast
from hsb_policy.frontend.parse import MAX_DECLARATIONS, MAX_FILE, MAX_MISTAKES, parse_files
from tests.unit.frontend.reading import read, underlined

DUTY = """\
# a remark
use a

duty late "Too late"
    cites S019   # why
    when (harmed.role is harmed) and f(harmed).x is below 13
    professionals must "act"
"""


def _duty(text: str) -> ast.Rule:
    read_text, told = read(text)
    assert not told
    [rule] = [d for d in read_text.declarations if isinstance(d, ast.Rule)]
    return rule


def _at(node: ast.Node) -> str:
    return DUTY[node.span.start : node.span.end]


def test_every_tree_knows_its_place_in_the_file() -> None:
    """Places count from the start of the file, and reach from the first to the last word of what they name."""
    rule = _duty(DUTY)
    [when] = rule.when

    assert _at(rule) == DUTY[DUTY.index("duty") :].rstrip()
    assert _at(rule.name) == "late"
    assert _at(rule.label) == '"Too late"'
    assert isinstance(when, ast.Chain)
    assert _at(when) == "(harmed.role is harmed) and f(harmed).x is below 13"
    assert [_at(part) for part in when.parts] == ["(harmed.role is harmed)", "f(harmed).x is below 13"]
    assert [_at(word) for word in when.words] == ["and"]


def test_the_place_of_a_field_is_its_name_without_the_dot() -> None:
    """What is underlined, or replaced, is the word."""
    [when] = _duty(DUTY).when
    assert isinstance(when, ast.Chain)
    first = when.parts[0]
    assert isinstance(first, ast.Comparison)
    assert isinstance(first.left, ast.Path)

    assert _at(first.left.fields[0]) == "role"


def test_trees_are_equal_wherever_they_stand() -> None:
    """The place of a tree is no part of its meaning."""
    assert _duty(DUTY) == _duty("\n\n" + DUTY.replace("    ", "\t"))


def test_lines_may_end_as_on_any_machine() -> None:
    """Carriage returns and the spaces of word processors are spaces."""
    assert _duty(DUTY.replace("\n", "\r\n")) == _duty(DUTY)
    assert _duty(DUTY.replace("    ", "\u00a0\u00a0")) == _duty(DUTY)


def test_files_are_read_in_their_order() -> None:
    """Declarations come in the order of the files and of their lines, each with the name of its file."""
    files = [SourceFile("b.policy", "use x\nuse y"), SourceFile("a.policy", "use z")]

    read_text = parse_files(files, Collector())

    assert [(d.span.file, d.name.text) for d in read_text.declarations] == [
        ("b.policy", "x"),
        ("b.policy", "y"),
        ("a.policy", "z"),
    ]


def test_a_faulty_declaration_does_not_touch_the_others() -> None:
    """Two mistakes are told as two, and what stands around them is read."""
    read_text, told = read('party one\nuse a\nduty x "x"\n    whn y\nuse b')

    assert [d.name.text for d in read_text.declarations] == ["a", "b"]
    assert [d.code for d in told] == ["HSB-S116", "HSB-S103"]


def test_what_could_not_be_read_is_named() -> None:
    """Later passes know the names of faulty declarations, and need not report their uses."""
    read_text, _ = read('duty x "x"\n    whn y\n\nStray text\n\ncodes Colour "c"')

    assert [(u.kind, u.name and u.name.text) for u in read_text.unread] == [
        ("duty", "x"),
        (None, None),
        ("codes", "Colour"),
    ]


def test_a_declaration_goes_on_at_the_margin_where_it_cannot_end() -> None:
    """A list whose words stand at the margin belongs to the declaration that lacks them."""
    read_text, told = read("codes Colour\ngreen,\namber\n\nuse a")

    assert not told
    assert [type(d) for d in read_text.declarations] == [ast.Codes, ast.Use]


def test_an_indented_declaration_is_told_and_read() -> None:
    """Only its indentation is a mistake: both declarations count."""
    text = 'define a\n    as x\n    duty b "b"\n        cites S1\n'

    read_text, _ = read(text)

    assert [d.name.text for d in read_text.declarations] == ["a", "b"]
    assert underlined(text) == [("HSB-S102", "duty")]


def test_a_text_that_is_broken_over_lines_is_one_mistake() -> None:
    """The rest of the text at the margin is not told as well."""
    assert underlined('guidance a "long text\nthat goes on"\n    cites S1\nuse b') == [("HSB-S108", '"long text')]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_stray_text_below_a_blank_line_is_a_mistake_of_its_own(end: str) -> None:
    """What stands right below a declaration that breaks off belongs to it; a blank line parts them."""
    assert len(read(f"party a{end}stray text{end}")[1]) == 1
    assert len(read(f"party a{end}{end}stray text{end}")[1]) == 2


def test_a_file_that_is_too_large_is_not_read() -> None:
    """The limit is told, with what to do."""
    read_text, [told] = read("#" * MAX_FILE + "\nuse a")

    assert not read_text.declarations
    assert told.code == "HSB-S124"
    assert told.help


def test_too_many_declarations_are_not_read() -> None:
    """Reading ends at the limit, and says so."""
    read_text, [told] = read("use a\n" * (MAX_DECLARATIONS + 1))

    assert len(read_text.declarations) == MAX_DECLARATIONS
    assert told.code == "HSB-S125"


def test_after_a_hundred_mistakes_the_rest_is_counted() -> None:
    """Nobody reads more, and a broken file is told in reasonable time."""
    _, told = read("party x\n" * (MAX_MISTAKES + 7))

    assert len(told) == MAX_MISTAKES + 1
    assert {d.code for d in told} == {"HSB-S116", "HSB-S126"}
    assert any(d.message.startswith("7 more") for d in told)


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 101 + "x" + ")" * 101,
        "f(" * 5000,
        "not " * 5000 + "x",
        "some x in xs has " * 500 + "x",
        "x or if not yet " * 500 + "x",
        "1 day after " * 500 + "x",
    ],
)
def test_what_is_too_deep_to_be_read_is_told(deep: str) -> None:
    """No depth of brackets or conditions exhausts the passes that follow."""
    [(code, _)] = underlined("define a\n    as " + deep)

    assert code == "HSB-S123"


def test_a_hundred_brackets_are_read() -> None:
    """The limit is far above what anybody writes."""
    assert not read("define a\n    as " + "x and (" * 100 + "x" + ")" * 100)[1]


def test_long_lists_are_not_deep() -> None:
    """Length is no depth."""
    assert not read("define a\n    as " + " and ".join(["x"] * 5000))[1]


def test_threads_may_read_at_the_same_time() -> None:
    """The grammar is built once, and holds nothing of what is being read."""
    texts = [f'duty d{i} "{i}"\n    when x.f{i} is {i}\n' for i in range(200)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: read(text)[0], texts))

    assert found == [read(text)[0] for text in texts]
