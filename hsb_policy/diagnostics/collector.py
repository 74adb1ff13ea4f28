"""Ground floor: where a pass puts what it found wrong, so that one run tells everything."""

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Fix, Label, Severity
from hsb_policy.diagnostics.source import Span


class Collector:
    """Gathers diagnostics; a pass goes on after reporting, with an error node in place of what was wrong."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        label: str = "",
        *,
        secondary: tuple[Label, ...] = (),
        help: tuple[str, ...] = (),
        fix: Fix | None = None,
    ) -> None:
        """Report a mistake that stops the policy from being used."""
        self._items.append(
            Diagnostic(
                code=code,
                message=message,
                primary=Label(span, label),
                secondary=secondary,
                help=help,
                fix=fix,
            )
        )

    def warning(
        self,
        code: str,
        message: str,
        span: Span,
        label: str = "",
        *,
        secondary: tuple[Label, ...] = (),
        help: tuple[str, ...] = (),
        fix: Fix | None = None,
    ) -> None:
        """Report something that is probably not meant."""
        self._items.append(
            Diagnostic(
                code=code,
                message=message,
                primary=Label(span, label),
                secondary=secondary,
                help=help,
                fix=fix,
                severity=Severity.WARNING,
            )
        )

    def add(self, diagnostic: Diagnostic) -> None:
        """Take over a diagnostic made elsewhere."""
        self._items.append(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far stops the policy from being used."""
        return any(d.severity is Severity.ERROR for d in self._items)

    def collected(self) -> Diagnostics:
        """What was found, each once, in the order of the places in the text."""
        return Diagnostics(tuple(dict.fromkeys(sorted(self._items, key=_place))))


def _place(diagnostic: Diagnostic) -> tuple[str, int]:
    label = diagnostic.primary
    return (label.span.file, label.span.start) if label else ("", 0)
