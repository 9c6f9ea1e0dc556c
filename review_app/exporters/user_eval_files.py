"""User eval files: MathUserEval's own `model_answer` and `judgment` files, for its authors' scripts to read.

    model_answer/<model>.jsonl               the questions with `answer` and `model_id`
    judgment/<judge>/<model>.jsonl           these with `dimensions`, `judge_prompt`, `judgment`, `rating` and `score`

Their files hold one judgment an answer: of several votes `rating` and `score` are means and `judgment` is the first
that could be read; a `score` of -1 says, as in theirs, that none could. The second sample of a run, and a second run of
one model, have files of their own.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from review_app.errors import ExportError
from review_app.exporters import jsonl, place
from review_app.exporters.material import Material, Row
from review_app.wording import later

# The names of the scores in these files.
DIMENSIONS: Mapping[str, str] = {
    "factual_correctness": "事实正确性",
    "user_need": "满足用户需求",
    "logical_coherence": "逻辑连贯性",
    "completeness": "完备性",
}
NAMES: Mapping[str, str] = {**DIMENSIONS, "overall": "综合得分"}

ASKED = ("question_id", "source", "question", "reference", "category", "subcategory")
FAILED = -1

Files = dict[Path, list[Row]]


def write(material: Material, folder: Path) -> list[Path]:
    """Write the files into a folder. Raises ExportError where no response is to MathUserEval."""
    files: Files = defaultdict(list)
    taken: set[str] = set()
    for run, rows in material.user_eval_answers():
        add_run(files, run, rows, taken)
    if not files:
        raise ExportError(
            later("nothing to export: no response is to MathUserEval; import its files or widen the filters")
        )
    return place.deliver({folder / path: partial(save, rows) for path, rows in files.items()})


def save(rows: Iterable[Row], path: Path) -> None:
    """One object a line."""
    jsonl.save(rows, path)


def add_run(files: Files, run: str, rows: Iterable[Row], taken: set[str]) -> None:
    """The files of one run; a model that has some already gets others by the run's id."""
    stem = ""
    for row in rows:
        if not stem:
            stem = safe(row["model_id"]) if safe(row["model_id"]) not in taken else f"{safe(row['model_id'])}-{run}"
            taken.add(stem)
        name = f"{stem}.jsonl" if row["sample"] == 0 else f"{stem}-sample{row['sample'] + 1}.jsonl"
        answer = answered(row)
        files[Path("model_answer") / name].append(answer)
        for judge, votes in by_judge(row["votes"]).items():
            files[Path("judgment") / safe(judge) / name].append(answer | judged(judge, votes))


def answered(row: Row) -> Row:
    """A line of a model_answer file."""
    found = {name: row[name] for name in ASKED}
    number = found["question_id"]
    if isinstance(number, str) and number.isdecimal():
        found["question_id"] = int(number)
    return {**found, "answer": row["answer"], "model_id": row["model_id"]}


def by_judge(votes: Iterable[Row]) -> dict[str, list[Row]]:
    """The votes of each judge."""
    found: dict[str, list[Row]] = defaultdict(list)
    for vote in votes:
        found[vote["judge"]].append(vote)
    return found


def judged(judge: str, votes: Sequence[Row]) -> Row:
    """What a judgment file says more; `judge_prompt` names model and version of the prompt."""
    read = [vote for vote in votes if vote["score"] is not None]
    ratings = [json.loads(vote["rating"]) for vote in read]
    rating = {told: mean([one[name] for one in ratings]) for name, told in NAMES.items()} if read else {}
    return {
        "dimensions": list(DIMENSIONS.values()),
        "judge_prompt": judge,
        "judgment": (read or votes)[0]["text"],
        "rating": rating,
        "score": mean([vote["score"] for vote in read]) if read else FAILED,
    }


def mean(values: Sequence[int]) -> Any:
    """The mean, whole where it is.

    >>> mean([7, 8]), mean([7, 7])
    (7.5, 7)
    """
    found = sum(values) / len(values)
    return int(found) if found == int(found) else found


def safe(name: str) -> str:
    """A name as that of a file.

    >>> safe("org/model 7b"), safe("gpt · score-zh@1"), safe("..")
    ('org_model_7b', 'gpt_score-zh@1', '_')
    """
    return re.sub(r"[^\w.@+-]+", "_", name).lstrip(".") or "_"
