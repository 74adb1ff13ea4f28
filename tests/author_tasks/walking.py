"""A walk-through for policy authors, done step by step in a copy of the bundled policy.

A page tells with its blocks what an author does, in order:

- a block marked `policy in FILE` quotes text that stands once in that file of `my_policy`;
- `policy becomes` replaces the text quoted last, and may be replaced again in its turn;
- `policy added to FILE` puts a text at the end of the file, which may be a new one;
- `console` runs commands after `$ `; what is shown below each is what it prints, `...` standing for lines left out.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define, frozen
from click.testing import CliRunner

from hsb_policy.cli.main import hsb_policy
from tests.house.checkout import ROOT
from tests.house.shown import is_shown

FOLDER: Final = "my_policy"
PAGES: Final = sorted((ROOT / "examples" / "author_tasks").glob("*.md"))
_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ ", re.MULTILINE)


@frozen
class Step:
    """A block of a page: what it is marked as, and its text."""

    mark: str
    text: str

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Each command of a `console` block, and the lines that are shown of what it prints."""
        for part in _COMMAND.split(self.text)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield command, shown


def steps_of(page: str) -> list[Step]:
    """The blocks of a page, in order."""
    return [Step(mark.strip(), text) for mark, text in _BLOCK.findall(page)]


@define
class Walk:
    """Somebody who does what a page says, in a folder of their own that has the policy in `my_policy`."""

    folder: Path
    file: Path | None = None
    quoted: str = ""

    def do(self, step: Step) -> None:
        """Do one step; fails where the page is not true."""
        match step.mark.split():
            case ["policy", "in", name]:
                self.file, self.quoted = self.folder / FOLDER / name, step.text
                assert self._text().count(step.text) == 1, f"this does not stand once in {name}:\n{step.text}"
            case ["policy", "becomes"]:
                self._replace(step.text)
            case ["policy", "added", "to", name]:
                self.file, self.quoted = self.folder / FOLDER / name, step.text
                before = f"{self._text().rstrip()}\n\n" if self.file.exists() else ""
                self.file.write_text(before + step.text, encoding="utf-8")
            case ["console"]:
                for command, shown in step.commands():
                    printed = self.run(command)
                    assert is_shown(shown, printed.splitlines()), f"`{command}` prints:\n{printed}"
            case _:
                raise AssertionError(f"no step is marked `{step.mark}`")

    def _text(self) -> str:
        assert self.file is not None, "the page changes a text before it quotes one"
        return self.file.read_text(encoding="utf-8")

    def _replace(self, text: str) -> None:
        assert self.file is not None, "the page replaces a text before it quotes one"
        assert self._text().count(self.quoted) == 1, f"this has lost its place:\n{self.quoted}"
        self.file.write_text(self._text().replace(self.quoted, text), encoding="utf-8")
        self.quoted = text

    def run(self, command: str) -> str:
        """What a command of the author prints, messages too."""
        name, *arguments = shlex.split(command)
        assert name == "hsb-policy", f"an author runs `hsb-policy`, not `{name}`"
        done = CliRunner().invoke(hsb_policy, arguments, prog_name="hsb-policy")
        assert isinstance(done.exception, SystemExit | None), done
        return done.output
