"""Archive: members of a zip read one at a time, also those compressed with zstd, which Python's own zipfile cannot."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from review_app.errors import BadRecord, InputError

ZSTD = 93

# One member is held in memory whole; none that a model wrote comes near this.
MAX_MEMBER_BYTES = 256 * 1024 * 1024

# The header before a member: its size, and where it tells the lengths of the name and extra field that follow.
LOCAL_SIZE, LENGTHS = 30, slice(26, 30)


@dataclass(frozen=True, slots=True)
class Archive:
    """An open zip. Of members with the same name the last one holds."""

    stream: BinaryIO
    members: dict[str, ZipInfo]

    def named(self, prefix: str) -> Iterator[str]:
        """The members whose names begin so, in the archive's order."""
        return (name for name in self.members if name.startswith(prefix))

    def value(self, name: str) -> Any:
        """A member's JSON value. Raises BadRecord where it has none or is too large."""
        try:
            return json.loads(self.content(name).decode("utf-8", errors="replace"))
        except (ValueError, RecursionError) as error:
            raise BadRecord(f"{name}: not valid JSON: {error}") from None

    def content(self, name: str) -> bytes:
        """A member's bytes."""
        info = self.members[name]
        if info.file_size > MAX_MEMBER_BYTES:
            raise BadRecord(f"{name}: {info.file_size:,} bytes are more than are read")
        try:
            return zstd_content(self.stream, info) if info.compress_type == ZSTD else plain_content(self.stream, info)
        except (BadZipFile, OSError, EOFError, NotImplementedError) as error:
            raise BadRecord(f"{name}: cannot be unpacked: {error}") from None


def opened(stream: BinaryIO, path: object) -> Archive:
    """The archive in a stream. Raises InputError where it is damaged."""
    try:
        with ZipFile(stream) as found:
            return Archive(stream, {info.filename: info for info in found.infolist()})
    except (BadZipFile, OSError, struct.error, ValueError) as error:
        raise InputError(
            "{path}: the archive cannot be read ({error}); copy it again", path=path, error=error
        ) from error


def plain_content(stream: BinaryIO, info: ZipInfo) -> bytes:
    """What zipfile itself unpacks."""
    with ZipFile(stream) as archive:
        return archive.read(info)


def zstd_content(stream: BinaryIO, info: ZipInfo) -> bytes:
    """A member of one or several zstd frames, unpacked by Arrow, which is here anyway."""
    import pyarrow as pa

    stream.seek(info.header_offset)
    name, extra = struct.unpack("<HH", stream.read(LOCAL_SIZE)[LENGTHS])
    stream.seek(name + extra, 1)
    packed = pa.BufferReader(stream.read(info.compress_size))
    with pa.CompressedInputStream(packed, "zstd") as unpacked:
        found = cast("bytes", unpacked.read(info.file_size + 1))
    if len(found) != info.file_size:
        raise EOFError(f"{len(found):,} bytes instead of {info.file_size:,}")
    return found
