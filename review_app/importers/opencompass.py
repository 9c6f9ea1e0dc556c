"""OpenCompass: result files with details (to 0.4.0) and prediction files beside their results (from 0.4.1).

results, to 0.4.0:   {"accuracy": 83.2, "details": {"0": {"prompt": […], "origin_prediction": "…",
                      "predictions": "4", "references": "4", "correct": true}, …}}
results, from 0.4.1: {"accuracy": …, "details": [{"example_abbr": "math_test_0", "pred": ["4"],
                      "answer": ["4"], "correct": [true]}, …]}    verdicts only: the texts are predictions
predictions:         {"0": {"origin_prompt": …, "prediction": "…", "gold": "4"}, …}

The model is the name of the folder: `results/<model>/<data set>.json`. Level and subject are not in the log;
the problem is cut out of the prompt. Repeats come run by run: prediction r·N + i is run r of problem i.

The trap: from 0.4.1 one evaluator leaves out details whose reference it cannot read, and every later detail
gets the id before its own. So details are used only where there is one for every prediction; else a Reject
says that they were not, and the responses come without the tool's verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from review_app.domain import Problem, Record, Reject, ToolVerdict
from review_app.errors import BadRecord, InputError
from review_app.importers import fields, prompts, records
from review_app.importers.log import Log, Sample
from review_app.importers.problems import benchmark_of, each, problem
from review_app.importers.source import Head, Input, Row, clean

TOOL = "opencompass"

# The evaluators' names for their word, of which a detail has one.
GRADERS = ("correct", "cascade_correct")

ABBREVIATION = re.compile(r"_(\d+)\Z")

# The number of an example and of its run.
Place = tuple[int, int]


@dataclass(slots=True)
class Details:
    """The verdicts of a result file by example and run, and how many runs each example has."""

    verdicts: dict[Place, ToolVerdict] = field(default_factory=dict)
    examples: int = 0
    runs: int = 0


def read(given: Input) -> Iterator[Record]:
    """One run of the folder's model, whichever of the files is named."""
    row = records.head_of(given.path).row
    if isinstance(row.get("details"), list):
        return read_predictions(beside_results(given))
    if "details" in row:
        return read_results(given)
    if "accuracy" in row:
        raise InputError("{path}: results without details; import the file of predictions instead", path=given.path)
    return read_predictions(given)


def read_results(given: Input) -> Iterator[Record]:
    """Details that carry prompt and response."""
    log = log_of(given)

    def build(row: Row) -> Iterator[Record]:
        values = row.value
        found = problem_of(given, values.get("prompt", values.get("origin_prompt")), values.get("references"))
        answers, marks = listed(values.get("predictions")), listed(values.get("correct"))
        samples: list[Sample] = []
        for index, text in enumerate(fields.texts(values, "origin_prediction")):
            verdict = tool_verdict(GRADERS[0], at(marks, index), at(answers, index))
            samples.append((fields.as_text(text, "origin_prediction"), verdict))
        return log.records(found, samples, place=row.place)

    return each(records.members(given, "details"), build)


def read_predictions(given: Input) -> Iterator[Record]:
    """Predictions, with the verdicts of the result file where one stands in its place and is whole."""
    log = log_of(given)
    details, faults = details_for(given)

    def build(row: Row) -> Iterator[Record]:
        found = problem_of(given, row.value.get("origin_prompt"), row.value.get("gold"))
        texts = [fields.as_text(text, "prediction") for text in fields.texts(row.value, "prediction")]
        verdicts = details.verdicts if len(texts) == 1 and row.place.isdecimal() else {}
        run, example = divmod(int(row.place), details.examples) if verdicts else (0, 0)
        verdict = verdicts.get((example, run))
        return log.records(found, [(text, (verdict,) if verdict else ()) for text in texts], place=row.place)

    return chain(faults, each(records.members(given, ""), build))


def details_for(given: Input) -> tuple[Details, list[Reject]]:
    """The details in the result file of the predictions; where they do not cover them none, and why."""
    model = given.folder
    path = model.parent.parent / "results" / model.name / given.path.name
    if model.parent.name != "predictions" or not path.is_file():
        return Details(), []
    results = replace(given, path=path, advance=None)
    found = details_of(results)
    predictions = sum(1 for _ in records.members(replace(given, advance=None), ""))
    if not found.verdicts or found.examples * found.runs == predictions == len(found.verdicts):
        return found, []
    counts = f"{len(found.verdicts)} verdicts for {predictions} predictions"
    reason = f"{counts}: their ids may be shifted, none was used"
    return Details(), [Reject(str(path), "details", reason)]


def details_of(results: Input) -> Details:
    """The verdicts in a list of details; rows it cannot use are missing, which the count then shows."""
    found = Details()
    for row in records.items(results, "details.item"):
        number = ABBREVIATION.search(str(row.value.get("example_abbr"))) if isinstance(row, Row) else None
        if not isinstance(row, Row) or number is None:
            continue
        found.examples += 1
        grader = next((name for name in GRADERS if name in row.value), GRADERS[0])
        marks, answers = listed(row.value.get(grader)), listed(row.value.get("pred"))
        found.runs = max(found.runs, len(marks))
        for run, mark in enumerate(marks):
            for verdict in tool_verdict(grader, mark, at(answers, run)):
                found.verdicts[int(number[1]), run] = verdict
    return found


def beside_results(given: Input) -> Input:
    """The file of predictions that belongs to a result file without texts."""
    model = given.folder
    path = model.parent.parent / "predictions" / model.name / given.path.name
    if not path.is_file():
        raise InputError(
            "{path}: holds verdicts without the responses; import its file of predictions ({predictions})",
            path=given.path,
            predictions=path,
        )
    return replace(given, path=path)


def log_of(given: Input) -> Log:
    """The log of the folder's model."""
    return Log(given, TOOL, given.folder.name)


def problem_of(given: Input, prompt: Any, gold: Any) -> Problem:
    """The problem in the prompt. The tool leaves out a gold of 0: the store may know it."""
    if prompt is None:
        raise BadRecord("no prompt, so the problem is unknown")
    answer = fields.short_text({"gold": gold}, "gold")
    benchmark = benchmark_of({"gold": answer}, given.path.stem)
    return problem(given, benchmark, prompts.problem_in(prompt), answer)


def tool_verdict(grader: str, mark: Any, answer: Any) -> tuple[ToolVerdict, ...]:
    """The tool's word on one sample, if it has one."""
    outcome = fields.outcome(mark)
    text = clean(answer) if isinstance(answer, str) else None
    return (ToolVerdict(grader, outcome, text),) if outcome else ()


def listed(value: Any) -> list[Any]:
    """A value for each run; one value is that of a single run."""
    return value if isinstance(value, list) else [value]


def at(values: list[Any], index: int) -> Any:
    """The element, or None where there is none."""
    return values[index] if index < len(values) else None


def recognises(head: Head) -> bool:
    """Details with an accuracy, or numbered predictions with their prompts."""
    details = head.row.get("details")
    if isinstance(details, dict | list):
        return "accuracy" in head.keys
    first = head.row.get("0")
    return isinstance(first, dict) and "prediction" in first and "origin_prompt" in first
