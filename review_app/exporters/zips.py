"""Zips: an archive's members given one time, so that the same content makes the same bytes."""

from __future__ import annotations

import struct
from pathlib import Path
from zipfile import ZipFile

# 1980-01-01 00:00, the first moment a zip can name, as its time and date words.
EPOCH = struct.pack("<HH", 0, (1 << 5) | 1)

# Where these words stand in the header before a member, and in its entry of the directory at the end.
LOCAL_TIME, ENTRY_TIME, ENTRY_SIZE = 10, 12, 46
ENTRY = b"PK\x01\x02"


def settle(path: Path) -> None:
    """Give every member the same time, whatever it is compressed with; nothing else changes."""
    with ZipFile(path) as archive:
        offsets, directory = [info.header_offset for info in archive.infolist()], archive.start_dir
    with path.open("r+b") as file:
        for offset in offsets:
            file.seek(offset + LOCAL_TIME)
            file.write(EPOCH)
        at = directory
        for _ in offsets:
            file.seek(at)
            entry = file.read(ENTRY_SIZE)
            if not entry.startswith(ENTRY):
                return
            file.seek(at + ENTRY_TIME)
            file.write(EPOCH)
            at += ENTRY_SIZE + sum(struct.unpack("<HHH", entry[28:34]))
