"""Lines of a byte stream, each of bounded length, whatever the stream holds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

# No real row comes near this; one that does is a file without line ends, and must not fill the memory.
MAX_LINE_BYTES = 64 * 1024 * 1024

# A line too long is skipped in pieces of this size.
PIECE_BYTES = 1024 * 1024

BOM = b"\xef\xbb\xbf"


class Seekable(Protocol):
    """What `Counted` needs of the file below it."""

    def readinto(self, buffer: bytearray, /) -> int | None: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `data` is None where it was longer than allowed."""

    number: int
    data: bytes | None

    def text(self) -> str:
        """The line as text. Bytes that are not UTF-8, and NUL, become U+FFFD: they cost only themselves."""
        return "" if self.data is None else self.data.decode("utf-8", errors="replace").replace("\0", "\ufffd")


class Counted(io.RawIOBase):
    """A raw file that tells how many bytes are read from it."""

    def __init__(self, raw: Seekable, advance: Callable[[int], None] | None) -> None:
        self._raw = raw
        self._advance = advance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int | None:  # type: ignore[override]
        """Fill the buffer from the file below and report the count."""
        count = self._raw.readinto(buffer)
        if count and self._advance:
            self._advance(count)
        return count

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def close(self) -> None:
        self._raw.close()
        super().close()


def lines(stream: BinaryIO, limit: int | None = None) -> Iterator[Line]:
    """The lines of `stream`, numbered from 1; at most `limit` bytes of one are ever held.

    >>> [line.data for line in lines(io.BytesIO(b"ab\\nabcdef\\nc"), limit=4)]
    [b'ab', None, b'c']
    """
    limit = MAX_LINE_BYTES if limit is None else limit
    number = 0
    while data := stream.readline(limit + 1):
        number += 1
        if number == 1:
            data = data.removeprefix(BOM)
        whole = data.endswith(b"\n") or len(data) <= limit
        if not whole:
            skip_line(stream)
        yield Line(number, data.removesuffix(b"\n").removesuffix(b"\r") if whole else None)


def skip_line(stream: BinaryIO) -> None:
    """Read on to the next line end, a piece at a time."""
    while (piece := stream.readline(PIECE_BYTES)) and not piece.endswith(b"\n"):
        pass
