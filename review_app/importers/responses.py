"""Responses: a plain table of responses, JSON Lines, JSON, CSV or Parquet, one a row.

    {"benchmark": "math", "problem": "…", "reference": "4", "model": "m", "sample": 0, "response": "…"}

Needed are `response` and one of `problem` (the statement) and `problem_id` (an id the store knows). `columns`
maps our field to the file's column, also in nested values: {"response": "output.text", "problem": "turns.0"}.
Without a reference the problem is expected in the store. Without `sample` the responses of a model to a
problem are counted. The same (model, problem, sample) twice is taken once; with another text it is rejected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from review_app.domain import Problem, Record, Reject, Response
from review_app.errors import BadRecord, InputError
from review_app.importers import fields, records
from review_app.importers.fields import Values
from review_app.importers.log import Log
from review_app.importers.problems import benchmark_of, each, problem
from review_app.importers.source import Head, Input, Layout, Row

FIELDS = (
    "problem",
    "problem_id",
    "reference",
    "solution",
    "response",
    "model",
    "sample",
    "level",
    "subject",
    "benchmark",
    "split",
)

# The store counts samples in 32 bits.
MAX_SAMPLE = 2**31 - 1

# Tells two texts apart; short, for one is held for every row with a sample number.
DIGEST_BYTES = 8

# Tells two samples apart, among millions.
KEY_BYTES = 12


@dataclass(slots=True)
class Samples:
    """The last sample number of each problem; of the numbered ones a digest of their text, and the place."""

    seen: dict[bytes, bytes] = field(default_factory=dict)
    following: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, run: str, problem: str, wanted: int | None, row: Row, text: str) -> int | None:
        """The sample's number; None where this very response was seen before."""
        key = (run, problem)
        if wanted is None:
            self.following[key] = number = self.following.get(key, -1) + 1
            return number
        name = blake2b(f"{run} {wanted} {problem}".encode(), digest_size=KEY_BYTES).digest()
        mark = blake2b(text.encode(), digest_size=DIGEST_BYTES).digest() + row.place.encode()
        known = self.seen.setdefault(name, mark)
        if known[:DIGEST_BYTES] != mark[:DIGEST_BYTES]:
            place = known[DIGEST_BYTES:].decode()
            raise BadRecord(f"sample {wanted} of this model and problem stands in {place} with another text")
        self.following[key] = max(self.following.get(key, -1), wanted)
        return wanted if known == mark else None


def read(given: Input) -> Iterator[Record]:
    """One run for each model in the table."""
    unknown = sorted(set(given.columns) - set(FIELDS))
    if unknown:
        raise InputError(
            f"{given.path}: no field {', '.join(unknown)} to map a column to; there are {', '.join(FIELDS)}"
        )
    log = Log(given, "responses", given.path.name.split(".")[0])
    samples = Samples()
    runs: set[str] = set()

    def build(row: Row) -> Iterator[Record]:
        values = mapped(row.value, given.columns)
        text = fields.text(values, "response")
        target = target_of(given, values)
        run = log.run(fields.short_text(values, "model"))
        name = target if isinstance(target, str) else target.id
        number = samples.number(run.id, name, sample_of(values), row, text)
        if isinstance(target, Problem):
            yield target
        if number is None:
            return
        if run.id not in runs:
            runs.add(run.id)
            yield run
        yield Response(run.id, name, number, text)

    return each(rows_of(given), build)


def rows_of(given: Input) -> Iterator[Row | Reject]:
    """The rows of the file; where it is one object that holds one list of objects, the rows of that list."""
    head = records.head_of(given.path)
    lists = [name for name, value in head.row.items() if isinstance(value, list) and holds_objects(value)]
    wrapped = head.layout is Layout.OBJECT and len(lists) == 1 and "response" not in head.keys
    return records.items(given, f"{lists[0]}.item") if wrapped else records.rows(given)


def holds_objects(values: list[Any]) -> bool:
    """Whether a list is one of rows."""
    return bool(values) and isinstance(values[0], dict)


def mapped(values: Values, columns: Mapping[str, str]) -> dict[str, Any]:
    """The row under our field names; what was not mapped keeps its own."""
    found = {name: values[name] for name in FIELDS if name in values and name not in columns}
    for name, column in columns.items():
        try:
            found[name] = values[column] if column in values else inside(values, column)
        except (KeyError, IndexError, ValueError, TypeError):
            if name == "response":
                raise BadRecord(f"no column {column!r}; there are {fields.listing(values)}") from None
    if "response" not in found:
        raise BadRecord(f"no column 'response'; there are {fields.listing(values)}; map one of them")
    return found


def inside(values: Any, path: str) -> Any:
    """The value at `a.b.0`: a name in an object, a number in a list."""
    for part in path.split("."):
        values = values[int(part)] if isinstance(values, list) else values[part]
    return values


def target_of(given: Input, values: Values) -> Problem | str:
    """The problem of a row, or the id of one the store knows."""
    if values.get("problem") is None:
        if values.get("problem_id") is None:
            raise BadRecord("no column 'problem' and no 'problem_id'; map one of them")
        return fields.text(values, "problem_id")
    statement = fields.text(values, "problem")
    answer, solution = fields.short_text(values, "reference"), fields.optional_text(values, "solution")
    benchmark = fields.optional_text(values, "benchmark") or benchmark_of(values, given.path.stem)
    extra = fields.plain(values, "problem_id")
    return problem(given, benchmark, statement, answer, solution, values, extra)


def sample_of(values: Values) -> int | None:
    """The row's own sample number; None where it has none."""
    value = values.get("sample")
    if value is None or value == "":
        return None
    digits = fields.short_text(values, "sample").removesuffix(".0")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 10 or int(digits) > MAX_SAMPLE:
        raise BadRecord(f"'sample' is {digits[:20]!r}, a number from 0 is needed")
    return int(digits)


def recognises(head: Head) -> bool:
    """A response with a problem, under our names; other names need `columns`."""
    response = head.row.get("response")
    return isinstance(response, str) and bool(head.keys & {"problem", "problem_id"}) and "resps" not in head.keys
