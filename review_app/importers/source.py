"""What an importer is handed: the input as the user named it, the head of a file, and one row of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from review_app.domain import Record, Reject

# As much of a rejected row as is kept: enough to find it again, and the store stays small.
RAW_CHARACTERS = 200

# As deep as a rejected value without its own text is shown.
RAW_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Input:
    """A file or folder and what the user said about it; what is said here beats what the file says.

    `columns` maps our field to the file's column: `{"response": "completion"}`. `advance` is told how many
    bytes were read, as they are read.
    """

    path: Path
    model: str | None = None
    benchmark: str | None = None
    split: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    advance: Callable[[int], None] | None = None

    @property
    def source(self) -> str:
        """`parent folder/file name`: the same wherever the project lies."""
        return f"{self.folder.name}/{self.path.name}"

    @property
    def folder(self) -> Path:
        """The folder the file lies in, also where the path is `x.json` or `../x.json`."""
        return Path(os.path.abspath(self.path)).parent


class Layout(StrEnum):
    """How a file holds its rows."""

    LINES = "JSON Lines"
    ARRAY = "a JSON array"
    OBJECT = "a JSON object"
    TABLE = "a CSV table"
    PARQUET = "a Parquet table"
    ARCHIVE = "a zip archive"
    FOLDER = "a folder"


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file: its layout and a typical first row (cut off where the head ends)."""

    path: Path
    layout: Layout
    row: Mapping[str, Any]

    @property
    def keys(self) -> frozenset[str]:
        """The names of the row's columns."""
        return frozenset(self.row)


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a file; `place` is a line number or key, `raw` its text where it had one of its own."""

    file: str
    place: str
    value: Mapping[str, Any]
    raw: str = ""

    def reject(self, reason: str, part: str = "") -> Reject:
        """This row as a Reject; `part` names what of it is meant: `sample 3`."""
        place = f"{self.place} {part}".strip()
        return Reject(self.file, clean(place), reason, (self.raw or shown(self.value))[:RAW_CHARACTERS])


@dataclass(frozen=True, slots=True)
class Importer:
    """One row of the registry: how a format is read, told from the others, and described in a sentence."""

    read: Callable[[Input], Iterator[Record]]
    recognises: Callable[[Head], bool]
    about: str
    kind: str


def shown(value: object, depth: int = RAW_DEPTH) -> str:
    """A value for people to find it by, whatever its size and depth.

    >>> shown({"a": [1, {"b": [[2]]}]}, depth=2)
    "{'a': [1, {…}]}"
    """
    if isinstance(value, Mapping):
        if depth == 0:
            return "{…}"
        return "{" + ", ".join(f"{key!r}: {shown(value[key], depth - 1)}" for key in list(value)[:10]) + "}"
    if isinstance(value, list):
        return "[…]" if depth == 0 else "[" + ", ".join(shown(item, depth - 1) for item in value[:10]) + "]"
    return repr(value[:RAW_CHARACTERS]) if isinstance(value, str | bytes) else str(value)[:RAW_CHARACTERS]


def clean(value: str) -> str:
    """Text a database and a page can hold: lone surrogates and NUL become U+FFFD.

    >>> clean("a\\ud800b\\x00")
    'a\ufffdb\ufffd'
    """
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.replace("\x00", "\ufffd")
