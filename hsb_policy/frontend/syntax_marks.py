"""Floor 2, front end: mistakes in single characters: quotation marks, signs, dates in another form, other alphabets.

Each function looks at the place where the parser stopped, and explains the mistake if it is of its kind.
"""

import re
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.lexer import QUOTES, UNKNOWN, Leaf
from hsb_policy.frontend.syntax_names import foreign_letters, is_apostrophe
from hsb_policy.frontend.syntax_scene import Scene, is_adjacent
from hsb_policy.values.days import parse_day

_SIGNS: Final = {
    "=": "is",
    "==": "is",
    "===": "is",
    "!=": "is not",
    "<>": "is not",
    "\u2260": "is not",
    "<": "is below",
    "<=": "is at most",
    "\u2264": "is at most",
    ">": "is above",
    ">=": "is at least",
    "\u2265": "is at least",
    "&": "and",
    "&&": "and",
    "||": "or",
    "!": "not",
    ",": "and",
}
_FOR_DAYS: Final = {"<": "is before", "<=": "is on or before", ">": "is after", ">=": "is on or after"}

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH: Final = r"(?P<month_word>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
_YEAR: Final = r"(?P<year>[0-9]{4})"
_DATES: Final = tuple(
    re.compile(rf"\b{form}\b", re.IGNORECASE)
    for form in (
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r",?\s+" + _YEAR,
        _MONTH + r"\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR,
        r"(?P<day>[0-9]{1,2})\s?[/.-]\s?(?P<month>[0-9]{1,2})\s?[/.-]\s?" + _YEAR,
        _YEAR + r"\s?[/.-]\s?(?P<month>[0-9]{1,2})\s?[/.-]\s?(?P<day>[0-9]{1,2})",
    )
)
_SHORT_YEAR: Final = re.compile(r"(?<![\w/.-])[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}(?![\w/-])")
_MOMENT: Final = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s+|T)([0-9]{1,2}:[0-9]{2})(?::[0-9.]+)?Z?")
_REACH: Final = 40  # no date is longer


def open_quote(scene: Scene) -> Diagnostic | None:
    """Explain a quotation mark without its partner on the line."""
    quotes = [leaf for leaf in scene.on_line_of(scene.found or scene.before) if leaf.type == UNKNOWN and leaf[0] == '"']
    if not quotes:
        return None
    quote = quotes[0]
    if quote.strip() == '"' and scene.found is not None and scene.found is not quote:
        return Diagnostic(
            code=codes.OPEN_QUOTE,
            message='a text ends here, and no `"` begins it',
            primary=Label(scene.found.span.to(quote.span), "where does it begin?"),
            help=('put a `"` where the text begins',),
        )
    text = quote.rstrip()
    return Diagnostic(
        code=codes.OPEN_QUOTE,
        message='this text has no closing `"` on its line',
        primary=Label(Span(quote.span.file, quote.span.start, quote.span.start + len(text)), "not closed"),
        help=('put a `"` where the text ends', "a text stands on one line, however long; join lines that were broken"),
    )


def wrong_quotes(scene: Scene) -> Diagnostic | None:
    """Explain quotation marks as word processors set them."""
    found = scene.found
    if found is None or found.type != UNKNOWN or found[0] not in QUOTES or is_apostrophe(scene, found):
        return None
    closed = len(found) > 1 and found[-1] in QUOTES + '"'
    inner = found[1:-1] if closed else found[1:].rstrip()
    place = found.span if closed else Span(found.span.file, found.span.start, found.span.start + 1 + len(inner))
    return Diagnostic(
        code=codes.WRONG_QUOTES,
        message=f'texts stand between straight quotation marks, `"`, not `{found[0]}`',
        primary=Label(place, "other quotation marks"),
        help=(f'write `"{inner}"`',),
        fix=Fix((Edit(place, f'"{inner}"'),), safe=True) if closed else None,
    )


