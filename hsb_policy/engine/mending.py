"""Floor 3: `check --fix`: mends the files of a policy as far as that is safe, and loses nothing of them.

The text is mended and read again until nothing is left that can be mended; only then is a file written, whole or not at
all, with its line endings and the mark at its beginning as they were.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from hsb_policy.diagnostics.mend import Mended, safe_fixes, told
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Edit
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.engine.loading import compile_files, source_files
from hsb_policy.engine.policy_files import BOM, normal, paths_of

_ROUNDS: Final = 20  # one mistake may hide another of the same declaration; nobody writes twenty of them


@frozen
class Mending:
    """What was mended, and what is left to tell of the files as they are now."""

    made: tuple[Mended, ...]
    files: tuple[SourceFile, ...]
    found: Diagnostics


def mend(where: str, packs: Sequence[str] = ()) -> Mending:
    """Apply the safe fixes of a policy of one's own and its packs, and write the files that changed.

    Raises PolicyLoadError where there is no such policy, where it is one that is packed with the library, or where a file
    cannot be written.
    """
    source_files(where, tuple(packs))  # what cannot be read is told as for every command
    paths = paths_of(where)
    for pack in packs:
        paths |= {f"{pack}/{name}": path for name, path in paths_of(pack, kind="pack").items()}
    raw = {name: path.read_bytes() for name, path in paths.items()}
    texts, mending = mended({name: content.decode("utf-8") for name, content in raw.items()})
    for name, path in paths.items():
        content = texts[name].encode("utf-8")
        if content != raw[name]:
            _write(path, name, raw[name], content)
    return mending


def mended(texts: Mapping[str, str]) -> tuple[Mapping[str, str], Mending]:
    """The texts of a policy's files, by name, with all safe fixes applied; and what was done and is left.

    >>> after, mending = mended({"a.policy": "guidance calm “Be calm.” cites S001\\n"})
    >>> after["a.policy"]
    'guidance calm "Be calm." cites S001\\n'
    >>> [(edit.line, edit.code) for edit in mending.made]
    [(1, 'HSB-S109')]
    """
    made: list[Mended] = []
    files, found = _read(texts)
    for _ in range(_ROUNDS):
        fixes = safe_fixes(found.items, files)
        if not fixes:
            break
        after = _applied(texts, [edit for _, fix in fixes for edit in fix.edits])
        files_after, found_after = _read(after)
        if _is_worse(found, found_after):
            break
        made += told(fixes, files)
        texts, files, found = after, files_after, found_after
    return texts, Mending(tuple(made), files, found)


def _read(texts: Mapping[str, str]) -> tuple[tuple[SourceFile, ...], Diagnostics]:
    files = tuple(SourceFile(name, normal(text)) for name, text in texts.items())
    return files, compile_files(list(files))[1]


def _is_worse(before: Diagnostics, after: Diagnostics) -> bool:
    """Whether a mistake was made: a declaration that could be read can no longer be."""
    return _unread(after) > _unread(before)


def _unread(found: Diagnostics) -> int:
    return sum(d.code.startswith("HSB-S") for d in found.items)


def _applied(texts: Mapping[str, str], edits: Sequence[Edit]) -> dict[str, str]:
    """The texts as they are in their files, after edits whose places are counted in the texts as they are read."""
    return {name: _applied_to(text, [edit for edit in edits if edit.span.file == name]) for name, text in texts.items()}


def _applied_to(text: str, edits: Sequence[Edit]) -> str:
    if not edits:
        return text
    start = len(BOM) if text.startswith(BOM) else 0
    places: list[int] = []  # for each sign of the text as it is read, where it stands in the file
    at = start
    while at < len(text):
        places.append(at)
        at += 2 if text.startswith("\r\n", at) else 1
    places.append(len(text))
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
        text = text[: places[edit.span.start]] + edit.text + text[places[edit.span.end] :]
    return text


def _write(path: Path, name: str, before: bytes, content: bytes) -> None:
    """Write a file whole or not at all, unless somebody changed it meanwhile."""
    target = path.resolve()
    try:
        if target.read_bytes() != before:
            raise unwritable(name, "somebody changed it meanwhile", "run the command again")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(target.stat().st_mode)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise unwritable(name, fault.strerror or "it cannot be written", "check the rights of the folder") from None


def unwritable(name: str, why: str, cure: str) -> PolicyLoadError:
    """The fault of a file that was not written."""
    message = f"`{name}` was not mended: {why}"
    return PolicyLoadError(Diagnostics((Diagnostic(code="HSB-D581", message=message, help=(cure,), path=name),)))
