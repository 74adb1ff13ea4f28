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
BOM: Final = "\ufeff"
"""The mark that some editors put at the beginning of a text; it is no part of it."""

_INSTALLED: Final = frozenset({"site-packages", "dist-packages"})


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


def normal(text: str) -> str:
    """The text of a file as it is read: without the mark at its beginning, its lines ended by one sign."""
    return text.removeprefix(BOM).replace("\r\n", "\n")


def paths_of(where: str, *, kind: str = "policy") -> dict[str, Path]:
    """Where the files of a policy (or pack) of one's own are, by the names under which they are read.

    Raises PolicyLoadError for one that is packed with the library: it is read, and never written.
    """
    path = Path(where)
    is_installed = any(part in _INSTALLED for part in path.resolve().parts)
    if (path.is_dir() or path.is_file()) and not is_installed:
        found = sorted(path.rglob("*" + SUFFIX)) if path.is_dir() else [path]
        return {f.relative_to(path).as_posix() if path.is_dir() else f.name: f for f in found}
    cure = "copy its folder to a place of your own, and name that folder"
    raise PolicyLoadError(
        Diagnostics(
            (
                Diagnostic(
                    code="HSB-D582",
                    message=f"`{where}` is a {kind} that comes with the library, and is not written to",
                    help=(cure,),
                    path=where,
                ),
            )
        )
    )


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
        return SourceFile(name, normal(path.read_bytes().decode("utf-8")))
    except UnicodeDecodeError as fault:
        where = f"the byte at place {fault.start} is not UTF-8"
        raise _fault(name, f"`{name}` is not a text in UTF-8: {where}", "save it as UTF-8") from None
    except OSError as fault:
        raise _fault(name, f"`{name}` cannot be read: {fault.strerror}", "check the file's name and rights") from None


def _fault(where: str, message: str, cure: str) -> PolicyLoadError:
    return PolicyLoadError(Diagnostics((Diagnostic(code="HSB-D580", message=message, help=(cure,), path=where),)))
