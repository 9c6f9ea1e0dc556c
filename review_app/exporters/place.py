"""Place: puts finished files where they were asked for, all or none, and never leaves half of one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from review_app.errors import ExportError

Write = Callable[[Path], None]


def summary_path(path: Path) -> Path:
    """`exports/math.csv` -> `exports/math.summary.csv`."""
    return path.with_name(f"{path.stem}.summary{path.suffix}")


def deliver(writers: Mapping[Path, Write]) -> list[Path]:
    """Call each writer with a temporary name beside its path; when all are done, rename over what was there.

    Folders are made where needed. Whatever goes wrong, temporary files are removed and the old files stay.
    Raises ExportError with the path where it cannot be written.
    """
    parts = {path: path.with_name(f".{uuid.uuid4().hex}.part") for path in writers}
    try:
        for path, write in writers.items():
            _write(path, parts[path], write)
        for path, part in parts.items():
            _replace(part, path)
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()
    return list(writers)


def _write(path: Path, part: Path, write: Write) -> None:
    """Write the temporary file of one path."""
    if path.is_dir():
        raise ExportError(
            "{path}: this is a folder; name a file in it, such as {example}", path=path, example=path / "review.csv"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
    except OSError as error:
        raise _unwritable(path, error) from error


def _replace(part: Path, path: Path) -> None:
    """Rename the finished temporary file."""
    try:
        os.replace(part, path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> ExportError:
    """Where, what, and what to do."""
    reason = error.strerror or str(error)
    return ExportError(
        "{path}: cannot be written ({reason}); choose a folder that you may write to and that has room",
        path=path,
        reason=reason,
    )
