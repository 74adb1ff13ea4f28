"""Floor 3: the text of a case file to its JSON values, within limits. No message shows what the file says.

Before it: `case_files`; after it: `cases`.
"""

import json
import re
from collections import Counter
from typing import Any, Final

from attrs import frozen

from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.case_faults import Faults, is_whole, named, step
from hsb_policy.engine.cases import EACH_CASE, not_a_case

LARGEST: Final = 20_000_000  # bytes
DEEPEST: Final = 100  # lists and records within each other
LONGEST_NUMBER: Final = 18  # digits

# A text ends at its closing mark or, where that is missing, with the file: each sign is looked at once.
_TEXT_OR_BRACKET: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_OTHER_MARKS: Final = "'\u2018\u2019\u201c\u201d"  # single and typographic quotation marks
_HALF_OF_A_SIGN: Final = re.compile(r"\\u[dD][89a-fA-F]")  # as an escape; two of them make a sign
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def parse_case_text(content: str | bytes) -> tuple[dict[str, Any] | None, Diagnostics]:
    """The document that a text records, or None and what is wrong with the text.

    >>> parse_case_text('{"case_id": "A"}')[0]
    {'case_id': 'A'}
    """
    faults = Faults()
    text = _decoded(content, faults)
    document = None if text is None else _parsed(text, faults)
    if not faults.found and not isinstance(document, dict):
        not_a_case(document, faults)
    return (None if faults.found else document), faults.collected(document)


def _decoded(content: str | bytes, faults: Faults) -> str | None:
    if len(content) > LARGEST:
        message = f"the file is larger than {LARGEST:,} bytes, the largest that is read"
        faults.add("HSB-D507", None, message, "leave out what the case does not need, or split it")
        return None
    if isinstance(content, str):
        text = content
        if not is_whole(text):
            faults.half_sign(None)
            return None
    elif content.startswith(_UTF_16):
        faults.add("HSB-D502", None, "the file is a text in UTF-16, and only UTF-8 is read", "save it as UTF-8")
        return None
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as fault:
            line = content.count(b"\n", 0, fault.start) + 1
            where = f"its byte {fault.start + 1:,}" + (f", on line {line:,}," if line > 1 else "")
            message = f"this is not a text in UTF-8: {where} is none"
            faults.add("HSB-D502", None, message, "save it as UTF-8")
            return None
    text = text.removeprefix("\ufeff")
    if not text.strip():
        faults.add("HSB-D501", None, "the file is empty", "write the case as one JSON record in braces, `{…}`")
        return None
    return text


# ---- form -----------------------------------------------------------------------------------------------------------------
def _parsed(text: str, faults: Faults) -> Any:
    """The JSON value; a text that is nested too deep is read only as far as its depth allows."""
    too_deep = _too_deep_at(text)
    hooks = _Hooks()
    try:
        document = hooks.parse(text if too_deep is None else text[:too_deep])
    except json.JSONDecodeError as fault:
        if too_deep is not None and fault.pos >= too_deep:
            message = f"{_place(text, too_deep)}: lists and records stand more than {DEEPEST} deep within each other"
            faults.add("HSB-D506", None, message, "look for a bracket that is not closed")
        else:
            message, cure = _said(text, fault)
            faults.add("HSB-D503", None, f"{_place(text, fault.pos)}: {message}", cure)
        return None
    if hooks.seen:
        _report(document, "", hooks, faults)
    return document


