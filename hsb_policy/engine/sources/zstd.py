"""Floor 3: zstd files. Imported only where there is one, because zstandard comes with the extra `audit`."""

import io
from pathlib import Path
from typing import BinaryIO, Final

import zstandard

from hsb_policy.engine.sources.damaged import DamagedError

_PIECE: Final = 1 << 10  # bytes of the file at a time: four may stand for 128 KB, and each piece is undone whole


def create_zstd(path: Path) -> BinaryIO:
    """A new zstd file; damage to it will be found."""
    return zstandard.ZstdCompressor(level=3, write_checksum=True).stream_writer(path.open("wb"))


class Zstd(io.RawIOBase):
    """A zstd file of one or several frames; one that ends within a frame is damaged, which zstandard's own reader does not say."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._maker = zstandard.ZstdDecompressor()
        self._frame = self._maker.decompressobj()
        self._ready = b""
        self._within = False  # a frame has begun and not ended

    def readable(self) -> bool:
        """A raw stream must say that it can be read."""
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]  # BufferedReader gives a memoryview
        """Fill what can be filled; 0 at the end of the file. Raises DamagedError."""
        while not self._ready:
            piece = self._file.read(_PIECE)
            if not piece:
                if self._within:
                    raise DamagedError(altered=False)
                return 0
            self._ready = self._decompressed(piece)
        given = self._ready[: len(target)]
        target[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)

    def _decompressed(self, piece: bytes) -> bytes:
        out = b""
        try:
            while piece:
                self._within = True
                out += self._frame.decompress(piece)
                piece = b""
                if self._frame.eof:
                    piece = self._frame.unused_data
                    self._frame, self._within = self._maker.decompressobj(), False
        except zstandard.ZstdError as fault:
            raise DamagedError(altered=True) from fault
        return out

    def close(self) -> None:
        """Close the file beneath."""
        self._file.close()
        super().close()
