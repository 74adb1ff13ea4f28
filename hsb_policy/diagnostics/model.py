"""Ground floor: a message about a text, as data. Printers elsewhere turn it into text, JSON or SARIF."""

from enum import Enum

from attrs import frozen

from hsb_policy.diagnostics.source import Span


class Severity(Enum):
    """How grave a message is: an error stops the policy from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Label:
    """A place in the text and a few words about what stands there."""

    span: Span
    text: str = ""


@frozen
class Edit:
    """Replace what stands in `span` by `text`."""

    span: Span
    text: str


@frozen
class Fix:
    """Edits that cure a mistake; `safe` means that the meaning the author intended cannot be missed."""

    edits: tuple[Edit, ...]
    safe: bool = False


@frozen(kw_only=True)
class Diagnostic:
    """One mistake, one message.

    `code` is stable ("HSB-N201"): S syntax, N names, T types and units, R rules, D case data, X our own fault. `message`
    is one sentence that is enough by itself; `help` has at most two cures, the likelier first; `path` names the place in
    a case file, where there is no text to point at.
    """

    code: str
    message: str
    primary: Label | None = None
    secondary: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    fix: Fix | None = None
    severity: Severity = Severity.ERROR
    path: str | None = None


@frozen
class Diagnostics:
    """Messages in the order in which they are told."""

    items: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any of them stops the policy or the case from being used."""
        return any(d.severity is Severity.ERROR for d in self.items)
