"""Wrong questions: what each run answered wrong, as one attaches it to an evaluation: JSON Lines, and Markdown to read.

Wrong is what holds now, by the reference as printed. A line has the run, the problem, the whole response, the
reference, the grader's word with its evidence, the tool's, and what people said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from review_app.domain import Outcome
from review_app.errors import ExportError
from review_app.exporters import jsonl, place
from review_app.exporters.material import Material, Order, Row
from review_app.wording import later

COLUMNS = (
    "model", "run_id", "source", "benchmark", "problem_id", "level", "subject", "sample", "reference",
    "amended_reference", "amended_outcome", "answer", "automatic", "rule", "evidence", "tool_outcome", "tool_answer",
    "status", "decision", "annotator", "cause", "note", "response_id", "case_id",
)  # fmt: skip


def write(material: Material, path: Path) -> list[Path]:
    """Write the JSON Lines to `path` and the Markdown beside it. Raises ExportError where nothing is wrong."""

    def lines(part: Path) -> None:
        if not jsonl.save(wrong(material), part):
            raise ExportError(later("nothing to export: no response is wrong; review more cases or widen the filters"))

    def pages(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(markdown(wrong(material)))

    return place.deliver({path: lines, path.with_suffix(".md"): pages})


def wrong(material: Material) -> Iterator[Row]:
    """The wrong responses, run by run."""
    for row in material.texts("outcome", [Outcome.INCORRECT], COLUMNS, Order.RUN):
        yield {name: row[name] for name in (*COLUMNS[:9], "statement", "text", *COLUMNS[9:])}


def markdown(rows: Iterator[Row]) -> Iterator[str]:
    """A heading for each run, a section for each response."""
    for (model, _, source), responses in groupby(rows, key=lambda row: (row["model"], row["run_id"], row["source"])):
        yield f"# {plain(model)}: wrong answers\n\nFrom {plain(source)}.\n\n"
        for number, row in enumerate(responses, 1):
            yield section(number, row)


def section(number: int, row: Row) -> str:
    """One response: where it is from, the problem, both answers, who says so, and the whole text."""
    place = ", ".join(
        str(part)
        for part in (
            row["benchmark"],
            row["level"] and f"level {row['level']}",
            row["subject"],
            f"sample {row['sample']}",
        )
        if part
    )
    facts = {
        "Reference": code(row["reference"]),
        "Corrected reference": row["amended_reference"] and code(row["amended_reference"]),
        "Answer found": code(row["answer"]) if row["answer"] else "none",
        "Grader": f"{row['automatic']}" + (f" ({row['rule']}): {code(row['evidence'])}" if row["rule"] else ""),
        "Evaluation tool": row["tool_outcome"],
        "People": people(row),
    }
    listed = "".join(f"- {name}: {said}\n" for name, said in facts.items() if said)
    return (
        f"## {number}. {plain(row['problem_id'])}\n\n{plain(place)}\n\n### Problem\n\n{fenced(row['statement'])}\n"
        f"{listed}\n### Response\n\n{fenced(row['text'])}\n"
    )


def people(row: Row) -> str:
    """What people said, empty where nobody did.

    >>> people({"decision": "incorrect", "annotator": "Ann", "cause": "unit", "note": "in cm"})
    'incorrect, says Ann (unit): in cm'
    """
    if not row["decision"]:
        return ""
    cause = f" ({plain(row['cause'])})" if row["cause"] else ""
    return f"{row['decision']}, says {plain(row['annotator'])}{cause}" + (
        f": {plain(row['note'])}" if row["note"] else ""
    )


def plain(text: object) -> str:
    """A text in one line of Markdown that is shown as it is.

    >>> plain("a *b*")
    'a \\\\*b\\\\*'
    """
    return re.sub(r"([\\\\`*_{}\[\]<>#|~&$])", r"\\\1", " ".join(str(text).split()))


def code(text: str) -> str:
    """A short text as code, whatever it holds."""
    ticks = "`" * (1 + longest(text))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{' '.join(text.split())}{pad}{ticks}" if text.strip() else "empty"


def fenced(text: str) -> str:
    """A text in a fence that it cannot close."""
    fence = "`" * max(3, 1 + longest(text))
    return f"{fence}text\n{text}\n{fence}\n"


def longest(text: str) -> int:
    """The longest row of backticks in a text."""
    return max(map(len, re.findall("`+", text)), default=0)
