"""lm-eval: the samples written with `--log_samples`, JSON Lines from 0.4.3, one indented array before.

    {"doc_id": 0, "doc": {"problem": "…", "answer": "4", …}, "target": "4", "resps": [["the response"]],
     "filtered_resps": ["4"], "filter": "none", "metrics": ["exact_match"], "exact_match": 1.0}

There is one row for each document *and filter*, filter after filter. They are merged: the first row of a
document gives its responses, all its rows a verdict for each metric and filter, `exact_match[strict-match]`.
So the file is read twice; only ids, verdicts and extracted answers are held in between. Between 0.4.3 and
0.4.6 the filters have no names and are called by their order, `exact_match[2]`. With several repeats a
verdict is the filter's and not a sample's, so none is kept. `filtered_resps` is an answer only if cut out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from review_app.domain import Problem, Record, Reject, ToolVerdict
from review_app.errors import BadRecord
from review_app.importers import fields, records
from review_app.importers.fields import Values
from review_app.importers.jsons import kind
from review_app.importers.log import Log
from review_app.importers.problems import benchmark_of, each, problem
from review_app.importers.source import Head, Input, Row, clean

COLUMNS = frozenset({"doc_id", "doc", "target", "resps", "filtered_resps"})
NOT_METRICS = COLUMNS | {"arguments", "filter", "metrics", "doc_hash", "prompt_hash", "target_hash"}

# samples_<task>_<time>.jsonl; the task may hold "_" itself.
FILE_NAME = re.compile(r"samples_(?P<task>.+)_(?P<time>\d{4}-\d\d-\d\dT[\d.-]+)\.jsonl?")
MODEL_ARGUMENT = re.compile(r"(?:^|,)(?:pretrained|model)=([^,]+)")

# The settings of a run that are worth keeping.
KEPT_SETTINGS = ("model", "model_args", "gen_kwargs", "limit")


@dataclass(frozen=True, slots=True)
class Named:
    """What the file's name and the results beside it tell."""

    task: str
    model: str
    params: Mapping[str, Any]


def read(given: Input) -> Iterator[Record]:
    """One run of one task: every repeat of a document is a sample."""
    named = named_by(given)
    log = Log(given, "lm_eval", named.model, named.params)
    verdicts = all_verdicts(given)
    seen: set[str] = set()

    def build(row: Row) -> Iterator[Record]:
        doc, texts = doc_of(row.value), responses(row.value)
        found = problem_of(given, row.value, named.task)
        if doc in seen:
            return iter(())
        seen.add(doc)
        graded = verdicts.pop(doc, ()) if len(texts) == 1 else ()
        return log.records(found, [(text, tuple(graded)) for text in texts], place=doc)

    return each(records.rows(given), build)


def all_verdicts(given: Input) -> dict[str, list[ToolVerdict]]:
    """The first reading: what every filter says of every document."""
    found: dict[str, list[ToolVerdict]] = defaultdict(list)
    rounds: dict[str, int] = defaultdict(int)
    for row in records.rows(replace(given, advance=None)):
        if isinstance(row, Reject):
            continue
        try:
            doc, texts = doc_of(row.value), responses(row.value)
        except BadRecord:
            continue  # the second reading reports it
        rounds[doc] += 1
        name = row.value.get("filter") or rounds[doc]
        found[doc] += row_verdicts(row.value, str(name), texts)
    return found


def row_verdicts(values: Values, name: str, texts: list[str]) -> list[ToolVerdict]:
    """One verdict for each metric of a row that is 0 or 1."""
    listed = values.get("metrics")
    metrics = listed if isinstance(listed, list) else [key for key in values if key not in NOT_METRICS]
    filtered = values.get("filtered_resps")
    first = filtered[0] if isinstance(filtered, list) and filtered else None
    answer = clean(first) if isinstance(first, str) else None
    outcomes = ((str(metric), fields.outcome(values.get(str(metric)))) for metric in metrics)
    return [
        ToolVerdict(f"{metric}[{name}]", outcome, None if answer in texts else answer)
        for metric, outcome in outcomes
        if outcome
    ]


def doc_of(values: Values) -> str:
    """The document's number in its data set, which is the same in every filter's rows."""
    value = values.get("doc_id")
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadRecord(
            f"'doc_id' is {kind(value)}, a number is needed" if "doc_id" in values else "no column 'doc_id'"
        )
    return str(value)


def responses(values: Values) -> list[str]:
    """The repeats of the one request: `resps` is a list of requests, each a list of texts."""
    requests = fields.texts(values, "resps")
    if len(requests) != 1:
        raise BadRecord(f"'resps' has {len(requests)} requests: this is not a task that generates one answer")
    repeats = requests[0] if isinstance(requests[0], list) else requests
    return [fields.as_text(text, "resps") for text in repeats]


def problem_of(given: Input, values: Values, task: str) -> Problem:
    """The document's problem; all columns of the data set are still there."""
    doc = fields.nested(values, "doc")
    statement = fields.text(doc, "problem" if "problem" in doc else "question")
    answer = fields.short_text(doc, "answer") or fields.short_text(values, "target")
    extra = fields.plain(doc, "unique_id")
    solution = fields.optional_text(doc, "solution")
    found = problem(given, benchmark_of(doc, task), statement, answer, solution, doc, extra)
    return found if found.subject else replace(found, subject=subject_of_task(task))


def subject_of_task(task: str) -> str | None:
    """`hendrycks_math_num_theory` is about number theory."""
    slug = re.sub(r"^.*?math_", "", task).removesuffix("_hard")
    return fields.SUBJECTS.get(slug)


def named_by(given: Input) -> Named:
    """Task, model and settings; without results beside it the folder's name is the model's."""
    path = given.path
    found = FILE_NAME.fullmatch(path.name)
    beside = [f"results_{found['time']}.json"] if found else []
    results = next(filter(None, (records.side_object(path.with_name(name)) for name in [*beside, "results.json"])), {})
    config = results.get("config")
    settings = config if isinstance(config, dict) else {}
    argument = MODEL_ARGUMENT.search(str(settings.get("model_args")))
    model = results.get("model_name") or (argument[1] if argument else given.folder.name)
    task = found["task"] if found else path.stem
    shots = results.get("n-shot")
    told = {"shots": shots[task]} if isinstance(shots, dict) and isinstance(shots.get(task), int) else {}
    return Named(task, clean(str(model)), {**fields.plain(settings, *KEPT_SETTINGS), **told})


def recognises(head: Head) -> bool:
    """The columns every version writes."""
    return head.keys >= {"doc_id", "resps", "filtered_resps"}
