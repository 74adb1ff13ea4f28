"""Floor 3: the exceptions of the library. Each carries diagnostics; none shows the content of a case."""

from collections.abc import Sequence

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.source import SourceFile


class HsbPolicyError(Exception):
    """Something could not be done. `diagnostics` says what, where and what would cure it, in which of the policy's `files`."""

    def __init__(self, diagnostics: Diagnostics, files: Sequence[SourceFile] = ()) -> None:
        super().__init__("; ".join(f"{d.path}: {d.message}" if d.path else d.message for d in diagnostics.items))
        self.diagnostics = diagnostics
        self.files = tuple(files)


class PolicyLoadError(HsbPolicyError):
    """A policy could not be loaded: not found, or with mistakes in its text."""


class ReadingError(HsbPolicyError):
    """An interpretation or a reading was chosen that the policy does not have."""


class CaseError(HsbPolicyError):
    """A case file could not be read, or does not follow the policy's vocabulary."""


class SourceError(HsbPolicyError):
    """A source of case records could not be opened, or its mapping file has mistakes."""


def source_error(code: str, message: str, *cures: str | None, path: str | None = None) -> SourceError:
    """The one thing that is wrong with a source, with its cures."""
    fault = Diagnostic(code=code, message=message, path=path, help=tuple(cure for cure in cures if cure))
    return SourceError(Diagnostics((fault,)))