def _too_deep_at(text: str) -> int | None:
    """The place of the first bracket that is too deep; counted beforehand, because the parser calls itself for each."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return None
    depth = 0
    for found in _TEXT_OR_BRACKET.finditer(text):
        sign = text[found.start()]
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                return found.start()
        elif sign in "]}":
            depth -= 1
    return None


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"line {line:,}, column {offset - text.rfind(chr(10), 0, offset):,}"


_ENDED: Final = "the file ends here, in the middle of the case"
_EXPECTED: Final = {
    "Expecting value": "a text in quotation marks, a number, true, false, null, a list or a record is expected here",
    "Expecting property name enclosed in double quotes": "the name of a field, in quotation marks, is expected here",
    "Expecting ':' delimiter": "a colon is expected here, between the name of a field and its value",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected here",
}
_WRONG: Final = (  # how the parser's words begin, ours, and the cure
    ("Extra data", "something follows here after the end of the case", EACH_CASE),
    ("Unterminated", "the text that begins here has no closing quotation mark", None),
    ("Invalid control", "a line break or tab stands here inside a text", "write it as `\\n` or `\\t`"),
    ("Invalid", "a backslash stands here before a sign that does not go with it", "write a backslash as `\\\\`"),
    ("Illegal trailing comma", "a comma stands here before a closing bracket", "take it away"),
)


def _said(text: str, fault: json.JSONDecodeError) -> tuple[str, str | None]:
    """What is wrong at the place of a fault, in words, and a cure for the usual slips."""
    rest = text[fault.pos :].lstrip()
    if fault.msg in _EXPECTED:
        return (_EXPECTED[fault.msg] if rest else _ENDED), _slip(text[: fault.pos].rstrip()[-1:], rest)
    for begins, message, cure in _WRONG:
        if fault.msg.startswith(begins):
            return message, cure
    return "this is not JSON", None


def _slip(before: str, rest: str) -> str | None:
    """The cure for what people often write in place of JSON."""
    if before == "," and rest[:1] in ("]", "}"):
        return "take away the comma before this bracket"
    if not rest:
        return "look for a bracket that is not closed"
    if rest[0] in _OTHER_MARKS:
        return 'put texts and names between straight double quotation marks, `"…"`'
    if rest.startswith(("//", "/*", "#")):
        return "take away the comment: JSON has none"
    if rest.startswith(("True", "False", "None", "TRUE", "FALSE", "NULL", "Null")):
        return "write `true`, `false` and `null` in small letters"
    return None


# ---- what JSON allows and a case does not -----------------------------------------------------------------------------------
@frozen(eq=False)
class _Unusable:
    """Stands in the parsed document for a value that cannot be used."""

    why: str


class _Hooks:
    """Parses, and notes what must be reported with its path: names that stand twice, and numbers that are none."""

    def __init__(self) -> None:
        self.seen = False
        self.twice: dict[int, tuple[dict[str, Any], list[str]]] = {}  # by the identity of the record, kept alive here

    def parse(self, text: str) -> Any:
        document = json.loads(
            text, object_pairs_hook=self._record, parse_int=self._number, parse_constant=self._not_a_number
        )
        self.seen = self.seen or _HALF_OF_A_SIGN.search(text) is not None
        return document

    def _record(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) != len(pairs):
            self.seen = True
            often = Counter(name for name, _ in pairs)
            self.twice[id(record)] = record, [name for name in record if often[name] > 1]
        return record

    def _number(self, digits: str) -> int | _Unusable:
        if len(digits.removeprefix("-")) <= LONGEST_NUMBER:
            return int(digits)
        self.seen = True
        return _Unusable(f"this number has more than {LONGEST_NUMBER} digits")

    def _not_a_number(self, _: str) -> _Unusable:
        self.seen = True
        return _Unusable("this is not a number: it is `NaN` or infinite")


def _report(value: Any, path: str, hooks: _Hooks, faults: Faults) -> None:
    """Report what the hooks noted, in the order of the file."""
    match value:
        case _Unusable():
            faults.add("HSB-D505", path, value.why, 'write a number in digits, `null` or `"unknown"`')
        case str() if not is_whole(value):
            faults.half_sign(path)
        case list():
            for at, item in enumerate(value):
                _report(item, f"{path}[{at}]", hooks, faults)
        case dict():
            for name in hooks.twice.get(id(value), (value, []))[1]:
                message = f"the field {named(name)} stands here more than once"
                faults.add("HSB-D504", _inside(path, name), message, "keep one of them")
            for name, item in value.items():
                _report(item, _inside(path, name), hooks, faults)
        case _:
            return


def _inside(path: str, name: str) -> str:
    return f"{path}.{step(name)}" if path else step(name)
