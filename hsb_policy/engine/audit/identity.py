"""Floor 3, audit: what a run is known by: the same policy, readings, source, day and choice of cases and rules give the same run."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import asdict

from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.policy import Policy

_AT_A_TIME: Final = 1 << 20


def source_digest(where: Path) -> str:
    """The digest of a file or of all files of a folder, their names included; the folder's own name changes nothing."""
    whole = sha256()
    files = [where] if where.is_file() else sorted(path for path in where.rglob("*") if path.is_file())
    for path in files:
        name = path.name if where.is_file() else path.relative_to(where).as_posix()
        whole.update(f"{name}\n{file_digest(path)}\n".encode("utf-8", "surrogateescape"))
    return f"sha256:{whole.hexdigest()}"


def file_digest(path: Path) -> str:
    """The digest of one file, read bit by bit."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_AT_A_TIME):
            digest.update(block)
    return digest.hexdigest()


def run_id(policy: Policy, source: str, digest: str, wanted: Wanted, mapping: str | None = None) -> str:
    """The id of a run: short, and the same for the same audit, whatever the clock says and how many processes work on it."""
    asked: Mapping[str, Any] = {
        "policy": policy.digest,
        "readings": {
            f"{name}.{part}" if part else name: str(value) for (name, part), value in policy.readings.values.items()
        },
        "source": source,
        "digest": digest,
        "wanted": asdict(wanted),
        "mapping": mapping,
    }
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=str)
    return f"run-{sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
