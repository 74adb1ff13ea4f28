"""Floor 3: compiled policies remembered between runs.

The key is a digest of everything that the compiled policy depends on: the policy's text, and the code and grammar of
the front end and the core. So an entry is never stale, and two processes that write one write the same; each writes a
file of its own and moves it into place whole. Whatever is wrong with the cache, the policy is simply compiled again.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from hsb_policy.core import ir
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.stored import from_plain, to_plain

OFF = "HSB_POLICY_NO_CACHE"
PLACE = "HSB_POLICY_CACHE"


def folder() -> Path | None:
    """Where compiled policies are kept; None where the cache is switched off or there is no place for it."""
    if os.environ.get(OFF):
        return None
    if os.environ.get(PLACE):
        return Path(os.environ[PLACE])
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "hsb-policy"
    except RuntimeError:
        return None


def key_of(sources: list[SourceFile]) -> str:
    """The digest of these files and of the code that compiles them."""
    digest = hashlib.sha256(_code_digest())
    for source in sorted(sources, key=lambda s: s.name):
        for part in (source.name, source.text):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def _code_digest() -> bytes:
    digest = hashlib.sha256()
    for room in ("core", "frontend", "values", "engine"):
        for path, item in _python_files(files("hsb_policy").joinpath(room), room):
            digest.update(path.encode() + item.read_bytes())
    digest.update(files("hsb_policy.grammar").joinpath("policy.lark").read_bytes())
    return digest.digest()


def _python_files(place: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(place.iterdir(), key=lambda f: f.name):
        if item.is_dir() and item.name != "__pycache__":
            yield from _python_files(item, f"{path}/{item.name}")
        elif item.name.endswith(".py"):
            yield f"{path}/{item.name}", item


def read(key: str) -> ir.Policy | None:
    """The compiled policy with that key, or None."""
    place = folder()
    if place is None:
        return None
    try:
        stored = json.loads((place / f"{key}.json").read_bytes())
    except (OSError, ValueError):
        return None
    try:
        return from_plain(stored)
    except (ValueError, TypeError, KeyError, AttributeError):  # not what was written: compiled again
        return None


def write(key: str, policy: ir.Policy) -> None:
    """Remember a compiled policy; where that is not possible, nothing happens."""
    place = folder()
    if place is None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=place, suffix=".part", delete=False, encoding="utf-8") as part:
            json.dump(to_plain(policy), part, separators=(",", ":"))
        Path(part.name).replace(place / f"{key}.json")
    except OSError:
        return
