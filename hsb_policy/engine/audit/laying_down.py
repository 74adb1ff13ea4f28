"""Floor 3, audit: lines of findings laid down in files by the process that made them: gigabytes of text do not go from process to process."""

import os
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from hsb_policy.engine.audit.lines import Laid, Lines, in_bytes

_LEAST: Final = 10_000  # characters: less is handed over


@frozen(eq=False)
class LinesFolder:
    """A folder in which a process has a file for each rule, severity and status."""

    path: Path
    _files: dict[tuple[str, str | None, str], Path] = field(factory=dict)

    def laid(self, lines: Lines) -> Lines:
        """The lines with their text in a file, where it is long. Raises OSError."""
        if len(lines.text) < _LEAST:
            return lines
        self.path.mkdir(exist_ok=True)
        file = self._files.setdefault(
            (lines.rule, lines.severity, lines.status), self.path / f"{os.getpid()}-{len(self._files)}.csv"
        )
        content = in_bytes(lines.text)
        with file.open("ab") as to:
            begins = to.tell()
            to.write(content)
        return evolve(lines, text="", laid=Laid(file, begins, len(content)))