def date_form(scene: Scene) -> Diagnostic | None:
    """Explain a day or a moment that is written in another order or with other marks."""
    at = (scene.found or scene.before).span
    start, end = max(scene.part.start, at.start - _REACH), min(scene.part.end, at.end + _REACH)
    for form in (*_DATES, _MOMENT):
        for match in form.finditer(scene.part.file.text, start, end):
            if match.start() > at.start or match.end() < at.start or "\n" in match[0]:
                continue
            if form is _MOMENT:
                better: str | None = f"{match[1]}T{match[2].zfill(5)}"
                is_sure = True
                message = "moments are written year, month, day, `T` and the time, as in `2025-03-02T14:30`"
            else:
                better = _day(match)
                is_sure = _is_unambiguous(match)
                message = "days are written year, month, day, as in `2025-03-02`"
            if better is None or better == match[0]:
                continue
            place = Span(at.file, match.start(), match.end())
            return Diagnostic(
                code=codes.DATE_FORM,
                message=message,
                primary=Label(place, "another form"),
                help=(f"write `{better}`",) if is_sure else (f"if the day comes first, write `{better}`",),
                fix=Fix((Edit(place, better),), safe=is_sure),
            )
    for match in _SHORT_YEAR.finditer(scene.part.file.text, start, end):
        if match.start() <= at.start <= match.end():
            return Diagnostic(
                code=codes.DATE_FORM,
                message="days are written year, month, day, as in `2025-03-02`",
                primary=Label(Span(at.file, match.start(), match.end()), "a year of two digits"),
                help=("write the year in full, and first",),
            )
    return None


def sign_for_word(scene: Scene) -> Diagnostic | None:
    """Explain a sign where the language has words."""
    found = scene.found
    if found is None:
        return None
    place, sign = found.span, str(found)
    if "ANY" in scene.accepts:
        return _sign_in_cell(scene, found)
    if found.type == "MINUS" and "TO" in scene.accepts and scene.index + 1 < len(scene.leaves):
        last = scene.leaves[scene.index + 1]
        place = scene.before.span.to(last.span)
        return Diagnostic(
            code=codes.SIGN_FOR_WORD,
            message="a range is written with `to`",
            primary=Label(place, "a sign"),
            help=(f"write `{scene.before} to {last}`",),
            fix=Fix((Edit(place, f"{scene.before} to {last}"),), safe=scene.before.type == last.type == "NUMBER"),
        )
    for first, second in zip(
        scene.leaves[scene.index - 1 :], scene.leaves[scene.index : scene.index + 2], strict=False
    ):
        if first == second == "|" and is_adjacent(first, second):
            place, sign = first.span.to(second.span), "||"
    word = _SIGNS.get(sign)
    if word is None or (sign == "," and "AND" not in scene.accepts):
        return None
    message = f"the language says in words what `{sign}` means"
    helps: tuple[str, ...] = (f"write `{word}`",)
    fix: Fix | None = _replaced(scene, place, word)
    if sign == ",":
        message = "no comma can stand here"
        following = scene.leaves[scene.index + 1 : scene.index + 2]
        if not following or following[0].is_first:
            helps, fix = ("leave the comma out",), Fix((Edit(place, ""),))
        else:
            fix = Fix((Edit(place, " and"),))
    elif word.startswith("is") and "IS" not in scene.accepts:
        instead = ":" if "COLON" in scene.accepts else ""
        message = f"no `{sign}` can stand here"
        helps = (f"write `{instead}`",) if instead else (f"leave the `{sign}` out",)
        fix = _replaced(scene, place, instead)
    elif sign in _FOR_DAYS and (meant := _by_what_follows(scene, word, _FOR_DAYS[sign])) is not None:
        helps = (f"write `{meant}`",)
        fix = _replaced(scene, place, meant)
    elif sign in _FOR_DAYS:
        helps = (f"for numbers and ages write `{word}`", f"for days write `{_FOR_DAYS[sign]}`")
        fix = None
    return Diagnostic(
        code=codes.SIGN_FOR_WORD,
        message=message,
        primary=Label(place, "a sign"),
        help=helps,
        fix=fix,
    )


