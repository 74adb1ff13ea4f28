"""Floor 4: the policy to which a file belongs, compiled with its scenarios once for its whole folder."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.engine.loading import compile_files, source_files

SUFFIX: Final = ".policy"
# A declaration begins a line, and no text goes over one: what looks like a head at the start of a line is one.
_HEAD: Final = re.compile(r'^(policy|pack)\s+\w+\s+"[^"\n]*"(?:\s+for\s+(\w+))?', re.MULTILINE)
_SCENARIO: Final = re.compile(r"^scenario\b", re.MULTILINE)


@frozen
class Head:
    """What a folder says it is: a policy, or a pack for one."""

    folder: Path
    pack_for: str | None = None


@frozen(eq=False, kw_only=True)
class PolicyUnderTest:
    """A policy with its scenarios, or None and what is wrong with it for a person to read; and where its files are."""

    policy: ir.Policy | None
    mistakes: str
    rows: Mapping[str, tuple[Record, ...]]
    paths: Mapping[str, tuple[Path, SourceFile]]

    def place(self, origin: Span) -> tuple[Path, int]:
        """The file and the line, counted from 1, of something in the policy's text."""
        path, source = self.paths[origin.file]
        return path, source.line_and_column(origin.start)[0]


def head_of_folder(folder: Path) -> Head | None:
    """What a folder is by the heads in its own files; None for an ordinary folder."""
    heads = [found for file in sorted(folder.glob("*" + SUFFIX)) for found in _HEAD.finditer(_text(file))]
    if not heads:
        return None
    return Head(folder, None if any(found[1] == "policy" for found in heads) else heads[0][2])


def head_above(file: Path, top: Path) -> Head | None:
    """The nearest folder above a file that is a policy or a pack; not looked for above `top`."""
    for folder in file.parents:
        head = head_of_folder(folder)
        if head is not None or folder == top:
            return head
    return None


def has_scenarios(file: Path) -> bool:
    """Whether a file has scenarios, whatever else is in it."""
    return _SCENARIO.search(_text(file)) is not None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def under_test(head: Head, *, packs: Sequence[str], base: str) -> PolicyUnderTest:
    """The policy of a folder with these packs; a pack with the policy `base`, or else the bundled one that it is for."""
    where, added = (
        (str(head.folder), tuple(packs)) if head.pack_for is None else (base or head.pack_for, (str(head.folder),))
    )
    try:
        files = source_files(where, added)
    except PolicyLoadError as fault:
        advice = (
            ""
            if head.pack_for is None
            else "\n   or: name the policy that packs are for, `hsb_policy_base = PATH` in pytest's settings"
        )
        return PolicyUnderTest(policy=None, mistakes=fault.as_text() + advice, rows={}, paths={})
    policy, found = compile_files(files)
    if policy is None:
        return PolicyUnderTest(policy=None, mistakes=PolicyLoadError(found, files).as_text(), rows={}, paths={})
    return PolicyUnderTest(
        policy=policy,
        mistakes="",
        rows=reference_rows(policy),
        paths={f.name: (_path(f.name, where, added), f) for f in files},
    )


def _path(name: str, where: str, packs: Sequence[str]) -> Path:
    """Where a file of a policy or one of its packs is; the files of a pack are named after it."""
    for pack in packs:
        if name.startswith(pack + "/"):
            return Path(name)
    return Path(where) / name
