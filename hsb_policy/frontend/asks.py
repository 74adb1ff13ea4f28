"""Floor 2, front end: the words of a vocabulary that its author left out: labels, and what to ask where a fact is missing."""

import re
from typing import Final

from hsb_policy.core.types import DayType, ListType, MomentType, NumberType, Type, YesNoType

_NO_NOUN_BEFORE: Final = frozenset(
    (
        *("is", "are", "has", "have", "was", "were", "does", "did", "can", "made", "held", "why", "not"),
        *("how", "who", "whom", "whose", "which", "what", "whether", "when", "where"),
    )
)
_NO_NOUN_AFTER: Final = frozenset(
    (
        *("on", "at", "by", "from", "to", "in", "of", "with", "for", "until", "since"),
        *("under", "after", "before", "about", "whom"),
    )
)


def spaced(name: str) -> str:
    """A name in words.

    >>> spaced("StrategyMeeting"), spaced("birth_date")
    ('strategy meeting', 'birth date')
    """
    words = "".join(f" {c.lower()}" if c.isupper() and at else c for at, c in enumerate(name))
    return (words[:1].lower() + words[1:]).replace("_", " ")


def words_of_list(name: str, label: str) -> str:
    """The name of a list in words, each written as in the label of one of its records; a number stands apart.

    >>> words_of_list("section47_enquiries", "section 47 enquiry"), words_of_list("nspcc_referrals", "NSPCC referral")
    ('section 47 enquiries', 'NSPCC referrals')
    """
    written = {word.lower(): word for word in label.split()}
    apart = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", spaced(name))
    return " ".join(written.get(word, word) for word in apart.split())


def question_about(kind: Type, label: str, *, is_named: bool) -> str:
    """What to ask about a fact; `{it}` is the record. Where the author named the fact (`is_named`), its name is a noun.

    >>> question_about(DayType(), "date of birth", is_named=True)
    'What is the date of birth of {it}?'
    >>> question_about(DayType(), "held on", is_named=True)
    'On which day was this, for {it}: held on?'
    >>> question_about(YesNoType(), "looked after", is_named=False)
    'For {it}, yes or no: looked after?'
    """
    match kind:
        case YesNoType():
            return f"For {{it}}, yes or no: {label}?"
        case NumberType():
            unit = f" of {kind.unit}" if kind.unit else ""
            return f"What number{unit} is recorded for {{it}}: {label}?"
        case ListType():
            return f"Which are recorded for {{it}}, if any: {label}?"
        case _ if is_named and _is_noun(label):
            return f"What is the {label} of {{it}}?"
        case DayType():
            return f"On which day was this, for {{it}}: {label}?"
        case MomentType():
            return f"On which day and at what time was this, for {{it}}: {label}?"
        case _:
            return f"What is recorded for {{it}}: {label}?"


def question_about_list(words: str) -> str:
    """What to ask where one of the case's lists is missing; `words` are its name."""
    return f"Which {words} are there, if any?"


def question_about_single(label: str) -> str:
    """What to ask where a record is missing of which a case has one."""
    return f"What is known of the {label}?"


def _is_noun(label: str) -> bool:
    words = label.lower().split()
    return bool(words) and words[0] not in _NO_NOUN_BEFORE | _NO_NOUN_AFTER and words[-1] not in _NO_NOUN_AFTER
