"""Floor 2, back end: what a plan over many cases cannot say exactly, found before the first row is read."""

from attrs import frozen


class CannotSayError(Exception):
    """A rule, or a part of one, that has no exact form in a plan; the text says what, in plain words."""


@frozen
class Refusal:
    """A rule that is left to the compiled function: its name, where it stands in the policy, and what cannot be said."""

    rule: str
    place: str
    reason: str
