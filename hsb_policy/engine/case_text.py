"""Floor 3: the text of a case file to its JSON values, within limits. No message shows what the file says.

Before it: `case_files`; after it: `cases`.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.case_faults import Faults, quoted, step
from hsb_policy.engine.cases import not_a_case

LARGEST: Final = 20_000_000  # bytes
DEEPEST: Final = 100  # lists and records within each other
LONGEST_NUMBER: Final = 18  # digits

# A text ends at its closing mark or, where that is missing, with the file: each sign is looked at once.
_TEXT_OR_BRACKET: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_OTHER_MARKS: Final = "'\u2018\u2019\u201c\u201d"  # single and typographic quotation marks
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
    elif content.startswith(_UTF_16):
        faults.add("HSB-D502", None, "the file is a text in UTF-16, and only UTF-8 is read", "save it as UTF-8")
        return None
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as fault:
            line = content.count(b"\n", 0, fault.start) + 1
            message = (
                f"the file is not a text in UTF-8: byte {fault.start + 1:,} of the file, on line {line:,}, is none"
            )
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
            faults.add(
                "HSB-D506", None, message, "a case file is at most six deep: look for a bracket that is not closed"
            )
        else:
            message, cure = _expected(text, fault)
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


_VALUE: Final = "a value is expected here: a text in quotation marks, a number, true, false, null, a list or a record"


def _expected(text: str, fault: json.JSONDecodeError) -> tuple[str, str | None]:
    """What should stand at the place of a fault, in words, and a cure for the usual slips."""
    rest = text[fault.pos : fault.pos + 10].lstrip()
    cure = _slip(text[: fault.pos].rstrip()[-1:], rest)
    match fault.msg.split(" ", 1)[0], fault.msg:
        case _, "Extra data":
            return "the case ends before this place, and something follows it", "write each case in a file of its own"
        case _, "Expecting value":
            return (_VALUE if rest else "the file ends here, in the middle of the case"), cure
        case _, "Expecting property name enclosed in double quotes":
            return ("the name of a field, in quotation marks, is expected here"), cure
        case _, "Expecting ':' delimiter":
            return "a colon is expected here, between the name of a field and its value", cure
        case _, "Expecting ',' delimiter":
            ended = "the file ends here, in the middle of the case"
            return ("a comma or a closing bracket is expected here" if rest else ended), cure
        case "Unterminated", _:
            return "the text that begins here has no closing quotation mark", None
        case "Invalid", message if "control character" in message:
            return "a line break or tab stands inside a text", "write it as `\\n` or `\\t`"
        case "Invalid", _:
            return "a backslash stands before a sign that does not go with it", "write a backslash itself as `\\\\`"
        case _:
            return "this is not JSON", cure


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
    """Parses, and notes what must be reported with its path: names that stand twice, numbers and texts that are none."""

    def __init__(self) -> None:
        self.seen = False
        self.twice: dict[int, tuple[dict[str, Any], list[str]]] = {}  # by the identity of the record, kept alive here

    def parse(self, text: str) -> Any:
        document = json.loads(
            text, object_pairs_hook=self._record, parse_int=self._number(int), parse_constant=self._constant
        )
        self.seen = self.seen or "\\ud" in text or "\\uD" in text or not text.isascii()
        return document

    def _record(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) != len(pairs):
            self.seen = True
            names = [name for name, _ in pairs]
            self.twice[id(record)] = record, [name for name in record if names.count(name) > 1]
        return record

    def _number(self, read: Callable[[str], Any]) -> Callable[[str], Any]:
        def number(digits: str) -> Any:
            if len(digits) <= LONGEST_NUMBER:
                return read(digits)
            self.seen = True
            return _Unusable(f"this number has more than {LONGEST_NUMBER} digits")

        return number

    def _constant(self, _: str) -> Any:
        self.seen = True
        return _Unusable("this is not a number: it is `NaN` or infinite")


def _report(value: Any, path: str, hooks: _Hooks, faults: Faults) -> None:
    """Report what the hooks noted, in the order of the file."""
    match value:
        case _Unusable():
            faults.add("HSB-D505", path, value.why, 'write a number in digits, `null` or `"unknown"`')
        case str() if not value.isascii() and not _is_whole(value):
            faults.add("HSB-D502", path, "this text has half of a sign", "write the sign itself, or both its halves")
        case list():
            for at, item in enumerate(value):
                _report(item, f"{path}[{at}]", hooks, faults)
        case dict():
            for name in hooks.twice.get(id(value), (value, []))[1]:
                place = f"{path}.{step(name)}" if path else step(name)
                faults.add(
                    "HSB-D504", place, f"the field {quoted(name)} stands here more than once", "keep one of them"
                )
            for name, item in value.items():
                _report(item, f"{path}.{step(name)}" if path else step(name), hooks, faults)
        case _:
            return


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
