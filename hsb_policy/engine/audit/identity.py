"""Floor 3, audit: what a run is known by: the same library, policy, readings, source, day and choice of cases and rules give the same run."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import asdict

from hsb_policy.core.library import VERSION
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.cases import digest
from hsb_policy.engine.policy import Policy
from hsb_policy.engine.sources.source import Read, Source

_AT_A_TIME: Final = 1 << 20


def source_digest(where: str, source: Source) -> str:
    """The digest of a source: of a file or all files of a folder, names included; of a database elsewhere, of what was read from it.

    The name of a folder changes nothing.
    """
    path = Path(where)
    return files_digest(path) if path.exists() else _digest_of_records(source)


def _digest_of_records(source: Source) -> str:
    whole = sha256()
    for record in source.records():
        said = digest(record.document) if isinstance(record, Read) else str(record.place)
        whole.update(f"{said}\n".encode("utf-8", "surrogatepass"))
    return f"sha256:{whole.hexdigest()}"


def files_digest(where: Path) -> str:
    """The digest of a file, or of all files of a folder with their names."""
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


def run_id(policy: Policy, source: str, source_digest: str, wanted: Wanted, mapping: str | None = None) -> str:
    """The id of a run: short, and the same for the same audit, whatever the clock says and how many processes work on it."""
    asked: Mapping[str, Any] = {
        "library": VERSION,
        "policy": policy.digest,
        "readings": {
            f"{name}.{part}" if part else name: str(value) for (name, part), value in policy.readings.values.items()
        },
        "source": source,
        "digest": source_digest,
        "wanted": asdict(wanted),
        "mapping": mapping,
    }
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=str)
    return f"run-{sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
