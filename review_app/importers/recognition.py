"""Recognition: which importer a file is for, told from its columns; a guess that is not sure is refused."""

from __future__ import annotations

from pathlib import Path

from review_app.errors import UnknownFormat
from review_app.importers import records
from review_app.importers.fields import listing
from review_app.importers.registry import IMPORTERS
from review_app.importers.source import Head
from review_app.wording import later

# Files of other tools that people will try, by columns that tell them, and what can be done with each.
KNOWN: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"question", "gt", "code", "report"}),
        "ToRA's programs: responses FILE --map code.0=response --map question=problem --map gt=reference",
    ),
    (
        frozenset({"question", "ground_truth"}),
        "OpenAI's GSM8K solutions: responses FILE --map question=problem --map ground_truth=solution "
        "--map 175b_finetuning.solution=response",
    ),
    (
        frozenset({"generation", "expected_answer"}),
        "NeMo-Skills output: responses FILE --map generation=response --map expected_answer=reference",
    ),
    (
        frozenset({"score", "model_outputs"}),
        "FastEval output: responses FILE --map question=problem --map correct_answer=solution "
        "--map model_answer=response",
    ),
    (
        frozenset({"index", "model_output", "messages"}),
        "evalscope's predictions: import the file of that name in its folder reviews",
    ),
    (frozenset({"dataset_name", "metrics", "model_name"}), "an evalscope report, figures without responses"),
    (frozenset({"results", "configs"}), "lm-eval's figures: import the samples_*.jsonl of --log_samples"),
)

# What every refusal ends with.
WAY_OUT = (
    " Supported: {formats}. Name the format with `review-app import FORMAT FILE`; "
    "`review-app import responses FILE --map COLUMN=response --map COLUMN=problem` reads any table"
)
TWO_FIT = later("{path}: fits {first} and {second}; name one: `review-app import {first} FILE`")
KNOWN_ELSEWHERE = later("{path}: {layout} with the columns {columns}; looks like {whose}." + WAY_OUT)
UNKNOWN = later("{path}: {layout} with the columns {columns}; looks like no format known here." + WAY_OUT)


def recognise(path: Path) -> str:
    """The name of the one importer whose columns the file has; else UnknownFormat says what was seen."""
    head = records.head_of(path)
    found = [name for name, importer in IMPORTERS.items() if importer.recognises(head)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownFormat(TWO_FIT, path=path, first=found[0], second=" and ".join(found[1:]))
    raise unknown(path, head)


def unknown(path: Path, head: Head) -> UnknownFormat:
    """Says what stands in the file, and whose it looks like."""
    whose = next((what for known, what in KNOWN if known <= head.keys), "")
    return UnknownFormat(
        KNOWN_ELSEWHERE if whose else UNKNOWN,
        path=path,
        layout=head.layout,
        columns=listing(head.row),
        whose=whose,
        formats=", ".join(IMPORTERS),
    )
