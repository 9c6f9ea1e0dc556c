"""Records: the only module that opens input files; it tells their layout and hands out their rows.

Memory stays bounded whatever the size: lines, array elements and table rows are read one by one. Every row
that cannot be read becomes a Reject; a file that cannot be used at all raises InputError.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from review_app.domain import Reject
from review_app.errors import BadRecord, InputError
from review_app.importers import archive, jsons, tables
from review_app.importers.lines import BOM, Counted
from review_app.importers.source import Head, Input, Layout, Row

# What is read to tell a file's layout and format.
HEAD_BYTES = 1024 * 1024

# As many first rows are looked at.
HEAD_ROWS = 20

# One JSON object is held in memory whole where it is a row itself; bigger ones are walked by their importer.
MAX_OBJECT_BYTES = 64 * 1024 * 1024

# Above this share of bytes that no text has, a file is taken for binary.
BINARY_SHARE = 0.1

READ_BYTES = 256 * 1024
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
PACKED = {
    ZIP: "a zip archive",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"BZh": "compressed with bzip2",
}
# A zip by this suffix is an Inspect log; what it is stands in one of these members, the second while it is written.
INSPECT_SUFFIX = ".eval"
ARCHIVE_HEADERS = ("header.json", "_journal/start.json")

BROKEN_STREAM = (OSError, EOFError, zlib.error)

Rows = Iterator[Row | Reject]


def rows(given: Input) -> Rows:
    """The rows of a file in any layout."""
    layout = layout_of(given.path)
    suffix = plain_suffix(given.path)
    if layout is Layout.OBJECT and given.path.stat().st_size > MAX_OBJECT_BYTES:
        raise InputError("{path}: one JSON object too large to be a row; name the tool that wrote it", path=given.path)
    readers: dict[Layout, Callable[[BinaryIO, str], Rows]] = {
        Layout.LINES: jsons.line_rows,
        Layout.ARRAY: jsons.item_rows,
        Layout.OBJECT: lambda stream, file: jsons.item_rows(stream, file, ""),
        Layout.TABLE: lambda stream, file: tables.csv_rows(stream, file, "\t" if suffix == ".tsv" else None),
        Layout.PARQUET: tables.parquet_rows,
    }
    return streamed(given, readers[layout])


def members(given: Input, prefix: str) -> Rows:
    """The member objects of the object at `prefix` (`""`: of the file's own), placed by their keys."""
    return streamed(given, lambda stream, file: jsons.member_rows(stream, file, prefix))


def items(given: Input, prefix: str) -> Rows:
    """The objects in the array at `prefix`: `details.item`."""
    return streamed(given, lambda stream, file: jsons.item_rows(stream, file, prefix))


def streamed(given: Input, read: Callable[[BinaryIO, str], Rows]) -> Rows:
    """What `read` finds in the open file; where the stream itself breaks off, one Reject says so."""
    file = str(given.path)
    place = "start"
    with opened(given.path, given.advance) as stream:
        try:
            for row in read(stream, file):
                place = f"after {row.place}"
                yield row
        except BROKEN_STREAM as error:
            yield Reject(file, place, f"the file breaks off here: {error}")


@contextmanager
def opened(path: Path, advance: Callable[[int], None] | None = None) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked where it is gzip; `advance` hears of the bytes on disk."""
    try:
        raw = path.open("rb", buffering=0)
    except FileNotFoundError:
        raise InputError("{path}: no such file; check the path", path=path) from None
    except IsADirectoryError:
        raise InputError("{path}: a folder, not a file; name the file inside it", path=path) from None
    except (OSError, ValueError) as error:
        raise InputError("{path}: cannot be opened ({error}); check its permissions", path=path, error=error) from error
    with raw, io.BufferedReader(cast("io.RawIOBase", Counted(raw, advance)), READ_BYTES) as buffered:
        packed = buffered.peek(len(GZIP)).startswith(GZIP)
        yield cast("BinaryIO", gzip.GzipFile(fileobj=buffered) if packed else buffered)


def beginning(path: Path) -> bytes:
    """The first bytes of a text or Parquet file; anything else raises InputError saying what it is."""
    with opened(path) as stream:
        try:
            head = stream.read(HEAD_BYTES)
        except BROKEN_STREAM as error:
            raise InputError(
                "{path}: cannot be read ({error}); it may be damaged, copy it again", path=path, error=error
            ) from error
    if not head.removeprefix(BOM).strip():
        raise InputError("{path}: the file is empty; check what wrote it", path=path)
    for magic, what in PACKED.items():
        if head.startswith(magic):
            raise InputError("{path}: the file is {what}; unpack it first", path=path, what=what)
    if not head.startswith(b"PAR1") and binary(head[:8192]):
        raise InputError("{path}: not UTF-8 text (binary, or another encoding); convert it to UTF-8 first", path=path)
    return head


def binary(head: bytes) -> bool:
    """Text has next to no control characters, and next to none that are not UTF-8."""
    text = head.decode("utf-8", errors="replace")
    strange = sum(character < " " and character not in "\t\n\r\f" for character in text) + text.count("\ufffd")
    return strange > max(1, BINARY_SHARE * len(text))


def layout_of(path: Path) -> Layout:
    """How the file holds its rows: told from its bytes, since names mislead (`.json` that is JSON Lines)."""
    if path.is_dir():
        raise InputError("{path}: a folder, not a file; name the file inside it", path=path)
    return layout(beginning(path), plain_suffix(path))


def layout(head: bytes, suffix: str) -> Layout:
    """The layout of a file that begins with `head`.

    >>> layout(b'{"a": 1}\\n{"a":', ".json"), layout(b'[\\n {"a": 1}\\n]', ".jsonl")
    (<Layout.LINES: 'JSON Lines'>, <Layout.ARRAY: 'a JSON array'>)
    """
    if head.startswith(b"PAR1"):
        return Layout.PARQUET
    if suffix in {".csv", ".tsv"}:
        return Layout.TABLE
    head = head.removeprefix(BOM).strip()
    first_lines = head.split(b"\n", HEAD_ROWS + 1)[:HEAD_ROWS]
    good = len(line_objects(head))
    if good and good * 2 >= sum(bool(line.strip()) for line in first_lines):
        return Layout.LINES
    if head.startswith(b"["):
        return Layout.ARRAY
    named_lines = suffix in {".jsonl", ".ndjson"} and first_lines[0].strip() != b"{"
    return Layout.OBJECT if head.startswith(b"{") and not named_lines else Layout.LINES


def line_objects(head: bytes) -> list[dict[str, Any]]:
    """The objects that stand on one of the first lines each."""
    found = []
    for line in head.split(b"\n", HEAD_ROWS + 1)[:HEAD_ROWS]:
        value, _ = jsons.loaded(line.decode("utf-8", errors="replace"))
        if isinstance(value, dict):
            found.append(value)
    return found


def head_of(path: Path) -> Head:
    """The layout of a file or folder, and a typical one of its first rows."""
    if path.is_dir():
        return Head(path, Layout.FOLDER, {})
    if path.suffix.lower() == INSPECT_SUFFIX and starts_with(path, ZIP):
        return Head(path, Layout.ARCHIVE, archive_header(path))
    head = beginning(path)
    found = layout(head, plain_suffix(path))
    if found in {Layout.TABLE, Layout.PARQUET}:
        first = [row.value for row in islice(rows(Input(path)), HEAD_ROWS) if isinstance(row, Row)]
        return Head(path, found, typical(first))
    candidates: list[Any] = line_objects(head) if found is Layout.LINES else []
    if not candidates:
        value = jsons.beginning(head)
        candidates = value[:HEAD_ROWS] if isinstance(value, list) else [value]
    return Head(path, found, typical([row for row in candidates if isinstance(row, dict)]))


def starts_with(path: Path, magic: bytes) -> bool:
    """Whether a file begins with these bytes."""
    with opened(path) as stream:
        return stream.read(len(magic)) == magic


def archive_header(path: Path) -> Mapping[str, Any]:
    """The first member of a zip that says what the archive is; empty where none does."""
    with opened(path) as stream:
        found = archive.opened(stream, path)
        name = next((name for name in ARCHIVE_HEADERS if name in found.members), None)
        try:
            value = found.value(name) if name else {}
        except BadRecord as fault:
            raise InputError(
                "{path}: the archive is damaged ({fault}); copy it again", path=path, fault=fault
            ) from None
    return value if isinstance(value, dict) else {}


@contextmanager
def archived(given: Input) -> Iterator[archive.Archive]:
    """The open archive of an input."""
    with opened(given.path, given.advance) as stream:
        yield archive.opened(stream, given.path)


def typical(first: list[Any]) -> Mapping[str, Any]:
    """The first row with the most common set of columns, so that one odd row at the top misleads nobody."""
    if not first:
        return {}
    shapes = Counter(frozenset(row) for row in first)
    common = shapes.most_common(1)[0][0]
    return cast("Mapping[str, Any]", next(row for row in first if frozenset(row) == common))


def plain_suffix(path: Path) -> str:
    """`.jsonl` of `x.jsonl` and of `x.jsonl.gz`."""
    return Path(path.stem if path.suffix == ".gz" else path.name).suffix.lower()


def side_object(path: Path) -> Mapping[str, Any]:
    """A small JSON object beside the file, such as lm-eval's results; empty where it is unusable."""
    try:
        if path.stat().st_size > MAX_OBJECT_BYTES:
            return {}
        value, _ = jsons.loaded(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return {}
    return value if isinstance(value, dict) else {}


def below(given: Input, pattern: str) -> list[Input]:
    """The files under a folder that fit the pattern, in the order of their names with numbers as numbers."""
    found = sorted(path for path in given.path.rglob(pattern) if path.is_file())
    return [replace(given, path=path) for path in sorted(found, key=lambda path: (path.parent, len(path.name)))]


def fingerprint(path: Path) -> str | None:
    """The SHA-256 of a file's bytes; None for a folder, which has none of its own."""
    if path.is_dir():
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError("{path}: cannot be read ({error}); check the path", path=path, error=error) from error
