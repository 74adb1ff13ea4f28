"""Floor 3: the exceptions of the library. Each carries diagnostics; none shows the content of a case."""

from hsb_policy.diagnostics.model import Diagnostics


class HsbPolicyError(Exception):
    """Something could not be done. `diagnostics` says what, where and what would cure it."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__("; ".join(f"{d.path}: {d.message}" if d.path else d.message for d in diagnostics.items))
        self.diagnostics = diagnostics


class PolicyLoadError(HsbPolicyError):
    """A policy could not be loaded: not found, or with mistakes in its text."""


class ReadingError(HsbPolicyError):
    """An interpretation or a reading was chosen that the policy does not have."""


class CaseError(HsbPolicyError):
    """A case file could not be read, or does not follow the policy's vocabulary."""
