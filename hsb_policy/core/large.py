"""Floor 1: cases with more records than procedures are written for, and when a rule has too much to look at in one.

A rule that compares records with each other takes time that grows with the square of their number, or worse. Whoever evaluates
counts the steps, and gives up a rule that takes more than is allowed: it did not run, and is told as such.
"""

from collections.abc import Sequence
from typing import Final

from hsb_policy.core.standing import Standing

LARGE: Final = 2_000  # values in its file: some two hundred records. In smaller cases functions count no steps
STEPS_INTERPRETED: Final = 500_000  # records looked at for one rule, by the interpreter: some seconds
STEPS_COMPILED: Final = 1_000_000  # the same, by functions: a second or two
MOST_EXPLAINED: Final = 5_000  # values in its file: the findings of larger cases are not explained by an audit
STEPS_EXPLAINED: Final = 100_000  # the same, for an explanation, which keeps each step


class TooManyStepsError(Exception):
    """A rule has more combinations of a case's records to look at than is allowed."""

    def __init__(self, rule: str, most: int) -> None:
        super().__init__(rule, most)
        self.rule = rule
        self.most = most


class TooLargeForRulesError(Exception):
    """A case is too large for some rules, which did not run on it. How the others stand is known all the same."""

    def __init__(self, rules: tuple[str, ...], others: Sequence[Standing]) -> None:
        super().__init__(rules)
        self.rules = rules
        self.others = others
