"""Ingest: read a result file or benchmark with its importer and take it into the store, all or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from review_app import grading
from review_app.domain import Problem, Reject
from review_app.errors import BadRecord, InputError, ReviewError
from review_app.importers import IMPORTERS, Importer, Input, fingerprint, hub, recognise
from review_app.importers.registry import BENCHMARK
from review_app.store import Store, intake

AUTO = "auto"

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about a file beyond its name. `columns` maps our field to the file's column."""

    model: str | None = None
    benchmark: str | None = None
    split: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False


def ingest(
    store: Store, name: str, path: Path, wishes: Wishes | None = None, advance: Advance | None = None
) -> intake.Intake:
    """Take in one file with the importer `name` (`auto` recognises it). `advance` is told each read byte count.

    Raises InputError where the file as a whole cannot be used, BadRecord at the first bad line under `strict`.
    """
    wishes = wishes or Wishes()
    format_name = recognise(path) if name == AUTO else name
    importer = importer_named(format_name)
    source = intake.Source(uuid4().hex[:12], str(path), format_name, fingerprint(path), importer.kind == BENCHMARK)
    given = Input(path, wishes.model, wishes.benchmark, wishes.split, wishes.columns, advance)
    with intake.staging(store) as stage:
        for record in importer.read(given):
            if wishes.strict and isinstance(record, Reject):
                raise BadRecord(f"{record.file}:{record.place}: {record.reason}; mend it or leave out --strict")
            stage.add(with_reference(record) if isinstance(record, Problem) else record)
        return intake.take_in(stage, source, strict=wishes.strict)


def ingest_or_error(
    store: Store, name: str, path: Path, wishes: Wishes, advance: Advance | None = None
) -> intake.Intake | ReviewError:
    """The same for one file of many: what went wrong with it is the result, and the others go on."""
    try:
        return ingest(store, name, path, wishes, advance)
    except ReviewError as error:
        return error


def importer_named(name: str) -> Importer:
    """The importer of that name. Raises InputError naming those there are."""
    if name not in IMPORTERS:
        raise InputError("{name}: no such format; there are {known}", name=name, known=", ".join([AUTO, *IMPORTERS]))
    return IMPORTERS[name]


def with_reference(problem: Problem) -> Problem:
    """A worked solution carries the reference inside; people want to see it on its own."""
    if problem.reference or not problem.solution:
        return problem
    return replace(problem, reference=grading.reference_of(problem).text)


def columns_of(pairs: Sequence[str]) -> dict[str, str]:
    """`column=field` as the user writes it, as the field-to-column map that importers take.

    >>> columns_of(["completion=response"])
    {'response': 'completion'}
    """
    split = [pair.partition("=") for pair in pairs]
    bad = [column for column, sign, name in split if not (column and sign and name)]
    if bad:
        raise InputError(f"--map {bad[0]}: write column=field, for example --map completion=response")
    return {name: column for column, _, name in split}


def downloaded(name: str, folder: Path) -> Path:
    """The benchmark's file from the hub. Raises InputError for other formats, DownloadError without network."""
    if importer_named(name).kind != BENCHMARK:
        raise InputError(f"{name}: name the files to import, only benchmarks can be downloaded")
    return hub.fetch(name, folder)


@contextmanager
def uploads(paths: Sequence[str]) -> Iterator[list[Path]]:
    """Uploaded files under a folder of a plain name for a while: their own is a digest that would name the run."""
    with TemporaryDirectory(prefix="review_app_") as room:
        folder = Path(room) / "upload"
        folder.mkdir()
        yield [Path(shutil.copy(path, folder)) for path in paths]


def size_of(path: Path) -> int | None:
    """Bytes to be read, for a progress bar; None where it cannot be known."""
    return path.stat().st_size if path.is_file() else None
