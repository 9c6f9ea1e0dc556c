"""Texts: JSON read and written as the tools do: lines, one array, or one object."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, cast

from review_app.errors import ExportError

GZIP = b"\x1f\x8b"

Row = dict[str, Any]
Change = Callable[[Row], Row]


def opened(path: Path) -> TextIO:
    """A text file, unpacked where it is gzip; bytes that are not UTF-8 become U+FFFD, as at import."""
    with path.open("rb") as raw:
        packed = raw.read(len(GZIP)) == GZIP
    open_text = gzip.open if packed else open
    return cast("TextIO", open_text(path, "rt", encoding="utf-8-sig", errors="replace", newline="\n"))


def is_array(path: Path) -> bool:
    """Whether the file is one JSON array and not one object a line."""
    with opened(path) as file:
        return file.read(4096).lstrip().startswith("[")


def rows(path: Path) -> Iterator[Any]:
    """The values of a file of lines or of one array; what is no JSON as the line itself, which a copy keeps."""
    with opened(path) as file:
        if is_array(path):
            yield from json.load(file)
            return
        for line in file:
            if line.strip():
                yield value_or_line(line)


def value_or_line(line: str) -> Any:
    """A line's value, or the line."""
    try:
        return json.loads(line)
    except ValueError:
        return line.rstrip("\n")


def save_rows(values: Iterable[Any], path: Path, *, array: bool) -> None:
    """Write rows in the layout they had."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        if array:
            json.dump(list(values), file, ensure_ascii=False, indent=2)
            return
        for value in values:
            file.write((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) + "\n")


def value(path: Path) -> Row:
    """A file that is one object. Raises ExportError where it is none."""
    try:
        with opened(path) as file:
            found = json.load(file)
    except (OSError, ValueError) as error:
        raise ExportError("{path}: cannot be read as JSON ({error})", path=path, error=error) from error
    if not isinstance(found, dict):
        raise ExportError("{path}: is no JSON object", path=path)
    return found


def save_value(found: Row, path: Path, indent: int = 2) -> None:
    """Write one object."""
    path.write_text(json.dumps(found, ensure_ascii=False, indent=indent), encoding="utf-8", newline="\n")


def like(correct: bool, original: object) -> Any:
    """True or false as the tool wrote it.

    >>> like(True, 0.0), like(True, 0), like(True, False)
    (1.0, 1, True)
    """
    return (
        correct
        if isinstance(original, bool)
        else type(original)(correct)
        if isinstance(original, int | float)
        else correct
    )


def is_mark(value: object) -> bool:
    """Whether a value says right or wrong and nothing between."""
    return isinstance(value, bool | int | float) and value in (0, 1)


def plain_name(path: Path) -> str:
    """The name of a copy, which is never packed."""
    return path.name.removesuffix(".gz")
