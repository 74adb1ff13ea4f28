"""Floor 4: policy files where they lie: found, read, and replaced in one step."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copymode

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.engine.policy_files import SUFFIX, bundled_names


def files_in(places: Sequence[str]) -> list[Path]:
    """The files named, and all policy files of the folders named, each once and in order.

    Raises PolicyLoadError where there is no such file or folder, or a folder has no policy.
    """
    found: dict[Path, None] = {}
    for place in places:
        path = Path(place)
        if path.is_dir():
            inside = sorted(path.rglob("*" + SUFFIX))
            if not inside:
                raise _fault(place, f"the folder `{place}` has no file that ends in `{SUFFIX}`", "name another folder")
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[path] = None
        elif place in bundled_names():
            message = f"`{place}` is a policy that comes with the library, and its files stay as they are"
            raise _fault(place, message, f"name a folder or a file that ends in `{SUFFIX}`")
        else:
            raise _fault(place, f"there is no file and no folder `{place}`", "look at how its name is written")
    return list(found)


def read_text(path: Path) -> str:
    """The text of a file, with the ends of its lines as they are. Raises PolicyLoadError where it cannot be read."""
    try:
        return decoded(path.read_bytes(), str(path))
    except OSError as fault:
        raise _fault(str(path), f"`{path}` cannot be read: {fault.strerror}", "check its rights") from None


def decoded(content: bytes, name: str) -> str:
    """Text in UTF-8; the mark that some editors put before it is no part of it. Raises PolicyLoadError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"`{name}` is not a text in UTF-8: the byte at place {fault.start} is not"
        raise _fault(name, message, "save it as UTF-8") from None


def replace_text(path: Path, text: str) -> None:
    """Write a file anew: whoever reads it meanwhile sees the old text or the new, and never a part of either.

    Raises PolicyLoadError where it cannot be written; then it is as it was.
    """
    target = path.resolve()  # a link goes on pointing to it
    part = None
    try:
        with tempfile.NamedTemporaryFile("wb", dir=target.parent, suffix=".part", delete=False) as part:
            part.write(text.encode())
            part.flush()
            os.fsync(part.fileno())
        copymode(target, part.name)
        Path(part.name).replace(target)
    except OSError as fault:
        if part is not None:
            Path(part.name).unlink(missing_ok=True)
        raise _fault(str(path), f"`{path}` cannot be written: {fault.strerror}", "check its rights") from None


def _fault(where: str, message: str, cure: str) -> PolicyLoadError:
    return PolicyLoadError(Diagnostics((Diagnostic(code="HSB-D580", message=message, help=(cure,), path=where),)))
