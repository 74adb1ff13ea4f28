"""Floor 3: case files and JSON Lines as parts of a source: a document a file, or a document a line."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from attrs import field, frozen

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.case_text import LARGEST, parse_case_text
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.compressed import BUFFER, COMPRESSED, bare_name, open_bytes
from hsb_policy.engine.sources.damaged import DamagedError
from hsb_policy.engine.sources.source import Part, PassedOver, Place, Read, Record, rejected

CASE_FILE: Final = (".json",)
LINES_FILE: Final = (".jsonl", ".ndjson")
FILES_A_PART: Final = 500
BYTES_A_PART: Final = 4_000_000
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def is_case_file(name: str) -> bool:
    """Whether a file holds one case, by its name."""
    return bare_name(name).lower().endswith(CASE_FILE)


def is_lines_file(name: str) -> bool:
    """Whether a file holds a case in each line, by its name."""
    return bare_name(name).lower().endswith(LINES_FILE)


# ---- parts ------------------------------------------------------------------------------------------------------------------
@frozen
class CaseFiles:
    """Some case files of a folder."""

    root: Path
    names: tuple[str, ...] = field(repr=False)

    def records(self) -> Iterator[Record]:
        """One record a file."""
        for name in self.names:
            yield _case_file(self.root / name, name)


@frozen
class CaseLines:
    """The lines of a file that begin within a range of its bytes. `line` is the number of the first; None: to the end."""

    path: Path
    name: str
    start: int = 0
    end: int | None = None
    line: int = 1

    def records(self) -> Iterator[Record]:
        """One record a line that is not blank. A file that is not text, or breaks off, gives one rejection for the rest of it."""
        try:
            with open_bytes(self.path) as file:
                yield from self._lines(file)
        except DamagedError as damage:
            yield _damaged(Place(self.name), damage)
        except OSError as fault:
            yield _unreadable(Place(self.name), self.name, fault)

    def _lines(self, file: BinaryIO) -> Iterator[Record]:
        if self.start:
            file.seek(self.start)
        at, number = self.start, self.line - 1
        while self.end is None or at < self.end:
            number += 1
            place = Place(self.name, line=number)
            try:
                line = file.readline(LARGEST + 1)
                length = len(line) if line.endswith(b"\n") else len(line) + _skip_line(file, line)
            except DamagedError as damage:
                yield _damaged(place, damage)
                return
            if not line:
                return
            if not at and line.startswith(_UTF_16):
                yield _document(line[:2], Place(self.name))
                return
            at += length
            if line.strip() or len(line) > LARGEST:
                yield _document(line, place)


def _skip_line(file: BinaryIO, line: bytes) -> int:
    """Pass over the rest of a line that is longer than any case may be: how many bytes it has."""
    skipped, piece = 0, line
    while len(piece) > LARGEST and not piece.endswith(b"\n"):
        piece = file.readline(LARGEST + 1)
        skipped += len(piece)
    return skipped


def _document(content: bytes, place: Place) -> Record:
    document, found = parse_case_text(content)
    return rejected(place, None, found) if document is None else Read(place, document)


def _case_file(path: Path, name: str) -> Record:
    place = Place(name)
    try:
        with open_bytes(path) as file:
            content = file.read(LARGEST + 1)
    except DamagedError as damage:
        return _damaged(place, damage)
    except OSError as fault:
        return _unreadable(place, name, fault)
    return _document(content, place)


def _damaged(place: Place, damage: DamagedError) -> Record:
    """The checksum of a file stands at its end: of one that was altered, what came before cannot be relied on."""
    message = "the compressed file breaks off here, and nothing after this place can be read"
    if damage.altered:
        message = "the compressed file is damaged: nothing after this place can be read, and what was read before may be altered"
    cure = "copy or export it again"
    return rejected(place, None, Diagnostics((Diagnostic(code="HSB-D508", message=message, help=(cure,)),)))


def _unreadable(place: Place, name: str, fault: OSError) -> Record:
    why = f": {fault.strerror}" if fault.strerror else ""
    found = Diagnostic(code="HSB-D500", message=f"`{name}` cannot be read{why}", help=("check that you may read it",))
    return rejected(place, None, Diagnostics((found,)))


# ---- finding them -------------------------------------------------------------------------------------------------------------
def parts_of_file(path: Path) -> Iterator[Part]:
    """A single file: a case, or lines. Large files of lines are cut into ranges, with the lines counted on the way."""
    return _lines_parts(path, path.name) if is_lines_file(path.name) else iter((CaseFiles(path.parent, (path.name,)),))


def parts_of_folder(root: Path) -> Iterator[Part]:
    """The case files in a folder and the folders within it, in the order of their names; hidden and other files are passed over."""
    gathered: list[str] = []
    for name in _names(root, "", lambda name: is_case_file(name) or is_lines_file(name)):
        if is_case_file(name):
            gathered.append(name)
        if gathered and (is_lines_file(name) or len(gathered) >= FILES_A_PART):
            yield CaseFiles(root, tuple(gathered))
            gathered = []
        if is_lines_file(name):
            yield from _lines_parts(root / name, name)
    if gathered:
        yield CaseFiles(root, tuple(gathered))


def holds_case_files(root: Path) -> bool:
    """Whether there is a case file in a folder or in one within it."""
    return next(_names(root, "", lambda name: is_case_file(name) or is_lines_file(name)), None) is not None


def passed_over(root: Path) -> PassedOver:
    """The files of a folder and the folders within it that are not read; what lies in hidden folders is not looked at."""
    found = Counter[str]()
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and not (Path(folder) / name).is_symlink()]
        found.update(_why_not(name) for name in names)
    return PassedOver(by_ending=found["ending"], hidden=found["hidden"])


def _why_not(name: str) -> str:
    if name.startswith("."):
        return "hidden"
    return "" if is_case_file(name) or is_lines_file(name) else "ending"


def _names(root: Path, within: str, wanted: Callable[[str], bool]) -> Iterator[str]:
    """Names relative to the root, in order; hidden files and folders are left out: editors and file systems keep their own there.

    Links to folders are not followed, since they may lead in a circle.
    """
    try:
        with os.scandir(root / within) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as fault:
        raise _closed_folder(within or root.name, fault) from fault
    for entry in entries:
        name = f"{within}/{entry.name}" if within else entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _names(root, name, wanted)
        elif wanted(entry.name):
            yield name


def _closed_folder(name: str, fault: OSError) -> SourceError:
    why = f": {fault.strerror}" if fault.strerror else ""
    return source_error("HSB-D550", f"the folder `{name}` cannot be read{why}", "ask for the right to read it")


def _lines_parts(path: Path, name: str) -> Iterator[Part]:
    """What is compressed can only be read from its beginning, and is one part."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # told when the part is read
    if path.suffix.lower() in COMPRESSED or size <= BYTES_A_PART:
        yield CaseLines(path, name)
        return
    with path.open("rb", buffering=BUFFER) as file:
        start, line = 0, 1
        while start < size:
            lines = 0
            left = BYTES_A_PART
            while left > 0 and (piece := file.read(min(left, BUFFER))):
                lines += piece.count(b"\n")
                left -= len(piece)
            rest = file.readline()
            lines += rest.endswith(b"\n")
            end = file.tell()
            yield CaseLines(path, name, start, end, line)
            start, line = end, line + lines