def _by_what_follows(scene: Scene, for_numbers: str, for_days: str) -> str | None:
    """The words for a sign before a number or a day; None where what follows is neither."""
    following = scene.leaves[scene.index + 1 : scene.index + 2]
    kind = following[0].type if following else ""
    return {"NUMBER": for_numbers, "DURATION": for_numbers, "DATE": for_days, "MOMENT": for_days}.get(kind)


def _replaced(scene: Scene, place: Span, word: str) -> Fix:
    """Put a word in place of a sign, with spaces where the sign had none."""
    text = scene.part.file.text
    if word.isascii() and word[:1].isalpha():
        before = "" if text[place.start - 1].isspace() else " "
        after = "" if text[place.end : place.end + 1].isspace() else " "
        word = before + word + after
    return Fix((Edit(place, word),), safe=True)


def _sign_in_cell(scene: Scene, found: Leaf) -> Diagnostic | None:
    """Explain a sign, or nothing, at the start of a table's cell."""
    if found.type == scene.before.type == "VBAR":
        return Diagnostic(
            code=codes.LACKING,
            message="this cell is empty",
            primary=Label(scene.before.span.to(found.span), "nothing stands here"),
            help=("write `any` where the cell does not matter", "in reference data write `-` for no value"),
        )
    if found not in _SIGNS or found == "|":
        return None
    word = _SIGNS[found].removeprefix("is").strip()
    return Diagnostic(
        code=codes.SIGN_FOR_WORD,
        message=f"the language says in words what `{found}` means",
        primary=Label(found.span, "a sign"),
        help=(f"write `{word}`" if word else f"leave the `{found}` out",),
        fix=_replaced(scene, found.span, word),
    )


def foreign_character(scene: Scene) -> Diagnostic | None:
    """Explain what belongs to no word of the language."""
    found = scene.found
    if found is None or found.type != UNKNOWN:
        return None
    if found[0].isalpha() or found[0].isdigit() or found[0] == "_":
        return foreign_letters(scene, found)
    following = scene.leaves[scene.index + 1 : scene.index + 2]
    if found == "." and (not following or following[0].is_first):
        message, cure = "no full stop is needed: a clause ends where the next one begins", "leave the `.` out"
    elif found == ".":
        message, cure = (
            "a dot here is followed by no field",
            "write the field's name at once after its dot, as in `child.birth_date`",
        )
    elif found == ";":
        message, cure = "no `;` is needed: a clause ends where the next one begins", "leave the `;` out"
    elif found == "/":
        message, cure = "`/` has no meaning here", "a remark begins with `#`"
    else:
        message, cure = (
            f"`{_shown(found)}` has no meaning here",
            "text for people belongs between quotation marks, a remark behind `#`",
        )
    fix = Fix((Edit(found.span, ""),), safe=True) if cure.startswith("leave") else None
    return Diagnostic(code=codes.FOREIGN_CHARACTER, message=message, primary=Label(found.span), help=(cure,), fix=fix)


def _is_unambiguous(match: re.Match[str]) -> bool:
    """Whether only one day can be meant: not where day and month are both small numbers, and the year stands last."""
    parts = match.groupdict()
    month_is_named = parts.get("month") is None
    return (
        month_is_named or match[0].startswith(parts["year"]) or int(parts["day"]) > 12 or parts["day"] == parts["month"]
    )


def _day(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = parts.get("month") or str(_MONTHS.index(parts["month_word"][:3].lower()) + 1)
    day = f"{parts['year']}-{month.zfill(2)}-{parts['day'].zfill(2)}"
    try:
        parse_day(day)
    except ValueError:
        return None
    return day


def _shown(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character[0]):04X}"
