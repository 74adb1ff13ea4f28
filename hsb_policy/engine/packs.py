"""Floor 3: the packs that a policy may be run with."""

import re
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.policy_files import bundled_names, read_policy_files

# A declaration begins a line, and no text goes over one: what looks like a head at the start of a line is one.
_HEAD: Final = re.compile(r'^pack\s+(\w+)\s+"([^"\n]*)"\s+for\s+(\w+)', re.MULTILINE)


@frozen(kw_only=True)
class Pack:
    """An optional part of a policy. `added` says whether the policy at hand has it."""

    name: str
    title: str
    policy: str
    added: bool = False


def head_of(files: Iterable[SourceFile], *, added: bool = False) -> Pack | None:
    """The pack of which these are the files, or None where none of them says that it is one."""
    for file in files:
        found = _HEAD.search(file.text)
        if found is not None:
            return Pack(name=found[1], title=found[2], policy=found[3], added=added)
    return None


def packs_for(policy: str, added: Iterable[Pack]) -> tuple[Pack, ...]:
    """The packs that were added to a policy and those that come with the library for it, in the order of their names."""
    bundled = (head_of(read_policy_files(name)) for name in bundled_names())
    known = {pack.name: pack for pack in bundled if pack is not None and pack.policy == policy}
    return tuple(sorted({**known, **{pack.name: pack for pack in added}}.values(), key=lambda pack: pack.name))
