"""evalscope: the reviews of a run, `reviews/<model>/<benchmark>_<subset>.jsonl`, from 1.0.

    {"index": 1, "target": "3", "messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}],
     "sample_score": {"score": {"value": {"acc": 1.0}, "extracted_prediction": "3", "prediction": "…"},
                      "sample_id": 1, "group_id": 1, "sample_metadata": {"reasoning": "…"}}}

Rows come in the order in which they were finished, so `index` is the key; repeats of a problem are rows of their own.
The problem is cut out of the prompt; earlier versions have it in `input`. The level is in the name of a subset
(`math_500_Level 3.jsonl`), the subject in `question_id`, where the benchmark has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from review_app.domain import Problem, Record, ToolVerdict
from review_app.errors import BadRecord
from review_app.importers import fields, prompts, records
from review_app.importers.fields import Values
from review_app.importers.jsons import kind
from review_app.importers.log import Log
from review_app.importers.problems import benchmark_of, each, problem
from review_app.importers.source import Head, Input, Row, clean

TOOL = "evalscope"

LEVEL_IN_NAME = re.compile(r"(Level [1-5])\Z")


def read(given: Input) -> Iterator[Record]:
    """One run of the folder's model on one subset."""
    log = Log(given, TOOL, given.folder.name)

    def build(row: Row) -> Iterator[Record]:
        score = fields.nested(fields.nested(row.value, "sample_score"), "score")
        found = problem_of(given, row.value)
        return log.records(found, [(response_of(row.value, score), verdicts(score))], place=index_of(row.value))

    return each(records.rows(given), build)


def index_of(values: Values) -> str:
    """The sample's number in the run."""
    value = values.get("index")
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadRecord(f"'index' is {kind(value)}, a number is needed" if "index" in values else "no column 'index'")
    return str(value)


def problem_of(given: Input, values: Values) -> Problem:
    """The problem in the prompt, with what the sample's metadata and the file's name say of it."""
    about = metadata(values)
    level = LEVEL_IN_NAME.search(given.path.stem)
    told = {"unique_id": about.get("question_id"), "level": about.get("level") or (level[1] if level else None),
            "type": about.get("type"), "subject": about.get("subject")}  # fmt: skip
    statement = prompts.problem_in(values["messages"] if "messages" in values else values.get("input"))
    solution = fields.optional_text(about, "solution") or fields.optional_text(about, "reasoning")
    benchmark = benchmark_of({"unique_id": told["unique_id"]}, given.path.stem)
    return problem(given, benchmark, statement, fields.short_text(values, "target"), solution, told)


def metadata(values: Values) -> Values:
    """What the benchmark said of the sample besides its text."""
    found = fields.nested(values, "sample_score").get("sample_metadata")
    return found if isinstance(found, dict) else {}


def response_of(values: Values, score: Values) -> str:
    """What the model said: the last turn where the turns are kept, else what was scored."""
    turns = values.get("messages")
    said = [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []
    if said and said[-1].get("role") == "assistant":
        return fields.as_text(prompts.content(said[-1]), "content")
    return fields.text(score, "prediction")


def verdicts(score: Values) -> tuple[ToolVerdict, ...]:
    """The tool's word on the sample by its main figure, if that is 0 or 1."""
    value = fields.nested(score, "value")
    name = score.get("main_score_name") or next(iter(value), "")
    outcome = fields.outcome(value.get(name))
    answer = score.get("extracted_prediction")
    return (ToolVerdict(str(name), outcome, clean(answer) if isinstance(answer, str) else None),) if outcome else ()


def recognises(head: Head) -> bool:
    """Its columns, whatever the version."""
    score: Any = head.row.get("sample_score")
    return "index" in head.keys and isinstance(score, dict) and "score" in score
