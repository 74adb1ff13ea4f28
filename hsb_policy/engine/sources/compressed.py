"""Floor 3: the bytes of a file, gzip and zstd undone. A file that breaks off or is damaged is told, never taken for its whole."""

import errno
import gzip
import io
import stat
import zlib
from pathlib import Path
from typing import BinaryIO, Final, cast

from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.damaged import DamagedError

COMPRESSED: Final = (".gz", ".zst")
BUFFER: Final = 1 << 20


def bare_name(name: str) -> str:
    """The name of a file without the suffix of its compression.

    >>> bare_name("march.jsonl.gz"), bare_name("march.jsonl")
    ('march.jsonl', 'march.jsonl')
    """
    for suffix in COMPRESSED:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def open_bytes(path: Path) -> BinaryIO:
    """The file, decompressed as it is read. Raises OSError or DamagedError, as reading does."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file")  # opening a pipe that nobody writes to would never end
    if not found.st_size and path.suffix.lower() in COMPRESSED:
        raise DamagedError(altered=False)  # even of nothing a compressed file has a head
    match path.suffix.lower():
        case ".gz":
            return io.BufferedReader(_Gzip(path), BUFFER)
        case ".zst":
            return io.BufferedReader(_zstd(path), BUFFER)
        case _:
            return path.open("rb", buffering=BUFFER)


class _Gzip(io.RawIOBase):
    """A gzip file, whose faults all have one name."""

    def __init__(self, path: Path) -> None:
        self._file = gzip.open(path, "rb")  # noqa: SIM115  # closed with this stream

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]  # BufferedReader gives a memoryview
        try:
            given = self._file.read1(len(target))  # and not to the brim: what comes before a damage would be lost
        except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
            raise DamagedError(altered=not isinstance(fault, EOFError)) from fault
        target[: len(given)] = given
        return len(given)

    def close(self) -> None:
        self._file.close()
        super().close()


def _zstd(path: Path) -> io.RawIOBase:
    try:
        from hsb_policy.engine.sources.zstd import Zstd  # noqa: PLC0415  # zstandard comes with the extra `audit`
    except ImportError as lacking:
        raise zstd_lacking(path.name) from lacking
    return Zstd(path)


def create_bytes(path: Path) -> BinaryIO:
    """A new file, compressed as it is written where its name ends so. The same bytes give the same file."""
    match path.suffix.lower():
        case ".gz":
            return cast(BinaryIO, gzip.GzipFile(path, "wb", compresslevel=6, mtime=0))
        case ".zst":
            try:
                from hsb_policy.engine.sources.zstd import create_zstd  # noqa: PLC0415  # as above
            except ImportError as lacking:
                raise zstd_lacking(path.name) from lacking
            return create_zstd(path)
        case _:
            return path.open("wb", buffering=BUFFER)


def zstd_lacking(name: str) -> SourceError:
    """The library that reads zstd is not installed."""
    message = f"`{name}` is compressed with zstd, and what reads it is not installed"
    return source_error("HSB-D556", message, 'install it: `pip install "hsb-policy[audit]"`')
