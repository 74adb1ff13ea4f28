"""Floor 3: the exceptions of the library. Each carries diagnostics; none shows the content of a case."""

from collections.abc import Iterable, Sequence
from typing import Final

from hsb_policy.core.standing import Standing
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.render import one_line, render_all
from hsb_policy.diagnostics.source import SourceFile

MOST: Final = 20  # messages in the text of an exception; the rest are counted


class HsbPolicyError(Exception):
    """Something could not be done. `diagnostics` says what, where and what would cure it, in which of the policy's `files`.

    Its text has one line for each message, fit for a log: codes, places and words of ours, nothing of what a case says.
    `as_text` tells the same to a person, as the command line does, with the lines concerned and the cures.
    """

    def __init__(self, diagnostics: Diagnostics, files: Sequence[SourceFile] = ()) -> None:
        super().__init__(diagnostics, tuple(files))
        self.diagnostics = diagnostics
        self.files = tuple(files)

    def __str__(self) -> str:
        lines = [one_line(d, self.files) for d in self.diagnostics.items[:MOST]]
        more = len(self.diagnostics.items) - len(lines)
        return "\n".join([*lines, f"and {more} more"] if more else lines)

    def as_text(self) -> str:
        """All messages for a person to read, 80 columns wide."""
        return render_all(self.diagnostics, self.files)


class PolicyLoadError(HsbPolicyError):
    """A policy could not be loaded: not found, or with mistakes in its text."""


class ReadingError(HsbPolicyError):
    """An interpretation or a reading was chosen that the policy does not have."""


class CaseError(HsbPolicyError):
    """A case file could not be read, or does not follow the policy's vocabulary."""


class TooManyRecordsError(CaseError):
    """A case has so many records that some rules of the policy did not run on it: `rules`. `others` is how all the rest stand."""

    def __init__(self, rules: Sequence[str], others: Sequence[Standing]) -> None:
        super().__init__(too_many_records(rules))
        self.rules = tuple(rules)
        self.others = tuple(others)

    def __reduce__(self) -> tuple[type["TooManyRecordsError"], tuple[object, ...]]:
        return TooManyRecordsError, (self.rules, self.others)


class ExplanationError(HsbPolicyError):
    """A rule, a statement or a thing was asked about that the policy or the decision does not have."""


def too_many_records(rules: Iterable[str]) -> Diagnostics:
    """That these rules have too many records of a case to look at."""
    message = "this case has too many records for the rule `{}`, which compares them with each other"
    cure = "split the case, or leave out records that the procedure does not ask about"
    return Diagnostics(tuple(Diagnostic(code="HSB-D509", message=message.format(rule), help=(cure,)) for rule in rules))


class ReplayError(HsbPolicyError):
    """A decision that was kept cannot be made again: the policy, the case or a reading is another, or the answer is."""


class SourceError(HsbPolicyError):
    """A source of case records could not be opened, or its mapping file has mistakes."""


def source_error(code: str, message: str, *cures: str | None, path: str | None = None) -> SourceError:
    """The one thing that is wrong with a source, with its cures."""
    fault = Diagnostic(code=code, message=message, path=path, help=tuple(cure for cure in cures if cure))
    return SourceError(Diagnostics((fault,)))


class AuditError(HsbPolicyError):
    """An audit could not be done: a rule that is not there, nowhere to write, or a process that ended before its time."""
