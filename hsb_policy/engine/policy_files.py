"""Floor 3: where a policy's files are: bundled by name, or a folder or file of one's own."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.errors import PolicyLoadError

SUFFIX: Final = ".policy"
LARGEST: Final = 2_000_000  # bytes of one file


def bundled_names() -> list[str]:
    """The names of the policies and packs that come with the library."""
    return sorted(folder.name for folder in files("hsb_policy.policies").iterdir() if _has_policy(folder))


def _has_policy(folder: Traversable) -> bool:
    return folder.is_dir() and any(f.name.endswith(SUFFIX) for f in folder.iterdir())


def read_policy_files(where: str, *, kind: str = "policy") -> list[SourceFile]:
    """The files of a policy (or pack): a bundled name, a folder of `.policy` files, or one such file.

    Raises PolicyLoadError where there is no such policy, or a file of it cannot be read.
    """
    path = Path(where)
    if path.is_dir():
        found = sorted(path.rglob("*" + SUFFIX))
        if not found:
            raise _fault(where, f"the folder `{where}` has no file that ends in `{SUFFIX}`", _known_names(kind))
        return [_read(f, f.relative_to(path).as_posix()) for f in found]
    if path.is_file():
        return [_read(path, path.name)]
    if "/" not in where and where in bundled_names():
        return list(_bundled(files("hsb_policy.policies").joinpath(where), ""))
    near = nearest(where, bundled_names())
    cure = f"did you mean `{near}`?" if near else _known_names(kind)
    raise _fault(where, f"there is no {kind} `{where}`: no folder, no file and no bundled {kind} of that name", cure)


def _known_names(kind: str) -> str:
    return f"give a folder of `{SUFFIX}` files, or a bundled {kind}: " + ", ".join(bundled_names())


def _bundled(folder: Traversable, prefix: str) -> Iterator[SourceFile]:
    for item in sorted(folder.iterdir(), key=lambda f: f.name):
        if item.is_dir():
            yield from _bundled(item, f"{prefix}{item.name}/")
        elif item.name.endswith(SUFFIX):
            yield SourceFile(prefix + item.name, item.read_text(encoding="utf-8"))


def _read(path: Path, name: str) -> SourceFile:
    try:
        if path.stat().st_size > LARGEST:
            raise _fault(name, f"`{name}` is larger than {LARGEST:,} bytes", "cut it into several files")
        return SourceFile(name, path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as fault:
        where = f"the byte at place {fault.start} is not UTF-8"
        raise _fault(name, f"`{name}` is not a text in UTF-8: {where}", "save it as UTF-8") from None
    except OSError as fault:
        raise _fault(name, f"`{name}` cannot be read: {fault.strerror}", "check the file's name and rights") from None


def _fault(where: str, message: str, cure: str) -> PolicyLoadError:
    return PolicyLoadError(Diagnostics((Diagnostic(code="HSB-D580", message=message, help=(cure,), path=where),)))
