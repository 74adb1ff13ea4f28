"""The text of a case file: what is no JSON, or too much of it, is told with its place and without its content."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.engine.case_text import DEEPEST, LARGEST, LONGEST_NUMBER, parse_case_text
from tests.unit.engine.small_schema import good

SECRET = "ZZSECRET"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def the_fault(content: str | bytes) -> Diagnostic:
    """The one thing that is wrong with a text; it is in the catalogue and shows nothing of the text."""
    document, found = parse_case_text(content)

    assert document is None
    assert len(found.items) == 1
    fault = found.items[0]
    assert fault.code in CATALOGUE
    assert SECRET not in fault.message + "".join(fault.help)
    return fault


@pytest.mark.parametrize(
    ("text", "place", "message", "cure"),
    [
        ('{"a": 1,}', "line 1, column 9", "the name of a field", "take away the comma"),
        ('{"a": [1,]}', "line 1, column 10", "a text in quotation marks, a number", "take away the comma"),
        ('{\n  "a" 1}', "line 2, column 7", "a colon is expected", ""),
        ('{"a": 1 "b": 2}', "line 1, column 9", "a comma or a closing bracket is expected", ""),
        ('{"a": 1', "line 1, column 8", "the file ends here", "a bracket that is not closed"),
        ('{"a": 1,\n\n', "line 3, column 1", "the file ends here", "a bracket that is not closed"),
        ('{"a":', "line 1, column 6", "the file ends here", "a bracket that is not closed"),
        ('{"a": "ZZSECRET', "line 1, column 7", "no closing quotation mark", ""),
        ('{"a": "ZZSECRET\n"}', "line 1, column 16", "a line break or tab", "`\\n`"),
        ('{"a": "\\ZZSECRET"}', "line 1, column 8", "a backslash", "`\\\\`"),
        ('{"a": "\\u12"}', "line 1, column ", "a backslash", ""),
        ("{'a': 1}", "line 1, column 2", "the name of a field", "double quotation marks"),
        ("{“a”: 1}", "line 1, column 2", "the name of a field", "double quotation marks"),
        ('{"a": True}', "line 1, column 7", "true, false, null", "small letters"),
        ('{"a": None}', "line 1, column 7", "true, false, null", "small letters"),
        ('{"a": 1, // ZZSECRET\n}', "line 1, column 10", "the name of a field", "the comment"),
        ('{"a": ZZSECRET}', "line 1, column 7", "is expected here", ""),
        (
            '{"a": 1} {"b": 2}',
            "line 1, column 10",
            "after the end of the case",
            "one case a line in a file whose name ends in `.jsonl`",
        ),
        (
            '{"a": 1}ZZSECRET',
            "line 1, column 9",
            "after the end of the case",
            "one case a line in a file whose name ends in `.jsonl`",
        ),
        ("ZZSECRET", "line 1, column 1", "is expected here", ""),
        ("<xml/>", "line 1, column 1", "is expected here", ""),
    ],
)
def test_what_is_no_json_is_told_by_line_and_column(text: str, place: str, message: str, cure: str) -> None:
    """The first place that is wrong, what is expected there, and a cure for the usual slips."""
    fault = the_fault(text)

    assert fault.code == "HSB-D503"
    assert fault.message.startswith(place)
    assert message in fault.message
    assert cure in "".join(fault.help)


@pytest.mark.parametrize("content", [b"", b" \n\t ", "", b"\xef\xbb\xbf", "\ufeff\n"])
def test_an_empty_file_is_told(content: str | bytes) -> None:
    """A file with nothing but space in it is empty."""
    assert the_fault(content).code == "HSB-D501"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": "\xe9"}', "its byte 8 is none"),
        (b'\xef\xbb\xbf{\n"a": "\xff"}', "its byte 12, on line 2, is none"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
        (b'{"a": "\xed\xa0\x80"}', "its byte 8 is none"),
        ('{"a": "\ud800"}', "half of a sign"),
    ],
)
def test_what_is_not_utf_8_is_told(content: str | bytes, message: str) -> None:
    """The place of the first byte that is none is told."""
    fault = the_fault(content)

    assert fault.code == "HSB-D502"
    assert message in fault.message


@pytest.mark.parametrize("content", [b'\xef\xbb\xbf{"a": "\xc3\xa9"}', '\ufeff{"a": "é"}', '{"a": "\\u00e9"}'])
def test_a_byte_order_mark_is_read_over(content: str | bytes) -> None:
    """Some editors put a mark before the text."""
    assert parse_case_text(content)[0] == {"a": "é"}


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ('{"a": 1, "a": 2}', "a", "the field `a` stands here more than once"),
        (
            '{"a": [{}, {"b": {"c": 1, "d": 2, "c": 1, "c": 3}}]}',
            "a[1].b.c",
            "the field `c` stands here more than once",
        ),
        ('{"a": [1, NaN]}', "a[1]", "not a number"),
        ('{"a": {"b": -Infinity}}', "a.b", "not a number"),
        ('{"a": {"b": 1' + "0" * 5_000 + "}}", "a.b", "more than 18 digits"),
        ('{"a": ["\\udc00 ZZSECRET"]}', "a[0]", "half of a sign"),
    ],
)
def test_what_a_case_cannot_hold_is_told_by_its_path(text: str, path: str, message: str) -> None:
    """JSON readers differ about these, so that none of them may decide a case."""
    fault = the_fault(text)

    assert fault.path == path
    assert message in fault.message


def test_two_such_faults_give_two_messages() -> None:
    """All of them are told in one run, a field that stands twice in two records too."""
    found = parse_case_text('{"a": [{"x": 1, "x": 2}, {"y": NaN}, {"x": 1, "x": 2}]}')[1].items

    assert [(fault.code, fault.path) for fault in found] == [
        ("HSB-D504", "a[0].x"),
        ("HSB-D505", "a[1].y"),
        ("HSB-D504", "a[2].x"),
    ]


@pytest.mark.parametrize("text", ["[]", "5", '"ZZSECRET"', "null", "true", '[{"case_id": "A"}]'])
def test_a_file_that_is_not_one_record_is_told(text: str) -> None:
    """A case is one record in braces."""
    fault = the_fault(text)

    assert fault.code == "HSB-D521"
    assert fault.message.endswith("stands where one case in braces, `{…}`, is expected")


@pytest.mark.parametrize("signs", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("depth", [DEEPEST, 10_000, 1_000_000])
def test_deep_texts_are_told_and_do_no_harm(signs: str, depth: int) -> None:
    """What is nested too deep is counted before it is parsed, whether or not it is closed again."""
    fault = the_fault('{"deep":' + signs * depth)

    assert fault.code == "HSB-D506"
    assert fault.message.endswith("more than 100 deep within each other")


def test_texts_as_deep_as_allowed_are_read() -> None:
    """The limit itself is allowed, and brackets within texts do not count."""
    inner = "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)

    assert parse_case_text('{"a":' + inner + "}")[0] is not None
    assert the_fault('{"a":[' + inner + "]}").code == "HSB-D506"
    assert parse_case_text(json.dumps({"a": ['\\"[{' * 500, "[" * 500]}))[0] is not None
    assert parse_case_text(json.dumps({"a": [[]] * 500}))[0] is not None


def test_a_slip_before_the_depth_is_what_is_told() -> None:
    """A lost quotation mark turns texts and brackets round: the slip is told, not the depth that follows from it."""
    fault = the_fault('{"a": "x, "b": "' + "[" * 500 + '"}')

    assert fault.code == "HSB-D503"
    assert fault.message.startswith("line 1, column 12: ")


def test_a_huge_file_is_told_before_it_is_read() -> None:
    """Files have a limit, in bytes."""
    assert the_fault(b" " * (LARGEST + 1)).code == "HSB-D507"
    assert the_fault(b" " * LARGEST).code == "HSB-D501"


@pytest.mark.parametrize("piece", ['\\"', '"', "[", '{"', '[["a', "\\", '"[\\"', "1,", '{"a":1,"a":'])
def test_no_text_takes_long(piece: str) -> None:
    """Half a million of any sign are read, or refused, in about a second."""
    start = time.process_time()
    for opening in ("", '{"a": "', "[[" * 60):
        parse_case_text(opening + piece * 500_000)

    assert time.process_time() - start < 10


def test_long_numbers_are_refused_and_others_read() -> None:
    """A number within the limit is itself."""
    number = 10**LONGEST_NUMBER - 1

    assert parse_case_text(f'{{"a": {number}}}')[0] == {"a": number}
    assert the_fault(f'{{"a": {number + 1}}}').code == "HSB-D505"


def test_a_case_comes_back_as_it_was() -> None:
    """A text and its bytes give the same document."""
    text = json.dumps(good(), ensure_ascii=False)

    assert parse_case_text(text)[0] == parse_case_text(text.encode())[0] == good()


@given(st.dictionaries(st.text(), JSON, max_size=4), st.booleans())
def test_any_json_record_is_read(document: dict[str, Any], ascii_only: bool) -> None:
    """Whatever Python writes as JSON is read, and is the same."""
    assert parse_case_text(json.dumps(document, ensure_ascii=ascii_only))[0] == document


@given(st.binary() | st.text() | st.text(alphabet='[]{}",:\\u1d8eE-+.ntf \n'))
def test_any_content_gives_a_document_or_a_message(content: str | bytes) -> None:
    """No bytes and no text make the reader fail."""
    document, found = parse_case_text(content)

    assert (document is None) == bool(found.items)
    assert all("\n" not in fault.message for fault in found.items)


@given(st.data())
def test_a_damaged_case_gives_a_document_or_a_message(data: st.DataObject) -> None:
    """A case file with a piece cut out or put in is read, or told about, without its content."""
    document = json.loads(json.dumps(good()).replace("Cheshire East", SECRET).replace("the notes", SECRET))
    text = json.dumps(document, indent=1)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    put_in = data.draw(st.sampled_from(["", '"', "{", "]", ",", "\\", SECRET, "NaN", "\x00", "é"]))
    read, found = parse_case_text(text[:start] + put_in + text[end:])

    assert (read is None) == bool(found.items)
    assert all(SECRET not in fault.message + "".join(fault.help) for fault in found.items)
