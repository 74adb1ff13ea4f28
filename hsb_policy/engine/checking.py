"""Floor 3: a policy checked: every mistake in its text, told and not raised."""

from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen

from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.diagnostics.render import render_all
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.engine.loading import compile_files, source_files


@frozen
class PolicyCheck(Diagnostics):
    """What was found in a policy's text, with the texts that it points into."""

    files: tuple[SourceFile, ...] = field(default=(), eq=False, repr=False)

    def as_text(self) -> str:
        """All messages for a person to read, as `hsb-policy check` prints them; empty where nothing was found."""
        return render_all(self, self.files)


def check(where: str | Path = "hsb", *, packs: Sequence[str | Path] = ()) -> PolicyCheck:
    """Every mistake and warning in a policy and its packs. What is wrong with the text, or not there, is told, not raised.

    >>> check("hsb").has_errors
    False
    >>> [d.code for d in check("no_such_policy").items]
    ['HSB-D580']
    """
    try:
        files = source_files(str(where), tuple(str(pack) for pack in packs))
    except PolicyLoadError as fault:
        return PolicyCheck(fault.diagnostics.items, fault.files)
    _, found = compile_files(files)
    return PolicyCheck(found.items, tuple(files))
