"""Floor 2, front end: the statements that a wrong id may stand for, with their words, so that a person can tell which.

Numbers that are near each other say different things: none is taken for another, but what they say is shown.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from hsb_policy.frontend import ast

_SHOWN: Final = 2
_WORDS: Final = 12  # of a statement, in a message


def near_statements(
    wrong: ast.Word, worded: Mapping[str, ast.Statement], cites: Sequence[ast.Cite], title: str | None
) -> str | None:
    """The statements one digit away from a wrong id, those cited in the same file first; None where there is none.

    `title` is what the rule that cites it says of itself: beside it a person sees which of them is meant.
    """
    near = [id_ for id_ in sorted(worded) if _is_a_digit_away(wrong.text, id_)]
    if not near:
        return None
    here = {
        word.text for cite in cites for word in (cite.first, cite.last) if word and word.span.file == wrong.span.file
    }
    told = [
        f"`{id_}`{', cited in this file too,' if id_ in here else ''} says “{_beginning(worded[id_].summary.text)}”"
        for id_ in sorted(near, key=lambda id_: (id_ not in here, id_))[:_SHOWN]
    ]
    of_rule = f"the rule is “{_beginning(title)}”, and " if title else ""
    return f"{of_rule}one digit away, {'; '.join(told)}"


def _is_a_digit_away(wrong: str, other: str) -> bool:
    return len(wrong) == len(other) and sum(a != b for a, b in zip(wrong, other, strict=True)) == 1


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= _WORDS else " ".join(words[:_WORDS]) + " …"
