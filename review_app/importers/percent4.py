"""percent4: fine-tuned models' answers with an automatic `is_correct`, JSON Lines in a file named `.json`.

GSM8K: {"is_correct": true, "question": "…", "answer": "… #### 18", "pred_answer": "因此 … \\\\boxed{18}"}
MATH:  {"is_correct": true, "problem": "…", "level": "Level 5", "type": "Algebra", "solution": "…",
        "predict_answer": "…"}

The model is named by the file only. `pred_answer` is "ERROR" where the call failed: kept as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from review_app.domain import Record, ToolVerdict
from review_app.errors import BadRecord
from review_app.importers import fields, records
from review_app.importers.fields import Values
from review_app.importers.jsons import kind
from review_app.importers.log import Log
from review_app.importers.problems import each, problem
from review_app.importers.source import Head, Input, Row

GRADER = "is_correct"
GSM8K_COLUMNS = frozenset({GRADER, "question", "answer", "pred_answer"})
MATH_COLUMNS = frozenset({GRADER, "problem", "solution", "predict_answer"})


def read(given: Input) -> Iterator[Record]:
    """One run of the model the file is named after, one response a row."""
    log = Log(given, "percent4", given.path.stem)

    def build(row: Row) -> Iterator[Record]:
        values = row.value
        if "predict_answer" in values:
            statement, solution = fields.text(values, "problem"), fields.text(values, "solution")
            found = problem(given, "math", statement, solution=solution, values=values)
            text = fields.text(values, "predict_answer")
        else:
            found = problem(given, "gsm8k", fields.text(values, "question"), fields.text(values, "answer"))
            text = fields.text(values, "pred_answer")
        return log.records(found, [(text, verdict(values))])

    return each(records.rows(given), build)


def verdict(values: Values) -> tuple[ToolVerdict, ...]:
    """The file's own word; null means that it has none."""
    value = values.get(GRADER)
    if value is not None and not isinstance(value, bool):
        raise BadRecord(f"{GRADER!r} is {kind(value)}, true or false is needed")
    outcome = fields.outcome(value)
    return (ToolVerdict(GRADER, outcome),) if outcome else ()


def recognises(head: Head) -> bool:
    """Either shape's columns."""
    return head.keys >= GSM8K_COLUMNS or head.keys >= MATH_COLUMNS
