"""Inspect (UK AI Security Institute): its logs, `.eval` (a zip, by zstd or deflate) or `.json`, without its package.

    {"id": 7, "epoch": 1, "input": "What is 1 + 1?", "target": "2", "output": {"completion": "It is \\boxed{2}.", …},
     "scores": {"match": {"value": "C", "answer": "2"}}, "metadata": {"level": "Level 1", "type": "Algebra"}}

A sample is known by `id` and `epoch`, so that is the key of a response. In a zip each has a member
`samples/<id>_epoch_<n>.json`, or from 2026 a folder of that name with `sample.json`, `metadata.json` and long texts in
`attachments/<start>.json`. Every scorer's "C" and "I" (or 1 and 0) is a verdict; "P", "N" and numbers between are none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from review_app.domain import Outcome, Problem, Record, ToolVerdict
from review_app.errors import BadRecord
from review_app.importers import fields, prompts, records
from review_app.importers.archive import Archive
from review_app.importers.fields import Values
from review_app.importers.jsons import checked, kind
from review_app.importers.log import Log
from review_app.importers.problems import benchmark_of, each, problem
from review_app.importers.records import Rows
from review_app.importers.source import Head, Input, Layout, Row, clean

TOOL = "inspect"

# A sample's own member, whichever way it is written.
MEMBER = re.compile(r"samples/(?P<sample>.+_epoch_\d+)(?:\.json|/sample\.json)")
ATTACHED = re.compile(r"(?:attachment|tc)://(\w+)")

LETTERS = {"C": Outcome.CORRECT, "I": Outcome.INCORRECT}

# Names under which tasks keep a problem's worked solution.
SOLUTIONS = ("solution", "reasoning")
ABOUT = ("level", "type", "subject", "unique_id", "category")


def read(given: Input) -> Iterator[Record]:
    """One run of the log's model: each epoch of a sample is a sample of its problem."""
    head = records.head_of(given.path)
    run = head.row.get("eval")
    about = run if isinstance(run, dict) else {}
    log = Log(given, TOOL, clean(str(about.get("model") or given.path.stem)), params_of(about))
    task = f"{about.get('task')} {nested_name(about)}"

    def build(row: Row) -> Iterator[Record]:
        found = problem_of(given, row.value, task)
        return log.records(found, [(response_of(row.value), verdicts(row.value))], place=key_of(row.value))

    return each(zipped(given) if head.layout is Layout.ARCHIVE else records.items(given, "samples.item"), build)


def zipped(given: Input) -> Rows:
    """The samples of an archive, one at a time."""
    file = str(given.path)
    with records.archived(given) as archive:
        for name in archive.members:
            found = MEMBER.fullmatch(name)
            if found is None:
                continue
            try:
                yield checked(file, found["sample"], whole(archive, name))
            except BadRecord as fault:
                yield Row(file, found["sample"], {}).reject(str(fault))


def whole(archive: Archive, name: str) -> Any:
    """A sample's value; of one in a folder with its metadata and the attached texts."""
    value = archive.value(name)
    folder = name.removesuffix("sample.json")
    if folder == name or not isinstance(value, dict):
        return value
    metadata = folder + "metadata.json"
    told = archive.value(metadata) if metadata in archive.members else value.get("metadata")
    return {**value, "metadata": told, "attachments": attachments(archive, folder)}


def attachments(archive: Archive, folder: str) -> dict[str, str]:
    """The long texts of a sample in a folder, by their numbers."""
    found: dict[str, str] = {}
    for name in archive.named(f"{folder}attachments/"):
        start = name.rpartition("/")[2].removesuffix(".json")
        texts = archive.value(name)
        if start.isdecimal() and isinstance(texts, list):
            found |= {str(int(start) + place): text for place, text in enumerate(texts)}
    return found


def params_of(about: Values) -> Mapping[str, Any]:
    """The settings of a run that are worth keeping."""
    return fields.plain(about, "task", "task_version", "created", "model_base_url", "eval_id")


def nested_name(about: Values) -> str:
    """The name of the data set."""
    dataset = about.get("dataset")
    return str(dataset.get("name")) if isinstance(dataset, dict) else ""


def key_of(values: Values) -> str:
    """`[7, 1]`: the sample's id, a number or a text, and its epoch."""
    name, epoch = values.get("id"), values.get("epoch", 1)
    if isinstance(name, bool) or not isinstance(name, int | str) or not isinstance(epoch, int):
        raise BadRecord(f"'id' is {kind(name)}, a number or text is needed, and a number as 'epoch'")
    return json.dumps([name, epoch], ensure_ascii=False)


def problem_of(given: Input, values: Values, task: str) -> Problem:
    """What was asked, with what the task said of it."""
    asked = values.get("input")
    turns = [resolved_turn(values, turn) for turn in asked] if isinstance(asked, list) else resolved(values, asked)
    target = values.get("target")
    answer = fields.short_text({"target": target[0] if isinstance(target, list) and target else target}, "target")
    metadata = values.get("metadata")
    told = metadata if isinstance(metadata, dict) else {}
    solution = next((text for name in SOLUTIONS if isinstance(text := told.get(name), str)), "")
    about = {name: told.get(name) for name in ABOUT}
    return problem(
        given, benchmark_of({**about, "target": answer}, task), prompts.problem_in(turns), answer, solution, about
    )


def response_of(values: Values) -> str:
    """What the model said at the end. Raises BadRecord for a sample that broke off."""
    output = fields.nested(values, "output")
    text = output.get("completion")
    choices = output.get("choices")
    if not isinstance(text, str) and isinstance(choices, list) and choices:
        text = prompts.content(choices[0].get("message") or {})
    if not text and values.get("error"):
        raise BadRecord("the sample ended in an error before the model answered")
    return fields.as_text(resolved(values, text), "output")


def resolved_turn(values: Values, turn: Any) -> Any:
    """A turn with its attached text put in."""
    if not isinstance(turn, dict):
        return turn
    return {**turn, "content": resolved(values, prompts.content(turn))}


def resolved(values: Values, text: Any) -> Any:
    """The text itself where the sample holds it as an attachment."""
    found = ATTACHED.fullmatch(text) if isinstance(text, str) else None
    attached = values.get("attachments")
    return attached.get(found[1], text) if found and isinstance(attached, dict) else text


def verdicts(values: Values) -> tuple[ToolVerdict, ...]:
    """One for each scorer that says right or wrong."""
    scores = values.get("scores")
    found = scores.items() if isinstance(scores, dict) else ()
    judged = ((str(name), outcome_of(score.get("value")), score) for name, score in found if isinstance(score, dict))
    return tuple(ToolVerdict(name, outcome, answer_of(score)) for name, outcome, score in judged if outcome)


def outcome_of(value: Any) -> Outcome | None:
    """A scorer's value as an outcome, if it is one."""
    return LETTERS.get(value) if isinstance(value, str) else fields.outcome(value)


def answer_of(score: Values) -> str | None:
    """What a scorer took for the answer."""
    about = score.get("metadata")
    found = score.get("answer") or (about.get("extracted_answer") if isinstance(about, dict) else None)
    return clean(found) if isinstance(found, str) else None


def recognises(head: Head) -> bool:
    """What every log begins with."""
    return {"eval", "plan"} <= head.keys and isinstance(head.row["eval"], dict) and "task" in head.row["eval"]
