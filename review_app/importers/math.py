"""MATH: competition problems with level and subject: JSON Lines, an array, or the original folder.

    {"problem": "…", "level": "Level 3", "type": "Algebra", "solution": "… \\\\boxed{2} …"}

The original folder holds one such object a file, `test/algebra/1.json`; the hub's copy one Parquet file a
subject, `algebra/test-00000-of-00001.parquet`. Split and number are read from the path.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from review_app.domain import Problem, Record
from review_app.errors import InputError
from review_app.importers import fields, records
from review_app.importers.fields import SUBJECTS
from review_app.importers.problems import each, problem
from review_app.importers.source import Head, Input, Layout, Row

COLUMNS = frozenset({"problem", "level", "solution"})
FOREIGN = frozenset({"unique_id", "response", "predict_answer", "is_correct", "generation", "code", "pred"})
SPLITS = ("train", "test")


def read(given: Input) -> Iterator[Record]:
    """The problems of a file, or of every file in the folder."""
    if not given.path.is_dir():
        return each(records.rows(given), lambda row: [problem_of(given, row)])
    files = [file for pattern in ("*.json", "*.parquet") for file in records.below(given, pattern)]
    if not files:
        raise InputError(
            "{path}: no .json or .parquet file in the folder; name the one that holds train/ or test/", path=given.path
        )
    return folder_records(given, files)


def folder_records(given: Input, files: list[Input]) -> Iterator[Record]:
    """The problems of all files; one that cannot be used costs only itself."""
    for file in files:
        try:
            rows = list(records.rows(file)) if file.path.suffix == ".json" else records.rows(file)
        except InputError as fault:
            yield Row(str(file.path), "file", {}).reject(str(fault))
            continue
        yield from each(rows, lambda row: [problem_of(given, row)])


def problem_of(given: Input, row: Row) -> Problem:
    """The problem of a row; its file's place in the original folder is kept as `unique_id`."""
    values = row.value
    path = Path(row.file)
    inside = path.parts[len(given.path.parts) :] if given.path.is_dir() else ()
    extra = fields.plain(values, "unique_id")
    if path.parent.name in SUBJECTS and path.suffix == ".json" and split_of(path):
        extra = {"unique_id": f"{split_of(path)}/{path.parent.name}/{path.name}"}
    split = {"split": split_of(path)} if inside and split_of(path) else {}
    answer, solution = fields.short_text(values, "answer"), fields.text(values, "solution")
    return problem(given, "math", fields.text(values, "problem"), answer, solution, {**split, **values}, extra)


def split_of(path: Path) -> str:
    """`train` or `test`, from the folder two above or from a Parquet file's name."""
    above = path.parent.parent.name
    return above if above in SPLITS else next((split for split in SPLITS if path.name.startswith(f"{split}-")), "")


def recognises(head: Head) -> bool:
    """The three columns without anybody's output; or a folder of subjects, or above one."""
    if head.layout is not Layout.FOLDER:
        return head.keys >= COLUMNS and not head.keys & FOREIGN
    inner = [head.path, *(head.path / split for split in SPLITS)]
    return head.path.name in SUBJECTS or any((folder / subject).is_dir() for folder in inner for subject in SUBJECTS)
