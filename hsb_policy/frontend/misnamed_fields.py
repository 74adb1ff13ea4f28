"""Floor 2, front end: one fault, one message: a field that many declarations name and no record has.

Where a field is misspelt in its declaration, everything that reads it is right, and would be told as wrong.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.unknown_names import NEAR_FIELD

UNKNOWN_FIELD: Final = "HSB-N202"
_FEW: Final = 3  # declarations that are told of one by one
_SHOWN: Final = 2  # further places that a joined message underlines


def told_together(found: Iterable[Diagnostic], files: Sequence[SourceFile]) -> tuple[Diagnostic, ...]:
    """What was found, with one message where many places name one field that no record has."""
    items = tuple(found)
    groups: dict[str, list[Diagnostic]] = {}
    for diagnostic in items:
        if diagnostic.code == UNKNOWN_FIELD:
            groups.setdefault(diagnostic.message, []).append(diagnostic)
    joined = {message: _joined(alike, files) for message, alike in groups.items() if len(alike) > _FEW}
    told: list[Diagnostic] = []
    for diagnostic in items:
        one = joined.get(diagnostic.message) if diagnostic.code == UNKNOWN_FIELD else None
        if one is None:
            told.append(diagnostic)
        elif one not in told:
            told.append(one)
    return tuple(told)


def _joined(alike: Sequence[Diagnostic], files: Sequence[SourceFile]) -> Diagnostic:
    first, *others = alike
    again = tuple(Label(d.primary.span, "and here") for d in others[:_SHOWN] if d.primary is not None)
    message = f"{first.message}, which {len(alike)} declarations name"
    declared = next((label for label in first.secondary if label.text == NEAR_FIELD), None)
    one = evolve(first, message=message, secondary=(*first.secondary, *again))
    if declared is None or first.primary is None:
        return evolve(one, fix=_all_edits(alike))
    right, wrong = (_written(label, files) for label in (first.primary, declared))
    if _uses(wrong, files) > 1:
        return evolve(one, fix=_all_edits(alike))
    return evolve(
        one,
        help=(f"if it is misspelt where it is declared, write `{right}` there", *first.help[:1]),
        fix=Fix((Edit(declared.span, right),), safe=first.fix is not None and first.fix.safe),
    )


def _all_edits(alike: Sequence[Diagnostic]) -> Fix | None:
    fixes = [d.fix for d in alike if d.fix is not None]
    return Fix(tuple(e for fix in fixes for e in fix.edits), all(fix.safe for fix in fixes)) if fixes else None


def _written(label: Label, files: Sequence[SourceFile]) -> str:
    text = next((file.text for file in files if file.name == label.span.file), "")
    return text[label.span.start : label.span.end].removeprefix(".")


def _uses(field: str, files: Sequence[SourceFile]) -> int:
    """How often a field of that name is written, where it is declared included."""
    return sum(len(re.findall(rf"\.{re.escape(field)}\b", file.text)) for file in files)
