"""Qwen2.5-Math's evaluation (and math-evaluation-harness): one line a problem, parallel lists of k samples.

    {"question": "…", "gt_cot": "…", "gt": "42", "level": "Level 3", "solution": "…", "answer": "42",
     "code": ["the response", …], "pred": ["42", …], "report": [null, …], "score": [true, …]}

`code` holds the responses whatever they are. The model is the name of the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from review_app.domain import Problem, Record, ToolVerdict
from review_app.importers import fields, records
from review_app.importers.fields import Values
from review_app.importers.jsons import kind
from review_app.importers.log import Log, Sample
from review_app.importers.problems import benchmark_of, each, problem
from review_app.importers.source import Head, Input, Row, clean

COLUMNS = frozenset({"question", "code", "pred", "score"})

# The tool's own layout is `<model>/<data set>/test_…jsonl`: these folders name data, not a model.
DATA_FOLDERS = frozenset({"gsm8k", "math", "math500", "math-500", "minerva_math", "aime24", "amc23", "olympiadbench"})


def read(given: Input) -> Iterator[Record]:
    """One run of the folder's model; sample i is `code[i]` with what `score[i]` and `pred[i]` say of it."""
    log = Log(given, "qwen25_math_eval", model_of(given))

    def build(row: Row) -> Iterator[Record]:
        texts = fields.texts(row.value, "code")
        for index, text in enumerate(texts):
            if not isinstance(text, str):
                yield row.reject(f"'code' holds {kind(text)}, text is needed", f"sample {index}")
        samples = (sample_of(row.value, index, text) for index, text in enumerate(texts))
        yield from log.records(problem_of(given, row.value), list(samples))

    return each(records.rows(given), build)


def model_of(given: Input) -> str:
    """The folder's name, or the one above where the folder is named after its data."""
    folder = given.folder
    return folder.parent.name if folder.name.lower() in DATA_FOLDERS else folder.name


def problem_of(given: Input, values: Values) -> Problem:
    """The problem with the data's own `answer` where it is short; `gt` is what the tool made of it."""
    solution = fields.optional_text(values, "solution") or fields.optional_text(values, "gt_cot")
    answer = fields.short_text(values, "answer") or fields.short_text(values, "gt")
    folder = given.folder.name
    benchmark = benchmark_of(values, folder if folder.lower() in DATA_FOLDERS else given.path.stem)
    extra = fields.plain(values, "unique_id")
    return problem(given, benchmark, fields.text(values, "question"), answer, solution, values, extra)


def sample_of(values: Values, index: int, text: Any) -> Sample:
    """One sample with its verdict; None where it is no text."""
    return (clean(text), graded(values, index)) if isinstance(text, str) else None


def graded(values: Values, index: int) -> tuple[ToolVerdict, ...]:
    """What `score` and `pred` say of one sample."""
    outcome = fields.outcome(at(values.get("score"), index))
    answer = at(values.get("pred"), index)
    text = clean(answer) if isinstance(answer, str) else None
    return (ToolVerdict("score", outcome, text),) if outcome else ()


def at(value: Any, index: int) -> Any:
    """The element of a list; None where there is none."""
    return value[index] if isinstance(value, list) and index < len(value) else None


def recognises(head: Head) -> bool:
    """The parallel lists; without `score` the rows may be programs (ToRA), which are no responses to read."""
    return head.keys >= COLUMNS and isinstance(head.row["code"], list) and isinstance(head.row["score"], list)
